//! Who collects: the dialog, Twikey, the e-mail, the paper and the landing page say the same.

use mandato::{
    customers::{Customer, PaymentMethod},
    domain::money::Cents,
    invoices::{
        Invoice,
        paper::{Collected, Paper},
    },
    mandates::{self, Mandate, Scheme},
    settings,
    user::Role,
};
use uuid::Uuid;

use super::{
    handover::{confirm_one, customer_with_mandate, twikeys},
    pay::{address, doors},
};
use crate::support::{TestApp, billing, html, make, twikey::IBAN};

async fn pays_by(app: &TestApp, customer: &Customer, method: PaymentMethod) {
    let mut tx = app.app.db.write().await.unwrap();
    let changed = tx.query("UPDATE customers SET payment_method = $2 WHERE id = $1").bind(customer.id).bind(method);
    assert_eq!(changed.execute().await.unwrap(), 1);
    tx.commit().await.unwrap();
}

/// A customer whose mandate is on paper.
async fn on_paper(app: &TestApp) -> Customer {
    let customer = make::customer(app).await;
    let paper = mandates::Paper {
        customer: customer.id,
        reference: "PAPER-7".to_owned(),
        scheme: Scheme::Core,
        iban: IBAN.parse().unwrap(),
        bic: None,
        signed_on: app.clock.today(),
        at: app.clock.now(),
    };
    let mut tx = app.app.db.write().await.unwrap();
    mandates::insert(&mut tx, &Mandate::by_hand(Uuid::now_v7(), paper)).await.unwrap();
    tx.commit().await.unwrap();
    pays_by(app, &customer, PaymentMethod::DirectDebit).await;
    customer
}

/// What the dialog says before a confirmation.
async fn dialog(app: &TestApp, customer: &Customer) -> String {
    billing::ready(app).await;
    let draft = billing::draft(app, customer, 10_000).await;
    let browser = app.signed_in(Role::Staff).await;
    html::text(&browser.page(&format!("/invoices/{}/confirmation", draft.id)).await)
}

/// The kinds of e-mails about an invoice; that it is collected, according to its paper; and the doors of its page.
async fn told(app: &TestApp, invoice: &Invoice) -> (Vec<String>, bool, Vec<String>) {
    let mut tx = app.app.db.read().await.unwrap();
    let kinds = tx.query("SELECT kind FROM messages WHERE invoice_id = $1 ORDER BY id").bind(invoice.id);
    let kinds: Vec<(String,)> = kinds.all().await.unwrap();
    let paper = Paper::read(&mut tx, &app.app.config, invoice.id).await.unwrap().unwrap();
    drop(tx);
    let page = app.browser().page(&address(invoice)).await;
    let is_collected = matches!(paper.collected, Collected::ByMandate { .. });
    (kinds.into_iter().map(|(kind,)| kind).collect(), is_collected, doors(&page).0)
}

#[actix_web::test]
async fn who_pays_by_transfer_is_asked_to_pay_in_spite_of_a_mandate() {
    let app = TestApp::with_twikey().await;
    let customer = customer_with_mandate(&app, Scheme::Core).await;
    pays_by(&app, &customer, PaymentMethod::Transfer).await;
    let said = dialog(&app, &customer).await;
    assert!(said.contains("The customer pays by transfer. They get it by e-mail at els@peeters.example"), "{said}");

    let invoice = confirm_one(&app, &customer).await;
    app.work().await;

    let twikeys = twikeys(&app, &invoice).unwrap();
    assert_eq!((twikeys.manual, twikeys.debits.len()), (true, 0));
    let payment = vec!["payment".to_owned()];
    assert_eq!(told(&app, &invoice).await, (vec!["invoice".to_owned()], false, payment));
    app.hear().await;
}

#[actix_web::test]
async fn with_a_mandate_on_paper_nobody_is_asked_to_pay() {
    for twikey_on in [true, false] {
        let app = TestApp::with_twikey().await;
        let mut tx = app.app.db.write().await.unwrap();
        let mut settings = settings::read(&mut tx).await.unwrap();
        settings.twikey_on = twikey_on;
        assert!(settings::save(&mut tx, &settings, settings.version).await.unwrap());
        tx.commit().await.unwrap();
        let customer = on_paper(&app).await;
        let said = dialog(&app, &customer).await;
        assert!(said.contains("You collect it yourself at your bank, with the mandate PAPER-7 on paper"), "{said}");

        let invoice = confirm_one(&app, &customer).await;
        app.work().await;

        assert_eq!(twikeys(&app, &invoice).map(|invoice| (invoice.manual, invoice.amount)), {
            twikey_on.then_some((true, Cents(12_100)))
        });
        assert_eq!(told(&app, &invoice).await, (vec!["pre_notification".to_owned()], true, vec![]), "{twikey_on}");
        let browser = app.signed_in(Role::Staff).await;
        let sheet = format!("/invoices/{}", invoice.id);
        let id = Uuid::now_v7().to_string();
        browser.submit(&sheet, &format!("{sheet}/messages"), &[("id", &id)]).await;
        let (kinds, ..) = told(&app, &invoice).await;
        assert_eq!(kinds, ["pre_notification", "pre_notification"], "sent once more it says the same");
        app.hear().await;
    }
}

#[actix_web::test]
async fn a_mandate_that_came_later_is_promised_only_while_its_debit_is_planned() {
    let app = TestApp::with_twikey().await;
    let customer = make::customer(&app).await;
    let invoice = confirm_one(&app, &customer).await;
    app.work().await;
    app.signed_elsewhere(Some(&customer.number), None, Scheme::Core);
    app.fault(serde_json::json!({"path": "/invoice/*", "status": 400, "code": "err_invalid_params"}));
    app.hear().await;

    // Twikey does not begin the debit: until somebody has mended it, the customer may pay.
    let (_, is_collected, doors) = told(&app, &invoice).await;
    assert_eq!((is_collected, doors), (false, vec!["payment".to_owned()]));
}
