//! The mailbox of all pretended customers: what the portal sends over SMTP, and what Twikey itself sends.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The mailbox keeps so many messages.
const KEPT: usize = 500;

/// A received e-mail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Email {
    pub id: u64,
    /// Without angle brackets; empty when the sender gave none.
    pub message_id: String,
    /// As written in the header, with the display name.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    pub reply_to: Option<String>,
    pub subject: String,
    pub text: Option<String>,
    pub html: Option<String>,
    pub attachments: Vec<Attachment>,
    pub headers: Vec<(String, String)>,
    /// The beginning of the message as it came over the wire; `None` for what Twikey itself wrote.
    #[serde(default)]
    pub source: Option<String>,
    /// Each time this message (by its Message-ID) arrived, first to last.
    pub received: Vec<DateTime<Utc>>,
}

/// A file in an e-mail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub size: usize,
    /// Base64.
    pub content: String,
}

/// All e-mails, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mailbox {
    next_id: u64,
    messages: Vec<Email>,
}

impl Mailbox {
    /// Puts an e-mail in the box. One that came before to the same recipients is the same message, received again.
    pub fn receive(&mut self, email: Email, now: DateTime<Utc>) -> u64 {
        let known =
            |old: &&mut Email| !email.message_id.is_empty() && old.message_id == email.message_id && old.to == email.to;
        if let Some(old) = self.messages.iter_mut().find(known) {
            old.received.push(now);
            return old.id;
        }
        self.next_id += 1;
        self.messages.push(Email { id: self.next_id, received: vec![now], ..email });
        if self.messages.len() > KEPT {
            self.messages.remove(0);
        }
        self.next_id
    }

    pub fn find(&self, id: u64) -> Option<&Email> {
        self.messages.iter().find(|email| email.id == id)
    }

    pub fn messages(&self) -> &[Email] {
        &self.messages
    }

    pub fn clear(&mut self) {
        self.messages.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_comes_twice_is_one_message_received_twice() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let email = |message_id: &str| Email {
            message_id: message_id.into(),
            to: vec!["jan@example.com".into()],
            ..Email::default()
        };
        let mut mailbox = Mailbox::default();

        let first = mailbox.receive(email("a@portal"), now);
        assert_eq!(mailbox.receive(email("a@portal"), now), first);
        assert_ne!(mailbox.receive(email("b@portal"), now), first);

        assert_eq!(mailbox.find(first).unwrap().received.len(), 2);
        assert_eq!(mailbox.messages().len(), 2);
    }
}
