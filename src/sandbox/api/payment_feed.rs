//! `GET /creditor/invoice/payment/feed`: what happened with the money of invoices (source 4.7).

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::Number;

use super::{
    Answer,
    call::Call,
    feed::{Batch, drain},
};
use crate::sandbox::{
    account_number, amount,
    state::{
        World,
        feed::{Entry, Feed},
        posting::{PaymentEvent, PostingKind, Source},
        reason,
    },
};

#[derive(Serialize)]
struct Payments {
    #[serde(rename = "Payments")]
    payments: Vec<Payment>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payment {
    event_id: String,
    event_type: &'static str,
    occurred_at: String,
    amount: Number,
    currency: &'static str,
    origin: Origin,
    gateway: Gateway,
    details: Details,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

#[derive(Serialize)]
struct Origin {
    object: &'static str,
    id: String,
    number: String,
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

#[derive(Serialize)]
struct Gateway {
    id: u32,
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    iban: Option<String>,
}

/// Only `direct_debit`, `payment_link` and `credit_transfer` are known of Twikey; the others are an emulator choice (4.7).
#[derive(Serialize)]
#[serde(tag = "source", rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Details {
    DirectDebit {
        payment_id: u64,
        #[serde(rename = "transactionE2e")]
        e2e: String,
        mndt_id: String,
    },
    PaymentLink {
        link_id: u64,
        link_method: String,
    },
    Transfer {
        transfer_id: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        customer_iban: Option<String>,
    },
    Manual {
        message: String,
    },
    CreditTransfer {
        #[serde(skip_serializing_if = "Option::is_none")]
        customer_iban: Option<String>,
        #[serde(rename = "refundE2e")]
        e2e: String,
    },
}

/// `action` and `actionStep` are absent: they name a step of Twikey's dunning (4.8), which the sandbox does not play.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    code: &'static str,
    description: &'static str,
    category: &'static str,
    external_code: String,
}

/// The next events.
pub fn read(call: &Call) -> Answer {
    drain(call, Feed::Payments, |world, start, _| {
        let page = world.payments.after(start, |_| true);
        let payments = page.entries.iter().map(|entry| payment(world, entry)).collect();
        Batch::new(&page, Payments { payments })
    })
}

fn payment(world: &World, entry: &Entry<PaymentEvent>) -> Payment {
    let PaymentEvent { event, invoice, number, reference, posting } = entry.what.clone();
    let (event_type, error) = match posting.kind {
        PostingKind::Payment => ("payment", None),
        PostingKind::Failure { code, .. } => ("payment_failure", code.map(failure)),
        PostingKind::Refund => ("refund", None),
    };
    Payment {
        event_id: event,
        event_type,
        occurred_at: millis(entry.at),
        amount: amount::shortest_number(posting.amount),
        currency: "EUR",
        origin: Origin { object: "invoice", id: invoice.to_string(), number, reference },
        gateway: gateway(world, &posting.source),
        details: details(posting.source),
        error,
    }
}

fn failure(external_code: String) -> Failure {
    let reason = reason::of(&external_code);
    let (code, description, category) = (reason.code, reason.description, reason.category);
    Failure { code, description, category, external_code }
}

fn gateway(world: &World, source: &Source) -> Gateway {
    if matches!(source, Source::PaymentLink { .. }) {
        return Gateway { id: 2, name: "Sandbox Pay".into(), kind: "psp", iban: None };
    }
    let iban = &world.creditor.iban;
    let name = format!("{} {}", account_number::bank_name(iban).unwrap_or("Bank"), masked(iban));
    Gateway { id: 1, name, kind: "bank", iban: Some(iban.clone()) }
}

/// An IBAN as Twikey names an account: `NL23XXXXXXXXXX8701`.
fn masked(iban: &str) -> String {
    let (start, end) = (4, iban.len().saturating_sub(4));
    iban.char_indices().map(|(at, it)| if at >= start && at < end { 'X' } else { it }).collect()
}

fn details(source: Source) -> Details {
    match source {
        Source::DirectDebit { debit, e2e, mandate, .. } => {
            Details::DirectDebit { payment_id: debit, e2e, mndt_id: mandate }
        }
        Source::PaymentLink { link, method } => Details::PaymentLink { link_id: link, link_method: method },
        Source::Transfer { transfer, iban, .. } => Details::Transfer { transfer_id: transfer, customer_iban: iban },
        Source::Manual { message, .. } => Details::Manual { message },
        Source::CreditTransfer { iban, e2e, .. } => Details::CreditTransfer { customer_iban: iban, e2e },
    }
}

/// A time as this feed writes it, with thousandths of a second.
fn millis(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
