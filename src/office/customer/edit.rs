//! The form of a customer: `/customers/new`, `/customers/{id}/edit`.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header::LOCATION},
    web::{Data, Form, Path},
};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::conflict;
use crate::{
    app::App,
    audit::Actor,
    customers::{self, Account, CUSTOMERS, Customer, EDIT, NEW, Problem, Problems, Saved, Typed, fields, number_after},
    db::{self},
    domain::country::Country,
    error::{Error, Result},
    i18n::{Language, Text},
    layout::answer,
    mandates,
    ui::{
        button::{cancel, submit},
        form::{Answer, Form as FormMarkup, actions},
        heading::Heading,
    },
    viewer::Viewer,
};

/// What the form of a customer that exists sends along.
#[derive(Debug, Deserialize)]
pub struct Sent {
    #[serde(flatten)]
    typed: Typed,
    /// Of the customer as it was when the form was made.
    version: i64,
    /// All values of the customer as it was then.
    #[serde(default)]
    base: String,
    /// Back from the page about two changes into the form, without saving.
    #[serde(default)]
    revise: Option<String>,
}

/// `GET /customers/new`
pub async fn new(app: Data<App>, viewer: Viewer) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let newest = customers::newest_number(&mut tx).await?;
    let typed = proposal(newest.as_deref(), viewer.settings.country, viewer.language());
    Ok(new_page(&viewer, &typed, &Problems::default()))
}

/// The number after the newest customer's, and the country of the company with what is spoken there: most customers
/// live where the company is.
fn proposal(newest_number: Option<&str>, country: Country, reader: Language) -> Typed {
    Typed {
        number: number_after(newest_number.unwrap_or("C-1000")).unwrap_or_default(),
        kind: "company".to_owned(),
        language: country.language().unwrap_or(reader).code().to_owned(),
        country: country.code().to_owned(),
        ..Typed::default()
    }
}

/// `POST /customers`
pub async fn create(app: Data<App>, viewer: Viewer, typed: Form<Typed>) -> Result<HttpResponse> {
    let (now, id) = (app.clock.now(), Uuid::now_v7());
    let blank = Customer::new(id, now, "", viewer.language(), viewer.settings.country);
    let customer = match typed.check(&blank) {
        Ok(customer) => customer,
        Err(problems) => return Ok(unprocessable(new_page(&viewer, &typed, &problems))),
    };
    let mut tx = app.db.write().await?;
    match customers::create(&mut tx, Actor::User(viewer.id()), &customer).await {
        Ok(()) => tx.commit().await?,
        Err(error) if is_number_taken(&error) => return Ok(unprocessable(new_page(&viewer, &typed, &taken()))),
        Err(error) => return Err(error.into()),
    }
    Ok(see_other(&sheet(id)))
}

/// `GET /customers/{id}/edit`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let customer = customers::by_id(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let account = mandates::account(&mut tx, *id).await?;
    let base = conflict::base_of(&customer);
    let seen = Seen { customer: &customer, account, version: customer.version, base: &base };
    Ok(edit_page(&viewer, seen, &Typed::from(&customer), &Problems::default()))
}

