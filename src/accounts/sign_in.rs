//! Signing in and out: `/login`, `/logout`.

use actix_session::Session;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Form, Query},
};
use chrono::TimeDelta;
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{
    guess::Guess,
    known_browser::KnownBrowser,
    queries,
    session_store::SignedIn,
    sign_in_name::sign_in_name,
    trail::{self, Failure},
};
use crate::{
    app::App,
    error::{Error, Result},
    i18n::{Language, Text},
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

#[derive(Deserialize)]
pub struct Target {
    /// The page to come back to.
    #[serde(default)]
    to: String,
    /// A form was sent that nobody was signed in for any more.
    unsaved: Option<String>,
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
    let said = target.unsaved.is_some().then(|| (Tone::Warning, UNSAVED.get(reader.language)));
    page(&reader, "", &target.to, said)
}

/// `POST /login`
pub async fn submit(
    app: Data<App>,
    reader: Reader,
    request: HttpRequest,
    session: Session,
    typed: Form<Typed>,
) -> Result<HttpResponse> {
    let name = sign_in_name(&typed.email);
    let browser = KnownBrowser::of(&app.config, &request);
    let now = app.clock.now();
    let account = queries::credentials(&mut app.db.read().await?, &name).await?;
    let guess = match &account {
        Some(account) if browser.is_known(&app.config.secret, account) => {
            Guess::of_owner(&app.config.secret, &name, &browser.id)
        }
        _ => Guess::of_stranger(&app.config.secret, &name, &reader.address),
    };
    let counted = match guess.count(&app.db, now).await? {
        Ok(counted) => counted,
        Err(wait) => return Ok(too_many(&reader, &typed, wait)),
    };

    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = app.hashing.is_right(typed.password.clone(), hash).await;
    let mut tx = app.db.write().await?;
    match (is_right, account) {
        (Ok(true), Some(account)) => {
            counted.was_right(&mut tx).await?;
            trail::signed_in(&mut tx, now, account.id, &reader.address).await?;
            tx.commit().await?;
            SignedIn::begin(&session, account.id).map_err(|error| Error::Internal(error.into()))?;
            let mut answer = see_other(own_page(&typed.to));
            let cookie = browser.knowing(&app.config, &account);
            answer.add_cookie(&cookie).map_err(|error| Error::Internal(error.into()))?;
            Ok(answer)
        }
        (Ok(_), account) => {
            let failure = Failure { account: account.as_ref(), address: &reader.address, wait: counted.wait(now) };
            trail::failed(&mut tx, now, &app.config.secret, &failure).await?;
            tx.commit().await?;
            let page = page(&reader, &typed.email, &typed.to, Some((Tone::Danger, WRONG.get(reader.language))));
            Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        (Err(error), _) => {
            counted.take_back(&mut tx).await?;
            tx.commit().await?;
            Err(error)
        }
    }
}

/// `POST /logout`
pub async fn sign_out(app: Data<App>, viewer: Viewer, session: Session) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    trail::signed_out(&mut tx, app.clock.now(), viewer.id()).await?;
    tx.commit().await?;
    session.purge();
    Ok(see_other("/login"))
}

pub(super) fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish()
}

/// `to` if it is a page of ours, the overview otherwise: nobody is sent elsewhere by a link to our sign-in.
fn own_page(to: &str) -> &str {
    let is_path = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.contains(char::is_control);
    if is_path && !to.starts_with("/login") { to } else { "/" }
}

fn too_many(reader: &Reader, typed: &Typed, wait: TimeDelta) -> HttpResponse {
    let text = wait_in_words(wait, reader.language);
    let page = page(reader, &typed.email, &typed.to, Some((Tone::Danger, &text)));
    let mut answer = layout::answer(StatusCode::TOO_MANY_REQUESTS, page);
    answer.headers_mut().insert(header::RETRY_AFTER, whole(wait, TimeDelta::seconds(1)).into());
    answer
}

/// How many of these there are in a time, the last one begun.
fn whole(time: TimeDelta, unit: TimeDelta) -> i64 {
    (time.num_milliseconds() + unit.num_milliseconds() - 1) / unit.num_milliseconds()
}

fn page(reader: &Reader, email: &str, to: &str, said: Option<(Tone, &str)>) -> Markup {
    let language = reader.language;
    let fields = html! {
        @if let Some((tone, text)) = said { (notice(tone, html! { p { (text) } })) }
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
const UNSAVED: Text = Text {
    de: "Ihre Sitzung ist abgelaufen. Was Sie eben abgeschickt haben, wurde nicht gespeichert.",
    nl: "Uw sessie is verlopen. Wat u net hebt verzonden, is niet opgeslagen.",
    fr: "Votre session a expiré. Ce que vous venez d’envoyer n’a pas été enregistré.",
    en: "Your session has ended. What you have just sent was not saved.",
};
const WRONG: Text = Text {
    de: "E-Mail-Adresse und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.",
    nl: "E-mailadres en wachtwoord horen niet bij elkaar. Controleer beide en probeer het opnieuw.",
    fr: "L’adresse e-mail et le mot de passe ne correspondent pas. Vérifiez les deux et réessayez.",
    en: "The e-mail address and the password do not match. Check both and try again.",
};

fn wait_in_words(wait: TimeDelta, language: Language) -> String {
    match (whole(wait, TimeDelta::minutes(1)), language) {
        (1, Language::De) => "Das waren zu viele Versuche. In einer Minute können Sie es wieder versuchen.".to_owned(),
        (1, Language::Nl) => "Dat waren te veel pogingen. Over een minuut kunt u het opnieuw proberen.".to_owned(),
        (1, Language::Fr) => "Trop de tentatives. Vous pourrez réessayer dans une minute.".to_owned(),
        (1, Language::En) => "Those were too many attempts. You can try again in a minute.".to_owned(),
        (n, Language::De) => format!("Das waren zu viele Versuche. In {n} Minuten können Sie es wieder versuchen."),
        (n, Language::Nl) => format!("Dat waren te veel pogingen. Over {n} minuten kunt u het opnieuw proberen."),
        (n, Language::Fr) => format!("Trop de tentatives. Vous pourrez réessayer dans {n} minutes."),
        (n, Language::En) => format!("Those were too many attempts. You can try again in {n} minutes."),
    }
}

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
