//! What happened to an invoice, on its page in the console.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use maud::{Markup, Render, html};

use super::{
    View,
    money::{amount, reason},
};
use crate::{
    sandbox::state::{
        debit::Debit,
        invoice::Invoice,
        posting::{Posting, PostingKind, Source},
    },
    ui::{
        badge::Tone,
        icon::Icon,
        tile::{Span, Tile},
        timeline::{Entry, Timeline},
    },
};

/// A moment in the life of an invoice.
struct Moment {
    at: DateTime<Utc>,
    tone: Tone,
    title: &'static str,
    detail: Markup,
}

pub fn tile(view: &View<'_>, invoice: &Invoice) -> Markup {
    let entries = moments(view, invoice).into_iter().map(|moment| entry(view, moment)).collect();
    let content = html! {
        (Timeline { entries })
        p.hint {
            "Entry " (invoice.sequence) " of the invoice feed; " (reported(view, invoice)) " in the payment feed."
        }
    };
    Tile {
        id: "history",
        title: "History",
        icon: Some(Icon::History),
        actions: None,
        content,
        refresh: None,
        span: Span::One,
    }
    .render()
}

fn reported(view: &View<'_>, invoice: &Invoice) -> String {
    let count = view.world.payments.entries().iter().filter(|entry| entry.what.invoice == invoice.id).count();
    if count == 1 { "1 event".into() } else { format!("{count} events") }
}

/// All moments, the newest first; of those at the same time, the later cause first.
fn moments(view: &View<'_>, invoice: &Invoice) -> Vec<Moment> {
    let world = view.world;
    let mut moments = vec![Moment {
        at: invoice.created_at,
        tone: Tone::Neutral,
        title: "Handed over",
        detail: html! { (amount(invoice.amount)) " via " (invoice.registered_via) },
    }];
    for link in world.links.values().filter(|link| link.invoice == Some(invoice.id)) {
        let detail = html! { (amount(link.amount)) " · link " (link.id) " · " (link.state.code()) };
        moments.push(Moment { at: link.created_at, tone: Tone::Info, title: "Payment link made", detail });
    }
    for debit in invoice.debits.iter().filter_map(|id| world.debits.get(id)) {
        moments.extend(of_debit(view, debit));
    }
    moments.extend(invoice.postings.iter().map(of_posting));
    moments.reverse();
    moments.sort_by_key(|moment| Reverse(moment.at));
    moments
}

fn of_debit(view: &View<'_>, debit: &Debit) -> Vec<Moment> {
    let made = html! { (amount(debit.amount)) " · debit " (debit.id) " · " (debit.mandate) };
    let mut moments = vec![Moment { at: debit.date, tone: Tone::Info, title: "Debit made", detail: made }];
    if let Some(collection) = debit.collection.and_then(|id| view.world.collections.get(&id)) {
        let detail = html! { (collection.pmtinf) };
        moments.push(Moment { at: collection.at, tone: Tone::Info, title: "Debit sent to the bank", detail });
    }
    moments
}

fn of_posting(posting: &Posting) -> Moment {
    let (tone, title) = match (&posting.kind, &posting.source) {
        (PostingKind::Payment, _) if posting.double => (Tone::Warning, "Paid twice"),
        (PostingKind::Payment, _) => (Tone::Success, "Paid"),
        (PostingKind::Failure { undoes: false, .. }, _) => (Tone::Danger, "Debit failed"),
        (PostingKind::Failure { undoes: true, .. }, Source::DirectDebit { .. }) => (Tone::Danger, "Debit came back"),
        (PostingKind::Failure { undoes: true, .. }, _) => (Tone::Warning, "Payment taken back"),
        (PostingKind::Refund, _) => (Tone::Warning, "Refunded"),
    };
    let code = match &posting.kind {
        PostingKind::Failure { code, .. } => code.as_deref(),
        PostingKind::Payment | PostingKind::Refund => None,
    };
    let detail = html! {
        (amount(posting.amount)) " · " (how(&posting.source))
        @if let Some(code) = code { " · " (reason(code)) }
    };
    Moment { at: posting.at, tone, title, detail }
}

fn how(source: &Source) -> String {
    match source {
        Source::DirectDebit { debit, .. } => format!("debit {debit}"),
        Source::PaymentLink { link, method } => format!("{method}, link {link}"),
        Source::Transfer { message, .. } => format!("transfer, “{message}”"),
        Source::Manual { message, date } => format!("said by hand for {date}, “{message}”"),
        Source::CreditTransfer { message, .. } => format!("to the customer’s account, “{message}”"),
    }
}

fn entry(view: &View<'_>, moment: Moment) -> Entry<'static> {
    let Moment { at, tone, title, detail } = moment;
    Entry { tone, title, when: view.when(at), datetime: at.to_rfc3339(), by: None, detail: Some(detail) }
}
