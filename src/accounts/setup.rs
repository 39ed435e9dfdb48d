//! The first start: a one-time link, printed to the log, by which the first administrator is made. `/setup/{token}`

use actix_session::Session;
use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use chrono::TimeDelta;
use maud::{Markup, Render, html};
use rand::RngExt;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    queries::{self, NewUser},
    session_store::SignedIn,
    sign_in::see_other,
    sign_in_name::sign_in_name,
};
use crate::{
    app::App,
    audit::{self, Action, Actor, Entry, Subject},
    domain::email::EmailAddress,
    error::{Error, Result},
    i18n::Text,
    layout,
    passwords::Password,
    ui::{
        button,
        field::{Control, Field},
        form::{self, Form as FormMarkup},
        page::Page,
    },
    user::Role,
    viewer::Reader,
};

const GOOD_FOR: TimeDelta = TimeDelta::hours(24);

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    email: String,
    password: String,
}

#[derive(Default)]
struct Problems {
    name: Option<&'static str>,
    email: Option<String>,
    password: Option<&'static str>,
}

/// Makes a set-up link if nobody can sign in yet; an earlier one stops working.
pub async fn link_if_needed(app: &App) -> anyhow::Result<Option<String>> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if queries::has_users(&mut tx).await? {
        return Ok(None);
    }
    let mut random = [0_u8; 24];
    rand::rng().fill(&mut random);
    let token = hex::encode(random);
    queries::create_setup_link(&mut tx, &hash(&token), now, now + GOOD_FOR).await?;
    tx.commit().await?;
    Ok(Some(app.config.public_url.page(&format!("/setup/{token}"))))
}

/// `GET /setup/{token}`
pub async fn show(app: Data<App>, reader: Reader, token: Path<String>) -> Result<Markup> {
    admit(&app, &reader, &token).await?;
    Ok(page(&reader, &token, &Typed::default(), &Problems::default()))
}

/// `POST /setup/{token}`
pub async fn submit(
    app: Data<App>,
    reader: Reader,
    session: Session,
    token: Path<String>,
    typed: Form<Typed>,
) -> Result<HttpResponse> {
    admit(&app, &reader, &token).await?;
    let language = reader.language;
    let email = typed.email.parse::<EmailAddress>();
    let password = Password::check(&typed.password, &typed.email);
    let (email, password) = match (email, password, typed.name.trim().is_empty()) {
        (Ok(email), Ok(password), false) => (email, password),
        (email, password, unnamed) => {
            let problems = Problems {
                name: unnamed.then(|| NAME_MISSING.get(language)),
                email: email.err().map(|error| error.explain(language)),
                password: password.err().map(|problem| problem.explain(language)),
            };
            let page = page(&reader, &token, &typed, &problems);
            return Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    let password_hash = app.hashing.hash(password).await?;

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if !queries::use_setup_link(&mut tx, &hash(&token), now).await? {
        return Err(Error::NotFound);
    }
    let user = NewUser {
        email: sign_in_name(email.as_str()),
        name: typed.name.trim().to_owned(),
        role: Role::Admin,
        language,
        password_hash,
    };
    let id = queries::create_user(&mut tx, now, user).await?;
    audit::record(&mut tx, now, Entry::new(Actor::User(id), Subject::User, id, Action::SetUp)).await?;
    tx.commit().await?;
    SignedIn::begin(&session, id).map_err(|error| Error::Internal(error.into()))?;
    Ok(see_other("/"))
}

/// Lets pass who has the link, and slows down who tries others. Nothing that costs more is done before.
async fn admit(app: &App, reader: &Reader, token: &str) -> Result<()> {
    if !app.visits.admit(&reader.address).await {
        return Err(Error::TooMany);
    }
    if !queries::is_setup_link(&mut app.db.read().await?, &hash(token), app.clock.now()).await? {
        app.visits.missed(&reader.address);
        return Err(Error::NotFound);
    }
    Ok(())
}

fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

fn page(reader: &Reader, token: &str, typed: &Typed, problems: &Problems) -> Markup {
    let language = reader.language;
    let fields = html! {
        div.fields {
            (Field {
                label: NAME.get(language), name: "name", value: &typed.name, error: problems.name, required: true,
                autocomplete: Some("name"), ..Field::default()
            })
            (Field {
                label: EMAIL.get(language), name: "email", value: &typed.email, control: Control::Email,
                error: problems.email.as_deref(), required: true, autocomplete: Some("username"), ..Field::default()
            })
            (Field {
                label: PASSWORD.get(language), name: "password", control: Control::Password, error: problems.password,
                hint: Some(PASSWORD_HINT.get(language)), required: true, autocomplete: Some("new-password"),
                ..Field::default()
            })
        }
        (form::actions(button::submit(START.get(language))))
    };
    let action = format!("/setup/{token}");
    Page {
        language,
        theme: reader.theme,
        title: WELCOME.get(language),
        csrf: &reader.csrf,
        navigation: None,
        content: html! {
            h1 { (WELCOME.get(language)) }
            p { (INTRODUCTION.get(language)) }
            (FormMarkup { action: &action, csrf: &reader.csrf, answer: form::Answer::Page, content: fields })
        },
    }
    .render()
}

const WELCOME: Text = Text {
    de: "Willkommen bei Mandato",
    nl: "Welkom bij Mandato",
    fr: "Bienvenue dans Mandato",
    en: "Welcome to Mandato",
};
const INTRODUCTION: Text = Text {
    de: "Legen Sie das erste Konto an. Es darf alles, auch weitere Konten anlegen. Dieser Link gilt nur einmal.",
    nl: "Maak het eerste account aan. Het mag alles, ook andere accounts aanmaken. Deze link werkt maar één keer.",
    fr: "Créez le premier compte. Il peut tout faire, y compris créer d’autres comptes. Ce lien ne sert qu’une fois.",
    en: "Make the first account. It may do everything, also make further accounts. This link works once.",
};
const NAME: Text = Text { de: "Name", nl: "Naam", fr: "Nom", en: "Name" };
const NAME_MISSING: Text = Text {
    de: "Bitte geben Sie Ihren Namen ein.",
    nl: "Vul uw naam in.",
    fr: "Veuillez saisir votre nom.",
    en: "Please enter your name.",
};
const EMAIL: Text = Text { de: "E-Mail-Adresse", nl: "E-mailadres", fr: "Adresse e-mail", en: "E-mail address" };
const PASSWORD: Text = Text { de: "Passwort", nl: "Wachtwoord", fr: "Mot de passe", en: "Password" };
const PASSWORD_HINT: Text = Text {
    de: "Mindestens 12 Zeichen, am besten ein Satz.",
    nl: "Minstens 12 tekens, liefst een zin.",
    fr: "12 caractères au moins, de préférence une phrase.",
    en: "At least 12 characters, best a sentence.",
};
const START: Text =
    Text { de: "Konto anlegen", nl: "Account aanmaken", fr: "Créer le compte", en: "Make the account" };
