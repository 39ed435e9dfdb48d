//! A letter and its parts. Each part is checked when it is made, so no letter can smuggle in a header.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use lettre::{
    Message,
    message::{MultiPart, SinglePart, header::ContentType},
};
use uuid::Uuid;

use super::error::{Error, Reason};

/// One e-mail to one person.
#[derive(Clone, Debug)]
pub struct Letter {
    pub message_id: MessageId,
    /// When it was written; the same at every try.
    pub date: DateTime<Utc>,
    pub from: Mailbox,
    pub to: Mailbox,
    pub reply_to: Option<Mailbox>,
    pub subject: Subject,
    pub html: String,
    pub text: String,
    pub attachment: Option<Attachment>,
}

/// A PDF that goes with a letter.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub name: String,
    pub content: Vec<u8>,
}

impl Letter {
    pub(super) fn to_lettre(&self) -> Result<Message, Error> {
        let message = Message::builder()
            .message_id(Some(self.message_id.to_string()))
            .date(self.date.into())
            .from(self.from.0.clone())
            .to(self.to.0.clone())
            .subject(self.subject.as_str());
        let message = match &self.reply_to {
            Some(reply_to) => message.reply_to(reply_to.0.clone()),
            None => message,
        };
        let words = MultiPart::alternative_plain_html(self.text.clone(), self.html.clone());
        let content = match &self.attachment {
            Some(attachment) => MultiPart::mixed().multipart(words).singlepart(attachment.to_lettre()),
            None => words,
        };
        message.multipart(content).map_err(|_| Error::of(Reason::Unsuitable))
    }
}

impl Attachment {
    fn to_lettre(&self) -> SinglePart {
        let pdf = ContentType::parse("application/pdf").expect("application/pdf is a media type");
        lettre::message::Attachment::new(one_line(&self.name)).body(self.content.clone(), pdf)
    }
}

/// A subject line. It is one line whatever was typed: line breaks and control characters become spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject(String);

impl Subject {
    pub fn new(typed: &str) -> Self {
        Self(one_line(typed))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address with the name to show for it.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox(lettre::message::Mailbox);

/// Not an e-mail address.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct BadAddress;

impl Mailbox {
    /// An empty name shows the address alone.
    pub fn new(name: &str, address: &str) -> Result<Self, BadAddress> {
        let (user, domain) = address.trim().rsplit_once('@').ok_or(BadAddress)?;
        // Mail servers without SMTPUTF8 know a domain with umlauts only by its ASCII form.
        let domain = url::Host::parse(domain).map_err(|_| BadAddress)?.to_string();
        let address = lettre::Address::new(user, domain).map_err(|_| BadAddress)?;
        let name = Some(one_line(name)).filter(|name| !name.is_empty());
        Ok(Self(lettre::message::Mailbox::new(name, address)))
    }

    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    pub fn address(&self) -> &str {
        self.0.email.as_ref()
    }

    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

impl FromStr for Mailbox {
    type Err = BadAddress;

    /// Reads `Firma <rechnung@firma.example>`, or the address alone.
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let mailbox: lettre::message::Mailbox = text.trim().parse().map_err(|_| BadAddress)?;
        Self::new(mailbox.name.as_deref().unwrap_or_default(), mailbox.email.as_ref())
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Mailbox {
    /// Logs carry no addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailbox(…@{})", self.domain())
    }
}

/// What mail programs recognise a message by (RFC 5322, section 3.6.4): `<id@the sender's domain>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageId(String);

impl MessageId {
    pub fn new(message: Uuid, from: &Mailbox) -> Self {
        Self(format!("<{message}@{}>", from.domain()))
    }

    /// One that was stored when its message was written.
    pub fn stored(text: &str) -> Option<Self> {
        let (id, domain) = text.strip_prefix('<')?.strip_suffix('>')?.split_once('@')?;
        let plain =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
        (plain(id) && plain(domain)).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text in one line, with single spaces.
fn one_line(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_control() || is_separator_or_bidi(c) { ' ' } else { c });
    visible.collect::<String>().split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Unicode's own line breaks, and the marks that make a line read in another order than it is written.
fn is_separator_or_bidi(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_mailbox_keeps_its_name_and_writes_its_domain_in_ascii() {
        let mailbox: Mailbox = "Bäckerei Müller <info@bäckerei.example>".parse().unwrap();
        assert_eq!(mailbox.name(), Some("Bäckerei Müller"));
        assert_eq!(mailbox.address(), "info@xn--bckerei-5wa.example");
        assert_eq!(mailbox.domain(), "xn--bckerei-5wa.example");
        assert_eq!("info@firma.example".parse::<Mailbox>().unwrap().name(), None);
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "Firma", "a@", "@b.example", "a@b@c d", "a b@c.example", "a@b.example\r\nBcc: c@d.example"] {
            assert_eq!(Mailbox::new("Firma", text), Err(BadAddress), "{text:?}");
        }
    }

    #[test]
    fn a_message_id_is_read_back_as_it_was_stored() {
        let id = MessageId::new(Uuid::nil(), &"info@bäckerei.example".parse().unwrap());
        assert_eq!(MessageId::stored(&id.to_string()), Some(id));
        for bad in ["", "x@y", "<x>", "<@y>", "<x@y>\r\nBcc: <a@b>", "<x @y>"] {
            assert_eq!(MessageId::stored(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_debug_print_shows_no_address() {
        let mailbox = Mailbox::new("Anna", "anna@example.com").unwrap();
        assert_eq!(format!("{mailbox:?}"), "Mailbox(…@example.com)");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_no_header_is_added(subject in ".*", name in "(?s).*", break_ in "[\r\n\u{85}\u{2028}]+") {
            let from = Mailbox::new("Firma", "rechnung@firma.example").unwrap();
            let letter = Letter {
                message_id: MessageId::new(Uuid::nil(), &from),
                date: DateTime::default(),
                to: Mailbox::new(&format!("{name}{break_}X-Evil: yes"), "anna@example.com").unwrap(),
                from,
                reply_to: None,
                subject: Subject::new(&format!("{subject}{break_}X-Evil: yes")),
                html: String::new(),
                text: String::new(),
                attachment: Some(Attachment { name: format!("{name}{break_}X-Evil: yes"), content: b"%PDF".to_vec() }),
            };
            let sent = String::from_utf8(letter.to_lettre().unwrap().formatted()).unwrap();
            let headers = sent.split("\r\n\r\n").next().unwrap();
            prop_assert!(!sent.lines().any(|line| line.starts_with("X-Evil")), "{sent}");
            prop_assert!(headers.is_ascii());
        }
    }
}
