//! One database and several accounts at Twikey, one after the other: beta and then production, or another company.

use chrono::TimeDelta;
use mandato::{
    app::App,
    config,
    feeds::{
        self, Feed,
        read::{self, ReadError, Report},
    },
    i18n::Language,
    mandates::{Scheme, State},
    sandbox::{
        self, Sandbox,
        state::{
            account::{ApiKey, Creditor},
            faults::Fault,
        },
    },
    user::Role,
};
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    TestApp,
    form::{fields_of, send, with},
    html, make,
    twikey::{IBAN, account},
};

/// Another Twikey than the one that the test began with.
async fn another(app: &TestApp, merchant_id: u64) -> Sandbox {
    let creditor = Creditor { merchant_id, scheme_id: "BE54ZZZ0533800797".to_owned(), ..Creditor::default() };
    let settings = sandbox::Settings { creditor: Some(creditor), ..sandbox::Settings::local(app.clock.clone()) };
    sandbox::start(settings).await.unwrap()
}

/// The portal as it is when started with another configuration, on the same database.
async fn restarted(app: &TestApp, sandbox: &Sandbox, api_key: &str) -> App {
    let mut config = (*app.app.config).clone();
    config.twikey = Some(config::Twikey { api_key: api_key.into(), ..account(sandbox) });
    App::new(config, app.clock.clone()).await.unwrap()
}

async fn read_mandates(app: &App) -> Result<Report, ReadError> {
    read::to_the_end(app, app.twikey.as_ref().unwrap(), Feed::Mandates).await
}

/// What the next reading of the mandate feed is given.
fn reports(sandbox: &Sandbox, entries: &[Value]) {
    let body = json!({ "Messages": entries }).to_string();
    let last = entries.iter().filter_map(|entry| entry["EvtId"].as_i64()).max().unwrap();
    fault(sandbox, json!({"path": "/mandate", "status": 200, "body": body, "headers": {"X-LAST": last.to_string()}}));
}

fn fault(sandbox: &Sandbox, fault: Value) {
    let fault: Fault = serde_json::from_value(fault).unwrap();
    sandbox.change(|world, _| world.faults.push(fault));
}

/// A mandate that is new or, with a reason, amended.
fn entry(sequence: i64, reference: &str, reason: Option<&str>) -> Value {
    json!({"EvtId": sequence, "OrgnlMndtId": reference, "AmdmntRsn": reason.map(|reason| json!({"Rsn": reason})),
           "Mndt": {"MndtId": reference, "LclInstrm": "CORE", "DbtrAcct": IBAN, "CdtrSchmeId": "BE81ZZZ0123456749"}})
}

fn reference() -> String {
    format!("M{}", Uuid::new_v4().simple()).to_uppercase()
}

/// Each account with its position in the mandate feed, in the order of their first reading.
async fn accounts(app: &TestApp) -> Vec<(String, Option<i64>)> {
    let mut tx = app.app.db.read().await.unwrap();
    tx.query(
        "SELECT a.name, p.position FROM twikey_accounts a JOIN feed_positions p ON p.account = a.number
         WHERE p.feed = 'mandates' ORDER BY a.number",
    )
    .all()
    .await
    .unwrap()
}

async fn overview(app: &TestApp, role: Role, language: Language) -> Vec<String> {
    let browser = app.signed_in_reading(role, language).await;
    html::texts(&browser.page("/").await, ".notice.warning")
}

