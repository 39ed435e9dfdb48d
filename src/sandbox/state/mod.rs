//! All the sandbox knows: what is now, and what is still to come at a known time.
//!
//! [`World`] is plain data behind one mutex (`shared.rs`). Everything that can happen is a method that takes values, the
//! time and new keys, changes the world and returns what the caller needs; nothing here waits, sends or reads a clock.
//! A page looks with `shared.look(|world, now| …)`, acts with `shared.change(|world, now| …)` and hears of changes by
//! `shared.changes()`.
//!
//! | a page that | uses |
//! |---|---|
//! | opens a short link | [`World::mandate_by_key`], then [`World::open_link`]; [`World::needs_details`] says whether to ask for details first |
//! | takes details and account | [`World::confirm_details`], [`World::fill_in`] |
//! | tries to sign | [`World::sign`] with a [`signing::Attempt`]; its answer names the exit address to go to |
//! | signs by SMS | [`World::send_sms_to`] after [`World::fill_in`]; [`World::reply`] on the phone |
//! | hands out the mandate | `paper::mandate` |
//! | is the debtor's portal | [`World::open_access`], [`World::mandate_by_access`], [`World::change_account`], [`World::cancel`] with [`World::debtor_of`] |
//! | opens an invoice | its address is [`World::invoice_url`]: [`World::invoice`], [`World::payer_of`], `world.documents` |
//! | sets up direct debit there | [`World::set_up_debit`]: go on to sign, a mail is on its way, or a debit is under way already |
//! | pays there, once | [`World::link_for_invoice`], then the link's address, [`World::link_url`], `/payment/tr_{key}` |
//! | opens a payment link | [`World::link_by_key`], [`World::start_link`]; [`link::METHODS`] are the ways to pay |
//! | is the pretended provider | [`World::pay_link`]; its answer names the exit address to go to |
//! | thanks for a payment | [`World::invoice_exit`], [`World::exit_of_link`] |
//! | shows how to transfer | `world.creditor` has IBAN and BIC; the message is `invoice.remittance`, the amount [`invoice::Invoice::open`] |
//! | plays the creditor's account | [`World::receive_transfer`], `world.transfers` |
//! | plays the creditor | [`World::pay_manually`], [`World::refund`], [`World::reoffer`], [`World::collect`] |
//! | plays the debtor's bank | [`World::run_bank`] for all that waits (refunds after [`World::send_refunds`]), [`World::reverse`] for a debit that comes back |
//! | shows mail, phone, webhooks | `world.mailbox`, `world.phone`, `world.deliveries`, `world.events` |
//! | plays clock, faults | `shared.advance`, `world.faults` |

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub mod account;
pub mod agenda;
pub mod bank;
pub mod beneficiary;
pub mod booking;
pub mod bulk;
pub mod changes;
pub mod collection;
pub mod customer;
pub mod customers;
pub mod debit;
pub mod debit_changes;
pub mod documents;
pub mod events;
pub mod exit;
pub mod faults;
pub mod feed;
pub mod incoming;
pub mod invite;
pub mod invoice;
pub mod invoice_letters;
pub mod invoice_page;
pub mod letters;
pub mod limits;
pub mod link;
pub mod link_letters;
pub mod mailbox;
pub mod mandate;
pub mod mandates;
pub mod method;
pub mod phone;
pub mod plan;
pub mod posting;
pub mod reason;
pub mod refund;
pub mod reservation;
pub mod sample;
pub mod signing;
pub mod subscription;
pub mod update;
pub mod webhooks;

#[cfg(test)]
mod invariants; // what holds whatever happens
#[cfg(test)]
mod invoice_invariants; // the same for money