/// `POST /customers/{id}`
pub async fn save(app: Data<App>, viewer: Viewer, id: Path<Uuid>, sent: Form<Sent>) -> Result<HttpResponse> {
    let mut tx = app.db.read().await?;
    let stored = customers::by_id(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let account = mandates::account(&mut tx, *id).await?;
    drop(tx);
    let seen = Seen { customer: &stored, account, version: sent.version, base: &sent.base };
    if sent.revise.is_some() {
        return Ok(answer(StatusCode::OK, edit_page(&viewer, seen, &sent.typed, &Problems::default())));
    }
    let wanted = match seen.check(&sent.typed) {
        Ok(wanted) => wanted,
        Err(problems) => return Ok(unprocessable(edit_page(&viewer, seen, &sent.typed, &problems))),
    };

    let mut tx = app.db.write().await?;
    // What the form was made from decides, not what was stored a moment ago.
    let before = Customer { version: sent.version, ..stored.clone() };
    match customers::save(&mut tx, app.clock.now(), Actor::User(viewer.id()), &before, &wanted).await {
        Ok(Saved::Yes) => tx.commit().await?,
        Ok(Saved::Outdated) => {
            let stored = customers::by_id(&mut tx, *id).await?.ok_or(Error::NotFound)?;
            return conflict::page(&mut tx, &viewer, &sent.base, &stored, &wanted).await;
        }
        Err(error) if is_number_taken(&error) => {
            return Ok(unprocessable(edit_page(&viewer, seen, &sent.typed, &taken())));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(see_other(&sheet(*id)))
}

/// What the form was made from, and what is stored now.
#[derive(Clone, Copy, Debug)]
struct Seen<'a> {
    customer: &'a Customer,
    account: Account,
    version: i64,
    base: &'a str,
}

impl Seen<'_> {
    fn check(&self, typed: &Typed) -> Result<Customer, Problems> {
        // A form that is older than the mandate has another account; that it is outdated is said first.
        let is_newest = self.version == self.customer.version;
        if is_newest && self.account != Account::Free {
            typed.check_beside_mandate(self.customer)
        } else {
            typed.check(self.customer)
        }
    }
}

fn new_page(viewer: &Viewer, typed: &Typed, problems: &Problems) -> Markup {
    let language = viewer.language();
    let content = html! {
        (fields::all(typed, problems, Account::Free, language))
        (actions(html! { (submit(CREATE.get(language))) (cancel(CANCEL.get(language), "/customers")) }))
    };
    let title = NEW.get(language);
    viewer.page(
        title,
        &html! {
            (Heading { title, back: Some(("/customers", CUSTOMERS.get(language))), ..Heading::default() })
            div.narrow {
                (FormMarkup { action: "/customers", csrf: &viewer.reader.csrf, answer: Answer::Page, content })
            }
        },
    )
}

fn edit_page(viewer: &Viewer, seen: Seen<'_>, typed: &Typed, problems: &Problems) -> Markup {
    let language = viewer.language();
    let (sheet, name) = (sheet(seen.customer.id), seen.customer.name());
    let content = html! {
        input type="hidden" name="version" value=(seen.version);
        input type="hidden" name="base" value=(seen.base);
        (fields::all(typed, problems, seen.account, language))
        (actions(html! { (submit(SAVE.get(language))) (cancel(CANCEL.get(language), &sheet)) }))
    };
    let title = format!("{name} · {}", EDIT.get(language));
    viewer.page(
        &title,
        &html! {
            (Heading {
                title: &name,
                back: Some((&sheet, BACK.get(language))),
                subtitle: Some(html! { (EDIT_CUSTOMER.get(language)) }),
                ..Heading::default()
            })
            div.narrow { (FormMarkup { action: &sheet, csrf: &viewer.reader.csrf, answer: Answer::Page, content }) }
        },
    )
}

fn unprocessable(markup: Markup) -> HttpResponse {
    answer(StatusCode::UNPROCESSABLE_ENTITY, markup)
}

fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, to)).finish()
}

fn sheet(id: Uuid) -> String {
    format!("/customers/{id}")
}

fn is_number_taken(error: &db::Error) -> bool {
    db::is_taken(error, "customers", "number")
}

fn taken() -> Problems {
    Problems::one("number", Problem::Taken)
}

const EDIT_CUSTOMER: Text = Text {
    de: "Kundendaten bearbeiten",
    nl: "Klantgegevens bewerken",
    fr: "Modifier les données du client",
    en: "Edit customer details",
};
const SAVE: Text = Text { de: "Speichern", nl: "Opslaan", fr: "Enregistrer", en: "Save" };
const CREATE: Text = Text { de: "Kunden anlegen", nl: "Klant aanmaken", fr: "Créer le client", en: "Create customer" };
const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };
const BACK: Text =
    Text { de: "Zum Kundenblatt", nl: "Naar de klantenfiche", fr: "Vers la fiche client", en: "To the customer sheet" };
