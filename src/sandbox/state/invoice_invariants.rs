//! What holds about money, whatever happens, in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    World,
    account::ApiKey,
    booking::{InvoiceChange, NewInvoice, Payer},
    customer::Customer,
    debit,
    debit_changes::DebitAction,
    incoming::Arrival,
    invoice::State,
    invoice_page::SetUp,
    link::Outcome,
    method::Method,
    plan::PaymentPlan,
    posting::{PostingKind, Source},
    refund::DebitRefund,
    signing,
};
use crate::domain::money::Cents;

/// One thing that happens. Invoices, debits and links are chosen by number among those there are.
#[derive(Clone, Copy, Debug)]
enum Event {
    Book { customer: u8, euros: i64, due_days: i64, manual: bool },
    Credit { invoice: usize, euros: i64 },
    Put { invoice: usize, state: State },
    Remove(usize),
    SetUp { invoice: usize, sign: bool },
    Reoffer(usize),
    PayByLink { invoice: usize, outcome: Outcome },
    AnswerLink { link: u64, outcome: Outcome },
    RefundLink { link: u64, cents: i64 },
    Transfer { invoice: usize, cents: i64 },
    ByHand { invoice: usize, cents: Option<i64> },
    Refund { invoice: usize, cents: Option<i64> },
    Plan(usize),
    Reverse(usize),
    ActOnDebit { debit: u64, action: DebitAction },
    RemoveDebit(u64),
    RefundDebit { debit: u64, cents: i64 },
    CancelMandate,
    Collect,
    Bank,
    Wait { seconds: i64 },
}

fn event() -> impl Strategy<Value = Event> {
    let invoice = || 0..6_usize;
    let cents = || prop::sample::select(vec![1_i64, 500, 2_000, 4_000, 10_000]);
    let outcome = || {
        prop::sample::select(vec![
            Outcome::Success,
            Outcome::Success,
            Outcome::Failure,
            Outcome::Cancel,
            Outcome::Pending,
        ])
    };
    let state = prop::sample::select(vec![State::Booked, State::Paid, State::Archived]);
    let action = prop::sample::select(vec![
        DebitAction::Paid,
        DebitAction::Reoffer,
        DebitAction::Unsettle,
        DebitAction::Archive,
    ]);
    let euros = || prop::sample::select(vec![3_i64, 30, 40, 100]);
    let book = (0..2_u8, euros(), -1..40_i64, any::<bool>());
    let often = prop_oneof![
        book.prop_map(|(customer, euros, due_days, manual)| Event::Book { customer, euros, due_days, manual }),
        Just(Event::Bank),
        invoice().prop_map(Event::Reoffer),
        (invoice(), outcome()).prop_map(|(invoice, outcome)| Event::PayByLink { invoice, outcome }),
    ];
    let money = prop_oneof![
        (1..5_u64, outcome()).prop_map(|(link, outcome)| Event::AnswerLink { link, outcome }),
        (1..5_u64, cents()).prop_map(|(link, cents)| Event::RefundLink { link, cents }),
        (invoice(), cents()).prop_map(|(invoice, cents)| Event::Transfer { invoice, cents }),
        (invoice(), prop::option::of(cents())).prop_map(|(invoice, cents)| Event::ByHand { invoice, cents }),
        (invoice(), prop::option::of(cents())).prop_map(|(invoice, cents)| Event::Refund { invoice, cents }),
        (invoice(), euros()).prop_map(|(invoice, euros)| Event::Credit { invoice, euros }),
        invoice().prop_map(Event::Reverse),
        (1..8_u64, action).prop_map(|(debit, action)| Event::ActOnDebit { debit, action }),
        (1..8_u64, cents()).prop_map(|(debit, cents)| Event::RefundDebit { debit, cents }),
    ];
    let rest = prop_oneof![
        (invoice(), state).prop_map(|(invoice, state)| Event::Put { invoice, state }),
        invoice().prop_map(Event::Remove),
        (invoice(), any::<bool>()).prop_map(|(invoice, sign)| Event::SetUp { invoice, sign }),
        invoice().prop_map(Event::Plan),
        (1..8_u64).prop_map(Event::RemoveDebit),
        Just(Event::CancelMandate),
        Just(Event::Collect),
        prop::sample::select(vec![1_i64, 2, 400, 86_400, 40 * 86_400]).prop_map(|seconds| Event::Wait { seconds }),
    ];
    prop_oneof![often, money, rest]
}

