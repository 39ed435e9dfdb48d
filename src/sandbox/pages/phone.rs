//! The phones of all customers: text messages by number, with a reply box. `/phone`, `/phone/{number}`

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Form, Path, Query},
};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Shared, console, examples, see_other,
    shell::{Desk, Place},
    when,
};
use crate::{
    domain::mobile::Mobile,
    sandbox::state::{World, phone::Sms, webhooks::encode},
    ui::{
        badge::Tone,
        empty::Empty,
        field::Field,
        form::{Answer, Form as FormMarkup, actions},
        icon::{Icon, icon},
        notice::notice,
    },
};

/// The longest reply that the phone sends.
const LONGEST: usize = 480;

/// Where the messages of a number are.
pub fn address(number: &str) -> String {
    format!("/phone/{}", encode(number))
}

/// What became of the last reply.
#[derive(Debug, Default, Deserialize)]
pub struct Note {
    note: Option<String>,
}

/// `GET /phone`: the number with the newest message is open where there is room for it.
pub async fn list(shared: Shared) -> HttpResponse {
    page(&shared, None, &Note::default(), StatusCode::OK)
}

/// `GET /phone/{number}`
pub async fn show(shared: Shared, number: Path<String>, note: Query<Note>) -> HttpResponse {
    page(&shared, Some(&number), &note, StatusCode::OK)
}

#[derive(Debug, Deserialize)]
pub struct Typed {
    /// The message that is answered.
    message: u64,
    text: String,
    /// A reply by one press of a button.
    quick: Option<String>,
}

/// `POST /phone/{number}`: "OK" signs, anything else fails (source 9).
pub async fn reply(shared: Shared, number: Path<String>, typed: Form<Typed>) -> HttpResponse {
    let text = typed.quick.as_deref().unwrap_or(&typed.text);
    let text: String = text.trim().chars().take(LONGEST).collect();
    if text.is_empty() {
        let empty = Note { note: Some("empty".into()) };
        return page(&shared, Some(&number), &empty, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let note = match shared.change(|world, now| world.reply(typed.message, &text, now)) {
        Some(Ok(_)) => "",
        Some(Err(_)) => "?note=late",
        None => "?note=answered",
    };
    see_other(&format!("{}{note}", address(&number)))
}

/// The messages of one number.
struct Thread<'world> {
    number: &'world str,
    messages: Vec<&'world Sms>,
}

impl Thread<'_> {
    fn newest(&self) -> Option<&Sms> {
        self.messages.last().copied()
    }

    /// The message that the next reply answers.
    fn awaiting(&self) -> Option<&Sms> {
        self.messages.iter().rev().copied().find(|sms| sms.awaits_reply())
    }
}

/// The threads of all numbers, the one with the newest message first.
fn threads(world: &World) -> Vec<Thread<'_>> {
    let mut threads: Vec<Thread<'_>> = Vec::new();
    for sms in world.phone.messages().iter().rev() {
        match threads.iter_mut().find(|thread| thread.number == sms.to) {
            Some(thread) => thread.messages.insert(0, sms),
            None => threads.push(Thread { number: &sms.to, messages: vec![sms] }),
        }
    }
    threads
}

fn page(shared: &Shared, number: Option<&str>, note: &Note, status: StatusCode) -> HttpResponse {
    let zone = shared.zone();
    shared.look(|world, now| {
        let threads = threads(world);
        let chosen = match number {
            Some(number) => threads.iter().find(|thread| thread.number == number),
            None => threads.first(),
        };
        let status = if number.is_some() && chosen.is_none() { StatusCode::NOT_FOUND } else { status };
        let content = html! {
            h1.visually-hidden { "Phone" }
            @if threads.is_empty() {
                (nothing_yet(world))
            } @else {
                div.two-panes.opened[number.is_some()] {
                    (numbers(&threads, chosen, number))
                    @match chosen {
                        Some(thread) => (conversation(world, thread, note, &|at| when(at, zone))),
                        None => section.pane { p.muted { "No message went to this number." } },
                    }
                }
            }
        };
        Desk { place: Place::Phone, title: "Phone", now: &when(now, zone), content }.answer(status)
    })
}

