//! The mailbox of all customers: what came over SMTP and what Twikey itself writes. `/mailbox`, `/mailbox/{id}`

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, ContentType, X_FRAME_OPTIONS},
    },
    web::{Path, Query},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Shared, examples,
    refused::Refused,
    see_other,
    shell::{Desk, Place},
    when,
};
use crate::{
    sandbox::state::{
        World,
        mailbox::{Attachment, Email},
        webhooks::encode,
    },
    ui::{
        empty::Empty,
        facts::facts,
        icon::{Icon, icon},
    },
};

/// What is shown of the chosen message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    #[default]
    Message,
    Text,
    Headers,
    Source,
}

/// Which messages are listed, and which part of the chosen one is shown.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Only messages to this address.
    to: String,
    part: Part,
}

impl Choice {
    /// The address of a message, with the same choice of messages.
    fn address(&self, id: u64, part: &str) -> String {
        let to = if self.to.is_empty() { String::new() } else { format!("&to={}", encode(&self.to)) };
        format!("/mailbox/{id}?part={part}{to}")
    }

    fn has(&self, email: &Email) -> bool {
        self.to.is_empty() || email.to.contains(&self.to)
    }
}

/// `GET /mailbox`: the newest message is open where there is room for it.
pub async fn list(shared: Shared, choice: Query<Choice>) -> HttpResponse {
    page(&shared, None, &choice)
}

/// `GET /mailbox/{id}`
pub async fn show(shared: Shared, id: Path<u64>, choice: Query<Choice>) -> HttpResponse {
    page(&shared, Some(*id), &choice)
}

/// `POST /mailbox/removal`
pub async fn clear(shared: Shared) -> HttpResponse {
    shared.change(|world, _| world.mailbox.clear());
    see_other("/mailbox")
}

/// `GET /mailbox/{id}/body`: the HTML part for the frame, where it can do nothing but be looked at and lead to its
/// links, which open in place of the whole mailbox.
pub async fn body(request: HttpRequest, shared: Shared, id: Path<u64>) -> HttpResponse {
    const POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; \
        default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; \
        frame-ancestors 'self'";
    let Some(html) = shared.look(|world, _| world.mailbox.find(*id)?.html.clone()) else {
        return Refused::Unknown.answer(&request);
    };
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((X_FRAME_OPTIONS, "SAMEORIGIN"))
        // Wherever it stands, the first `base` with a target counts; at the end it disturbs nothing.
        .body(html + "<base target=\"_top\">")
}

/// `GET /mailbox/{id}/attachments/{number}`: always a download, never a page.
pub async fn attachment(request: HttpRequest, shared: Shared, path: Path<(u64, usize)>) -> HttpResponse {
    let (id, number) = path.into_inner();
    let found = shared.look(|world, _| world.mailbox.find(id)?.attachments.get(number).cloned());
    let decoded = found.and_then(|file| Some((BASE64_STANDARD.decode(&file.content).ok()?, file)));
    let Some((content, file)) = decoded else { return Refused::Unknown.answer(&request) };
    // RFC 6266: percent-encoded, so that no name can leave the header's field.
    let disposition = format!("attachment; filename*=UTF-8''{}", encode(&file.name));
    HttpResponse::Ok()
        .content_type(ContentType::octet_stream())
        .insert_header((CONTENT_DISPOSITION, disposition))
        .body(content)
}

fn page(shared: &Shared, id: Option<u64>, choice: &Choice) -> HttpResponse {
    let zone = shared.zone();
    shared.look(|world, now| {
        let emails: Vec<_> = world.mailbox.messages().iter().rev().filter(|email| choice.has(email)).collect();
        let chosen = match id {
            Some(id) => world.mailbox.find(id),
            None => emails.first().copied(),
        };
        let status = if id.is_some() && chosen.is_none() { StatusCode::NOT_FOUND } else { StatusCode::OK };
        let when = |at| when(at, zone);
        let content = html! {
            h1.visually-hidden { "Mailbox" }
            @if world.mailbox.messages().is_empty() && id.is_none() {
                (nothing_yet(world))
            } @else {
                div.two-panes.opened[id.is_some()] {
                    (entries(&emails, chosen, choice, &when))
                    @match chosen {
                        Some(email) => (message(email, choice, &when)),
                        None => section.pane { p.muted { "There is no such message." } },
                    }
                }
            }
        };
        Desk { place: Place::Mailbox, title: "Mailbox", now: &when(now), content }.answer(status)
    })
}

fn nothing_yet(world: &World) -> Markup {
    html! {
        (Empty {
            icon: Icon::Inbox,
            title: "No e-mail yet",
            text: "What a portal sends over SMTP arrives here, whoever it is for, and nothing leaves this machine. So does \
                what Twikey itself would write to customers. Set the portal's mail server to the sandbox's:",
            action: None,
        })
        (examples::mail_server(world))
    }
}

