//! The account at Twikey and how hostile the world is, on the console.

use actix_web::{HttpResponse, web::Form};
use maud::{Markup, Render, html};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Note, Shared, View, Wish, back_to, page};
use crate::{
    sandbox::{
        control::settings::{self, Change},
        state::World,
    },
    ui::{
        button::submit,
        field::{Checkbox, Control, Field, Width},
        form::{Answer, Form as FormMarkup, actions},
        icon::Icon,
        tile::{Span, Tile},
    },
};

/// What the form sends, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    creditor_name: String,
    exit_url: String,
    invoice_exit_url: String,
    website_key: String,
    private_key: String,
    bank_seconds: String,
    calls_per_minute: String,
    logins_per_quarter: String,
    smtp_refusal: String,
    email_disabled: String,
    pending_in_feed: String,
    other_payments_hidden: String,
    early_positive: String,
}

/// The form with the field that is wrong and why.
pub struct Returned {
    typed: Typed,
    field: String,
    problem: &'static str,
}

/// `POST /console/settings`
pub async fn change(shared: Shared, typed: Form<Typed>) -> HttpResponse {
    let typed = typed.into_inner();
    let made = typed.check().and_then(|change| {
        let made = shared.change(|world, _| settings::make(world, change));
        made.map_err(|refusal| (refusal.extra.unwrap_or_default(), "This cannot be used."))
    });
    let Err((field, problem)) = made else { return back_to("settings", Note::Saved) };
    let settings = Some(Returned { typed, field, problem });
    page(&shared, &Wish::default(), &super::Returned { settings, ..super::Returned::default() })
}

impl Typed {
    fn of(world: &World) -> Self {
        let settings = &world.settings;
        let private_key = world.keys.values().next().and_then(|key| key.private_key.clone());
        let flag = |on: bool| if on { "true".to_owned() } else { String::new() };
        Self {
            creditor_name: world.creditor.name.clone(),
            exit_url: settings.exit_url.clone().unwrap_or_default(),
            invoice_exit_url: settings.invoice_exit_url.clone().unwrap_or_default(),
            website_key: settings.website_key.clone(),
            private_key: private_key.unwrap_or_default(),
            bank_seconds: settings.bank_seconds.to_string(),
            calls_per_minute: settings.calls_per_minute.to_string(),
            logins_per_quarter: settings.logins_per_quarter.to_string(),
            smtp_refusal: settings.smtp_refusal.map(|code| code.to_string()).unwrap_or_default(),
            email_disabled: flag(!settings.email_enabled),
            pending_in_feed: flag(settings.pending_in_feed),
            other_payments_hidden: flag(!settings.other_payments_in_feed),
            early_positive: flag(settings.early_positive),
        }
    }

    /// The change in the words of `PUT /_sandbox/settings`, or the field that is wrong and why.
    fn check(&self) -> Result<Change, (String, &'static str)> {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let number = |field: &str, typed: &str| {
            typed.trim().parse::<u32>().map_err(|_| (field.to_owned(), "A whole number that is not negative."))
        };
        let name = text(&self.creditor_name).filter(|name| name.chars().count() <= 140);
        let refusal = match text(&self.smtp_refusal) {
            Some(code) => Value::from(number("smtp_refusal", &code)?),
            None => Value::Null,
        };
        let wanted = json!({
            "creditor_name": name.ok_or_else(|| ("creditor_name".to_owned(), "A name of at most 140 characters."))?,
            "exit_url": text(&self.exit_url),
            "invoice_exit_url": text(&self.invoice_exit_url),
            "website_key": self.website_key.trim(),
            "private_key": text(&self.private_key),
            "bank_seconds": number("bank_seconds", &self.bank_seconds)?,
            "calls_per_minute": number("calls_per_minute", &self.calls_per_minute)?,
            "logins_per_quarter": number("logins_per_quarter", &self.logins_per_quarter)?,
            "smtp_refusal": refusal,
            "email_enabled": self.email_disabled.is_empty(),
            "pending_in_feed": !self.pending_in_feed.is_empty(),
            "other_payments_in_feed": self.other_payments_hidden.is_empty(),
            "early_positive": !self.early_positive.is_empty(),
        });
        serde_json::from_value(wanted).map_err(|_| ("smtp_refusal".to_owned(), "A code from 400 to 599, or nothing."))
    }
}

pub fn tile(view: &View<'_>, returned: Option<&Returned>) -> Markup {
    let known = Typed::of(view.world);
    let typed = returned.map_or(&known, |returned| &returned.typed);
    let content = html! {
        (FormMarkup { action: "/console/settings", csrf: "", answer: Answer::Page, content: html! {
            (fields(typed, returned))
            (actions(submit("Save the settings")))
        } })
    };
    Tile {
        id: "settings",
        title: "Settings",
        icon: Some(Icon::Settings),
        actions: None,
        content,
        refresh: None,
        span: Span::One,
    }
    .render()
}

fn fields(typed: &Typed, returned: Option<&Returned>) -> Markup {
    let error = |name: &str| returned.filter(|it| it.field == name).map(|it| it.problem);
    let field = |label, name, value, control, hint| Field {
        label,
        name,
        value,
        control,
        hint,
        error: error(name),
        ..Field::default()
    };
    html! {
        (field("Creditor", "creditor_name", &typed.creditor_name, Control::Text, None))
        (field("Exit address", "exit_url", &typed.exit_url, Control::Text,
            Some("Where customers go after signing, with {{mandateNumber}} {{status}} {{s}} {{token}} {{account}}")))
        (field("Exit address of invoices", "invoice_exit_url", &typed.invoice_exit_url, Control::Text,
            Some("Where customers go after paying an invoice without redirectUrl, with {{id}} {{number}} {{state}} {{ref}} {{locale}}")))
        (field("Website key", "website_key", &typed.website_key, Control::Text, Some("Signs the exit address")))
        (field("Private key", "private_key", &typed.private_key, Control::Text,
            Some("Hexadecimal. With one, logins need a one-time password")))
        (Field { width: Width::Half, ..field("Bank takes, in seconds", "bank_seconds", &typed.bank_seconds, Control::Number, None) })
        (Field { width: Width::Half, ..field("Logins per 15 min", "logins_per_quarter", &typed.logins_per_quarter, Control::Number, None) })
        (Field { width: Width::Half, ..field("Calls per minute", "calls_per_minute", &typed.calls_per_minute, Control::Number,
            Some("To each limited address")) })
        (Field { width: Width::Half, ..field("Mail server refuses with", "smtp_refusal", &typed.smtp_refusal, Control::Number,
            Some("421, 451, 550, … Empty: it accepts")) })
        (Checkbox { label: "Twikey sends no e-mail (err_email_disabled)", name: "email_disabled", value: "true",
            checked: !typed.email_disabled.is_empty(), ..Checkbox::default() })
        (Checkbox { label: "B2B mandates are in the feed while the bank decides", name: "pending_in_feed", value: "true",
            checked: !typed.pending_in_feed.is_empty(), ..Checkbox::default() })
        (Checkbox { label: "Transfers and payments by hand are missing in the payment feed", name: "other_payments_hidden",
            value: "true", checked: !typed.other_payments_hidden.is_empty(), ..Checkbox::default() })
        (Checkbox { label: "A debit that fails is first reported as paid, for two seconds", name: "early_positive",
            value: "true", checked: !typed.early_positive.is_empty(), ..Checkbox::default() })
    }
}
