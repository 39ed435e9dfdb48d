//! The world outside, played on the sandbox: customers who sign, Twikey's own people, and what goes wrong.

use chrono::TimeDelta;
use mandato::{
    config,
    customers::Customer,
    mandates::{self, Invitation, Mandate, Scheme},
    sandbox::{
        self, Sandbox,
        state::{
            World,
            faults::Fault,
            method::Method,
            signing::{Attempt, Finished, Outcome},
        },
    },
    twikey::{Debtor, Invite, KeptLink},
};
use uuid::Uuid;

use super::TestApp;

/// What Twikey's profile has as its exit address.
pub const EXIT: &str = "/twikey/return?mandate={{mandateNumber}}&status={{status}}&signature={{s}}&token={{token}}";

pub const IBAN: &str = "BE16645348971174";
/// Banks refuse it for B2B: its last digit is odd.
pub const REFUSED_IBAN: &str = "BE49473211985171";

/// The account that the sandbox gives everybody.
pub fn account(sandbox: &Sandbox) -> config::Twikey {
    config::Twikey {
        api_url: sandbox.api_url().parse().unwrap(),
        api_key: sandbox::API_KEY.into(),
        private_key: None,
        website_key: Some(sandbox::WEBSITE_KEY.into()),
        template: 1,
        template_b2b: Some(2),
        link_hosts: Vec::new(),
        poll_seconds: 300,
    }
}

/// The sandbox's mail server.
pub fn mail(sandbox: &Sandbox) -> config::Mail {
    let smtp_url = format!("smtp://{}", sandbox.smtp_address().unwrap());
    config::Mail { smtp_url: smtp_url.into(), from: "Firma Beispiel <office@company.example>".to_owned() }
}

impl TestApp {
    pub fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().expect("this test was started with a Twikey")
    }

    /// Where a kept link leads; none when it does not lead to Twikey.
    pub fn leads_to(&self, link: Option<&KeptLink>) -> Option<String> {
        Some(self.app.check_link(link?).ok()?.as_str().to_owned())
    }

    /// Lets Twikey call, and the portal do what follows.
    pub async fn hear(&self) {
        self.sandbox().webhooks_tried().await;
        self.work().await;
    }

    /// Twikey's callbacks are lost: the portal is unreachable for them.
    pub fn lose_callbacks(&self) {
        self.sandbox().change(|world, _| {
            for key in world.keys.values_mut() {
                key.webhook_url = None;
            }
        });
    }

    /// A mandate that the customer was asked for, with a link that is good for 60 days.
    pub async fn invited(&self, customer: &Customer, scheme: Scheme) -> Mandate {
        let twikey = self.app.twikey.as_ref().unwrap();
        let expires_at = self.clock.now() + TimeDelta::days(60);
        let template = if scheme == Scheme::Core { 1 } else { 2 };
        let debtor =
            Debtor { customer_number: customer.number.clone(), language: customer.language, ..Debtor::default() };
        let token = Some("a1b2c3d4".to_owned());
        let invite = Invite { template, debtor, token, expires_at: Some(expires_at), send_by_twikey: false };
        let invited = twikey.invite(&invite).await.unwrap();

        let now = self.clock.now();
        let mut mandate = Mandate::made_at_twikey(Uuid::now_v7(), customer.id, invited.reference.clone(), scheme, now);
        let link = invited.link.map(KeptLink::from);
        mandate.invite(Invitation { reference: invited.reference, link, link_expires_at: Some(expires_at) }, now);
        let mut tx = self.app.db.write().await.unwrap();
        mandates::insert(&mut tx, &mandate).await.unwrap();
        tx.commit().await.unwrap();
        mandate
    }

    /// The customer signs on Twikey's page.
    pub fn sign(&self, reference: &str, iban: &str) -> Finished {
        self.attempt(reference, iban, Outcome::Success)
    }

    pub fn attempt(&self, reference: &str, iban: &str, outcome: Outcome) -> Finished {
        let attempt = Attempt {
            iban: Some(iban.to_owned()),
            bic: None,
            place: Some("Gent".to_owned()),
            method: Method::Itsme,
            outcome,
            signer: None,
            payload: None,
        };
        self.sandbox().change(|world, now| world.sign(reference, attempt, now)).unwrap()
    }

    /// A mandate made and signed at Twikey, without the portal. `details` are the customer's, as Twikey knows them.
    pub fn signed_elsewhere(&self, number: Option<&str>, email: Option<&str>, scheme: Scheme) -> String {
        use mandato::sandbox::state::{customer::Customer, invite};
        let details = Customer {
            number: number.map(str::to_owned),
            email: email.map(str::to_owned),
            last_name: Some("Peeters".to_owned()),
            ..Customer::default()
        };
        let profile = if scheme == Scheme::Core { 1 } else { 2 };
        let invitation =
            invite::Invitation { profile, details, key: Uuid::new_v4().simple().to_string(), ..Default::default() };
        let invited = self.sandbox().change(|world, now| world.prepare(invitation, now)).unwrap();
        let (invite::Invited::New { reference } | invite::Invited::Existing { reference }) = invited;
        self.sign(&reference, IBAN);
        reference
    }

    /// Something that Twikey's own people, or its customers' portal, do.
    pub fn at_twikey<R>(&self, act: impl FnOnce(&mut World, chrono::DateTime<chrono::Utc>) -> R) -> R {
        self.sandbox().change(act)
    }

    /// The next call to `path` goes wrong.
    pub fn fault(&self, fault: serde_json::Value) {
        let fault: Fault = serde_json::from_value(fault).unwrap();
        self.sandbox().change(|world, _| world.faults.push(fault));
    }

    /// The mandate with this reference, as it is stored now.
    pub async fn mandate(&self, reference: &str) -> Option<Mandate> {
        let mut tx = self.app.db.read().await.unwrap();
        mandates::find_by_reference(&mut tx, reference).await.unwrap()
    }

    /// The mandate of a test that is about one.
    pub async fn stored(&self, mandate: &Mandate) -> Mandate {
        let mut tx = self.app.db.read().await.unwrap();
        mandates::find(&mut tx, mandate.id).await.unwrap().expect("nothing is ever deleted")
    }
}
