//! What Twikey reports to Mandato about invoices: which state it has them in, and every movement of money.
//!
//! Money is what the payment feed says. The invoice feed tells of debits under way; of money only where the payment feed is
//! not described to tell of it (transfers, payments noted at Twikey, recurring cards). What comes late, twice or in another
//! order changes nothing.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Invoice, State, handover, mail, queries};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Subject},
    db::{Result, Tx},
    domain::money::Cents,
    invoices::{give_back, untold},
    messages,
    payments::{self, Booking, Kind, Line, Payment, Source},
    settings::Settings,
    twikey::{
        InvoiceSnapshot, InvoiceState, KeptLink, LastPayment, Moment, PaymentEvent, PaymentEventKind, PaymentSource,
    },
};

/// What an entry came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The invoice with this id changed.
    Applied(Uuid),
    /// The invoice was so already, or is newer.
    Unchanged(Uuid),
    /// About something that is none of our business.
    NotOurs,
    /// Money for an invoice that we do not know.
    UnknownInvoice,
}

/// Applies a snapshot of the invoice feed. One of an invoice that was not made by us is left alone.
pub async fn apply_snapshot(
    tx: &mut Tx,
    app: &App,
    settings: &Settings,
    snapshot: &InvoiceSnapshot,
) -> Result<Outcome> {
    let Some(mut invoice) = queries::take_by_twikey_id(tx, snapshot.id).await? else { return Ok(Outcome::NotOurs) };
    let now = app.clock.now();
    let before = invoice.clone();
    let link = snapshot.link.clone().unwrap_or_else(|error| {
        tracing::warn!(invoice = %invoice.id, code = error.code(), "A link that leads elsewhere is not kept");
        None
    });
    let link = link.map(KeptLink::from);
    if invoice.link.is_none() {
        invoice.link.clone_from(&link);
    }
    // Twikey has it, though its answer to the hand-over may have been lost.
    let taken = invoice.hand_over(link, now);
    match snapshot.state {
        InvoiceState::Pending => {
            invoice.collect(now);
        }
        InvoiceState::Booked | InvoiceState::Expired | InvoiceState::Archived => {
            let ended = invoice.stop_collecting(now);
            if let (true, Some(code)) = (ended, failure(snapshot)) {
                let balance = payments::balance(tx, invoice.id).await?;
                invoice.fail(code, balance, now);
            }
        }
        InvoiceState::Paid | InvoiceState::Other(_) => {}
    }
    let brought = match unreported(tx, &invoice, snapshot).await? {
        Some(report) => book(tx, app, &mut invoice, &report).await?,
        None => false,
    };
    if !brought && invoice == before {
        return Ok(Outcome::Unchanged(invoice.id));
    }
    queries::update(tx, &invoice).await?;
    follow(tx, app, settings, &before, &invoice).await?;
    if taken {
        handover::follow(tx, app, settings, &invoice).await?;
    } else if brought || before.state == State::Collecting {
        handover::money_moved(tx, app, &invoice).await?;
    }
    Ok(Outcome::Applied(invoice.id))
}

/// The bank's reason, when the newest thing that happened is a debit that failed.
fn failure(snapshot: &InvoiceSnapshot) -> Option<&str> {
    let newest = snapshot.last_payments.first()?;
    newest.reason.as_deref().filter(|_| newest.action == "payment_fail")
}

/// Money as a feed reports it, with what only the record needs.
struct Reported {
    report: payments::Report,
    reason_code: Option<String>,
    note: String,
    occurred_at: DateTime<Utc>,
}

