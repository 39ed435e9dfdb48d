//! Invoices as records: what is stored comes back, numbers are unbroken, what is owed is computed from payments.

use chrono::TimeDelta;
use mandato::{
    customers::Customer,
    db::Tx,
    domain::{country::Country, money::Cents, quantity::Quantity, reference::Reference, vat_rate::VatRate},
    invoices::{self, Confirmation, Draft, Invoice, Kind, Line, State, Totals},
    payments::{self, Balance, Payment, Source},
};
use uuid::Uuid;

use crate::support::{TestApp, make};

/// A confirmed invoice of 121 € that nobody has been told about.
pub async fn confirmed(app: &TestApp) -> Invoice {
    confirmed_of(app, &make::customer(app).await).await
}

/// The same for this customer.
pub async fn confirmed_of(app: &TestApp, customer: &Customer) -> Invoice {
    let mut tx = app.app.db.write().await.unwrap();
    let invoice = confirmed_in(&mut tx, app, customer, Cents(10_000)).await;
    tx.commit().await.unwrap();
    invoice
}

/// The same, of so much and 21 % VAT.
pub async fn confirmed_in(tx: &mut Tx, app: &TestApp, customer: &Customer, net: Cents) -> Invoice {
    let lines = [Line {
        description: "Wartung".to_owned(),
        quantity: Quantity::ONE,
        unit: String::new(),
        unit_price: net,
        vat_rate: VatRate::new(2100).unwrap(),
    }];
    let today = app.clock.today();
    let draft = Draft {
        kind: Kind::Invoice,
        customer: customer.id,
        credits: None,
        language: customer.language,
        issued_on: today,
        due_on: today + TimeDelta::days(14),
        note: String::new(),
        by: None,
    };
    let mut invoice = Invoice::draft(Uuid::now_v7(), draft, &Totals::of(&lines).unwrap(), app.clock.now());
    invoices::insert(tx, &invoice).await.unwrap();
    invoices::replace_lines(tx, invoice.id, &lines).await.unwrap();
    let number = invoices::next_in_series(tx, "invoice", 2026).await.unwrap();
    let reference = invoices::next_in_series(tx, "reference", 0).await.unwrap();
    invoice.confirm(Confirmation {
        number: format!("R2026-{number:04}"),
        reference: Reference::of(reference.try_into().unwrap(), Country::BELGIUM),
        token: Uuid::new_v4().simple().to_string(),
        twikey_id: invoice.id,
        by: None,
        at: app.clock.now(),
    });
    invoices::update(tx, &invoice).await.unwrap();
    invoice
}

fn payment(app: &TestApp, invoice: &Invoice, kind: payments::Kind, effect: i64, event: &str) -> Payment {
    Payment {
        id: Uuid::now_v7(),
        invoice_id: invoice.id,
        kind,
        source: Source::DirectDebit,
        amount: Cents(effect.abs()),
        effect: Cents(effect),
        transaction_key: Some("e2e:1".to_owned()),
        event_id: Some(event.to_owned()),
        reason_code: None,
        note: String::new(),
        occurred_at: app.clock.now(),
        booked_on: app.clock.today(),
        recorded_at: app.clock.now(),
        recorded_by: None,
    }
}

#[actix_web::test]
async fn what_is_stored_comes_back_as_it_was() {
    let app = TestApp::start().await;
    let invoice = confirmed(&app).await;

    let mut tx = app.app.db.write().await.unwrap();
    assert_eq!(invoices::find(&mut tx, invoice.id).await.unwrap(), Some(invoice.clone()));
    assert_eq!(invoices::take_by_twikey_id(&mut tx, invoice.id).await.unwrap(), Some(invoice.clone()));
    let lines = invoices::lines(&mut tx, invoice.id).await.unwrap();
    assert_eq!(Totals::of(&lines).unwrap().total, invoice.total);
    assert_eq!(invoice.total, Cents(12_100));
}

#[actix_web::test]
async fn a_number_that_was_not_kept_is_given_again() {
    let app = TestApp::start().await;
    let first = confirmed(&app).await;
    let mut tx = app.app.db.write().await.unwrap();
    assert_eq!(invoices::next_in_series(&mut tx, "invoice", 2026).await.unwrap(), 2);
    drop(tx);

    let second = confirmed(&app).await;

    assert_eq!([first.number.unwrap(), second.number.unwrap()], ["R2026-0001", "R2026-0002"]);
}

#[actix_web::test]
async fn what_is_owed_is_what_payments_leave() {
    let app = TestApp::start().await;
    let mut invoice = confirmed(&app).await;
    let mut tx = app.app.db.write().await.unwrap();
    assert_eq!(payments::balance(&mut tx, invoice.id).await.unwrap().open(), Cents(12_100));

    payments::record(&mut tx, &payment(&app, &invoice, payments::Kind::Payment, 12_100, "evt_1")).await.unwrap();
    let balance = payments::balance(&mut tx, invoice.id).await.unwrap();
    assert_eq!(balance, Balance { total: Cents(12_100), settled: Cents(12_100), credited: Cents::ZERO });
    assert!(invoice.settle(balance, app.clock.now()));
    assert_eq!(invoice.state, State::Paid);

    payments::record(&mut tx, &payment(&app, &invoice, payments::Kind::Failure, -12_100, "evt_2")).await.unwrap();
    assert_eq!(payments::balance(&mut tx, invoice.id).await.unwrap().open(), Cents(12_100));
    let known = payments::of_invoice(&mut tx, invoice.id).await.unwrap();
    let events: Vec<_> = known.iter().filter_map(|payment| payment.event_id.as_deref()).collect();
    assert_eq!(events, ["evt_1", "evt_2"]);
}

#[actix_web::test]
async fn the_same_event_is_written_down_once_only() {
    let app = TestApp::start().await;
    let invoice = confirmed(&app).await;
    let once = payment(&app, &invoice, payments::Kind::Payment, 12_100, "evt_1");
    let mut tx = app.app.db.write().await.unwrap();
    payments::record(&mut tx, &once).await.unwrap();
    tx.commit().await.unwrap();

    let again = Payment { id: Uuid::now_v7(), transaction_key: None, ..once };
    let mut tx = app.app.db.write().await.unwrap();
    assert!(payments::record(&mut tx, &again).await.is_err());
}
