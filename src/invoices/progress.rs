//! How far an invoice is, in steps: confirmed, handed over, collecting, paid.

use chrono::{DateTime, Utc};
use maud::{Markup, Render, html};

use super::{Invoice, Kind, State, shown::Sheet};
use crate::{
    i18n::{Text, format},
    ui::steps::{Progress, Step, Steps},
    viewer::Viewer,
};

/// The steps; none for a draft, a credit note, and what was cancelled.
pub fn show(viewer: &Viewer, sheet: &Sheet) -> Markup {
    let invoice = &sheet.invoice;
    if invoice.kind == Kind::CreditNote || matches!(invoice.state, State::Draft | State::Cancelled) {
        return html! {};
    }
    let is_paid = invoice.state == State::Paid;
    let date = |at: Option<DateTime<Utc>>| {
        at.map(|at| format::date(at.with_timezone(&viewer.zone).date_naive(), viewer.language()))
    };
    let step = |label: Text, note, progress| Step { label: label.get(viewer.language()), note, progress };
    let mut steps = vec![step(CONFIRMED, date(invoice.confirmed_at), Progress::Done)];
    if viewer.twikey_on || invoice.handed_over_at.is_some() {
        steps.push(step(HANDED_OVER, date(invoice.handed_over_at), handed_over(invoice)));
    }
    if sheet.mandate.is_some() || invoice.collecting_since.is_some() {
        let since = invoice.failed_at.or(invoice.collecting_since);
        steps.push(step(COLLECTING, date(since), collecting(invoice)));
    }
    let paid = match steps.last() {
        _ if is_paid => Progress::Done,
        Some(Step { progress: Progress::Done, .. }) => Progress::Current,
        _ => Progress::Waiting,
    };
    steps.push(step(PAID, date(invoice.paid_at), paid));
    html! { (Steps { language: viewer.language(), steps }.render()) }
}

fn handed_over(invoice: &Invoice) -> Progress {
    match invoice {
        Invoice { handed_over_at: Some(_), .. } => Progress::Done,
        Invoice { refusal_code: Some(_), .. } => Progress::Failed,
        Invoice { state: State::Paid, .. } => Progress::Waiting,
        _ => Progress::Current,
    }
}

fn collecting(invoice: &Invoice) -> Progress {
    match invoice {
        Invoice { failure_code: Some(_), .. } => Progress::Failed,
        Invoice { state: State::Collecting, .. } => Progress::Current,
        Invoice { state: State::Paid, collecting_since: Some(_), .. } => Progress::Done,
        _ => Progress::Waiting,
    }
}

const CONFIRMED: Text = Text { de: "Bestätigt", nl: "Bevestigd", fr: "Confirmée", en: "Confirmed" };
const HANDED_OVER: Text = Text { de: "Bei Twikey", nl: "Bij Twikey", fr: "Chez Twikey", en: "At Twikey" };
const COLLECTING: Text = Text { de: "Einzug", nl: "Inning", fr: "Encaissement", en: "Collection" };
const PAID: Text = Text { de: "Bezahlt", nl: "Betaald", fr: "Payée", en: "Paid" };