/// The list of messages; it follows by itself.
fn entries(
    emails: &[&Email],
    chosen: Option<&Email>,
    choice: &Choice,
    when: &impl Fn(DateTime<Utc>) -> String,
) -> Markup {
    let own = match chosen {
        Some(email) => choice.address(email.id, "message"),
        None => "/mailbox".to_owned(),
    };
    html! {
        nav.pane.entries id="messages" aria-label="Messages" hx-get=(own) hx-trigger="every 3s" hx-select="#messages"
            hx-swap="outerMorph" {
            @if !choice.to.is_empty() {
                p.filter { span { "To " (choice.to) } a href="/mailbox" { "Show all" } }
            }
            @if emails.is_empty() { p.muted { "No message to this address." } }
            ul {
                @for email in emails {
                    li {
                        a href=(choice.address(email.id, "message"))
                            aria-current=[chosen.is_some_and(|it| it.id == email.id).then_some("true")] {
                            strong { (subject(email)) }
                            span.line { (email.to.join(", ")) }
                            @if let Some(&at) = email.received.last() { span.time { (when(at)) } }
                        }
                    }
                }
            }
            form method="post" action="/mailbox/removal" {
                button.button.quiet type="submit" { (icon(Icon::Trash)) span { "Empty the mailbox" } }
            }
        }
    }
}

fn subject(email: &Email) -> &str {
    if email.subject.is_empty() { "(no subject)" } else { &email.subject }
}

fn message(email: &Email, choice: &Choice, when: &impl Fn(DateTime<Utc>) -> String) -> Markup {
    let mut rows = vec![("From", html! { (email.from) })];
    rows.push((
        "To",
        html! {
            @for (position, address) in email.to.iter().enumerate() {
                @if position > 0 { ", " }
                a href={ "/mailbox?to=" (encode(address)) } { (address) }
            }
        },
    ));
    if let Some(reply_to) = &email.reply_to {
        rows.push(("Reply to", html! { (reply_to) }));
    }
    rows.push((
        "Received",
        html! {
            @for (position, &at) in email.received.iter().enumerate() { @if position > 0 { ", again " } (when(at)) }
        },
    ));
    // A message without HTML is shown by its text.
    let part = if choice.part == Part::Message && email.html.is_none() { Part::Text } else { choice.part };
    html! {
        article.pane.mail aria-labelledby="subject" {
            header {
                a.back href="/mailbox" { (icon(Icon::ChevronLeft)) "Messages" }
                h2 id="subject" { (subject(email)) }
                (facts(&rows))
                (parts(email, choice, part))
            }
            @match part {
                Part::Message => iframe src={ "/mailbox/" (email.id) "/body" } title=(subject(email))
                    sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation" {},
                Part::Text => div.plain { (linked(email.text.as_deref().unwrap_or("(no text part)"))) },
                Part::Headers => (headers(email)),
                Part::Source => pre.plain tabindex="0" { (email.source.as_deref().unwrap_or(NO_SOURCE)) },
            }
            @if !email.attachments.is_empty() { (attachments(email.id, &email.attachments)) }
        }
    }
}

const NO_SOURCE: &str = "Twikey itself wrote this message; it never went over the wire.";

fn parts(email: &Email, choice: &Choice, shown: Part) -> Markup {
    const PARTS: [(Part, &str, &str); 4] = [
        (Part::Message, "message", "HTML"),
        (Part::Text, "text", "Text"),
        (Part::Headers, "headers", "Headers"),
        (Part::Source, "source", "Source"),
    ];
    html! {
        nav.parts aria-label="Parts of the message" {
            @for (part, code, name) in PARTS {
                @if part != Part::Message || email.html.is_some() {
                    a href=(choice.address(email.id, code)) aria-current=[(part == shown).then_some("true")] { (name) }
                }
            }
        }
    }
}

fn headers(email: &Email) -> Markup {
    html! {
        @if email.headers.is_empty() { p.plain { (NO_SOURCE) } }
        dl.headers {
            @for (name, value) in &email.headers { div { dt { (name) } dd { (value) } } }
        }
    }
}

fn attachments(id: u64, files: &[Attachment]) -> Markup {
    html! {
        ul.attachments aria-label="Attachments" {
            @for (number, file) in files.iter().enumerate() {
                li {
                    a href={ "/mailbox/" (id) "/attachments/" (number) } {
                        (icon(Icon::Download)) (file.name) " · " (file.media_type) " · " (file.size) " bytes"
                    }
                }
            }
        }
    }
}

/// A text with its web addresses as links.
fn linked(text: &str) -> Markup {
    let is_link = |word: &str| word.starts_with("http://") || word.starts_with("https://");
    html! {
        @for word in text.split_inclusive(char::is_whitespace) {
            @let address = word.trim_end();
            @if is_link(address) { a href=(address) { (address) } (word[address.len()..]) } @else { (word) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_a_text_become_links_and_nothing_else_does() {
        let markup = linked("Hello\n<b>\nhttps://example.com/a?b=1&c=2 javascript:alert(1)").into_string();
        assert_eq!(
            markup,
            "Hello\n&lt;b&gt;\n<a href=\"https://example.com/a?b=1&amp;c=2\">https://example.com/a?b=1&amp;c=2</a> \
             javascript:alert(1)"
        );
    }
}
