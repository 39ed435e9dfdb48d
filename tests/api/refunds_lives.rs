//! Whole lives of payments, by chance: cash, transfers, debits, links, what comes back late, and refunds in between. Whatever
//! their order, nobody is asked twice for the same money, and Twikey gives back only what passed through it.

use chrono::TimeDelta;
use mandato::{
    domain::money::Cents,
    invoices::Invoice,
    mandates::Scheme,
    payments,
    sandbox::state::{
        World,
        incoming::Arrival,
        link,
        posting::{Posting, PostingKind, Source},
    },
    user::Role,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::json;

use super::{
    handover::{confirm_one, customer_with_mandate, twikeys},
    payments::{record, send},
};
use crate::support::{Browser, TestApp, html, make};

#[derive(Clone, Debug)]
enum Step {
    Cash(i64),
    Transfer(i64),
    Link,
    Bank,
    Reverse,
    Reoffer,
    /// By Twikey where it is offered, or by the office; of what is offered a half or all.
    Refund {
        by_twikey: bool,
        half: bool,
        fault: Option<&'static str>,
    },
    Hear,
    Later,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fault = prop::option::weighted(0.3, prop::sample::select(vec!["refused", "unclear"]));
    let refund = (any::<bool>(), any::<bool>(), fault);
    let step = prop_oneof![
        2 => prop::sample::select(vec![2_100, 12_100, 15_000]).prop_map(Step::Cash),
        2 => prop::sample::select(vec![5_000, 12_100]).prop_map(Step::Transfer),
        2 => Just(Step::Link),
        2 => Just(Step::Bank),
        1 => Just(Step::Reverse),
        1 => Just(Step::Reoffer),
        5 => refund.prop_map(|(by_twikey, half, fault)| Step::Refund { by_twikey, half, fault }),
        1 => Just(Step::Hear),
        1 => Just(Step::Later),
    ];
    prop::collection::vec(step, 5..14)
}

struct Life<'a> {
    app: &'a TestApp,
    browser: Browser,
    invoice: Invoice,
    /// What the office took and gave back with its own hands.
    by_hand: i64,
}

impl Life<'_> {
    async fn go(&mut self, step: &Step) {
        let app = self.app;
        let at_twikey = twikeys(app, &self.invoice).map(|invoice| invoice.id);
        match step {
            Step::Cash(cents) => {
                let amount = format!("{}.{:02}", cents / 100, cents % 100);
                record(&self.browser, &self.invoice, &[("amount", &amount), ("is_more", "yes")]).await;
                self.by_hand += cents;
            }
            Step::Transfer(cents) => {
                let message = self.invoice.number.clone().unwrap();
                let arrival = Arrival { amount: Cents(*cents), message, ..Arrival::default() };
                app.at_twikey(|world, now| world.receive_transfer(arrival, now));
            }
            Step::Link => app.at_twikey(|world, now| {
                let key = uuid::Uuid::new_v4().to_string();
                let link = at_twikey.and_then(|id| world.link_for_invoice(id, key, now).ok());
                if let Some(link) = link {
                    world.pay_link(link, link::METHODS[0], link::Outcome::Success, now).unwrap();
                }
            }),
            Step::Bank => drop(app.at_twikey(World::run_bank)),
            Step::Reverse => {
                let _ = at_twikey.map(|id| app.at_twikey(|world, now| world.reverse(id, "MD06", now)));
            }
            Step::Reoffer => {
                let _ = at_twikey.map(|id| app.at_twikey(|world, now| world.reoffer(id, now)));
            }
            Step::Refund { by_twikey, half, fault } => {
                self.hear().await;
                self.refund(*by_twikey, *half, *fault).await;
            }
            Step::Hear => self.hear().await,
            Step::Later => app.advance(TimeDelta::hours(2)),
        }
    }

    async fn refund(&mut self, by_twikey: bool, half: bool, fault: Option<&'static str>) {
        let address = format!("/invoices/{}/refunds", self.invoice.id);
        let offer = |by: &str| format!("{address}/new?by={by}");
        let wanted = if by_twikey { "twikey" } else { "cash" };
        let dialog = self.browser.page(&offer(wanted)).await;
        let Some(offered) = html::attribute(&dialog, "#amount", "value") else { return };
        let chosen = html::attribute(&dialog, "input[name=by][checked]", "value").unwrap();
        let cents: i64 = offered.replace(['.', ','], "").parse().unwrap();
        let cents = if half { (cents + 1) / 2 } else { cents };
        match fault.filter(|_| chosen == "twikey") {
            Some("refused") => self
                .app
                .fault(json!({"path": "/invoice/*", "method": "POST", "status": 400, "code": "err_no_integration"})),
            Some(_) => self.app.fault(json!({"path": "/invoice/*", "method": "POST", "status": 502, "after": true})),
            None => {}
        }
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        let sent = send(&self.browser, &offer(wanted), &address, &[("amount", &amount), ("by", &chosen)]).await;
        assert_eq!(sent.status(), reqwest::StatusCode::SEE_OTHER, "{chosen} {amount}");
        if chosen != "twikey" {
            self.by_hand -= cents;
        }
        self.app.work().await;
        self.app.at_twikey(|world, _| world.faults.clear());
    }

    async fn hear(&self) {
        self.app.hear().await;
        self.app.hear().await;
    }

    /// What really happened to the invoice's money at Twikey, under whatever id, oldest first.
    fn postings(&self) -> Vec<Posting> {
        let ours = self.invoice.id.to_string();
        self.app.at_twikey(|world, _| {
            let events = world.payments.entries().iter().map(|entry| &entry.what);
            let ours = events.filter(|event| event.reference.as_deref() == Some(ours.as_str()));
            ours.map(|event| event.posting.clone()).collect()
        })
    }
}

#[actix_web::test]
async fn whatever_the_life_of_an_invoice_refunds_make_nobody_owe_what_was_paid() {
    let app = TestApp::with_twikey().await;
    let mut runner = TestRunner::deterministic();
    let mut refunds = 0;
    for life in 0..100 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let customer = match life % 2 {
            0 => customer_with_mandate(&app, Scheme::Core).await,
            _ => make::customer(&app).await,
        };
        let invoice = confirm_one(&app, &customer).await;
        app.work().await;
        let browser = app.signed_in(Role::Staff).await;
        let mut life = Life { app: &app, browser, invoice, by_hand: 0 };
        for step in &steps {
            life.go(step).await;
        }
        // Everything comes to its end.
        for _ in 0..4 {
            app.at_twikey(World::run_bank);
            mandato::tasks::schedule(&app.app).await.unwrap();
            life.hear().await;
            app.advance(TimeDelta::hours(1));
        }

        let mut through = 0;
        let mut really = 0;
        for posting in life.postings() {
            if !matches!(posting.source, Source::Manual { .. }) {
                really += posting.effect();
                through += posting.effect();
            }
            if posting.kind == PostingKind::Refund {
                refunds += 1;
                assert!(through >= 0, "Twikey gave back what never passed through it: {steps:?}");
            }
        }
        let mut tx = app.app.db.read().await.unwrap();
        let balance = payments::balance(&mut tx, life.invoice.id).await.unwrap();
        drop(tx);
        assert_eq!(balance.settled.0, really + life.by_hand, "what is settled is what came and stayed: {steps:?}");
        let asked = twikeys(&app, &life.invoice).filter(|it| !it.archived).map_or(0, |it| it.open().0.max(0));
        assert!(asked <= balance.open().0, "Twikey asks for {asked}, {} is owed: {steps:?}", balance.open().0);
    }
    assert!(refunds > 30, "too few refunds to speak of: {refunds}");
}