#[actix_web::test]
async fn another_account_is_read_from_its_beginning_and_the_first_goes_on_where_it_was_left() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let ours = mandate.reference.clone().unwrap();
    let first = restarted(&app, app.sandbox(), sandbox::API_KEY).await;
    reports(app.sandbox(), &[entry(4, &reference(), None), entry(9_000, &ours, None)]);
    let report = read_mandates(&first).await.unwrap();
    assert_eq!((report.applied, report.unmatched), (1, 1));

    // The other account counts anew, so that its numbers are those of the first, and lower.
    let sandbox = another(&app, 9).await;
    let second = restarted(&app, &sandbox, sandbox::API_KEY).await;
    reports(&sandbox, &[entry(4, &reference(), None), entry(5, &ours, Some("uncollectable|user"))]);
    let report = read_mandates(&second).await.unwrap();
    assert_eq!((report.applied, report.unmatched, report.unchanged), (1, 1, 0), "numbers are of an account");
    assert_eq!(app.stored(&mandate).await.state, State::Suspended);
    // Really read from the beginning, not from what the first had come to.
    let asked = sandbox.change(|world, _| world.keys[sandbox::API_KEY].mandate_position);
    assert_eq!(asked, 0);

    let positions: Vec<_> = accounts(&app).await.into_iter().map(|(_, position)| position).collect();
    assert_eq!(positions, [Some(9_000), Some(5)]);
    reports(app.sandbox(), &[entry(9_000, &ours, None), entry(9_001, &ours, Some("collectable|user"))]);
    let report = read_mandates(&first).await.unwrap();
    assert_eq!((report.applied, report.unchanged), (1, 1), "what was read before counts once");
    assert_eq!(app.stored(&mandate).await.state, State::Signed);
    for (portal, sandbox) in [(&second, &sandbox), (&first, app.sandbox()), (&second, &sandbox)] {
        reports(sandbox, &[entry(4, &reference(), None)]);
        assert_eq!(read_mandates(portal).await.unwrap().unchanged, 1);
    }
    assert_eq!(accounts(&app).await.len(), 2);
    sandbox.stop().await;
}

#[actix_web::test]
async fn real_events_of_another_account_with_the_same_number_elsewhere_are_not_hidden() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    app.lose_callbacks();
    for _ in 0..3 {
        app.signed_elsewhere(Some("X-1"), None, Scheme::Core);
    }
    assert_eq!(read_mandates(&app.app).await.unwrap().unmatched, 3);
    // Hosts number companies for themselves.
    let sandbox = another(&app, Creditor::default().merchant_id).await;
    let second = restarted(&app, &sandbox, sandbox::API_KEY).await;
    let invitation = sandbox::state::invite::Invitation { profile: 1, ..Default::default() };
    sandbox.change(|world, now| {
        world.prepare(invitation, now).unwrap();
    });
    let reference = sandbox.change(|world, _| world.mandates.keys().next().unwrap().clone());
    let attempt = sandbox::state::signing::Attempt {
        iban: Some(IBAN.to_owned()),
        bic: None,
        place: None,
        method: sandbox::state::method::Method::Itsme,
        outcome: sandbox::state::signing::Outcome::Success,
        signer: None,
        payload: None,
    };
    sandbox.change(|world, now| world.sign(&reference, attempt, now)).unwrap();

    assert_eq!(read_mandates(&second).await.unwrap().unmatched, 1);
    assert_eq!(read_mandates(&second).await.unwrap(), Report::default());
    assert_eq!(read_mandates(&app.app).await.unwrap(), Report::default());
    sandbox.stop().await;
}

#[actix_web::test]
async fn the_same_account_with_another_key_keeps_its_place_and_nothing_is_said() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    app.lose_callbacks();
    for number in 0..2 {
        app.signed_elsewhere(Some(&format!("X-{number}")), None, Scheme::Core);
    }
    assert_eq!(read_mandates(&app.app).await.unwrap().unmatched, 2);
    app.at_twikey(|world, _| world.keys.insert("OTHER".to_owned(), ApiKey::default()));
    let with_other_key = restarted(&app, app.sandbox(), "OTHER").await;

    for portal in [&with_other_key, &app.app, &with_other_key] {
        assert_eq!(read_mandates(portal).await.unwrap(), Report::default());
    }
    app.signed_elsewhere(Some("X-7"), None, Scheme::Core);
    assert_eq!(read_mandates(&with_other_key).await.unwrap().unmatched, 1);

    assert_eq!(accounts(&app).await.len(), 1);
    make::customer(&app).await;
    let said = overview(&app, Role::Admin, Language::En).await;
    assert!(!said.iter().any(|said| said.contains("another Twikey account")), "{said:?}");
}

