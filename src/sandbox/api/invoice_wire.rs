//! An invoice as its feed, its detail and every other call write it (source 4.1, 4.6).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Number, Value};

use super::{fields::Fields, instant};
use crate::sandbox::{
    amount::{number, text},
    state::{
        World,
        customer::Customer,
        feed::{Changed, Entry},
        invoice::Invoice,
        posting::{Posting, PostingKind, Source},
    },
};

/// Which further data the caller wants (`include`).
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each word of `include`")]
pub struct Include {
    sequence: bool,
    meta: bool,
    customer: bool,
    last_payment: bool,
}

impl Include {
    pub const ALL: Self = Self { sequence: true, meta: true, customer: true, last_payment: true };

    pub fn from(query: &Fields) -> Self {
        Self {
            sequence: query.includes("seq"),
            meta: query.includes("meta"),
            customer: query.includes("customer"),
            last_payment: query.includes("lastpayment"),
        }
    }
}

#[derive(Serialize)]
pub struct Feed {
    #[serde(rename = "Invoices")]
    invoices: Vec<InvoiceWire>,
}

#[derive(Serialize)]
pub struct InvoiceWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    id: String,
    number: String,
    title: String,
    remittance: String,
    #[serde(rename = "ref")]
    reference: Option<String>,
    ct: u32,
    state: &'static str,
    amount: Number,
    date: String,
    duedate: String,
    manual: bool,
    url: String,
    #[serde(rename = "relatedInvoiceNumber", skip_serializing_if = "Option::is_none")]
    related: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extra: BTreeMap<String, String>,
    /// As they were handed over (PY reads them back).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    /// An array, newest first (4.6).
    #[serde(skip_serializing_if = "Option::is_none")]
    lastpayment: Option<Vec<LastPayment>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerWire {
    id: u64,
    customer_number: Option<String>,
    email: Option<String>,
    firstname: Option<String>,
    lastname: Option<String>,
    company_name: Option<String>,
    coc: Option<String>,
    address: Option<String>,
    city: Option<String>,
    zip: Option<String>,
    country: Option<String>,
    l: Option<String>,
    mobile: Option<String>,
}

/// A number and texts (4.6).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    reminder_level: u8,
    partial: Option<String>,
    last_error: Option<String>,
    name: String,
    payment_method: Option<&'static str>,
}

/// Keys from Twikey's clients, values inferred (4.6). What does not belong to the method is absent.
#[derive(Default, Serialize)]
struct LastPayment {
    method: &'static str,
    action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e2e: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pmtinf: Option<String>,
    #[serde(rename = "mndtId", skip_serializing_if = "Option::is_none")]
    mandate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iban: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    msg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rc: Option<String>,
    date: String,
    double: bool,
}

/// A page of the feed: each changed invoice as it is now.
pub fn feed(world: &World, entries: &[&Entry<Changed<uuid::Uuid>>], include: Include) -> Feed {
    let invoices = entries.iter().filter_map(|entry| world.invoices.get(&entry.what.changed));
    Feed { invoices: invoices.map(|it| invoice(world, it, include)).collect() }
}

pub fn invoice(world: &World, invoice: &Invoice, include: Include) -> InvoiceWire {
    InvoiceWire {
        seq: include.sequence.then_some(invoice.sequence),
        id: invoice.id.to_string(),
        number: invoice.number.clone(),
        title: invoice.title.clone(),
        remittance: invoice.remittance.clone(),
        reference: invoice.reference.clone(),
        ct: invoice.profile,
        state: invoice.state.code(),
        amount: number(invoice.amount),
        date: invoice.date.to_string(),
        duedate: invoice.due.to_string(),
        manual: invoice.manual,
        url: world.invoice_url(invoice),
        related: invoice.related.clone(),
        extra: invoice.extra.clone(),
        lines: invoice.lines.clone(),
        customer: include.customer.then(|| customer(&world.payer_of(invoice))),
        meta: include.meta.then(|| meta(world, invoice)),
        lastpayment: include.last_payment.then(|| invoice.postings.iter().rev().map(last_payment).collect()),
    }
}

pub fn customer(customer: &Customer) -> CustomerWire {
    let customer = customer.clone();
    CustomerWire {
        id: customer.id,
        customer_number: customer.number,
        email: customer.email,
        firstname: customer.first_name,
        lastname: customer.last_name,
        company_name: customer.company,
        coc: customer.vat_number,
        address: customer.address,
        city: customer.city,
        zip: customer.zip,
        country: customer.country,
        l: customer.language,
        mobile: customer.mobile,
    }
}

fn meta(world: &World, invoice: &Invoice) -> Meta {
    Meta {
        reminder_level: invoice.reminder_level,
        partial: invoice.partial().map(text),
        last_error: invoice.last_error.clone(),
        name: world.payer_of(invoice).name(),
        payment_method: invoice.last_payment().map(|posting| method(&posting.source)),
    }
}

const fn method(source: &Source) -> &'static str {
    match source {
        Source::DirectDebit { .. } => "sdd",
        Source::PaymentLink { .. } => "paylink",
        Source::Transfer { .. } => "transfer",
        Source::Manual { .. } => "manual",
        // How Twikey writes a refund here is unknown: the words of the payment feed (emulator choice).
        Source::CreditTransfer { .. } => "credit_transfer",
    }
}

fn last_payment(posting: &Posting) -> LastPayment {
    let (action, rc) = match &posting.kind {
        PostingKind::Payment => ("payment", Some("PAID".to_owned())),
        PostingKind::Failure { code, .. } => ("payment_fail", code.clone()),
        PostingKind::Refund => ("refund", None),
    };
    let day = posting.at.date_naive().to_string();
    let common = LastPayment { method: method(&posting.source), action, double: posting.double, ..Default::default() };
    match posting.source.clone() {
        Source::DirectDebit { debit, e2e, pmtinf, mandate, iban } => LastPayment {
            id: Some(debit),
            e2e: Some(e2e),
            pmtinf: Some(pmtinf),
            mandate: Some(mandate),
            iban,
            rc,
            date: day,
            ..common
        },
        Source::PaymentLink { link, .. } => LastPayment { link: Some(link), date: instant(posting.at), ..common },
        Source::Transfer { transfer, iban, bic, message } => {
            LastPayment { id: Some(transfer), iban, bic, msg: Some(message), date: day, ..common }
        }
        Source::Manual { message, date } => {
            let at = date.and_time(posting.at.time()).and_utc();
            LastPayment { msg: Some(message), date: instant(at), ..common }
        }
        Source::CreditTransfer { iban, e2e, message } => {
            LastPayment { e2e: Some(e2e), iban, msg: Some(message), date: day, ..common }
        }
    }
}