/// The payment that only the invoice feed is described to tell of, if it is news.
async fn unreported(tx: &mut Tx, invoice: &Invoice, snapshot: &InvoiceSnapshot) -> Result<Option<Reported>> {
    let Some((newest, source)) = snapshot.last_payments.first().and_then(|newest| Some((newest, source_of(newest)?)))
    else {
        return Ok(None);
    };
    let open = payments::balance(tx, invoice.id).await?.open();
    let left = match snapshot.state {
        InvoiceState::Paid => Cents::ZERO,
        // The feed names no amounts; what is left to pay tells what came.
        _ => snapshot.still_open.unwrap_or(open),
    };
    let amount = Cents(open.0 - left.0);
    if amount <= Cents::ZERO {
        return Ok(None);
    }
    let transaction = match source {
        Source::Transfer => newest.id.as_ref().map(|id| format!("transfer:{id}")),
        Source::Card => newest.e2e.as_ref().map(|e2e| format!("e2e:{e2e}")),
        _ => None,
    };
    Ok(Some(Reported {
        report: payments::Report { event_id: None, kind: Kind::Payment, source, amount, transaction },
        reason_code: None,
        note: newest.message.clone().unwrap_or_default(),
        occurred_at: newest.at.map_or(invoice.updated_at, Moment::instant),
    }))
}

fn source_of(payment: &LastPayment) -> Option<Source> {
    match (payment.action.as_str(), payment.method.as_str()) {
        ("payment", "transfer" | "reporting") => Some(Source::Transfer),
        ("payment", "manual") => Some(Source::Manual),
        ("payment", "rcc") => Some(Source::Card),
        _ => None,
    }
}

/// Applies an event of the payment feed.
pub async fn apply_payment(tx: &mut Tx, app: &App, settings: &Settings, event: &PaymentEvent) -> Result<Outcome> {
    if event.object != "invoice" {
        return Ok(Outcome::NotOurs);
    }
    match owner(tx, event).await? {
        Some(invoice) => apply_payment_to(tx, app, settings, invoice, event).await,
        None => Ok(Outcome::UnknownInvoice),
    }
}

/// The invoice that an event is about: by Twikey's id, by ours, by its number.
async fn owner(tx: &mut Tx, event: &PaymentEvent) -> Result<Option<Invoice>> {
    if let Some(id) = event.id
        && let Some(invoice) = queries::take_by_twikey_id(tx, id).await?
    {
        return Ok(Some(invoice));
    }
    // Handed over anew it has another id at Twikey; its debits may come back for weeks.
    if let Some(id) = event.reference
        && let Some(invoice) = queries::take(tx, id).await?
    {
        return Ok(Some(invoice));
    }
    match &event.number {
        Some(number) => queries::take_by_number(tx, number).await,
        None => Ok(None),
    }
}

/// Applies an event to this invoice.
pub async fn apply_payment_to(
    tx: &mut Tx,
    app: &App,
    settings: &Settings,
    mut invoice: Invoice,
    event: &PaymentEvent,
) -> Result<Outcome> {
    let now = app.clock.now();
    let before = invoice.clone();
    let reported = Reported {
        report: payments::Report {
            event_id: Some(event.event_id.clone()),
            kind: match event.kind {
                PaymentEventKind::Payment => Kind::Payment,
                PaymentEventKind::Failure => Kind::Failure,
                PaymentEventKind::Refund => Kind::Refund,
            },
            source: match event.source {
                PaymentSource::DirectDebit => Source::DirectDebit,
                PaymentSource::PaymentLink => Source::PaymentLink,
                PaymentSource::Transfer | PaymentSource::CreditTransfer => Source::Transfer,
                PaymentSource::Manual => Source::Manual,
                PaymentSource::Card => Source::Card,
                PaymentSource::Other(_) => Source::Other,
            },
            amount: event.amount,
            transaction: event.transaction.clone(),
        },
        reason_code: event.reason.clone(),
        note: event.description.clone().unwrap_or_default(),
        occurred_at: event.occurred_at.unwrap_or(now),
    };
    if !book(tx, app, &mut invoice, &reported).await? {
        return Ok(Outcome::Unchanged(invoice.id));
    }
    queries::update(tx, &invoice).await?;
    if reported.report.kind == Kind::Refund {
        give_back::settle(tx, app, invoice.id).await?;
    }
    follow(tx, app, settings, &before, &invoice).await?;
    handover::money_moved(tx, app, &invoice).await?;
    Ok(Outcome::Applied(invoice.id))
}