/// Everything that happens gets an id of its own.
fn new(number: u128, customer: u8, amount: Cents, due_days: i64, manual: bool, now: DateTime<Utc>) -> NewInvoice {
    let details = Customer { number: Some(format!("C-{customer}")), ..Customer::default() };
    NewInvoice {
        id: Uuid::from_u128(number),
        number: format!("INV-{number}"),
        title: None,
        remittance: None,
        reference: None,
        profile: Some(1),
        amount,
        paid_before: Cents::ZERO,
        date: now.date_naive(),
        due: (now + TimeDelta::days(due_days)).date_naive(),
        locale: None,
        payer: Payer::Details(Box::new(details)),
        manual,
        force: false,
        pdf: None,
        pdf_url: None,
        ubl: None,
        redirect_url: None,
        email: None,
        related: None,
        campaign: None,
        extra: BTreeMap::new(),
        lines: Vec::new(),
        registered_via: "Api".into(),
    }
}

fn happen(world: &mut World, event: Event, now: &mut DateTime<Utc>, number: usize) {
    world.settle(*now);
    let ids: Vec<_> = world.invoices.keys().copied().collect();
    let chosen = |index: usize| ids.get(index).copied().unwrap_or_default();
    let key = || format!("key{number}");
    // What is refused changes nothing that matters here, so refusals are not looked at.
    match event {
        Event::Book { customer, euros, due_days, manual } => {
            let invoice = new(number as u128 + 1, customer, Cents(euros * 100), due_days, manual, *now);
            drop(world.book(invoice, *now));
        }
        Event::Credit { invoice, euros } => {
            let Some(original) = world.invoices.get(&chosen(invoice)) else { return };
            let related = Some(original.number.clone());
            let note = new(number as u128 + 1, 0, Cents(-euros * 100), 30, true, *now);
            drop(world.book(NewInvoice { related, ..note }, *now));
        }
        Event::Put { invoice, state } => {
            let change = InvoiceChange { state: Some(state), ..InvoiceChange::default() };
            drop(world.change_invoice(chosen(invoice), change, *now));
        }
        Event::Remove(invoice) => drop(world.remove_invoice(chosen(invoice), *now)),
        Event::SetUp { invoice, sign } => {
            let set_up = world.set_up_debit(chosen(invoice), key(), *now);
            if let (Ok(SetUp::Sign { reference, .. }), true) = (set_up, sign) {
                let attempt = signing::Attempt {
                    iban: Some("BE16645348971174".into()),
                    bic: None,
                    place: None,
                    method: Method::Itsme,
                    outcome: signing::Outcome::Success,
                    signer: None,
                    payload: None,
                };
                world.sign(&reference, attempt, *now).unwrap();
            }
        }
        Event::Reoffer(invoice) => drop(world.reoffer(chosen(invoice), *now)),
        Event::PayByLink { invoice, outcome } => {
            if let Ok(link) = world.link_for_invoice(chosen(invoice), key(), *now) {
                world.start_link(link, *now);
                drop(world.pay_link(link, "visa", outcome, *now));
            }
        }
        Event::AnswerLink { link, outcome } => drop(world.pay_link(link, "visa", outcome, *now)),
        Event::RefundLink { link, cents } => drop(world.refund_link(link, Some(Cents(cents)), "back".into(), *now)),
        Event::Transfer { invoice, cents } => {
            let Some(invoice) = world.invoices.get(&chosen(invoice)) else { return };
            let arrival = Arrival { amount: Cents(cents), message: invoice.number.clone(), ..Arrival::default() };
            world.receive_transfer(arrival, *now);
        }
        Event::ByHand { invoice, cents } => {
            drop(world.pay_manually(chosen(invoice), cents.map(Cents), "cash".into(), now.date_naive(), *now));
        }
        Event::Refund { invoice, cents } => {
            drop(world.refund(chosen(invoice), cents.map(Cents), "back".into(), *now));
        }
        Event::Plan(invoice) => {
            let (initial, recurring) = (Cents(1_000), Cents(2_500));
            let plan = PaymentPlan { initial, recurring, terms: 3, mandate: None, remittance: None };
            drop(world.plan_payments(chosen(invoice), plan, *now));
        }
        Event::Reverse(invoice) => drop(world.reverse(chosen(invoice), "MD06", *now)),
        Event::ActOnDebit { debit, action } => drop(world.act_on_debit(debit, action, *now)),
        Event::RemoveDebit(debit) => drop(world.remove_debit(debit, *now)),
        Event::RefundDebit { debit, cents } => {
            let (amount, message) = (Cents(cents), "back".into());
            let refund = DebitRefund { amount, message, reference: None, place: None, iban: None, bic: None };
            drop(world.refund_debit(debit, refund, *now));
        }
        Event::CancelMandate => {
            let live = world.mandates.values().find(|mandate| mandate.is_collectable());
            if let Some(reference) = live.map(|mandate| mandate.reference.clone()) {
                world.cancel(&reference, "enough", "me@example.com", *now).unwrap();
            }
        }
        Event::Collect => drop(world.collect(1, None, None, *now)),
        Event::Bank => {
            world.send_refunds(*now);
            world.run_bank(*now);
        }
        Event::Wait { seconds } => {
            *now += TimeDelta::seconds(seconds);
            world.settle(*now);
        }
    }
}

