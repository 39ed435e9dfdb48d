//! What is to go wrong with the next calls of the API, on the console.

use std::collections::BTreeMap;

use actix_web::{
    HttpResponse,
    web::{Form, Path},
};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{Note, Shared, View, Wish, back_to, page, press};
use crate::{
    sandbox::state::faults::Fault,
    ui::{
        button::{Action, Button, Weight, submit},
        field::{Checkbox, Control, Field, Width},
        form::{Answer, Form as FormMarkup, actions, csrf},
        icon::Icon,
        tile::{Span, Tile},
    },
};

/// What the form sends, as typed.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Typed {
    path: String,
    method: String,
    status: String,
    code: String,
    delay_ms: String,
    count: String,
    after: String,
}

impl Default for Typed {
    fn default() -> Self {
        let text = |text: &str| text.to_owned();
        Self {
            path: text("/invite"),
            method: text(""),
            status: text("500"),
            code: text(""),
            delay_ms: text("0"),
            count: text("1"),
            after: text(""),
        }
    }
}

#[derive(Debug, Default)]
struct Problems {
    path: Option<&'static str>,
    status: Option<&'static str>,
    delay_ms: Option<&'static str>,
    count: Option<&'static str>,
}

/// The form with what is wrong in it.
pub struct Returned {
    typed: Typed,
    problems: Problems,
}

/// `POST /console/faults`
pub async fn add(shared: Shared, typed: Form<Typed>) -> HttpResponse {
    let typed = typed.into_inner();
    match typed.check() {
        Ok(fault) => {
            shared.change(|world, _| world.faults.push(fault));
            back_to("faults", Note::Saved)
        }
        Err(problems) => {
            let fault = Some(Returned { typed, problems });
            page(&shared, &Wish::default(), &super::Returned { fault, ..super::Returned::default() })
        }
    }
}

/// The fault a button stands beside: the list may have become shorter since.
#[derive(Debug, Deserialize)]
pub struct Seen {
    path: String,
}

/// `POST /console/faults/{position}/removal`
pub async fn remove(shared: Shared, position: Path<usize>, seen: Form<Seen>) -> HttpResponse {
    shared.change(|world, _| {
        if world.faults.get(*position).is_some_and(|fault| fault.path == seen.path) {
            world.faults.remove(*position);
        }
    });
    back_to("faults", Note::Done)
}

/// `POST /console/faults/removal`
pub async fn remove_all(shared: Shared) -> HttpResponse {
    shared.change(|world, _| world.faults.clear());
    back_to("faults", Note::Done)
}

impl Typed {
    fn check(&self) -> Result<Fault, Problems> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let path = self.path.trim();
        let path_fits = path.starts_with(['/', '*']) && path.len() <= 200;
        let status = given(&self.status).map(|status| status.parse().ok().filter(|status| (200..600).contains(status)));
        let delay_ms = self.delay_ms.trim().parse().ok().filter(|delay| *delay <= 120_000);
        let count = self.count.trim().parse().ok().filter(|count| (1..=1000).contains(count));
        let problems = Problems {
            path: (!path_fits).then_some("A path begins with / ; * alone is every call."),
            status: (status == Some(None)).then_some("A status from 200 to 599, or nothing."),
            delay_ms: delay_ms.is_none().then_some("Milliseconds, at most 120000."),
            count: count.is_none().then_some("From 1 to 1000."),
        };
        match (path_fits, status, delay_ms, count) {
            (true, None | Some(Some(_)), Some(delay_ms), Some(count)) => Ok(Fault {
                path: path.to_owned(),
                method: given(&self.method),
                status: status.flatten(),
                code: given(&self.code).map(|code| code.chars().take(100).collect()),
                body: None,
                headers: BTreeMap::new(),
                delay_ms,
                count,
                after: !self.after.is_empty(),
            }),
            _ => Err(problems),
        }
    }
}

pub fn tile(view: &View<'_>, returned: Option<&Returned>) -> Markup {
    let content = html! {
        div.stack id="fault-list" hx-get="/" hx-trigger="every 3s" hx-select="#fault-list" hx-swap="outerMorph" {
            (list(&view.world.faults))
        }
        (form(returned))
    };
    Tile {
        id: "faults",
        title: "Faults",
        icon: Some(Icon::Zap),
        actions: None,
        content,
        refresh: None,
        span: Span::One,
    }
    .render()
}