/// Writes money down, and what follows from it for the invoice. False: it was known.
async fn book(tx: &mut Tx, app: &App, invoice: &mut Invoice, reported: &Reported) -> Result<bool> {
    let now = app.clock.now();
    let Reported { report, reason_code, note, occurred_at } = reported;
    let known = payments::of_invoice(tx, invoice.id).await?;
    match payments::book(&known, untold(invoice, &known), report) {
        Booking::Known => return Ok(false),
        Booking::Claim { index, line } => {
            let event_id = report.event_id.as_deref().unwrap_or_default();
            payments::claim(tx, known[index].id, event_id, line).await?;
        }
        Booking::New(Line { transaction_key, amount, effect }) => {
            let payment = Payment {
                id: Uuid::now_v7(),
                invoice_id: invoice.id,
                kind: report.kind,
                source: report.source,
                amount,
                effect,
                transaction_key,
                event_id: report.event_id.clone(),
                reason_code: reason_code.clone(),
                note: note.clone(),
                occurred_at: *occurred_at,
                booked_on: app.clock.date_of(*occurred_at),
                recorded_at: now,
                recorded_by: None,
            };
            payments::record(tx, &payment).await?;
            audit::record(tx, now, entry_of(invoice, &payment)).await?;
        }
    }
    let balance = payments::balance(tx, invoice.id).await?;
    // A payment by hand that is taken back is no debit that failed: no bank has refused anything.
    let is_debit = report.kind == Kind::Failure && report.source != Source::Manual;
    if is_debit && !invoice.is_collecting_anew_since(*occurred_at) {
        invoice.fail(reason_code.as_deref().unwrap_or_default(), balance, now);
    }
    invoice.settle(balance, now);
    Ok(true)
}

fn entry_of(invoice: &Invoice, payment: &Payment) -> audit::Entry {
    let action = match (payment.kind, payment.source) {
        (Kind::Payment | Kind::Credit, _) => Action::Payment,
        (Kind::Failure, Source::Manual) => Action::PaymentTakenBack,
        (Kind::Failure, _) => Action::DebitFailed,
        (Kind::Refund, _) => Action::Refund,
    };
    let amount = payment.amount.0.to_string();
    let changes = [
        Change::between("amount", None, Some(&amount)),
        Change::between("reason_code", None, payment.reason_code.as_deref()),
    ];
    audit::Entry::new(Actor::Twikey, Subject::Invoice, invoice.id, action)
        .of_customer(invoice.customer_id)
        .with(changes.into_iter().flatten().collect())
}

/// What follows from a changed invoice: its history, and what the customer is told or no longer told.
async fn follow(tx: &mut Tx, app: &App, settings: &Settings, before: &Invoice, invoice: &Invoice) -> Result<()> {
    match invoice.state {
        State::Paid | State::Cancelled => messages::withdraw_about(tx, app.clock.now(), invoice.id).await?,
        // The next debit has begun: the customer need not do anything about the one before.
        State::Collecting => messages::withdraw_failed(tx, app.clock.now(), invoice.id).await?,
        State::Draft | State::Confirmed | State::HandedOver => {}
    }
    if let Some(code) = &invoice.failure_code
        && invoice.failed_at != before.failed_at
    {
        mail::failed(tx, app, settings, invoice, code).await?;
    }
    let action = match (before.state, invoice.state) {
        (before, after) if before == after => return Ok(()),
        (State::Paid | State::Cancelled, _) => Action::Reopened,
        // Why it ended is in the history already, if there is a reason.
        (State::Collecting, State::HandedOver) => return Ok(()),
        (_, State::Draft) => Action::Draft,
        (_, State::Confirmed) => Action::Confirmed,
        (_, State::HandedOver) => Action::HandedOver,
        (_, State::Collecting) => Action::Collecting,
        (_, State::Paid) => Action::Paid,
        (_, State::Cancelled) => Action::Cancelled,
    };
    let entry = audit::Entry::new(Actor::Twikey, Subject::Invoice, invoice.id, action).of_customer(invoice.customer_id);
    audit::record(tx, app.clock.now(), entry).await
}
