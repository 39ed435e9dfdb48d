//! The tile with name, address and how to reach the customer; on `/customers/{id}`.

use maud::{Markup, html};

use super::{
    customer::{Customer, Kind},
    words::{kind_name, label},
};
use crate::{
    i18n::{Language, Text},
    ui::{
        facts::{code, facts, or_absent},
        icon::Icon,
        tile::{Span, Tile},
    },
};

/// The tile.
pub fn tile(customer: &Customer, language: Language) -> Tile<'static> {
    let mut rows: Vec<(&str, Markup)> = vec![
        (label("kind", language), html! { (kind_name(customer.kind, language)) }),
        (ADDRESS.get(language), address(customer, language)),
        (label("email", language), email(customer, language)),
        (label("mobile", language), mobile(customer, language)),
        (label("language", language), html! { (customer.language.own_name()) }),
    ];
    if customer.kind == Kind::Company && !customer.person().is_empty() {
        rows.insert(1, (PERSON.get(language), html! { (customer.person()) }));
    }
    if let Some(number) = &customer.vat_number {
        rows.push((label("vat_number", language), code(number.as_str())));
    }
    if !customer.notes.is_empty() {
        rows.push((label("notes", language), html! { span.lines { (customer.notes) } }));
    }
    Tile {
        id: "contact",
        title: TITLE.get(language),
        icon: Some(Icon::User),
        actions: None,
        content: facts(&rows),
        refresh: None,
        span: Span::One,
    }
}

fn address(customer: &Customer, language: Language) -> Markup {
    let place = format!("{} {}", customer.postal_code, customer.city);
    let lines = [customer.street.as_str(), place.trim(), customer.country.name(language)];
    html! { span.lines { (lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")) } }
}

fn email(customer: &Customer, language: Language) -> Markup {
    match &customer.email {
        Some(email) => html! { a href={ "mailto:" (email) } { (email) } },
        None => or_absent(None, language),
    }
}

fn mobile(customer: &Customer, language: Language) -> Markup {
    match &customer.mobile {
        Some(mobile) => html! { a href={ "tel:" (mobile) } { (mobile.grouped()) } },
        None => or_absent(None, language),
    }
}

const TITLE: Text = Text { de: "Kontakt", nl: "Contact", fr: "Contact", en: "Contact" };
const PERSON: Text =
    Text { de: "Ansprechperson", nl: "Contactpersoon", fr: "Personne de contact", en: "Contact person" };
const ADDRESS: Text = Text { de: "Anschrift", nl: "Adres", fr: "Adresse", en: "Address" };
