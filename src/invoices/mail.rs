//! What customers are told by e-mail about their invoices: here it is, it will be collected, the debit has failed, a credit
//! note; and the same once more when staff ask for it, `POST /invoices/{id}/messages`.
//!
//! Each e-mail is written down in the transaction of what it tells of, which has taken the invoice (see [`queries::take`]), so
//! that nothing is told twice.

use actix_web::{
    HttpResponse,
    web::{Data, Form, Path},
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{Invoice, Kind, State, queries, reply, words::money};
use crate::{
    app::App,
    customers::{self, Customer},
    db::{self, Tx},
    domain::{email::EmailAddress, iban::Iban, money::Cents, reference::Reference},
    error::{Error, Result},
    i18n::{Text, format},
    invoices::planned::is_planned,
    mandates::{self, Collector, Mandate},
    messages::{self, Channel, NewMessage},
    payments::{self, Payment},
    settings::Settings,
    templates::{self, Draft, Values},
    ui::{
        button::{Button, Weight},
        form,
        icon::Icon,
    },
    viewer::Viewer,
};

/// Tells the customer of a confirmed invoice or credit note, once: with the mandate that it is collected with the date of the
/// debit, otherwise the page where it can be paid.
pub async fn announce(
    tx: &mut Tx,
    app: &App,
    settings: &Settings,
    invoice: &Invoice,
    mandate: Option<&Mandate>,
) -> db::Result<()> {
    let kind = kind(invoice, mandate);
    let is_unwanted = kind == templates::Kind::PreNotification && !settings.announces_debits;
    if is_unwanted || is_told(tx, invoice, kind, mandate).await? {
        return Ok(());
    }
    let mail = Mail { id: Uuid::now_v7(), kind, mandate, reason_code: None, by: None };
    write(tx, app, settings, invoice, mail).await
}

/// Whether the customer was told already. A debit with another mandate, or after one that failed, is another debit.
async fn is_told(tx: &mut Tx, invoice: &Invoice, kind: templates::Kind, mandate: Option<&Mandate>) -> db::Result<bool> {
    let Some(told_at) = messages::last_about(tx, invoice.id, kind).await? else { return Ok(false) };
    let Some(mandate) = mandate.filter(|_| kind == templates::Kind::PreNotification) else { return Ok(true) };
    let payments = payments::of_invoice(tx, invoice.id).await?;
    let has_failed = |payment: &Payment| payment.kind == payments::Kind::Failure && payment.recorded_at > told_at;
    Ok(mandate.created_at <= told_at && !payments.iter().any(has_failed))
}

/// Tells the customer that a debit has failed or come back, once for each failure, unless the money came another way.
/// The failure is in the invoice already.
pub async fn failed(
    tx: &mut Tx,
    app: &App,
    settings: &Settings,
    invoice: &Invoice,
    reason_code: &str,
) -> db::Result<()> {
    let kind = templates::Kind::DebitFailed;
    if !settings.mails_failures || !invoice.state.is_open() {
        return Ok(());
    }
    let told_at = messages::last_about(tx, invoice.id, kind).await?;
    if told_at.is_some_and(|told_at| invoice.failed_at.is_none_or(|failed_at| failed_at <= told_at)) {
        return Ok(());
    }
    let mail = Mail { id: Uuid::now_v7(), kind, mandate: None, reason_code: Some(reason_code), by: None };
    write(tx, app, settings, invoice, mail).await
}

/// The button that sends the e-mail about an invoice.
#[derive(Debug, Deserialize)]
pub struct Sent {
    /// The message's id, made with the button: pressing twice sends once.
    id: Uuid,
}

/// `POST /invoices/{id}/messages`
pub async fn create(app: Data<App>, viewer: Viewer, id: Path<Uuid>, sent: Form<Sent>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    let invoice = queries::take(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    // Otherwise it was pressed twice, or the money came while somebody was about to ask for it.
    if can_be_sent(&invoice) && messages::channel_of(&mut tx, sent.id).await?.is_none() {
        let customer = customers::by_id(&mut tx, invoice.customer_id).await?.ok_or(Error::NotFound)?;
        let mandates = mandates::of_customer(&mut tx, customer.id).await?;
        let collector = Collector::of(app.config.account(viewer.twikey_on), &customer, &mandates);
        let mandate = collector.of_invoice(&invoice, &mandates, is_planned(&mut tx, &invoice).await?);
        let kind = kind(&invoice, mandate);
        let mail = Mail { id: sent.id, kind, mandate, reason_code: None, by: Some(viewer.id()) };
        write(&mut tx, &app, &viewer.settings, &invoice, mail).await?;
        tx.commit().await?;
    }
    Ok(reply::go(&viewer, &format!("/invoices/{id}")))
}

/// Sends the e-mail about the invoice, once more if it went out before; none where there is nothing to say.
pub fn button(viewer: &Viewer, invoice: &Invoice) -> Option<Markup> {
    let button = Button {
        label: SEND.get(viewer.language()),
        icon: Some(Icon::Mail),
        weight: Weight::Quiet,
        ..Button::default()
    };
    let content = html! { input type="hidden" name="id" value=(Uuid::now_v7()); (button) };
    let address = format!("/invoices/{}/messages", invoice.id);
    can_be_sent(invoice).then(|| form::post(&address, &viewer.reader.csrf, content))
}

fn can_be_sent(invoice: &Invoice) -> bool {
    match invoice.kind {
        Kind::Invoice => invoice.state.is_open(),
        Kind::CreditNote => invoice.state != State::Draft,
    }
}

const fn kind(invoice: &Invoice, mandate: Option<&Mandate>) -> templates::Kind {
    match (invoice.kind, mandate) {
        (Kind::CreditNote, _) => templates::Kind::CreditNote,
        (Kind::Invoice, Some(_)) => templates::Kind::PreNotification,
        (Kind::Invoice, None) => templates::Kind::Invoice,
    }
}

/// An e-mail about an invoice.
struct Mail<'a> {
    id: Uuid,
    kind: templates::Kind,
    /// What it is collected with.
    mandate: Option<&'a Mandate>,
    /// Why the debit failed: the bank's code.
    reason_code: Option<&'a str>,
    /// The user who asked for it.
    by: Option<Uuid>,
}

/// Whether the debit that an e-mail announces has been made, or has failed, before it could be sent.
pub async fn is_debit_past(tx: &mut Tx, app: &App, invoice: Uuid, announced_at: DateTime<Utc>) -> db::Result<bool> {
    let Some(invoice) = queries::find(tx, invoice).await? else { return Ok(false) };
    let has_begun = invoice.state == State::Collecting && invoice.debited_on() < app.clock.today();
    Ok(has_begun || invoice.failed_at.is_some_and(|failed_at| failed_at > announced_at))
}

/// The same e-mail in today's words, for one that could not be sent for days.
pub async fn anew(
    tx: &mut Tx,
    app: &App,
    settings: &Settings,
    invoice: Uuid,
    kind: templates::Kind,
) -> db::Result<Option<Draft>> {
    let Some(invoice) = queries::find(tx, invoice).await? else { return Ok(None) };
    let mandates = mandates::of_customer(tx, invoice.customer_id).await?;
    let mandate = match kind {
        templates::Kind::PreNotification => {
            let customer = customers::by_id(tx, invoice.customer_id).await?.ok_or(db::Error::RowNotFound)?;
            let collector = Collector::of(app.config.account(settings.twikey_on), &customer, &mandates);
            let is_planned = is_planned(tx, &invoice).await?;
            let mandate = collector.of_invoice(&invoice, &mandates, is_planned).cloned();
            if mandate.is_none() {
                return Ok(None);
            }
            mandate
        }
        _ => None,
    };
    let reason_code = invoice.failure_code.clone();
    let mail = Mail { id: Uuid::nil(), kind, mandate: mandate.as_ref(), reason_code: reason_code.as_deref(), by: None };
    let (_, draft) = draft(tx, app, settings, &invoice, &mail).await?;
    Ok(Some(draft))
}

/// To whom, and what.
async fn draft(
    tx: &mut Tx,
    app: &App,
    settings: &Settings,
    invoice: &Invoice,
    mail: &Mail<'_>,
) -> db::Result<(Customer, Draft)> {
    let customer = customers::by_id(tx, invoice.customer_id).await?.ok_or(db::Error::RowNotFound)?;
    let credited = match invoice.credits_id {
        Some(credited) => queries::find(tx, credited).await?.and_then(|credited| credited.number),
        None => None,
    };
    let about = About {
        settings,
        creditor: templates::creditor(app, settings),
        today: app.clock.today(),
        customer: &customer,
        invoice,
        open: payments::balance(tx, invoice.id).await?.open(),
        credited: credited.unwrap_or_default(),
    };
    let draft =
        templates::written(tx, mail.kind, invoice.language, &about.values(mail), &templates::links(app)).await?;
    Ok((customer, draft))
}

async fn write(tx: &mut Tx, app: &App, settings: &Settings, invoice: &Invoice, mail: Mail<'_>) -> db::Result<()> {
    let (customer, draft) = draft(tx, app, settings, invoice, &mail).await?;
    messages::replace(tx, app.clock.now(), invoice.id, mail.kind).await?;
    let message = NewMessage {
        id: mail.id,
        channel: Channel::Email,
        kind: mail.kind,
        customer: customer.id,
        mandate: None,
        invoice: Some(invoice.id),
        language: invoice.language,
        recipient: customer.email.as_ref().map(EmailAddress::as_str).unwrap_or_default().to_owned(),
        subject: draft.subject,
        body: draft.body.as_html().to_owned(),
        message_id: app.mailer.as_ref().map(|mailer| mailer.message_id(mail.id)),
        by: mail.by,
    };
    messages::later(tx, app.clock.now(), message).await
}

/// What the e-mails tell of.
struct About<'a> {
    settings: &'a Settings,
    creditor: &'a str,
    today: NaiveDate,
    customer: &'a Customer,
    invoice: &'a Invoice,
    open: Cents,
    /// The number of the invoice that a credit note takes back.
    credited: String,
}

