//! What Twikey reports of invoices: every state and its way back, whatever is late, lost or told twice.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mandato::{
    customers::Customer,
    domain::{money::Cents, reference::Reference},
    feeds::{Feed, read},
    invoices::{self, Invoice, State},
    jobs,
    mandates::Scheme,
    payments::{self, Balance, Kind},
    sandbox::state::{
        World,
        booking::{NewInvoice, Payer},
        incoming::Arrival,
        link,
    },
    twikey::{Debtor, NewInvoice as Ours, Payer as OurPayer},
    user::Role,
};
use reqwest::StatusCode;

use super::invoices::confirmed_of;
use crate::support::{TestApp, html, kill::killed_after, location, make, twikey::IBAN};

/// An invoice of 121 € that Twikey has, of a customer with a mandate: its debit is under way.
async fn collected(app: &TestApp) -> Invoice {
    let customer = make::customer(app).await;
    let mandate = app.invited(&customer, Scheme::Core).await;
    app.sign(mandate.reference.as_deref().unwrap(), IBAN);
    app.hear().await;
    let payer = OurPayer::Mandate(mandate.reference.unwrap());
    handed_over(app, &customer, payer).await
}

/// The same of a customer without a mandate.
async fn open(app: &TestApp) -> Invoice {
    let customer = make::customer(app).await;
    let debtor = Debtor { customer_number: customer.number.clone(), ..Debtor::default() };
    handed_over(app, &customer, OurPayer::Debtor(Box::new(debtor))).await
}

async fn handed_over(app: &TestApp, customer: &Customer, payer: OurPayer) -> Invoice {
    let invoice = confirmed_of(app, customer).await;
    let ours = Ours {
        id: invoice.twikey_id.unwrap(),
        number: invoice.number.clone().unwrap(),
        remittance: invoice.reference.as_ref().map(Reference::written),
        reference: invoice.id.to_string(),
        template: 1,
        amount: invoice.total,
        paid: Cents::ZERO,
        issued_on: invoice.issued_on,
        due_on: invoice.due_on,
        language: invoice.language,
        payer,
        manual: false,
        pdf: None,
        redirect: None,
        credits: None,
    };
    let twikey = app.app.twikey.as_ref().unwrap();
    twikey.create_invoice(&ours).await.unwrap();
    // Twikey does not call back about what we did ourselves.
    read::to_the_end(&app.app, twikey, Feed::Invoices).await.unwrap();
    stored(app, &invoice).await
}

async fn stored(app: &TestApp, invoice: &Invoice) -> Invoice {
    let mut tx = app.app.db.read().await.unwrap();
    invoices::find(&mut tx, invoice.id).await.unwrap().expect("nothing is ever deleted")
}

async fn balance(app: &TestApp, invoice: &Invoice) -> Balance {
    let mut tx = app.app.db.read().await.unwrap();
    payments::balance(&mut tx, invoice.id).await.unwrap()
}

async fn kinds(app: &TestApp, invoice: &Invoice) -> Vec<Kind> {
    let mut tx = app.app.db.read().await.unwrap();
    payments::of_invoice(&mut tx, invoice.id).await.unwrap().iter().map(|payment| payment.kind).collect()
}

fn transfer(app: &TestApp, invoice: &Invoice, cents: i64) {
    let message = invoice.reference.as_ref().unwrap().written();
    let arrival = Arrival { amount: Cents(cents), message, ..Arrival::default() };
    app.at_twikey(|world, now| world.receive_transfer(arrival, now)).expect("it names the invoice");
}

#[actix_web::test]
async fn a_debit_under_way_is_shown_as_such_and_as_paid_only_after_the_bank() {
    let app = TestApp::with_twikey().await;
    let invoice = collected(&app).await;
    assert_eq!(invoice.state, State::Collecting);
    assert_eq!(balance(&app, &invoice).await.open(), Cents(12_100));

    app.at_twikey(World::run_bank);
    app.hear().await;

    assert_eq!(stored(&app, &invoice).await.state, State::Paid);
    assert_eq!(balance(&app, &invoice).await.received(), Cents(12_100));
}

#[actix_web::test]
async fn a_debit_that_comes_back_weeks_later_opens_the_invoice_again_and_the_next_one_pays_it() {
    let app = TestApp::with_twikey().await;
    let invoice = collected(&app).await;
    app.at_twikey(World::run_bank);
    app.hear().await;
    app.advance(TimeDelta::weeks(6));

    app.at_twikey(|world, now| world.reverse(invoice.id, "MD06", now).unwrap());
    app.hear().await;
    let reopened = stored(&app, &invoice).await;
    assert_eq!((reopened.state, reopened.failure_code.as_deref()), (State::HandedOver, Some("MD06")));
    assert_eq!(balance(&app, &invoice).await.open(), Cents(12_100));

    app.at_twikey(|world, now| world.reoffer(invoice.id, now).unwrap());
    app.hear().await;
    assert_eq!(stored(&app, &invoice).await.state, State::Collecting);
    app.at_twikey(World::run_bank);
    app.hear().await;
    let paid = stored(&app, &invoice).await;
    assert_eq!((paid.state, paid.failure_code), (State::Paid, None));
    assert_eq!(kinds(&app, &invoice).await, [Kind::Payment, Kind::Failure, Kind::Payment]);
}

