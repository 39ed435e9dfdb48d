//! Who may sign in: `/users`, for administrators.

use actix_web::{HttpResponse, web::Data};
use maud::{Markup, Render, html};

use super::queries::{self, Listed};
use crate::{
    app::App,
    audit,
    error::Result,
    export::{self, Cell, File},
    i18n::{Language, Text, format},
    layout,
    paging::Start,
    ui::{
        badge::{Tone, badge},
        button::{Action, Button, Weight},
        facts::or_absent,
        heading::Heading,
        icon::Icon,
        list::list,
        table::{Column, Row, Table},
    },
    viewer::{Admin, Viewer},
};

/// `GET /users`
pub async fn show(app: Data<App>, viewer: Admin) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let users = queries::listed(&mut tx, app.clock.now()).await?;
    drop(tx);
    let language = viewer.language();
    let title = layout::USERS.get(language);
    let new = Button {
        label: NEW.get(language),
        icon: Some(Icon::Plus),
        weight: Weight::Primary,
        action: Action::Go("/users/new"),
    };
    let column = |label: &Text, minor| Column { label: label.get(language), minor, ..Column::default() };
    let table = Table {
        language,
        caption: title,
        columns: vec![
            column(&NAME, false),
            column(&EMAIL, false),
            column(&ROLE, false),
            column(&STATE, false),
            column(&SEEN, true),
        ],
        rows: users
            .iter()
            .map(|user| Row { href: Some(format!("/users/{}", user.id)), cells: cells(&viewer, user) })
            .collect(),
    };
    Ok(viewer.page(
        title,
        &html! {
            (Heading { title, actions: Some(new.render()), ..Heading::default() }.render())
            (list(html! {
                (table)
                (export::link("/users/export", language))
            }))
        },
    ))
}

/// `GET /users/export`: all of them as CSV.
pub async fn export(app: Data<App>, viewer: Admin) -> Result<HttpResponse> {
    let language = viewer.language();
    let columns = [NAME, EMAIL, ROLE, STATE, SEEN].map(|text| text.get(language));
    let file = File { list: audit::Action::Users, title: &layout::USERS, columns: &columns };
    export::answer(&app.clone(), viewer.into(), file, move |start| {
        let app = app.clone();
        async move {
            // There are few: they are read at once.
            let users = match start {
                Start::First => queries::listed(&mut app.db.read().await?, app.clock.now()).await?,
                Start::After(_) | Start::Before(_) => Vec::new(),
            };
            Ok(users.iter().map(|user| (user.id, exported(user, language))).collect())
        }
    })
    .await
}

fn exported(user: &Listed, language: Language) -> Vec<Cell> {
    vec![
        Cell::text(&user.name),
        Cell::text(&user.email),
        Cell::text(user.role.name(language)),
        state_name(user).get(language).into(),
        user.seen_at.into(),
    ]
}

fn cells(viewer: &Viewer, user: &Listed) -> Vec<Markup> {
    let language = viewer.language();
    let seen = user.seen_at.map(|at| format::date_time(at, viewer.zone, language));
    vec![
        html! { (user.name) },
        html! { (user.email) },
        html! { (user.role.name(language)) },
        state(user, language),
        or_absent(seen.as_deref(), language),
    ]
}

fn state(user: &Listed, language: Language) -> Markup {
    let tone = if user.disabled_at.is_some() { Tone::Neutral } else { Tone::Success };
    badge(tone, state_name(user).get(language))
}

const fn state_name(user: &Listed) -> &'static Text {
    match user.sessions {
        _ if user.disabled_at.is_some() => &DISABLED,
        0 => &ACTIVE,
        _ => &SIGNED_IN,
    }
}

const NEW: Text = Text { de: "Neues Konto", nl: "Nieuw account", fr: "Nouveau compte", en: "New account" };
const NAME: Text = Text { de: "Name", nl: "Naam", fr: "Nom", en: "Name" };
const EMAIL: Text = Text { de: "E-Mail-Adresse", nl: "E-mailadres", fr: "Adresse e-mail", en: "E-mail address" };
const ROLE: Text = Text { de: "Rolle", nl: "Rol", fr: "Rôle", en: "Role" };
const STATE: Text = Text { de: "Stand", nl: "Status", fr: "État", en: "State" };
const SEEN: Text =
    Text { de: "Zuletzt gesehen", nl: "Laatst gezien", fr: "Vu pour la dernière fois", en: "Last seen" };
const DISABLED: Text = Text { de: "Gesperrt", nl: "Geblokkeerd", fr: "Désactivé", en: "Disabled" };
const ACTIVE: Text = Text { de: "Aktiv", nl: "Actief", fr: "Actif", en: "Active" };
const SIGNED_IN: Text = Text { de: "Angemeldet", nl: "Aangemeld", fr: "Connecté", en: "Signed in" };