use account::{AccountSettings, ApiKey, Creditor, Profile, Scheme};
use agenda::{Agenda, Work};
use beneficiary::Beneficiary;
use bulk::Batches;
use collection::Collections;
use customer::Customer;
use customers::Customers;
use debit::Debits;
use documents::Documents;
use events::{EventLog, Kind};
use faults::Fault;
use feed::{Changed, Feed, Log};
use incoming::Transfer;
use invoice::Invoices;
use limits::{Limits, Sessions};
use link::Links;
use mailbox::Mailbox;
use mandate::Mandate;
use mandates::Mandates;
use phone::Phone;
use posting::PaymentEvent;
use refund::{Refund, RefundBatches};
use reservation::Reservations;
use subscription::Subscriptions;
use webhooks::Deliveries;

use super::refusal::Refusal;

/// The whole state; saved as one JSON file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct World {
    /// When this was saved: after a restart the clock does not fall behind it.
    pub saved_at: Option<DateTime<Utc>>,
    /// How customers' browsers reach the sandbox, without a slash at the end. Set at each start.
    pub public_url: String,
    /// Where the pretended mail server listens. Set at each start.
    #[serde(skip)]
    pub smtp_address: Option<std::net::SocketAddr>,
    pub settings: AccountSettings,
    pub creditor: Creditor,
    pub keys: BTreeMap<String, ApiKey>,
    pub profiles: BTreeMap<u32, Profile>,
    pub customers: Customers,
    /// By reference.
    pub mandates: Mandates,
    pub events: EventLog,
    pub invoices: Invoices,
    pub documents: Documents,
    pub batches: Batches,
    pub debits: Debits,
    /// Debits that are not at the bank yet.
    pub unsent: BTreeSet<u64>,
    pub collections: Collections,
    pub reservations: Reservations,
    pub subscriptions: Subscriptions,
    /// Accounts that money may be sent to.
    pub beneficiaries: Vec<Beneficiary>,
    /// Money sent to customers, oldest first.
    pub refunds: Vec<Refund>,
    pub refund_batches: RefundBatches,
    pub links: Links,
    /// The highest id that a payment link ever had.
    pub last_link: u64,
    /// What arrived at the creditor's account, oldest first.
    pub transfers: Vec<Transfer>,
    pub invoice_changes: Log<Changed<Uuid>>,
    pub payments: Log<PaymentEvent>,
    pub transaction_changes: Log<Changed<u64>>,
    pub link_changes: Log<Changed<u64>>,
    /// Refunds that were paid, by their place in `refunds`.
    pub refund_changes: Log<Changed<usize>>,
    pub agenda: Agenda,
    pub deliveries: Deliveries,
    pub sessions: Sessions,
    pub limits: Limits,
    pub faults: Vec<Fault>,
    pub mailbox: Mailbox,
    pub phone: Phone,
    /// `Idempotency-Key`s that were used, with the time they are forgotten.
    pub idempotency: BTreeMap<String, DateTime<Utc>>,
    /// Links into the debtor's portal, by token.
    pub access: BTreeMap<String, Access>,
    /// API keys that are reading a feed at this moment.
    #[serde(skip)]
    pub readers: BTreeSet<(String, Feed)>,
}

/// A short-lived link into the debtor's portal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Access {
    pub reference: String,
    pub ends_at: DateTime<Utc>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            saved_at: None,
            public_url: String::new(),
            smtp_address: None,
            settings: AccountSettings::default(),
            creditor: Creditor::default(),
            keys: BTreeMap::new(),
            profiles: account::default_profiles(),
            customers: Customers::default(),
            mandates: Mandates::default(),
            events: EventLog::default(),
            invoices: Invoices::default(),
            documents: Documents::default(),
            batches: Batches::new(),
            debits: Debits::new(),
            unsent: BTreeSet::new(),
            collections: Collections::new(),
            reservations: Reservations::new(),
            subscriptions: Subscriptions::new(),
            beneficiaries: Vec::new(),
            refunds: Vec::new(),
            refund_batches: RefundBatches::new(),
            links: Links::new(),
            last_link: 0,
            transfers: Vec::new(),
            invoice_changes: Log::default(),
            payments: Log::default(),
            transaction_changes: Log::default(),
            link_changes: Log::default(),
            refund_changes: Log::default(),
            agenda: Agenda::default(),
            deliveries: Deliveries::default(),
            sessions: Sessions::default(),
            limits: Limits::default(),
            faults: Vec::new(),
            mailbox: Mailbox::default(),
            phone: Phone::default(),
            idempotency: BTreeMap::new(),
            access: BTreeMap::new(),
            readers: BTreeSet::new(),
        }
    }
}

