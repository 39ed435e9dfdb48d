//! Signing in and out: `/login`, `/logout`.

use actix_session::Session;
use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{Data, Form, Query},
};
use chrono::TimeDelta;
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{queries, session_store::USER};
use crate::{
    app::App,
    error::{Error, Result},
    i18n::Text,
    layout,
    ui::{
        badge::Tone,
        field::{Control, Field},
        form::{self, Form as FormMarkup},
        notice::notice,
        page::Page,
    },
    viewer::{Reader, Viewer},
};

/// After this many failures within [`WINDOW`] an account or an address has to wait.
const FAILURES_PER_ACCOUNT: i64 = 5;
const FAILURES_PER_ADDRESS: i64 = 30;
const WINDOW: TimeDelta = TimeDelta::minutes(15);

#[derive(Deserialize)]
pub struct Target {
    /// The page to come back to.
    #[serde(default)]
    to: String,
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    to: String,
}

/// `GET /login`
pub async fn show(reader: Reader, target: Query<Target>) -> Markup {
    page(&reader, "", &target.to, None)
}

/// `POST /login`
pub async fn submit(app: Data<App>, reader: Reader, session: Session, typed: Form<Typed>) -> Result<HttpResponse> {
    let typed = typed.into_inner();
    let account = typed.email.trim().to_lowercase();
    let now = app.clock.now();

    let mut tx = app.db.read().await?;
    let (of_account, of_address) = queries::sign_in_failures(&mut tx, &account, &reader.address, now - WINDOW).await?;
    let known = queries::credentials(&mut tx, &account).await?;
    drop(tx);
    if of_account >= FAILURES_PER_ACCOUNT || of_address >= FAILURES_PER_ADDRESS {
        let page = page(&reader, &typed.email, &typed.to, Some(&TOO_MANY));
        return Ok(layout::answer(StatusCode::TOO_MANY_REQUESTS, page));
    }

    let hash = known.as_ref().map(|user| user.password_hash.clone());
    let is_right = app.hashing.is_right(typed.password, hash).await?;
    let Some(user) = known.filter(|_| is_right) else {
        let mut tx = app.db.write().await?;
        queries::record_sign_in_failure(&mut tx, &account, &reader.address, now).await?;
        tx.commit().await?;
        let page = page(&reader, &typed.email, &typed.to, Some(&WRONG));
        return Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page));
    };

    if of_account > 0 {
        let mut tx = app.db.write().await?;
        queries::forget_sign_in_failures(&mut tx, &account).await?;
        tx.commit().await?;
    }
    // A new key at sign-in: one that somebody planted before is worth nothing.
    session.renew();
    session.insert(USER, user.id).map_err(|error| Error::Internal(error.into()))?;
    Ok(see_other(own_page(&typed.to)))
}

/// `POST /logout`
pub async fn sign_out(_: Viewer, session: Session) -> HttpResponse {
    session.purge();
    see_other("/login")
}

pub(super) fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish()
}

/// `to` if it is a page of ours, the overview otherwise: nobody is sent elsewhere by a link to our sign-in.
fn own_page(to: &str) -> &str {
    let is_path = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.contains(char::is_control);
    if is_path && !to.starts_with("/login") { to } else { "/" }
}

fn page(reader: &Reader, email: &str, to: &str, problem: Option<&Text>) -> Markup {
    let language = reader.language;
    let fields = html! {
        @if let Some(problem) = problem { (notice(Tone::Danger, html! { p { (problem.get(language)) } })) }
        input type="hidden" name="to" value=(to);
        div.fields {
            (Field {
                label: EMAIL.get(language), name: "email", value: email, control: Control::Email, required: true,
                autofocus: email.is_empty(), autocomplete: Some("username"), ..Field::default()
            })
            (Field {
                label: PASSWORD.get(language), name: "password", control: Control::Password, required: true,
                autofocus: !email.is_empty(), autocomplete: Some("current-password"), ..Field::default()
            })
        }
        (form::actions(crate::ui::button::submit(SIGN_IN.get(language))))
    };
    Page {
        language,
        theme: reader.theme,
        title: SIGN_IN.get(language),
        csrf: &reader.csrf,
        navigation: None,
        content: html! {
            h1 { (SIGN_IN.get(language)) }
            (FormMarkup { action: "/login", csrf: &reader.csrf, answer: form::Answer::Page, content: fields })
        },
    }
    .render()
}

const SIGN_IN: Text = Text { de: "Anmelden", nl: "Aanmelden", fr: "Se connecter", en: "Sign in" };
const EMAIL: Text = Text { de: "E-Mail-Adresse", nl: "E-mailadres", fr: "Adresse e-mail", en: "E-mail address" };
const PASSWORD: Text = Text { de: "Passwort", nl: "Wachtwoord", fr: "Mot de passe", en: "Password" };
const WRONG: Text = Text {
    de: "E-Mail-Adresse und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.",
    nl: "E-mailadres en wachtwoord horen niet bij elkaar. Controleer beide en probeer het opnieuw.",
    fr: "L’adresse e-mail et le mot de passe ne correspondent pas. Vérifiez les deux et réessayez.",
    en: "The e-mail address and the password do not belong together. Check both and try again.",
};
const TOO_MANY: Text = Text {
    de: "Das waren zu viele Versuche. Warten Sie bitte eine Viertelstunde.",
    nl: "Dat waren te veel pogingen. Wacht een kwartier.",
    fr: "Trop de tentatives. Veuillez patienter un quart d’heure.",
    en: "Those were too many attempts. Please wait a quarter of an hour.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_pages_of_ours_only() {
        assert_eq!(own_page("/customers?q=x"), "/customers?q=x");
        for elsewhere in
            ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:x", "/login?to=/x"]
        {
            assert_eq!(own_page(elsewhere), "/", "{elsewhere}");
        }
    }
}