#[actix_web::test]
async fn a_login_that_does_not_tell_the_companys_number_is_known_by_its_key() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let page = json!({"Messages": [entry(5, "M5", None)]}).to_string();
    for tells in [false, true, false] {
        if !tells {
            let login = json!({"Authorization": "token"}).to_string();
            fault(app.sandbox(), json!({"path": "", "method": "POST", "status": 200, "body": login}));
        }
        fault(app.sandbox(), json!({"path": "/mandate", "status": 200, "body": page, "headers": {"X-LAST": "5"}}));
        let portal = restarted(&app, app.sandbox(), sandbox::API_KEY).await;
        read_mandates(&portal).await.unwrap();
        let accounts = accounts(&app).await;
        let [(name, position)] = accounts.as_slice() else { panic!("{accounts:?}") };
        assert_eq!(*position, Some(5));
        assert!(!name.contains(sandbox::API_KEY), "{name}");
        app.advance(TimeDelta::minutes(1));
    }
    assert!(accounts(&app).await[0].0.ends_with("/4521"));
}

/// The database as the version before had it.
async fn turn_back(app: &TestApp) {
    let mut tx = app.app.db.write().await.unwrap();
    for table in ["DROP TABLE twikey_events", "DROP TABLE feed_positions", "DROP TABLE twikey_accounts"] {
        tx.query(table).execute().await.unwrap();
    }
    for migration in
        [include_str!("../../migrations/0006_twikey.sql"), include_str!("../../migrations/0008_invoice_feeds.sql")]
    {
        for statement in migration.split(";\n").map(str::trim) {
            if ["twikey_events", "feed_positions"].iter().any(|table| statement.contains(table)) {
                tx.query(statement).execute().await.unwrap();
            }
        }
    }
    tx.query("DELETE FROM _sqlx_migrations WHERE version = 24").execute().await.unwrap();
    tx.commit().await.unwrap();
}

#[actix_web::test]
async fn what_the_version_before_had_read_belongs_to_the_account_that_is_read_next() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    let ours = mandate.reference.clone().unwrap();
    turn_back(&app).await;
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE feed_positions SET position = 7 WHERE feed = 'mandates'").execute().await.unwrap();
    tx.query(
        "INSERT INTO twikey_events (id, feed, sequence, kind, payload, received_at, state, mandate_id)
         VALUES ($1, 'mandates', 7, 'new', $2, $3, 'applied', $4)",
    )
    .bind(Uuid::now_v7())
    .bind(entry(7, &ours, None).to_string())
    .bind(app.clock.now())
    .bind(mandate.id)
    .execute()
    .await
    .unwrap();
    tx.commit().await.unwrap();
    app.app.db.migrate().await.unwrap();
    app.app.db.migrate().await.unwrap();
    assert_eq!(accounts(&app).await, [(String::new(), Some(7))]);

    // Two processes begin at once.
    reports(app.sandbox(), &[entry(7, &ours, None), entry(8, &ours, Some("uncollectable|user"))]);
    let other = restarted(&app, app.sandbox(), sandbox::API_KEY).await;
    let (one, two) = tokio::join!(read_mandates(&app.app), read_mandates(&other));
    let mut sum = Report::default();
    for report in [one, two] {
        match report {
            Ok(report) => {
                sum.applied += report.applied;
                sum.unchanged += report.unchanged;
            }
            Err(error) => assert!(matches!(error, ReadError::Busy), "{error}"),
        }
    }
    assert_eq!((sum.applied, sum.unchanged), (1, 1));
    assert_eq!(app.stored(&mandate).await.state, State::Suspended);
    let accounts = accounts(&app).await;
    assert!(matches!(accounts.as_slice(), [(name, Some(8))] if name.ends_with("/4521")), "{accounts:?}");

    let admin = app.signed_in(Role::Admin).await;
    let said = html::texts(&admin.page("/").await, ".notice.warning");
    assert!(!said.iter().any(|said| said.contains("another Twikey account")), "{said:?}");
}

#[actix_web::test]
async fn who_collects_is_known_from_what_the_version_before_had_read() {
    let app = TestApp::with_twikey().await;
    reports(app.sandbox(), &[entry(7, &reference(), None)]);
    read_mandates(&app.app).await.unwrap();
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE twikey_accounts SET name = '', key_digest = NULL, creditor_identifier = NULL")
        .execute()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(read_mandates(&app.app).await.unwrap(), Report::default());
    let admin = app.signed_in(Role::Admin).await;
    let page = html::text(&admin.page("/settings").await);
    assert!(page.contains("Twikey writes BE81ZZZ0123456749 on your mandates"), "{page}");
}

