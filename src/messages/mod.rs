//! Every e-mail and SMS: writing one, sending it, and seeing what became of it.

pub mod compose;
pub mod list;
mod queries;
pub mod sheet;
pub mod tile;

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use sqlx::FromRow;
use uuid::Uuid;

pub use queries::{
    Failed, Standing, StoredMessage, begin, channel_of, fail, find, last_about, last_sms, of_customer, of_invoice,
    record, revive_all, sent, standing, was_asked_by_email, withdraw_one,
};

use crate::{
    customers,
    db::{self, Tx},
    i18n::{Language, Text},
    jobs::{self, Priority, Task},
    mail::MessageId,
    templates::Kind,
    ui::{
        badge::Tone,
        icon::{Icon, icon},
    },
};

/// How many of a customer's messages the sheet shows.
pub const SHOWN: i64 = 5;

/// How a message reaches the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum Channel {
    Email,
    Sms,
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum State {
    /// For what it is about, for its turn, or for its next try.
    Waiting,
    /// The mail server, or Twikey, has taken it.
    Sent,
    /// Needs a person.
    Failed,
    /// Not to be sent any more: what it is about has ended.
    Withdrawn,
}

/// A message to write down. It is sent by a task, once.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Known before it is written: the Message-ID is made from it.
    pub id: Uuid,
    pub channel: Channel,
    pub kind: Kind,
    pub customer: Uuid,
    /// The mandate that it asks for.
    pub mandate: Option<Uuid>,
    /// The invoice or credit note that it is about.
    pub invoice: Option<Uuid>,
    /// The customer's.
    pub language: Language,
    /// E-mail address or mobile number. An e-mail to nobody is written down as one that needs a person.
    pub recipient: String,
    /// Empty for an SMS: Twikey words it.
    pub subject: String,
    pub body: String,
    /// Of an e-mail.
    pub message_id: Option<MessageId>,
    /// The user who wrote it.
    pub by: Option<Uuid>,
}

impl NewMessage {
    /// An e-mail to a customer without an address.
    pub fn has_no_address(&self) -> bool {
        self.channel == Channel::Email && self.recipient.is_empty()
    }
}

/// A message as lists show it.
#[derive(Clone, Debug, FromRow)]
pub struct Message {
    pub id: Uuid,
    pub channel: Channel,
    pub kind: Kind,
    pub recipient: String,
    pub subject: String,
    pub state: State,
    pub error_code: Option<String>,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    tried_at: Option<DateTime<Utc>>,
    pub customer_id: Uuid,
    pub mandate_id: Option<Uuid>,
    pub invoice_id: Option<Uuid>,
    pub invoice_number: Option<String>,
    company_name: String,
    first_name: String,
    last_name: String,
}

impl Message {
    /// The customer: company, or person.
    pub fn customer(&self) -> String {
        customers::called(&self.company_name, &self.first_name, &self.last_name)
    }

    pub const fn shown(&self) -> Shown {
        Shown::of(self.state, self.tried_at.is_some())
    }

    /// An SMS has no subject of ours.
    pub fn title(&self, language: Language) -> &str {
        if self.subject.is_empty() { self.kind.name().get(language) } else { &self.subject }
    }
}

/// What pages say of how far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    State(State),
    /// What it was about has ended, and the mail server may have taken it all the same.
    MaybeSent,
}

impl Shown {
    const fn of(state: State, tried: bool) -> Self {
        match state {
            State::Withdrawn if tried => Self::MaybeSent,
            state => Self::State(state),
        }
    }

    pub const fn name(self) -> Text {
        match self {
            Self::State(state) => state.name(),
            Self::MaybeSent => Text {
                de: "Vielleicht zugestellt",
                nl: "Misschien bezorgd",
                fr: "Peut-être remis",
                en: "May have been delivered",
            },
        }
    }

    pub const fn tone(self) -> Tone {
        match self {
            Self::State(state) => state.tone(),
            Self::MaybeSent => Tone::Warning,
        }
    }
}

/// What a mandate's messages were to bring about has happened or ended: those that are not sent yet never will be.
pub async fn withdraw(tx: &mut Tx, now: DateTime<Utc>, mandate: Uuid) -> db::Result<()> {
    withdraw_those(tx, now, mandate, "message.mandate_ended", |_| true).await
}

/// Nothing is owed for an invoice any more: what asks for its money and is not sent yet never will be.
pub async fn withdraw_about(tx: &mut Tx, now: DateTime<Utc>, invoice: Uuid) -> db::Result<()> {
    withdraw_those(tx, now, invoice, "message.settled", Kind::asks_for_money).await
}

