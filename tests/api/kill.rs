//! The portal killed at every moment of a request: afterwards there is one mandate at Twikey and one e-mail.

use chrono::TimeDelta;
use mandato::{
    customers::Customer,
    jobs,
    mandates::{self, State},
    sandbox::state::mandate::Standing,
    user::Role,
};

use super::mandates::{reachable, request};
use crate::support::{TestApp, kill::killed_after};

async fn killed_at_each_step(channel: &str) {
    let app = TestApp::with_twikey().await;
    let browser = app.signed_in(Role::Staff).await;
    let mut polls = 0;
    loop {
        let customer = reachable(&app).await;
        request(&browser, &customer, channel).await;
        let got_through = killed_after(polls, app.work()).await;

        // The portal comes up again. Whatever the dead one held is free once its lease has lapsed.
        app.sandbox().webhooks_tried().await;
        app.advance(jobs::LEASE + TimeDelta::seconds(1));
        app.work().await;
        app.hear().await;
        check(&app, &customer, channel, polls).await;
        if got_through {
            break;
        }
        polls += 1;
    }
    assert!(polls > 5, "the work has more steps than {polls}");
}

async fn check(app: &TestApp, customer: &Customer, channel: &str, polls: usize) {
    let mut tx = app.app.db.read().await.unwrap();
    let mandates = mandates::of_customer(&mut tx, customer.id).await.unwrap();
    assert_eq!(mandates.len(), 1, "after {polls} polls");
    assert_eq!(mandates[0].state, State::Invited, "after {polls} polls");

    app.sandbox().change(|world, _| {
        let of_customer = |mandate: &&mandato::sandbox::state::mandate::Mandate| {
            let number = world.customers.get(&mandate.customer).and_then(|known| known.number.clone());
            number.as_deref() == Some(customer.number.as_str()) && mandate.standing != Standing::Removed
        };
        let at_twikey: Vec<_> =
            world.mandates.values().filter(of_customer).map(|mandate| mandate.reference.clone()).collect();
        assert_eq!(at_twikey, [mandates[0].reference.clone().unwrap()], "after {polls} polls");

        let address = customer.email.as_ref().unwrap().as_str().to_owned();
        let mails = world.mailbox.messages().iter().filter(|mail| mail.to.contains(&address)).count();
        let texts = world.phone.messages().iter().filter(|sms| sms.mandate.as_ref() == Some(&at_twikey[0])).count();
        let told = if channel == "email" { (mails, texts) } else { (texts, mails) };
        assert_eq!(told, (1, 0), "after {polls} polls: one message, whatever happened");
    });
}

#[actix_web::test]
async fn killed_at_any_step_of_an_email_request_there_is_one_mandate_and_one_email() {
    Box::pin(killed_at_each_step("email")).await;
}

#[actix_web::test]
async fn killed_at_any_step_of_an_sms_request_there_is_one_mandate_and_one_sms() {
    Box::pin(killed_at_each_step("sms")).await;
}