#[actix_web::test]
async fn that_another_account_is_read_is_said_until_an_administrator_has_seen_it() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let customer = make::customer(&app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    app.sign(mandate.reference.as_deref().unwrap(), IBAN);
    app.hear().await;
    app.advance(TimeDelta::hours(1));
    let sandbox = another(&app, 9).await;
    let second = restarted(&app, &sandbox, sandbox::API_KEY).await;
    // Each feed notices it, and it is said once.
    for feed in [Feed::Payments, Feed::Invoices, Feed::Mandates] {
        read::to_the_end(&second, second.twikey.as_ref().unwrap(), feed).await.unwrap();
    }

    for (language, words) in [
        (Language::De, "anderen Twikey-Konto"),
        (Language::Nl, "andere Twikey-account"),
        (Language::Fr, "autre compte Twikey"),
        (Language::En, "another Twikey account"),
    ] {
        for role in [Role::Staff, Role::Admin] {
            let said = overview(&app, role, language).await.join(" ");
            for words in [words, "/9", "/4521", "1"] {
                assert!(said.contains(words), "{language:?} {words}: {said}");
            }
            // Who could put it right is told how.
            assert_eq!(said.contains("TWIKEY_API_KEY"), role == Role::Admin, "{language:?}: {said}");
        }
    }
    let form = "form[action='/twikey-account/acknowledgement']";
    let staff = app.signed_in(Role::Staff).await;
    assert_eq!(fields_of(&staff.page("/").await, form), []);
    let admin = app.signed_in(Role::Admin).await;
    let seen = fields_of(&admin.page("/").await, form);
    assert!(seen.iter().any(|(name, _)| name == "turn"), "{seen:?}");

    // Back, before that was sent: it was about another change.
    read_mandates(&app.app).await.unwrap();
    send(&admin, "/twikey-account/acknowledgement", &with(&seen, &[])).await;
    assert!(overview(&app, Role::Staff, Language::En).await.join(" ").contains("another Twikey account"));

    let seen = fields_of(&admin.page("/").await, form);
    for _ in 0..2 {
        let answer = send(&admin, "/twikey-account/acknowledgement", &with(&seen, &[])).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }
    assert!(!overview(&app, Role::Staff, Language::En).await.join(" ").contains("another Twikey account"));

    let mut tx = app.app.db.read().await.unwrap();
    let trail: Vec<(String, String)> = tx
        .query("SELECT action, changes FROM audit_entries WHERE subject = 'twikey_account' ORDER BY id")
        .all()
        .await
        .unwrap();
    let actions: Vec<_> = trail.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(actions, ["changed", "changed", "acknowledged"]);
    assert!(trail[0].1.contains("/4521") && trail[0].1.contains("/9"), "{}", trail[0].1);
    drop(tx);
    let page = html::text(&admin.page("/audit").await);
    assert!(page.contains("Another Twikey account in use"), "{page}");
    assert_eq!(feeds::label("twikey_account", Language::De), Some("Twikey-Konto"));
    sandbox.stop().await;
}

#[actix_web::test]
async fn whether_the_feeds_are_read_is_asked_of_the_account_in_use() {
    let app = TestApp::with_twikey().await;
    app.leaves_work();
    let sandbox = another(&app, 9).await;
    let second = restarted(&app, &sandbox, sandbox::API_KEY).await;
    let read_all = async |portal: &App| {
        for feed in [Feed::Payments, Feed::Invoices, Feed::Mandates] {
            read::to_the_end(portal, portal.twikey.as_ref().unwrap(), feed).await.unwrap();
        }
    };
    read_all(&app.app).await;
    app.advance(TimeDelta::days(2));
    read_all(&second).await;
    let mut tx = app.app.db.read().await.unwrap();
    let facts = mandato::health::Facts::read(&mut tx, app.clock.now(), &app.app.config).await.unwrap();
    assert_eq!(facts.feeds_wait(app.clock.now(), None), None);
    drop(tx);
    sandbox.stop().await;
}

