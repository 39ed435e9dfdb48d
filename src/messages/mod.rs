//! Every e-mail and SMS: writing one, sending it, and seeing what became of it.

pub mod compose;
pub mod list;
mod queries;
pub mod send;
pub mod sheet;
pub mod tile;

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use sqlx::FromRow;
use uuid::Uuid;

pub use queries::{
    channel_of, last_about, of_customer, of_invoice, record, revive_all, sent, withdraw, withdraw_about, withdraw_kind,
};

use crate::{
    customers,
    i18n::{Language, Text},
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

    /// An SMS has no subject of ours.
    pub fn title(&self, language: Language) -> &str {
        if self.subject.is_empty() { self.kind.name().get(language) } else { &self.subject }
    }
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
const NO_ADDRESS_CODE: &str = "message.no_address";

const NO_ADDRESS: Text = Text { de: "keine Adresse", nl: "geen adres", fr: "pas d’adresse", en: "no address" };
