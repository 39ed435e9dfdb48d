//! What holds whatever happens, in whatever order.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{
    World,
    account::ApiKey,
    customer::Customer,
    events::Kind,
    invite::{Invitation, Invited},
    mandate::{Mandate, Standing},
    method::Method,
    signing::{Attempt, Outcome},
    update::Change,
};

const ACCEPTED: &str = "BE16645348971174";
const REFUSED: &str = "BE49473211985171";

/// One thing that happens. Mandates are chosen by number among those there are.
#[derive(Clone, Copy, Debug)]
enum Event {
    Invite { profile: u32, customer: u8, check: bool },
    Open(usize),
    Sign { mandate: usize, method: Method, outcome: Outcome, accepted: bool },
    Sms(usize),
    Reply { sms: u64, agreed: bool },
    Cancel(usize),
    Suspend(usize),
    Resume(usize),
    ChangeAccount { mandate: usize, accepted: bool },
    ChangeAddress { mandate: usize, city: u8 },
    Upload(usize),
    ManualCheck { mandate: usize, automatic: bool },
    Bank,
    Wait { minutes: i64 },
}

fn event() -> impl Strategy<Value = Event> {
    let mandate = 0..8_usize;
    let method = prop::sample::select(Method::ALL.to_vec());
    let outcome = prop::sample::select(vec![Outcome::Success, Outcome::Success, Outcome::Failure, Outcome::Cancel]);
    prop_oneof![
        (1..=2_u32, 0..3_u8, any::<bool>()).prop_map(|(profile, customer, check)| Event::Invite {
            profile,
            customer,
            check
        }),
        mandate.clone().prop_map(Event::Open),
        (mandate.clone(), method, outcome, any::<bool>())
            .prop_map(|(mandate, method, outcome, accepted)| Event::Sign { mandate, method, outcome, accepted }),
        mandate.clone().prop_map(Event::Sms),
        (1..4_u64, any::<bool>()).prop_map(|(sms, agreed)| Event::Reply { sms, agreed }),
        mandate.clone().prop_map(Event::Cancel),
        mandate.clone().prop_map(Event::Suspend),
        mandate.clone().prop_map(Event::Resume),
        (mandate.clone(), any::<bool>()).prop_map(|(mandate, accepted)| Event::ChangeAccount { mandate, accepted }),
        (mandate.clone(), 0..3_u8).prop_map(|(mandate, city)| Event::ChangeAddress { mandate, city }),
        mandate.clone().prop_map(Event::Upload),
        (mandate, any::<bool>()).prop_map(|(mandate, automatic)| Event::ManualCheck { mandate, automatic }),
        Just(Event::Bank),
        prop::sample::select(vec![1, 6, 60 * 24 * 30, 60 * 24 * 200]).prop_map(|minutes| Event::Wait { minutes }),
    ]
}

fn happen(world: &mut World, event: Event, now: &mut DateTime<Utc>, number: usize) {
    world.settle(*now);
    let references: Vec<_> = world.mandates.keys().cloned().collect();
    let chosen = |index: usize| references.get(index).cloned().unwrap_or_default();
    let iban = |accepted: bool| if accepted { ACCEPTED } else { REFUSED };
    // What is refused changes nothing that matters here, so refusals are not looked at.
    match event {
        Event::Invite { profile, customer, check } => {
            drop(world.prepare(invitation(profile, customer, check, number), *now));
        }
        Event::Open(mandate) => {
            let key = world.mandates.get(&chosen(mandate)).map(|mandate| mandate.link.key.clone());
            world.open_link(&key.unwrap_or_default(), *now);
        }
        Event::Sign { mandate, method, outcome, accepted } => {
            let iban = Some(iban(accepted).to_owned());
            let attempt = Attempt { iban, bic: None, place: None, method, outcome, signer: None, payload: None };
            drop(world.sign(&chosen(mandate), attempt, *now));
        }
        Event::Sms(mandate) => {
            drop(world.fill_in(&chosen(mandate), ACCEPTED, None, None));
            drop(world.send_sms(&chosen(mandate), *now));
        }
        Event::Reply { sms, agreed } => drop(world.reply(sms, if agreed { "ok" } else { "no" }, *now)),
        Event::Cancel(mandate) => drop(world.cancel(&chosen(mandate), "reason", "me@example.com", *now)),
        Event::Suspend(mandate) => drop(world.suspend(&chosen(mandate), "me@example.com", *now)),
        Event::Resume(mandate) => drop(world.resume(&chosen(mandate), "me@example.com", *now)),
        Event::ChangeAccount { mandate, accepted } => {
            drop(world.change_account(&chosen(mandate), Some(iban(accepted)), None, "me@example.com", *now));
        }
        Event::ChangeAddress { mandate, city } => {
            let details = Customer { city: Some(format!("City {city}")), ..Customer::default() };
            drop(world.update(&chosen(mandate), &Change { details, ..Change::default() }, *now));
        }
        Event::Upload(mandate) => drop(world.upload(&chosen(mandate), "JVBERi0=".into(), true, *now)),
        Event::ManualCheck { mandate, automatic } => {
            drop(world.check_automatically(&chosen(mandate), automatic, *now));
        }
        Event::Bank => drop(world.run_bank(*now)),
        Event::Wait { minutes } => {
            *now += TimeDelta::minutes(minutes);
            world.settle(*now);
        }
    }
}