#[actix_web::test]
async fn a_positive_that_came_too_early_is_undone() {
    let app = TestApp::with_twikey().await;
    app.at_twikey(|world, _| world.settings.early_positive = true);
    let invoice = collected(&app).await;
    // 121 € would be paid: the amount that fails is played by coming back.
    app.at_twikey(World::run_bank);
    app.hear().await;
    assert_eq!(stored(&app, &invoice).await.state, State::Paid);
    app.at_twikey(|world, now| world.reverse(invoice.id, "PY01", now).unwrap());
    app.hear().await;
    assert_eq!(stored(&app, &invoice).await.state, State::HandedOver);
    assert_eq!(balance(&app, &invoice).await.received(), Cents::ZERO);
}

#[actix_web::test]
async fn what_is_paid_once_by_link_is_paid() {
    let app = TestApp::with_twikey().await;
    let invoice = open(&app).await;
    assert_eq!(invoice.state, State::HandedOver);
    assert!(invoice.link.is_some());

    app.at_twikey(|world, now| {
        let link = world.link_for_invoice(invoice.id, "key".to_owned(), now).unwrap();
        world.pay_link(link, link::METHODS[0], link::Outcome::Success, now).unwrap();
    });
    app.hear().await;

    assert_eq!(stored(&app, &invoice).await.state, State::Paid);
}

#[actix_web::test]
async fn transfers_pay_in_part_in_full_and_too_much_whether_the_payment_feed_tells_of_them_or_not() {
    for in_payment_feed in [true, false] {
        let app = TestApp::with_twikey().await;
        app.at_twikey(|world, _| world.settings.other_payments_in_feed = in_payment_feed);
        let invoice = open(&app).await;

        transfer(&app, &invoice, 2_100);
        app.hear().await;
        assert_eq!(stored(&app, &invoice).await.state, State::HandedOver, "{in_payment_feed}");
        assert_eq!(balance(&app, &invoice).await.open(), Cents(10_000), "{in_payment_feed}");

        transfer(&app, &invoice, 10_000);
        app.hear().await;
        assert_eq!(stored(&app, &invoice).await.state, State::Paid, "{in_payment_feed}");
        assert_eq!(balance(&app, &invoice).await.received(), Cents(12_100), "{in_payment_feed}");
    }
}

#[actix_web::test]
async fn what_is_paid_twice_is_overpaid_and_a_refund_sets_it_right() {
    let app = TestApp::with_twikey().await;
    let invoice = collected(&app).await;
    app.at_twikey(World::run_bank);
    transfer(&app, &invoice, 12_100);
    app.hear().await;
    assert_eq!(balance(&app, &invoice).await.overpaid(), Cents(12_100));

    app.at_twikey(|world, now| world.refund(invoice.id, Some(Cents(12_100)), "paid twice".into(), now).unwrap());
    app.hear().await;
    let balance = balance(&app, &invoice).await;
    assert_eq!((balance.overpaid(), balance.open()), (Cents::ZERO, Cents::ZERO));
    assert_eq!(stored(&app, &invoice).await.state, State::Paid);
}

#[actix_web::test]
async fn callbacks_that_are_lost_are_made_good_by_the_timer() {
    let app = TestApp::with_twikey().await;
    let invoice = collected(&app).await;
    app.lose_callbacks();
    app.at_twikey(World::run_bank);
    app.hear().await;
    assert_eq!(stored(&app, &invoice).await.state, State::Collecting);

    app.advance(TimeDelta::seconds(300));
    mandato::tasks::schedule(&app.app).await.unwrap();
    app.work().await;
    assert_eq!(stored(&app, &invoice).await.state, State::Paid);
}

#[actix_web::test]
async fn everything_that_is_told_again_counts_once() {
    let app = TestApp::with_twikey().await;
    let invoice = collected(&app).await;
    app.at_twikey(World::run_bank);
    app.hear().await;
    app.at_twikey(|world, now| world.reverse(invoice.id, "MD06", now).unwrap());
    transfer(&app, &invoice, 12_100);
    app.hear().await;
    let before = (stored(&app, &invoice).await, kinds(&app, &invoice).await);

    app.at_twikey(|world, _| world.reset_feeds());
    let mut tx = app.app.db.write().await.unwrap();
    tx.query("UPDATE feed_positions SET position = NULL").execute().await.unwrap();
    tx.commit().await.unwrap();
    app.advance(TimeDelta::seconds(300));
    mandato::tasks::schedule(&app.app).await.unwrap();
    app.work().await;

    assert_eq!((stored(&app, &invoice).await, kinds(&app, &invoice).await), before);
    assert_eq!(balance(&app, &invoice).await.received(), Cents(12_100));
}

