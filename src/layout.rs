//! The frame around the office's pages: the navigation, and what is shown when a page cannot be.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header::ContentType},
};
use maud::{Markup, Render};

use crate::{
    error::Error,
    i18n::Text,
    ui::{
        badge::Tone,
        error_page::{self, ErrorPage},
        icon::Icon,
        navigation::{Entry, Navigation, Section, User},
        page::Page,
        toast::Toast,
    },
    viewer::{Reader, Viewer},
};

/// A whole page of the office.
pub fn office(viewer: &Viewer, title: &str, content: &Markup) -> Markup {
    Page {
        language: viewer.language(),
        theme: viewer.reader.theme,
        title,
        csrf: &viewer.reader.csrf,
        navigation: Some(navigation(viewer)),
        content: content.clone(),
    }
    .render()
}

impl Viewer {
    /// The whole page around `content`; for htmx `content` alone, so that reload and deep links always work.
    pub fn page(&self, title: &str, content: &Markup) -> Markup {
        if self.reader.htmx { content.clone() } else { office(self, title, content) }
    }
}

/// A page or a piece of one with a status of its own, such as 422 for a form that comes back with what was wrong.
pub fn answer(status: StatusCode, markup: Markup) -> HttpResponse {
    HttpResponse::build(status).content_type(ContentType::html()).body(markup.into_string())
}

/// What is shown instead of a page. htmx gets a notice that leaves the page and what was typed as they are.
/// `reference` is what the log has it under; where we are at fault, the reader can name it.
pub fn error(reader: &Reader, viewer: Option<&Viewer>, error: &Error, reference: Option<&str>) -> Markup {
    let language = reader.language;
    let status = error.status_code().as_u16();
    let reference = reference.filter(|_| error.status_code().is_server_error());
    let title = error.title(language).unwrap_or_else(|| error_page::title(status, language));
    let advice = error.advice(language);
    let text = advice.as_deref();
    if reader.htmx {
        let text = format!("{title}. {}", text.unwrap_or(error_page::sentence(status).get(language)));
        let text = match reference {
            Some(reference) => format!("{text} {}", error_page::named(reference, language)),
            None => text,
        };
        return Toast { language, tone: Tone::Danger, text: &text }.render();
    }
    let content = ErrorPage { language, status, title, text, back: None, reference }.render();
    match viewer {
        Some(viewer) => office(viewer, title, &content),
        None => Page { language, theme: reader.theme, title, csrf: "", navigation: None, content }.render(),
    }
}

fn navigation(viewer: &Viewer) -> Navigation<'_> {
    let language = viewer.language();
    let entry = |label: &Text, href, icon| Entry { label: label.get(language), href, icon };
    let mut sections = vec![Section {
        heading: "",
        entries: vec![
            entry(&OVERVIEW, "/", Icon::Dashboard),
            entry(&CUSTOMERS, "/customers", Icon::Users),
            entry(&MANDATES, "/mandates", Icon::Signature),
            entry(&INVOICES, "/invoices", Icon::Receipt),
            entry(&MESSAGES, "/messages", Icon::Mail),
        ],
    }];
    if viewer.is_admin() {
        sections.push(Section {
            heading: ADMINISTRATION.get(language),
            entries: vec![
                entry(&TEMPLATES, "/templates", Icon::Template),
                entry(&USERS, "/users", Icon::User),
                entry(&SETTINGS, "/settings", Icon::Settings),
                entry(&AUDIT, "/audit", Icon::History),
                entry(&JOBS, "/jobs", Icon::ListChecks),
            ],
        });
    }
    Navigation {
        product: "Mandato",
        sections,
        current: &viewer.reader.path,
        search: Some(("/customers", FIND_CUSTOMER.get(language))),
        user: Some(User { name: &viewer.user.name, role: viewer.user.role.name(language) }),
    }
}

pub const OVERVIEW: Text = Text { de: "Übersicht", nl: "Overzicht", fr: "Vue d’ensemble", en: "Overview" };
const CUSTOMERS: Text = Text { de: "Kunden", nl: "Klanten", fr: "Clients", en: "Customers" };
const ADMINISTRATION: Text = Text { de: "Administration", nl: "Beheer", fr: "Administration", en: "Administration" };
const FIND_CUSTOMER: Text =
    Text { de: "Kunden suchen", nl: "Klanten zoeken", fr: "Chercher un client", en: "Find a customer" };
const MANDATES: Text = Text { de: "Mandate", nl: "Mandaten", fr: "Mandats", en: "Mandates" };
pub const INVOICES: Text = Text { de: "Rechnungen", nl: "Facturen", fr: "Factures", en: "Invoices" };
pub const MESSAGES: Text = Text { de: "Nachrichten", nl: "Berichten", fr: "Messages", en: "Messages" };
pub const TEMPLATES: Text =
    Text { de: "E-Mail-Vorlagen", nl: "E-mailsjablonen", fr: "Modèles d’e-mail", en: "E-mail templates" };
pub const USERS: Text = Text { de: "Konten", nl: "Accounts", fr: "Comptes", en: "Accounts" };
pub const AUDIT: Text = Text { de: "Protokoll", nl: "Logboek", fr: "Journal", en: "Audit trail" };
pub const SETTINGS: Text = Text { de: "Einstellungen", nl: "Instellingen", fr: "Paramètres", en: "Settings" };
pub const JOBS: Text = Text { de: "Aufträge", nl: "Opdrachten", fr: "Tâches", en: "Jobs" };
