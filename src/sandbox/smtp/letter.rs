//! A message as it came over the wire, read for the mailbox.

use base64::{Engine, prelude::BASE64_STANDARD};
use mail_parser::{Address, MessageParser, MessagePart, MimeHeaders, PartType};

use super::dialogue::Envelope;
use crate::sandbox::state::mailbox::{Attachment, Email};

/// Headers that the mailbox shows, at most.
const MOST_HEADERS: usize = 100;

/// How many bytes of a message the mailbox shows as they came; attachments are kept on their own.
const LONGEST_SOURCE: usize = 64 * 1024;

/// Reads a message. One that is no message at all is kept as text: the mailbox shows whatever was sent.
pub fn read(envelope: &Envelope) -> Email {
    let to = envelope.recipients.clone();
    let shown = &envelope.message[..envelope.message.len().min(LONGEST_SOURCE)];
    let source = Some(String::from_utf8_lossy(shown).into_owned());
    let Some(message) = MessageParser::default().parse(&envelope.message) else {
        let text = String::from_utf8_lossy(&envelope.message).into_owned();
        return Email { from: envelope.sender.clone(), to, text: Some(text), source, ..Email::default() };
    };
    let headers = message.headers_raw().take(MOST_HEADERS);
    Email {
        id: 0,
        message_id: message.message_id().unwrap_or_default().to_owned(),
        from: message.from().and_then(written).unwrap_or_else(|| envelope.sender.clone()),
        to,
        reply_to: message.reply_to().and_then(written),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.text_bodies().find_map(|part| body(part, false)),
        html: message.html_bodies().find_map(|part| body(part, true)),
        attachments: message.attachments().map(attachment).collect(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect(),
        source,
        received: Vec::new(),
    }
}

/// A part's text, when it really is of that kind: the parser lists an only body under both.
fn body(part: &MessagePart<'_>, html: bool) -> Option<String> {
    match &part.body {
        PartType::Text(text) if !html => Some(text.to_string()),
        PartType::Html(text) if html => Some(text.to_string()),
        _ => None,
    }
}

fn attachment(part: &MessagePart<'_>) -> Attachment {
    let kind = part.content_type();
    let media_type = kind.map(|it| format!("{}/{}", it.ctype(), it.subtype().unwrap_or("octet-stream")));
    let content = part.contents();
    Attachment {
        name: part.attachment_name().unwrap_or("attachment").to_owned(),
        media_type: media_type.unwrap_or_else(|| "application/octet-stream".into()),
        size: content.len(),
        content: BASE64_STANDARD.encode(content),
    }
}

/// The first address with its display name.
fn written(address: &Address<'_>) -> Option<String> {
    let first = address.first()?;
    let email = first.address.as_deref()?;
    Some(match first.name.as_deref() {
        Some(name) => format!("{name} <{email}>"),
        None => email.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(message: &str) -> Email {
        let envelope = Envelope {
            sender: "bounces@firma.example".into(),
            recipients: vec!["jan@example.com".into()],
            message: message.replace('\n', "\r\n").into_bytes(),
        };
        read(&envelope)
    }

    #[test]
    fn subject_bodies_and_files_are_decoded() {
        let email = letter(
            "From: =?utf-8?q?M=C3=BCller_AG?= <rechnung@firma.example>\nTo: jan@example.com\nMessage-ID: <1@firma.example>\n\
             Subject: =?utf-8?b?SWhyIE1hbmRhdCDigJMgYml0dGU=?=\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n\
             --a\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n\
             --a\nContent-Type: text/html; charset=utf-8\n\n<p>Hallo</p>\n--a--\n\
             --m\nContent-Type: application/pdf; name=\"r.pdf\"\nContent-Disposition: attachment; filename=\"r.pdf\"\n\
             Content-Transfer-Encoding: base64\n\nJVBERg==\n--m--\n",
        );

        assert_eq!(email.from, "Müller AG <rechnung@firma.example>");
        assert_eq!(email.subject, "Ihr Mandat – bitte");
        assert_eq!(email.message_id, "1@firma.example");
        assert_eq!(email.text.as_deref().map(str::trim), Some("Grüße"));
        assert_eq!(email.html.as_deref().map(str::trim), Some("<p>Hallo</p>"));
        let file = &email.attachments[0];
        assert_eq!((file.name.as_str(), file.media_type.as_str(), file.size), ("r.pdf", "application/pdf", 4));
    }

    #[test]
    fn a_message_of_one_kind_has_no_other_body() {
        assert_eq!(letter("Subject: x\n\nonly text\n").html, None);
        assert_eq!(letter("Subject: x\nContent-Type: text/html\n\n<p>only</p>\n").text, None);
    }

    #[test]
    fn whatever_is_sent_is_kept() {
        let email = letter("");
        assert_eq!((email.from.as_str(), email.to[0].as_str()), ("bounces@firma.example", "jan@example.com"));
        letter("\u{0}\u{1}: \n\n");
        letter("Content-Type: multipart/mixed; boundary=\n\n--\n");
    }
}