fn assert_money_adds_up(world: &World, now: DateTime<Utc>) {
    let mut reported: BTreeMap<Uuid, i64> = BTreeMap::new();
    let mut events = BTreeSet::new();
    for entry in world.payments.entries() {
        *reported.entry(entry.what.invoice).or_default() += entry.what.posting.effect();
        assert!(events.insert(&entry.what.event), "the same event id twice");
        assert!(entry.what.posting.amount > Cents::ZERO, "{entry:?}");
    }
    for invoice in world.invoices.values() {
        let paid = invoice.paid();
        assert_eq!(
            reported.get(&invoice.id).copied().unwrap_or_default(),
            paid.0,
            "the feed tells all of {}",
            invoice.number
        );
        let covered = Cents(paid.0 + invoice.paid_before.0 + invoice.credited.0);
        if !invoice.archived && !invoice.is_credit_note() {
            assert_eq!(invoice.state == State::Paid, covered >= invoice.amount, "{invoice:?}");
        }
        assert_eq!(invoice.state, invoice.state_on(now.date_naive()), "{invoice:?}");
        let open = |id: &&u64| world.debits[*id].state == debit::State::Open;
        let under_way: Vec<_> = invoice.debits.iter().filter(open).copied().collect();
        assert_eq!(under_way, invoice.collecting.into_iter().collect::<Vec<_>>(), "one debit at a time");
        let entry = world.invoice_changes.entries().iter().rev().find(|entry| entry.what.changed == invoice.id);
        assert_eq!(entry.map(|entry| entry.id), Some(invoice.sequence), "the feed has it as it is now");
        assert_eq!(world.invoices.by_number(&invoice.number).map(|it| it.id), Some(invoice.id));
    }
    let credited: i64 = world.invoices.values().map(|invoice| invoice.credited.0).sum();
    let removed = world.invoice_changes.entries().iter().any(|it| !world.invoices.contains_key(&it.what.changed));
    assert!(removed || credited == 0, "a credit takes off as much as it gives");
}

fn assert_no_debit_is_collected_twice(world: &World) {
    let mut balance: BTreeMap<(u64, &str), i64> = BTreeMap::new();
    for entry in world.payments.entries() {
        let Source::DirectDebit { debit, e2e, .. } = &entry.what.posting.source else { continue };
        let balance = balance.entry((*debit, e2e)).or_default();
        match entry.what.posting.kind {
            PostingKind::Payment => *balance += 1,
            PostingKind::Failure { undoes, .. } => *balance -= i64::from(undoes),
            PostingKind::Refund => {}
        }
        assert!((-1..=1).contains(balance), "debit {debit} was paid or undone twice");
    }
    for debit in world.debits.values() {
        let unsent = world.unsent.contains(&debit.id);
        assert!(!unsent || (debit.state == debit::State::Open && debit.collection.is_none()), "{debit:?}");
    }
    let collected: Vec<_> = world.collections.values().flat_map(|it| &it.debits).collect();
    let once: BTreeSet<_> = collected.iter().collect();
    assert_eq!(collected.len(), once.len(), "a debit is in one collection");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_money_adds_up_and_no_debit_is_collected_twice(
        events in prop::collection::vec(event(), 1..60),
        early_positive in any::<bool>(),
    ) {
        let mut now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let mut world = World::default();
        world.settings.early_positive = early_positive;
        let key = ApiKey { webhook_url: Some("http://portal.example/hook".into()), ..ApiKey::default() };
        world.keys.insert("KEY".into(), key);
        for (number, event) in events.into_iter().enumerate() {
            happen(&mut world, event, &mut now, number);
            assert_money_adds_up(&world, now);
            assert_no_debit_is_collected_twice(&world);
        }
        let json = serde_json::to_string(&world).unwrap();
        let again: World = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), json, "the state file keeps everything");
    }
}
