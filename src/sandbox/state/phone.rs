//! The phones of all pretended customers: the SMS Twikey sends, and the replies.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The phones keep so many messages.
const KEPT: usize = 500;

/// A text message to a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sms {
    pub id: u64,
    pub to: String,
    pub text: String,
    /// The mandate that the reply signs; none when the text is about something else.
    #[serde(default)]
    pub mandate: Option<String>,
    /// The signing page, when the text has a link.
    pub link: Option<String>,
    pub sent_at: DateTime<Utc>,
    pub reply: Option<Reply>,
}

impl Sms {
    /// Whether a reply would sign something.
    pub const fn awaits_reply(&self) -> bool {
        self.mandate.is_some() && self.reply.is_none()
    }
}

/// What the customer answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    pub text: String,
    pub at: DateTime<Utc>,
}

/// All text messages, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Phone {
    next_id: u64,
    messages: Vec<Sms>,
}

impl Phone {
    pub fn send(
        &mut self,
        to: &str,
        text: String,
        mandate: Option<&str>,
        link: Option<String>,
        now: DateTime<Utc>,
    ) -> u64 {
        self.next_id += 1;
        let (to, mandate) = (to.to_owned(), mandate.map(str::to_owned));
        self.messages.push(Sms { id: self.next_id, to, text, mandate, link, sent_at: now, reply: None });
        if self.messages.len() > KEPT {
            self.messages.remove(0);
        }
        self.next_id
    }

    /// Writes down the reply and returns the message it answers, unless there is none, it is answered already or it asks
    /// for no reply.
    pub fn answer(&mut self, id: u64, text: &str, now: DateTime<Utc>) -> Option<&Sms> {
        let sms = self.messages.iter_mut().find(|sms| sms.id == id && sms.awaits_reply())?;
        sms.reply = Some(Reply { text: text.to_owned(), at: now });
        Some(sms)
    }

    pub fn messages(&self) -> &[Sms] {
        &self.messages
    }
}