/// The id of the next of things that are never taken away.
fn next_id<T>(all: &BTreeMap<u64, T>) -> u64 {
    all.last_key_value().map_or(1, |(last, _)| last + 1)
}

impl World {
    /// Carries out all work that is due by `now`. Says whether there was any.
    pub fn settle(&mut self, now: DateTime<Utc>) -> bool {
        let mut worked = false;
        while let Some((at, work)) = self.agenda.take_due(now) {
            worked = true;
            match work {
                Work::ExpireLink { reference } => self.expire_if_due(&reference, at),
                Work::BankDecision { reference } => drop(self.decide(&reference, at)),
                Work::Remind { reference } => drop(self.mail_reminder(&reference, at)),
                Work::DebitResult { debit } => self.answer_in_time(debit, at),
                Work::DebitFailure { debit, code } => drop(self.reverse_debit(debit, &code, at)),
                Work::Instalment { invoice, mandate, amount } => self.collect_instalment(invoice, &mandate, amount, at),
                Work::InvoiceDue { invoice } => self.pass_due(invoice, at),
                Work::LinkEnd { link } => self.expire_link(link, at),
                Work::SubscriptionRun { subscription } => self.run_subscription(subscription, at),
                Work::RefundsPaid { batch } => drop(self.pay_refunds(Some(batch), at)),
            }
        }
        worked
    }

    /// When something next happens by itself.
    pub fn next_moment(&self) -> Option<DateTime<Utc>> {
        [self.agenda.next(), self.deliveries.next()].into_iter().flatten().min()
    }

    /// A mandate the API knows. References are in upper case.
    pub fn mandate(&self, reference: &str) -> Result<&Mandate, Refusal> {
        let known = self.mandates.get(reference).filter(|mandate| mandate.standing != mandate::Standing::Removed);
        known.ok_or_else(|| Refusal::no_mandate(reference))
    }

    /// As [`World::mandate`], to change it.
    fn mandate_mut(&mut self, reference: &str) -> Result<&mut Mandate, Refusal> {
        let known = self.mandates.get_mut(reference).filter(|mandate| mandate.standing != mandate::Standing::Removed);
        known.ok_or_else(|| Refusal::no_mandate(reference))
    }

    /// The mandate behind a short link, whatever became of it.
    pub fn mandate_by_key(&self, key: &str) -> Option<&Mandate> {
        self.mandates.values().find(|mandate| mandate.link.key == key)
    }

    /// The customer of a mandate.
    pub fn customer_of(&self, mandate: &Mandate) -> Customer {
        self.customers.get(&mandate.customer).cloned().unwrap_or_default()
    }

    /// The mandate of a customer that was made last, whatever became of it.
    pub fn newest_mandate(&self, number: &str) -> Result<&Mandate, Refusal> {
        let customer =
            self.customers.by_number(number).ok_or_else(|| Refusal::about("err_debtor_not_found", number))?;
        let known = self.mandates.of(customer.id).filter(|mandate| mandate.standing != mandate::Standing::Removed);
        let newest = known.max_by_key(|mandate| (mandate.created_at, &mandate.reference));
        newest.ok_or_else(|| Refusal::about("err_no_contract", number))
    }