/// What stands beside the creditor identifier in the settings.
async fn beside_the_identifier(app: &TestApp, language: Language) -> (String, String) {
    let admin = app.signed_in_reading(Role::Admin, language).await;
    let page = admin.page("/settings").await;
    let hint = html::texts(&page, "#creditor_identifier-hint").join(" ");
    let warnings = html::texts(&page, "fieldset .notice.warning").join(" ");
    (hint, warnings)
}

#[actix_web::test]
async fn a_creditor_identifier_that_differs_from_twikeys_is_named_in_the_settings_with_what_to_do() {
    let app = TestApp::with_twikey().await;
    let (hint, _) = beside_the_identifier(&app, Language::En).await;
    assert!(hint.contains("You collect direct debits under this number"), "{hint}");
    reports(app.sandbox(), &[entry(5, &reference(), None)]);
    read_mandates(&app.app).await.unwrap();
    let (hint, warnings) = beside_the_identifier(&app, Language::En).await;
    assert!(hint.contains("BE81ZZZ0123456749") && warnings.is_empty(), "{hint} {warnings}");

    let admin = app.signed_in(Role::Admin).await;
    let enter = async |text: &str| {
        let form = fields_of(&admin.page("/settings").await, "form[action='/settings']");
        let answer =
            send(&admin, "/settings", &with(&form, &[("creditor_name", "Firma"), ("creditor_identifier", text)])).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{text}");
    };
    // Case, spaces and the signs for activities tell nobody apart.
    for same in ["BE81ZZZ0123456749", "be81 zzz 0123456749", "BE81ABC0123456749", "be81 001 0123 456 749"] {
        enter(same).await;
        assert_eq!(beside_the_identifier(&app, Language::En).await.1, "", "{same}");
    }
    enter("BE54ZZZ0533800797").await;
    for (language, words) in [
        (Language::De, "Bescheid Ihrer Bank"),
        (Language::Nl, "brief van uw bank"),
        (Language::Fr, "courrier de votre banque"),
        (Language::En, "bank’s letter"),
    ] {
        let (_, warnings) = beside_the_identifier(&app, language).await;
        for words in [words, "BE54ZZZ0533800797", "BE81ZZZ0123456749"] {
            assert!(warnings.contains(words), "{language:?} {words}: {warnings}");
        }
    }

    // A number at Twikey that cannot be right is shown as it is.
    let mut wrong = entry(7, &reference(), None);
    wrong["Mndt"]["CdtrSchmeId"] = json!("BE69 ZZZ 0123456749");
    reports(app.sandbox(), &[wrong]);
    read_mandates(&app.app).await.unwrap();
    assert!(beside_the_identifier(&app, Language::En).await.1.contains("BE69ZZZ0123456749"));

    // Twikey writes what we have, and then nonsense, nothing, and an older entry once more.
    let mut mended = entry(8, &reference(), None);
    mended["Mndt"]["CdtrSchmeId"] = json!(" be54 ABC 0533800797 ");
    reports(app.sandbox(), &[mended]);
    read_mandates(&app.app).await.unwrap();
    assert_eq!(beside_the_identifier(&app, Language::En).await.1, "");
    let odd = [json!(null), json!(7), json!("nonsense"), json!({"a": 1}), json!("")];
    let mut entries: Vec<_> = (9..)
        .zip(odd)
        .map(|(sequence, odd)| {
            let mut entry = entry(sequence, &reference(), None);
            entry["Mndt"]["CdtrSchmeId"] = odd;
            entry
        })
        .collect();
    entries.push(entry(5, "M5", None));
    reports(app.sandbox(), &entries);
    read_mandates(&app.app).await.unwrap();
    assert_eq!(beside_the_identifier(&app, Language::En).await.1, "");

    app.change_settings(|settings| {
        settings.creditor_identifier = Some("BE81ZZZ0123456749".parse().unwrap());
    })
    .await;
    assert!(!beside_the_identifier(&app, Language::En).await.1.is_empty());
    app.change_settings(|settings| settings.twikey_on = false).await;
    assert_eq!(beside_the_identifier(&app, Language::En).await.1, "");
}