impl About<'_> {
    /// Something for every placeholder of every kind; a template takes what it names.
    fn values(&self, mail: &Mail<'_>) -> Values {
        let (invoice, customer, language) = (self.invoice, self.customer, self.invoice.language);
        let person = customer.person();
        let person = Some(person.as_str()).filter(|person| !person.is_empty());
        let iban = mail.mandate.and_then(|mandate| mandate.iban.as_ref());
        let mandate_reference = mail.mandate.and_then(|mandate| mandate.reference.clone());
        let reason = mail.reason_code.map(|code| payments::reason(code).customer.get(language));
        let creditor_identifier = self.settings.creditor_identifier.as_ref().map(ToString::to_string);
        Values::from([
            ("salutation", templates::salutation(person, language)),
            ("customer_name", customer.name()),
            ("company", customer.company_name.clone()),
            ("customer_number", customer.number.clone()),
            ("creditor", self.creditor.to_owned()),
            ("invoice_number", invoice.number.clone().unwrap_or_default()),
            ("invoice_date", format::date(invoice.issued_on, language)),
            ("amount", money(invoice.total, language)),
            ("open_amount", money(self.open, language)),
            ("due_date", format::date(invoice.due_on, language)),
            ("beneficiary", self.creditor.to_owned()),
            ("creditor_iban", self.settings.iban.as_ref().map(Iban::grouped).unwrap_or_default()),
            ("reference", invoice.reference.as_ref().map(Reference::written).unwrap_or_default()),
            // Never in the past.
            ("debit_date", format::date(invoice.debited_on().max(self.today), language)),
            ("iban", iban.map(Iban::masked).unwrap_or_default()),
            ("mandate_reference", mandate_reference.unwrap_or_default()),
            ("creditor_identifier", creditor_identifier.unwrap_or_default()),
            ("reason", reason.unwrap_or_default().to_owned()),
            ("credited_invoice", self.credited.clone()),
        ])
    }
}

const SEND: Text =
    Text { de: "Per E-Mail senden", nl: "Per e-mail verzenden", fr: "Envoyer par e-mail", en: "Send by e-mail" };