/// The next debit of an invoice has begun: what tells of the one that failed is of no use any more.
pub async fn withdraw_failed(tx: &mut Tx, now: DateTime<Utc>, invoice: Uuid) -> db::Result<()> {
    withdraw_those(tx, now, invoice, "message.debit_began", |kind| kind == Kind::DebitFailed).await
}

/// Nor does anybody wait for its sending.
async fn withdraw_those(
    tx: &mut Tx,
    now: DateTime<Utc>,
    about: Uuid,
    reason: &str,
    is_meant: impl Fn(Kind) -> bool,
) -> db::Result<()> {
    for (message, kind) in queries::unsent(tx, about).await? {
        if is_meant(kind) {
            withdraw_one(tx, message, Some(reason)).await?;
            jobs::settle(tx, now, &Task::SendMessage { message }).await?;
        }
    }
    Ok(())
}

/// Writes an e-mail down, and that it is to be sent. Without an address it waits for a person to find one.
pub async fn later(tx: &mut Tx, now: DateTime<Utc>, message: NewMessage) -> db::Result<()> {
    let task = (!message.has_no_address()).then_some(Task::SendMessage { message: message.id });
    // Whoever wrote it waits for it; what the portal writes by itself it writes to many.
    let priority = if message.by.is_some() { Priority::Person } else { Priority::Mass };
    record(tx, now, message).await?;
    match task {
        Some(task) => jobs::enqueue_with(tx, now, &task, priority).await,
        None => Ok(()),
    }
}

/// A later message of the same kind about a mandate, or an invoice, takes the place of those that are not sent yet, and of
/// what was to be done for them.
pub async fn replace(tx: &mut Tx, now: DateTime<Utc>, about: Uuid, kind: Kind) -> db::Result<()> {
    for (message, other) in queries::unsent(tx, about).await? {
        if other == kind {
            withdraw_one(tx, message, Some("message.replaced")).await?;
            jobs::settle(tx, now, &Task::SendMessage { message }).await?;
            jobs::settle(tx, now, &Task::RequestMandate { mandate: about, message: Some(message) }).await?;
        }
    }
    Ok(())
}

/// An administrator lets the task run again that sends it: it waits again.
pub async fn revive(tx: &mut Tx, message: Uuid) -> db::Result<()> {
    queries::revive(tx, message).await.map(drop)
}

/// The invoice, or the credit note, that a message is about.
fn invoice(id: Option<Uuid>, number: Option<&str>) -> Option<Markup> {
    let (id, number) = (id?, number?);
    Some(html! { a.code href={ "/invoices/" (id) } { (number) } })
}

/// Address or number, with the sign of its channel.
fn recipient(channel: Channel, recipient: &str, language: Language) -> Markup {
    if recipient.is_empty() {
        return html! { span.muted { (NO_ADDRESS.get(language)) } };
    }
    html! {
        span.recipient {
            (icon(channel.icon()))
            span.visually-hidden { (channel.name().get(language)) ": " }
            span { (recipient) }
        }
    }
}

impl Channel {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    pub const fn name(self) -> Text {
        match self {
            Self::Email => Text { de: "E-Mail", nl: "E-mail", fr: "E-mail", en: "E-mail" },
            Self::Sms => Text { de: "SMS", nl: "Sms", fr: "SMS", en: "SMS" },
        }
    }

    pub const fn icon(self) -> Icon {
        match self {
            Self::Email => Icon::Mail,
            Self::Sms => Icon::Sms,
        }
    }
}

impl State {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Failed, Self::Withdrawn];

    /// As in the table and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub const fn name(self) -> Text {
        match self {
            Self::Waiting => Text { de: "Wartet", nl: "Wacht", fr: "En attente", en: "Waiting" },
            Self::Sent => Text { de: "Gesendet", nl: "Verzonden", fr: "Envoyé", en: "Sent" },
            Self::Failed => Text { de: "Nicht gesendet", nl: "Niet verzonden", fr: "Non envoyé", en: "Not sent" },
            Self::Withdrawn => Text { de: "Zurückgezogen", nl: "Ingetrokken", fr: "Retiré", en: "Withdrawn" },
        }
    }

    pub const fn tone(self) -> Tone {
        match self {
            Self::Waiting => Tone::Info,
            Self::Sent => Tone::Success,
            Self::Failed => Tone::Danger,
            Self::Withdrawn => Tone::Neutral,
        }
    }
}

/// Why an e-mail waits for a person: the customer has no address. A code for [`crate::explain`].
pub const NO_ADDRESS_CODE: &str = "message.no_address";

const NO_ADDRESS: Text = Text { de: "keine Adresse", nl: "geen adres", fr: "pas d’adresse", en: "no address" };