fn nothing_yet(world: &World) -> Markup {
    html! {
        (Empty {
            icon: Icon::Smartphone,
            title: "No text message yet",
            text: "What Twikey would text to customers arrives here, by number. Ask for a signature by SMS and reply OK:",
            action: None,
        })
        (examples::sign_by_sms(world))
    }
}

/// The list of numbers; it follows by itself.
fn numbers(threads: &[Thread<'_>], chosen: Option<&Thread<'_>>, number: Option<&str>) -> Markup {
    let own = number.map_or_else(|| "/phone".to_owned(), address);
    html! {
        nav.pane.entries id="numbers" aria-label="Numbers" hx-get=(own) hx-trigger="every 3s" hx-select="#numbers"
            hx-swap="outerMorph" {
            ul {
                @for thread in threads {
                    @let current = chosen.is_some_and(|it| it.number == thread.number);
                    li {
                        a href=(address(thread.number)) aria-current=[current.then_some("true")] {
                            strong { (grouped(thread.number)) }
                            @if thread.awaiting().is_some() { span.dot title="Waits for a reply" {} }
                            @if let Some(newest) = thread.newest() { span.line { (newest.text) } }
                        }
                    }
                }
            }
        }
    }
}

fn conversation(world: &World, thread: &Thread<'_>, note: &Note, when: &impl Fn(DateTime<Utc>) -> String) -> Markup {
    let own = address(thread.number);
    html! {
        section.pane.phone aria-labelledby="number" {
            header {
                a.back href="/phone" { (icon(Icon::ChevronLeft)) "Numbers" }
                h2 id="number" { (grouped(thread.number)) }
            }
            div.bubbles id="bubbles" aria-live="polite" hx-get=(own) hx-trigger="every 3s" hx-select="#bubbles"
                hx-swap="outerMorph" {
                @for sms in &thread.messages { (bubbles(world, sms, when)) }
            }
            footer {
                @match note.note.as_deref() {
                    Some("late") => (notice(Tone::Warning, html! { p { "The mandate could not be signed any more." } })),
                    Some("answered") => (notice(Tone::Info, html! { p { "This message was answered already." } })),
                    _ => {}
                }
                @match thread.awaiting() {
                    Some(sms) => (reply_box(&own, sms, note)),
                    None => p.muted { "No message waits for a reply." },
                }
            }
        }
    }
}

fn bubbles(world: &World, sms: &Sms, when: &impl Fn(DateTime<Utc>) -> String) -> Markup {
    let mandate = sms.mandate.as_ref().and_then(|reference| world.mandates.get(reference));
    html! {
        p.time { (when(sms.sent_at)) }
        div.bubble.received {
            @match &sms.link {
                Some(link) => {
                    @let (before, after) = sms.text.split_once(link.as_str()).unwrap_or((&sms.text, ""));
                    (before) a href=(link) { (link) } (after)
                },
                None => (sms.text),
            }
        }
        @if let Some(reply) = &sms.reply { div.bubble.sent { (reply.text) } }
        @if let Some(mandate) = mandate {
            p.result {
                a href=(console::mandate_address(&mandate.reference)) { (mandate.reference) }
                " " (console::standing_badge(mandate.standing))
            }
        }
    }
}

fn reply_box(own: &str, sms: &Sms, note: &Note) -> Markup {
    let error = (note.note.as_deref() == Some("empty")).then_some("Please type a reply.");
    html! {
        (FormMarkup { action: own, csrf: "", answer: Answer::Page, content: html! {
            input type="hidden" name="message" value=(sms.id);
            (Field { label: "Reply", name: "text", hint: Some("OK signs the mandate, anything else does not."), error,
                ..Field::default() })
            (actions(html! {
                button.button.primary type="submit" { (icon(Icon::Send)) span { "Send" } }
                button.button.secondary type="submit" name="quick" value="OK" { "Reply OK" }
            }))
        } })
    }
}

fn grouped(number: &str) -> String {
    number.parse::<Mobile>().map_or_else(|_| number.to_owned(), |mobile| mobile.grouped())
}
