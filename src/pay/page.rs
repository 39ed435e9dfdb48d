//! What a customer owes, until when, and how to pay it: `/pay/{token}`.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use maud::{Markup, html};

use super::{
    doors, download,
    opened::{Opened, Standing},
    shell::Shell,
    unknown,
    visit::Visit,
    words,
};
use crate::{
    app::App,
    domain::iban::Iban,
    error::Result,
    feeds,
    i18n::{Language, Text, format},
    invoices::{Kind, paper::Collected},
    mandates::State as MandateState,
    pay::shell::Came,
    payments,
};

/// The page looks so often for news, at this distance in seconds: a minute altogether.
const LOOKS: u32 = 20;
const LOOK_AGAIN: u32 = 3;

/// After that so often, at this distance: half a day. A page left open must not ask for ever.
const LATE_LOOKS: u32 = 720;
const LOOK_LATER: u32 = 60;

/// Lines shown on the page; the PDF has all of them.
const LINES: usize = 40;

/// `GET /pay/{token}`
pub async fn show(app: Data<App>, visit: Visit) -> Result<HttpResponse> {
    let opened = match visit.open(&app).await? {
        Ok(opened) => opened,
        Err(answer) => return Ok(answer),
    };
    let (came, look) = (Came::from_code(&visit.asked.came), visit.asked.look());
    let waits_for = came.filter(|came| waits(&opened, *came));
    let is_late = look > LOOKS;
    let refresh = waits_for.filter(|_| look <= LOOKS + LATE_LOOKS).map(|came| {
        let again = came.address_after(&opened.token, opened.chosen, look + 1);
        (if is_late { LOOK_LATER } else { LOOK_AGAIN }, again)
    });
    if waits_for.is_some() && !is_late && look.is_multiple_of(4) {
        // What was asked of Twikey on the way back may have come too early.
        feeds::ask(&app).await?;
    }
    let waits = waits_for.is_some();
    let news = News { came, is_looking: waits && !is_late, is_late: waits && is_late };
    let title = title(&opened);
    let page = Shell {
        language: opened.language,
        title: &title,
        from: unknown::from(&opened.paper.creditor.settings),
        address: Some(&format!("/pay/{}", opened.token)),
        refresh,
        content: content(&opened, &news, &visit.reader.csrf),
    };
    let mut answer = page.answer(&app, StatusCode::OK);
    visit.remember_language(&app, &opened.token, &mut answer)?;
    Ok(answer)
}

/// What is known of what the customer comes from.
struct News {
    came: Option<Came>,
    is_looking: bool,
    is_late: bool,
}

/// Whether the result of what the customer comes from is still to be heard of.
fn waits(opened: &Opened, came: Came) -> bool {
    let is_open = opened.standing() == Standing::Open;
    match came {
        Came::FromPayment => is_open,
        Came::FromMandate => is_open && opened.may_sign(),
        Came::Stopped | Came::Failed => false,
    }
}

fn title(opened: &Opened) -> String {
    let number = opened.paper.invoice.number.as_deref().unwrap_or_default();
    match opened.paper.invoice.kind {
        Kind::Invoice => words::invoice(number, opened.language),
        Kind::CreditNote => words::credit_note(number, opened.language),
    }
}

fn content(opened: &Opened, news: &News, csrf: &str) -> Markup {
    let language = opened.language;
    html! {
        (sum(opened))
        (notices(opened, news))
        @if opened.standing() == Standing::Open {
            @if news.is_looking || news.is_late {
                // Whoever has just paid must not be asked to pay again.
                details.folded {
                    summary { (words::NOT_DONE.get(language)) }
                    (doors::all(opened, csrf))
                }
            } @else {
                (doors::all(opened, csrf))
            }
        }
        (lines(opened))
        (files(opened))
        (unknown::contact(&opened.paper.creditor.settings, language))
    }
}

/// The amount, and in a word how things stand.
fn sum(opened: &Opened) -> Markup {
    let (language, invoice, balance) = (opened.language, &opened.paper.invoice, opened.paper.balance());
    let amount = |cents: i64| format::amount(cents, "EUR", language);
    let due = format::date(invoice.due_on, language);
    let (tone, word) = match opened.standing() {
        Standing::Open if opened.is_overdue() => ("warning", words::overdue(&due, language)),
        Standing::Open => ("open", words::due(&due, language)),
        Standing::WillBeCollected => ("info", words::BY_MANDATE.get(language).to_owned()),
        Standing::Collecting => ("info", words::UNDER_WAY.get(language).to_owned()),
        Standing::Paid => ("success", words::PAID.get(language).to_owned()),
        Standing::Cancelled => ("quiet", words::CANCELLED.get(language).to_owned()),
        Standing::CreditNote => ("success", format::date(invoice.issued_on, language)),
    };
    let shown = match opened.standing() {
        Standing::Open | Standing::WillBeCollected | Standing::Collecting => balance.open(),
        Standing::Paid | Standing::Cancelled | Standing::CreditNote => balance.total,
    };
    let is_part = shown == balance.open() && balance.settled.0 != 0 && invoice.kind == Kind::Invoice;
    html! {
        section.sum.(tone) {
            h1 { (title(opened)) }
            p.amount { (amount(shown.0)) }
            p.state { (word) }
            @if is_part && shown.0 > 0 {
                p { (words::of_total(&amount(balance.settled.0), &amount(balance.total.0), language)) }
            }
        }
    }
}

