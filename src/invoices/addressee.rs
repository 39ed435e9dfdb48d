//! Whom an invoice is for: a search with suggestions in the form, until one is chosen. Works without JavaScript as well.

use maud::{Markup, html};

use super::words::CUSTOMER;
use crate::{
    customers::{Customer, Listed},
    db::{self, Tx},
    i18n::{Language, Text},
    ui::{
        badge::kind_badge,
        button::{Action, Button, Weight},
        field::{Control, Field},
        icon::{Icon, icon},
    },
};

/// The element that the search exchanges while one types.
const SUGGESTIONS: &str = "suggestions";

/// Who it is, or what was searched for and who fits.
pub enum Addressee {
    Chosen(Box<Customer>),
    Search { words: String, found: Vec<Listed> },
}

impl Addressee {
    /// The customer with this id; without one the search.
    pub async fn read(tx: &mut Tx, id: &str, words: &str) -> db::Result<Self> {
        if let Ok(id) = id.parse()
            && let Some(customer) = crate::customers::by_id(tx, id).await?
        {
            return Ok(Self::Chosen(Box::new(customer)));
        }
        let found = crate::customers::suggestions(tx, words).await?;
        Ok(Self::Search { words: words.to_owned(), found })
    }

    pub fn chosen(&self) -> Option<&Customer> {
        match self {
            Self::Chosen(customer) => Some(customer),
            Self::Search { .. } => None,
        }
    }

    /// The customer, changeable unless the draft is stored; or the search for one.
    pub fn field(&self, is_fixed: bool, problem: Option<&str>, language: Language) -> Markup {
        match self {
            Self::Chosen(customer) => chosen(customer, is_fixed, language),
            Self::Search { words, found } => search(words, found, problem, language),
        }
    }
}

fn chosen(customer: &Customer, is_fixed: bool, language: Language) -> Markup {
    let place = format!("{} {}", customer.postal_code, customer.city);
    let change = Button {
        label: CHANGE.get(language),
        weight: Weight::Quiet,
        action: Action::SubmitAs("do", "change-customer"),
        ..Button::default()
    };
    html! {
        input type="hidden" name="customer" value=(customer.id);
        div.addressee.full {
            div {
                p { a href={ "/customers/" (customer.id) } { (customer.name()) } " " span.code.muted { (customer.number) } }
                p.muted { (place.trim()) }
            }
            (kind_badge(customer.payment_method.icon(), customer.payment_method.name(language)))
            @if !is_fixed { (change) }
        }
    }
}

fn search(words: &str, found: &[Listed], problem: Option<&str>, language: Language) -> Markup {
    html! {
        div.addressee-search.full hx-get="/invoices/new" hx-trigger="input delay:250ms from:#customer"
            hx-include="#customer" hx-target={ "#" (SUGGESTIONS) } hx-select={ "#" (SUGGESTIONS) } hx-swap="outerHTML"
            hx-sync="this:replace" data-lookup {
            (Field {
                label: CUSTOMER.get(language), name: "customer_search", id: Some("customer"), value: words,
                control: Control::Text, hint: Some(HINT.get(language)), error: problem, required: true, autofocus: true,
                ..Field::default()
            })
            button.button.secondary.without-script type="submit" name="do" value="find-customer" {
                (icon(Icon::Search)) span { (FIND.get(language)) }
            }
        }
        div.suggestions.full id=(SUGGESTIONS) aria-live="polite" {
            @if found.is_empty() { p.muted { (NOBODY.get(language)) } }
            @for customer in found {
                button type="submit" name="choose-customer" value=(customer.id) {
                    span.name { (customer.name()) }
                    span.code.muted { (customer.number) }
                    span.muted { (customer.city) }
                }
            }
        }
    }
}

const CHANGE: Text = Text { de: "Anderer Kunde", nl: "Andere klant", fr: "Autre client", en: "Another customer" };
const HINT: Text = Text {
    de: "Name, Nummer, Ort oder E-Mail-Adresse.",
    nl: "Naam, nummer, plaats of e-mailadres.",
    fr: "Nom, numéro, localité ou adresse e-mail.",
    en: "Name, number, town or e-mail address.",
};
const FIND: Text = Text { de: "Suchen", nl: "Zoeken", fr: "Chercher", en: "Search" };
const NOBODY: Text = Text {
    de: "Kein Kunde passt dazu.",
    nl: "Geen enkele klant past hierbij.",
    fr: "Aucun client ne correspond.",
    en: "No customer matches.",
};