#[actix_web::test]
async fn money_for_an_invoice_that_we_do_not_know_waits_for_a_person_and_stops_nothing() {
    let app = TestApp::with_twikey().await;
    let ours = collected(&app).await;
    let stranger = stranger(&app);
    app.at_twikey(|world, now| {
        world.pay_manually(stranger, None, "cash".into(), now.date_naive(), now).unwrap();
        world.run_bank(now)
    });
    app.hear().await;
    assert_eq!(stored(&app, &ours).await.state, State::Paid);

    let staff = app.signed_in(Role::Staff).await;
    let page = staff.page("/unmatched").await;
    assert_eq!(html::texts(&page, "section.tile").len(), 1);
    let action = html::attribute(&page, "form[action$=assignment]", "action").unwrap();
    let typo = staff.submit("/unmatched", &action, &[("number", "R-nothing")]).await;
    assert_eq!(typo.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let meant = open(&app).await;
    let done = staff.submit("/unmatched", &action, &[("number", meant.number.as_deref().unwrap())]).await;
    assert_eq!(location(&done), "/unmatched");
    assert_eq!(balance(&app, &meant).await.received(), Cents(5_000));
    assert_eq!(html::texts(&staff.page("/unmatched").await, "section.tile").len(), 0);
    app.work().await;
}

/// An invoice of 50 € that somebody made at Twikey itself.
pub fn stranger(app: &TestApp) -> uuid::Uuid {
    use mandato::sandbox::state::customer::Customer;
    let id = uuid::Uuid::new_v4();
    let details = Customer { number: Some("X-1".into()), last_name: Some("Vreemd".into()), ..Customer::default() };
    let today = app.clock.today();
    let new = NewInvoice {
        id,
        number: "FOREIGN-1".into(),
        title: None,
        remittance: None,
        reference: None,
        profile: None,
        amount: Cents(5_000),
        paid_before: Cents::ZERO,
        date: today,
        due: today,
        locale: None,
        payer: Payer::Details(Box::new(details)),
        manual: false,
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
    };
    app.at_twikey(|world, now| world.book(new, now)).unwrap();
    id
}

#[actix_web::test]
async fn killed_at_any_step_of_hearing_no_payment_is_lost_or_counted_twice() {
    let app = TestApp::with_twikey().await;
    let mut polls = 0;
    loop {
        let invoice = Box::pin(collected(&app)).await;
        app.at_twikey(World::run_bank);
        transfer(&app, &invoice, 100);
        app.sandbox().webhooks_tried().await;
        let got_through = killed_after(polls, app.work()).await;

        // The portal comes up again. Whatever the dead one held is free once its lease has lapsed.
        app.advance(jobs::LEASE + TimeDelta::minutes(5));
        mandato::tasks::schedule(&app.app).await.unwrap();
        app.work().await;
        assert_eq!(stored(&app, &invoice).await.state, State::Paid, "after {polls} polls");
        assert_eq!(balance(&app, &invoice).await.received(), Cents(12_200), "after {polls} polls");
        if got_through {
            break;
        }
        polls += 1;
    }
    assert!(polls > 5, "the work has more steps than {polls}");
}

#[actix_web::test]
async fn a_debit_that_fails_is_told_to_the_customer_once() {
    let app = TestApp::with_twikey().await;
    let invoice = Box::pin(collected(&app)).await;
    app.at_twikey(World::run_bank);
    app.hear().await;
    app.at_twikey(|world, now| world.reverse(invoice.id, "AM04", now).unwrap());
    app.hear().await;
    app.at_twikey(|world, _| world.reset_feeds());
    app.advance(TimeDelta::seconds(300));
    mandato::tasks::schedule(&app.app).await.unwrap();
    app.work().await;

    let mut tx = app.app.db.read().await.unwrap();
    let (told,): (i64,) =
        tx.query("SELECT COUNT(*) FROM messages WHERE kind = 'debit_failed' AND state = 'sent'").one().await.unwrap();
    assert_eq!(told, 1);
}

#[actix_web::test]
async fn a_debit_that_came_back_late_does_not_end_the_next_one_nor_trouble_the_customer() {
    let app = TestApp::with_twikey().await;
    let invoice = Box::pin(collected(&app)).await;
    app.at_twikey(World::run_bank);
    app.hear().await;
    app.lose_callbacks();
    app.at_twikey(|world, now| world.reverse(invoice.id, "MD06", now).unwrap());
    app.advance(TimeDelta::seconds(300));
    app.at_twikey(|world, now| world.reoffer(invoice.id, now).unwrap());
    mandato::tasks::schedule(&app.app).await.unwrap();
    app.work().await;

    let collecting = stored(&app, &invoice).await;
    assert_eq!((collecting.state, collecting.failure_code), (State::Collecting, None));
    let mut tx = app.app.db.read().await.unwrap();
    let told: Vec<(String,)> = tx.query("SELECT state FROM messages WHERE kind = 'debit_failed'").all().await.unwrap();
    assert_eq!(told, [("withdrawn".to_owned(),)]);
}
