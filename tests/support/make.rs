//! Records for tests; helpers build what a test does not talk about.

use mandato::{
    audit::Actor,
    customers::{self, Customer},
    domain::country::Country,
    i18n::Language,
};
use uuid::Uuid;

use super::TestApp;

/// A Belgian company that can be reached by e-mail.
pub async fn customer(app: &TestApp) -> Customer {
    customer_with(app, |_| {}).await
}

/// The same with changes.
pub async fn customer_with(app: &TestApp, change: impl FnOnce(&mut Customer)) -> Customer {
    let id = Uuid::now_v7();
    let number = format!("C-{}", id.simple());
    let mut customer = Customer::new(id, app.clock.now(), &number, Language::Nl, Country::BELGIUM);
    customer.company_name = "Bakkerij Peeters".into();
    customer.email = Some("els@peeters.example".parse().unwrap());
    change(&mut customer);
    let mut tx = app.app.db.write().await.unwrap();
    customers::create(&mut tx, Actor::Command, &customer).await.unwrap();
    tx.commit().await.unwrap();
    customer
}

/// The customer as it is stored now.
pub async fn stored(app: &TestApp, id: Uuid) -> Customer {
    let mut tx = app.app.db.read().await.unwrap();
    customers::by_id(&mut tx, id).await.unwrap().expect("the customer was made")
}