/// What the customer should know before anything else.
fn notices(opened: &Opened, news: &News) -> Markup {
    let (language, invoice) = (opened.language, &opened.paper.invoice);
    let standing = opened.standing();
    let awaits_bank = opened.mandate.as_ref().is_some_and(|mandate| mandate.state == MandateState::AwaitingBank);
    let has_signed = opened.mandate.as_ref().is_some_and(|mandate| mandate.state == MandateState::Signed);
    let failure = invoice.failure_code.as_deref().filter(|_| standing == Standing::Open);
    html! {
        div role="status" {
            @if news.is_looking { (notice("info", words::LOOKING.get(language))) }
            @if news.is_late { (notice("info", words::NO_NEWS.get(language))) }
            @match news.came {
                Some(Came::FromMandate) if has_signed => (notice("success", words::SIGNED.get(language))),
                Some(Came::Stopped) if standing == Standing::Open => (notice("info", words::STOPPED.get(language))),
                Some(Came::Failed) if standing == Standing::Open => (notice("warning", words::FAILED.get(language))),
                _ => {}
            }
        }
        @if awaits_bank && standing == Standing::Open { (notice("info", words::AWAITS_BANK.get(language))) }
        @if let Some(code) = failure {
            div.notice.warning {
                strong { (words::FAILED_DEBIT.get(language)) }
                p { (payments::reason(code).customer.get(language)) }
            }
        }
        @match standing {
            Standing::WillBeCollected | Standing::Collecting => (debit(opened)),
            Standing::Paid => (notice("success", words::THANKS.get(language))),
            Standing::Cancelled => (notice("info", words::REPLACED.get(language))),
            Standing::CreditNote => (notice("success", words::CREDIT_NOTE.get(language))),
            Standing::Open => {}
        }
    }
}

fn notice(tone: &str, text: &str) -> Markup {
    html! { p.notice.(tone) { (text) } }
}

/// What is collected, when and from where; and that nothing else is to be done.
fn debit(opened: &Opened) -> Markup {
    let language = opened.language;
    let amount = format::amount(opened.paper.balance().open().0, "EUR", language);
    let facts = match &opened.paper.collected {
        Collected::ByMandate { reference, iban, on } => {
            let account = iban.as_ref().map(Iban::masked).unwrap_or_default().replace(' ', "\u{a0}");
            let day = format::date((*on).max(opened.today), language);
            Some((words::collecting(&amount, &account, &day, language), reference.clone()))
        }
        _ => None,
    };
    html! {
        div.notice.info {
            @if let Some((sentence, reference)) = facts {
                p { strong { (sentence) } }
                p { (MANDATE.get(language)) " " (reference) }
            }
            p { (words::DO_NOT_PAY.get(language)) }
        }
    }
}

/// What is charged.
fn lines(opened: &Opened) -> Markup {
    let (language, paper) = (opened.language, &opened.paper);
    let amount = |cents: i64| format::amount(cents, "EUR", language);
    html! {
        section.lines {
            h2 { (words::LINES.get(language)) }
            table {
                tbody {
                    @for line in paper.lines.iter().take(LINES) {
                        tr {
                            td {
                                (line.description) " "
                                span.detail { (quantity(line, language)) }
                            }
                            // Lines that were stored are within what an invoice may come to.
                            td.number { (amount(line.net().unwrap_or_default().0)) }
                        }
                    }
                    @if paper.lines.len() > LINES {
                        tr { td.detail colspan="2" { (words::FURTHER_LINES.of(paper.lines.len() - LINES, language)) } }
                    }
                }
                tfoot {
                    tr {
                        th scope="row" {
                            (words::TOTAL.get(language)) " "
                            span.detail { (words::vat_in_total(&amount(paper.totals.vat.0), language)) }
                        }
                        td.number { (amount(paper.totals.total.0)) }
                    }
                }
            }
            @if !paper.invoice.note.is_empty() { p.note { (paper.invoice.note) } }
        }
    }
}

/// `2,5 h × 80,00 €`
fn quantity(line: &crate::invoices::Line, language: Language) -> String {
    let quantity = format::quantity(line.quantity.thousandths(), language);
    let price = format::amount(line.unit_price.0, "EUR", language);
    format!("{} × {price}", format!("{quantity} {}", line.unit).trim_end())
}

fn files(opened: &Opened) -> Markup {
    let language = opened.language;
    let invoice = match opened.paper.invoice.kind {
        Kind::Invoice => words::READ,
        Kind::CreditNote => words::READ_CREDIT_NOTE,
    };
    html! {
        p.files {
            a.button href={ "/pay/" (opened.token) "/invoice.pdf" } { (invoice.get(language)) }
            @if download::has_receipt(opened) {
                a.button href={ "/pay/" (opened.token) "/receipt.pdf" } { (words::RECEIPT.get(language)) }
            }
        }
    }
}

const MANDATE: Text = Text { de: "SEPA-Mandat", nl: "SEPA-mandaat", fr: "Mandat SEPA", en: "SEPA mandate" };