fn list(faults: &[Fault]) -> Markup {
    html! {
        @if faults.is_empty() {
            p.muted { "Nothing is to go wrong. Ask for trouble below to see how an integration takes it." }
        } @else {
            ul.rows {
                @for (position, fault) in faults.iter().enumerate() {
                    li {
                        div { strong { (fault.path) } p { (in_words(fault)) } }
                        form.inline method="post" action={ "/console/faults/" (position) "/removal" } {
                            (csrf(""))
                            input type="hidden" name="path" value=(fault.path);
                            (Button { label: "Remove", weight: Weight::Quiet, action: Action::Submit, icon: None })
                        }
                    }
                }
            }
            @if faults.len() > 1 { div { (press("/console/faults/removal", "Remove all", Weight::Quiet)) } }
        }
    }
}

/// What a fault does: "POST: the next 2 calls answer 500 after 1000 ms".
fn in_words(fault: &Fault) -> String {
    let method = fault.method.as_ref().map(|method| format!("{method}: ")).unwrap_or_default();
    let calls = if fault.count == 1 { "the next call".to_owned() } else { format!("the next {} calls", fault.count) };
    let answer = match (fault.status, &fault.code) {
        (Some(status), Some(code)) => format!(" answered {status} {code}"),
        (Some(status), None) => format!(" answered {status}"),
        (None, _) => " answered as usual".to_owned(),
    };
    let delay = if fault.delay_ms > 0 { format!(" after {} ms", fault.delay_ms) } else { String::new() };
    let effect = if fault.after { ", but carried out" } else { "" };
    format!("{method}{calls}{answer}{delay}{effect}")
}

fn form(returned: Option<&Returned>) -> Markup {
    let fresh = Returned { typed: Typed::default(), problems: Problems::default() };
    let Returned { typed, problems } = returned.unwrap_or(&fresh);
    let methods = [("", "any"), ("GET", "GET"), ("POST", "POST"), ("DELETE", "DELETE"), ("PATCH", "PATCH")];
    html! {
        (FormMarkup { action: "/console/faults", csrf: "", answer: Answer::Page, content: html! {
            (Field { label: "Path below /creditor", name: "path", value: &typed.path, width: Width::TwoThirds,
                hint: Some("/invite, /mandate* or *"), error: problems.path, ..Field::default() })
            (Field { label: "Method", name: "method", value: &typed.method, control: Control::Select(&methods),
                width: Width::Third, ..Field::default() })
            (Field { label: "Status", name: "status", value: &typed.status, control: Control::Number, width: Width::Third,
                hint: Some("Empty: only slow"), error: problems.status, ..Field::default() })
            (Field { label: "Delay in ms", name: "delay_ms", value: &typed.delay_ms, control: Control::Number,
                width: Width::Third, error: problems.delay_ms, ..Field::default() })
            (Field { label: "Calls", name: "count", value: &typed.count, control: Control::Number, width: Width::Third,
                error: problems.count, ..Field::default() })
            (Field { label: "Error code", name: "code", value: &typed.code, hint: Some("As Twikey writes it: err_billing_overdue"),
                ..Field::default() })
            (Checkbox { label: "The call takes effect, only its answer is lost", name: "after", value: "true",
                checked: !typed.after.is_empty(), ..Checkbox::default() })
            (actions(submit("Add the fault")))
        } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_in_words() {
        let fault = Typed { status: "503".into(), delay_ms: "250".into(), count: "2".into(), ..Typed::default() };
        assert_eq!(in_words(&fault.check().unwrap()), "the next 2 calls answered 503 after 250 ms");
        let lost = Typed { method: "POST".into(), after: "true".into(), ..Typed::default() };
        assert_eq!(in_words(&lost.check().unwrap()), "POST: the next call answered 500, but carried out");
    }

    #[test]
    fn what_makes_no_fault_is_said_at_its_field() {
        let wrong = Typed {
            path: "invite".into(),
            status: "42".into(),
            delay_ms: "-1".into(),
            count: "0".into(),
            ..Typed::default()
        };
        let problems = wrong.check().unwrap_err();
        assert!(problems.path.is_some() && problems.status.is_some());
        assert!(problems.delay_ms.is_some() && problems.count.is_some());
    }
}