    /// The e-mail address of a mandate's debtor: who acts in the debtor's portal.
    pub fn debtor_of(&self, reference: &str) -> Result<String, Refusal> {
        Ok(self.customer_of(self.mandate(reference)?).email.unwrap_or_default())
    }

    /// The scheme of a mandate: that of its profile.
    pub fn scheme_of(&self, mandate: &Mandate) -> Scheme {
        self.profiles.get(&mandate.profile).map_or(Scheme::Core, |profile| profile.scheme)
    }

    /// The contract number of a mandate: its own, or else that of its profile (OA).
    pub fn contract_number_of<'world>(&'world self, mandate: &'world Mandate) -> &'world str {
        let profile = || self.profiles.get(&mandate.profile).map(|profile| profile.contract_number.as_str());
        mandate.contract_number.as_deref().or_else(profile).unwrap_or_default()
    }

    /// The address of a mandate's signing page.
    pub fn signing_url(&self, mandate: &Mandate) -> String {
        format!("{}/{}/{}", self.public_url, mandate.link.prefix, mandate.link.key)
    }

    /// The mandate a link into the debtor's portal opens, while it lasts.
    pub fn mandate_by_access(&self, token: &str, now: DateTime<Utc>) -> Option<&Mandate> {
        let access = self.access.get(token).filter(|access| access.ends_at > now)?;
        self.mandate(&access.reference).ok()
    }

    /// The debtor opens a link in time: from then on it lasts for a visit (emulator choice).
    pub fn open_access(&mut self, token: &str, now: DateTime<Utc>) {
        if let Some(access) = self.access.get_mut(token).filter(|access| access.ends_at > now) {
            access.ends_at = access.ends_at.max(now + chrono::TimeDelta::minutes(15));
        }
    }

    /// Makes a link into the debtor's portal; it lasts two minutes (source 2.5).
    pub fn grant_access(&mut self, reference: &str, token: String, now: DateTime<Utc>) -> Result<String, Refusal> {
        self.mandate(reference)?;
        self.access.retain(|_, access| access.ends_at > now);
        let url = format!("{}/access/{token}", self.public_url);
        let ends_at = now + chrono::TimeDelta::minutes(2);
        self.access.insert(token, Access { reference: reference.to_owned(), ends_at });
        Ok(url)
    }

    /// Appends what happened to a mandate to the feed.
    fn report(&mut self, reference: &str, kind: Kind, now: DateTime<Utc>) {
        if let Some(mandate) = self.mandates.get(reference) {
            let (scheme, customer) = (self.scheme_of(mandate), self.customer_of(mandate));
            self.events.report(now, kind, scheme, mandate, &customer);
        }
    }

    /// Calls every API key's webhook.
    fn ring(&mut self, params: &[(&str, &str)], now: DateTime<Utc>) {
        for (api_key, key) in &self.keys {
            if let Some(url) = &key.webhook_url {
                self.deliveries.add(api_key, url, params, now);
            }
        }
    }

    /// Calls every webhook about a mandate: `event`, its state before or after, and a reason (source 6.3).
    fn ring_contract(
        &mut self,
        reference: &str,
        event: &str,
        state: Option<&str>,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) {
        let mut params = vec![("type", "contract"), ("mandateNumber", reference), ("event", event)];
        params.extend(state.map(|state| ("state", state)));
        params.extend(reason.map(|reason| ("reason", reason)));
        self.ring(&params, now);
    }

    /// Calls every webhook about money: which invoice or debit it is about, the feeds say (source 6.2).
    fn ring_payment(&mut self, now: DateTime<Utc>) {
        self.ring(&[("type", "payment")], now);
    }

    /// What the test button in Twikey's settings sends. Says how many webhooks it calls.
    pub fn ring_test(&mut self, now: DateTime<Utc>) -> usize {
        self.ring(&[("msg", "dummytest"), ("type", "event")], now);
        self.keys.values().filter(|key| key.webhook_url.is_some()).count()
    }
}
