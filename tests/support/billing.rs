//! Invoices for tests, and the settings they need.

use chrono::TimeDelta;
use mandato::{
    customers::Customer,
    domain::{money::Cents, quantity::Quantity, vat_rate::VatRate},
    invoices::{self, Draft, Invoice, Kind, Line, Totals},
    payments::{self, Payment, Source},
};
use uuid::Uuid;

use super::TestApp;

/// The settings say who sends invoices and where they are paid.
pub async fn ready(app: &TestApp) {
    app.change_settings(|settings| {
        "Firma Beispiel".clone_into(&mut settings.creditor_name);
        settings.iban = Some("BE68 5390 0754 7034".parse().unwrap());
    })
    .await;
}

/// A line of one piece at this price, with 21 % VAT.
pub fn line(description: &str, price: i64) -> Line {
    Line {
        description: description.to_owned(),
        quantity: Quantity::ONE,
        unit: String::new(),
        unit_price: Cents(price),
        vat_rate: VatRate::new(2100).unwrap(),
    }
}

/// A draft for this customer with one line at this price without VAT.
pub async fn draft(app: &TestApp, customer: &Customer, price: i64) -> Invoice {
    let lines = [line("Wartung", price)];
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
    let invoice = Invoice::draft(Uuid::now_v7(), draft, &Totals::of(&lines).unwrap(), app.clock.now());
    let mut tx = app.app.db.write().await.unwrap();
    invoices::insert(&mut tx, &invoice).await.unwrap();
    invoices::replace_lines(&mut tx, invoice.id, &lines).await.unwrap();
    tx.commit().await.unwrap();
    invoice
}

/// The invoice as it is stored now.
pub async fn stored(app: &TestApp, id: Uuid) -> Invoice {
    let mut tx = app.app.db.read().await.unwrap();
    invoices::find(&mut tx, id).await.unwrap().expect("the invoice was made")
}

/// Writes a movement of money down, and what it means for the invoice.
pub async fn moved(app: &TestApp, invoice: &mut Invoice, kind: payments::Kind, source: Source, cents: i64) {
    let payment = Payment {
        id: Uuid::now_v7(),
        invoice_id: invoice.id,
        kind,
        source,
        amount: Cents(cents),
        effect: Cents(cents),
        transaction_key: None,
        event_id: None,
        reason_code: None,
        note: String::new(),
        occurred_at: app.clock.now(),
        booked_on: app.clock.today(),
        recorded_at: app.clock.now(),
        recorded_by: None,
    };
    let mut tx = app.app.db.write().await.unwrap();
    payments::record(&mut tx, &payment).await.unwrap();
    let balance = payments::balance(&mut tx, invoice.id).await.unwrap();
    invoice.settle(balance, app.clock.now());
    invoices::update(&mut tx, invoice).await.unwrap();
    tx.commit().await.unwrap();
}