fn invitation(profile: u32, customer: u8, check: bool, number: usize) -> Invitation {
    let details = Customer {
        number: Some(format!("C-{customer}")),
        email: Some(format!("c{customer}@example.com")),
        mobile: Some("+32499123445".into()),
        last_name: Some("Peeters".into()),
        ..Customer::default()
    };
    Invitation { profile, details, check, key: format!("key{number}"), ..Invitation::default() }
}

fn assert_sound(world: &World, before: &World) {
    for mandate in world.mandates.values() {
        let reference = &mandate.reference;
        if mandate.standing.is_live() {
            assert!(mandate.signature.is_some(), "{reference} is live and was never signed");
        }
        assert_eq!(mandate.is_collectable(), mandate.standing == Standing::Signed);
        assert_eq!(world.mandates.values().filter(|it| it.link.key == mandate.link.key).count(), 1);
        let was = before.mandates.get(reference).map(|mandate| mandate.standing);
        if let Some(ended @ (Standing::Cancelled | Standing::Expired | Standing::Removed)) = was {
            assert_eq!(mandate.standing, ended, "{reference} came back to life");
        }
    }
    let open = |mandate: &&Mandate| mandate.standing == Standing::Prepared;
    for mandate in world.mandates.values().filter(open) {
        let twins = |it: &&Mandate| (it.customer, it.profile) == (mandate.customer, mandate.profile);
        assert_eq!(world.mandates.values().filter(open).filter(twins).count(), 1, "one unsigned mandate at a time");
    }
    assert!(world.deliveries.log().len() >= before.deliveries.log().len());
}

/// The feed tells the story of each mandate: it begins once, and nothing follows its end.
fn assert_feed_is_a_story(world: &World) {
    let page = world.events.after(0, |_| true);
    let ids: Vec<_> = page.entries.iter().map(|event| event.id).collect();
    assert!(ids.iter().copied().eq(1..=ids.len() as u64), "numbers rise without gaps");
    for mandate in world.mandates.values() {
        let story: Vec<_> =
            page.entries.iter().filter(|event| event.what.original_reference == mandate.reference).collect();
        let begins = story.iter().filter(|event| event.what.kind == Kind::New).count();
        assert!(begins <= 1, "{} begins {begins} times", mandate.reference);
        let end = story.iter().position(|event| matches!(event.what.kind, Kind::Cancellation { .. }));
        assert!(end.is_none_or(|end| end + 1 == story.len()), "something follows the end of {}", mandate.reference);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_no_mandate_comes_back_to_life_and_the_feed_is_a_story(events in prop::collection::vec(event(), 1..60)) {
        let mut now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let mut world = World::default();
        let key = ApiKey { webhook_url: Some("http://portal.example/hook".into()), ..ApiKey::default() };
        world.keys.insert("KEY".into(), key);
        for (number, event) in events.into_iter().enumerate() {
            let before = world.clone();
            happen(&mut world, event, &mut now, number);
            assert_sound(&world, &before);
        }
        assert_feed_is_a_story(&world);
        let json = serde_json::to_string(&world).unwrap();
        let again: World = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), json, "the state file keeps everything");
    }
}

#[test]
fn a_check_that_finds_a_valid_mandate_prepares_nothing() {
    let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    let mut world = World::default();
    let Ok(Invited::New { reference }) = world.prepare(invitation(1, 0, true, 1), now) else { panic!("prepared") };
    let attempt = Attempt {
        iban: Some(ACCEPTED.into()),
        bic: None,
        place: None,
        method: Method::Itsme,
        outcome: Outcome::Success,
        signer: None,
        payload: None,
    };
    world.sign(&reference, attempt, now).unwrap();

    assert_eq!(world.prepare(invitation(1, 0, true, 2), now), Ok(Invited::Existing { reference }));
}
