//! Sign a mandate: `POST /pay/{token}/mandate` leads to Twikey's signing page; `GET` waits for its link.
//!
//! A customer has one request however often the button is pressed, and from however many invoices: whoever presses takes
//! the customer first, uses what is there, and writes a request down only if nothing is.

use std::time::Duration;

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use maud::html;
use uuid::Uuid;

use super::{
    doors,
    opened::Opened,
    shell::{self, Shell},
    unknown,
    visit::Visit,
};
use crate::{
    app::App,
    audit::{self, Action, Actor, Entry, Subject},
    customers,
    error::Result,
    i18n::Text,
    jobs::{self, Kind, Task},
    mandates::{self, Mandate, Scheme},
    pay::shell::see_other,
    twikey::CustomerLink,
};

/// The answer waits so long for the link; then a page goes on waiting.
const PATIENCE: Duration = Duration::from_secs(3);
const GLANCE: Duration = Duration::from_millis(150);

/// The page looks so often, at this distance in seconds.
const LOOKS: u32 = 15;
const LOOK_AGAIN: u32 = 2;

/// `POST /pay/{token}/mandate`
pub async fn submit(app: Data<App>, visit: Visit) -> Result<HttpResponse> {
    let opened = match visit.open(&app).await? {
        Ok(opened) => opened,
        Err(answer) => return Ok(answer),
    };
    if !opened.may_sign() {
        return Ok(see_other(&opened.address("")));
    }
    let Some(mandate) = request(&app, &opened).await? else { return Ok(see_other(&opened.address(""))) };
    app.new_jobs.notify_waiters();

    let until = tokio::time::Instant::now() + PATIENCE;
    loop {
        let mandate = mandates::find(&mut app.db.read().await?, mandate).await?;
        if let Some(link) = mandate.as_ref().and_then(|mandate| good_link(&app, mandate)) {
            return Ok(shell::leave(&link));
        }
        if tokio::time::Instant::now() >= until {
            return Ok(see_other(&waiting_address(&opened, 1)));
        }
        tokio::time::sleep(GLANCE).await;
    }
}

/// The customer's one open mandate, written down if there is none, with the job that brings its link. None: one is in
/// force already.
async fn request(app: &App, opened: &Opened) -> Result<Option<Uuid>> {
    let (now, customer) = (app.clock.now(), opened.paper.customer.id);
    let mut tx = app.db.write().await?;
    customers::lock(&mut tx, customer).await?;
    let live: Vec<_> =
        mandates::of_customer(&mut tx, customer).await?.into_iter().filter(|mandate| mandate.state.is_live()).collect();
    if live.iter().any(|mandate| mandate.state.is_in_force()) {
        return Ok(None);
    }
    let mandate = if let Some(open) = live.into_iter().next() {
        open
    } else {
        let mandate = Mandate::wanted(Uuid::now_v7(), customer, Scheme::Core, now, app.clock.today());
        mandates::insert(&mut tx, &mandate).await?;
        let entry = Entry::new(Actor::Customer, Subject::Mandate, mandate.id, Action::Requested).of_customer(customer);
        audit::record(&mut tx, now, entry).await?;
        mandate
    };
    mandates::remember_way(&mut tx, mandate.id, opened.paper.invoice.id).await?;
    let is_asked = jobs::is_under_way(&mut tx, mandate.id, Kind::RequestMandate).await?;
    if good_link(app, &mandate).is_none() && !is_asked {
        jobs::enqueue(&mut tx, now, &Task::RequestMandate { mandate: mandate.id, message: None }).await?;
    }
    tx.commit().await?;
    Ok(Some(mandate.id))
}

/// `GET /pay/{token}/mandate`
pub async fn show(app: Data<App>, visit: Visit) -> Result<HttpResponse> {
    let opened = match visit.open(&app).await? {
        Ok(opened) => opened,
        Err(answer) => return Ok(answer),
    };
    let Some(mandate) = opened.mandate.as_ref().filter(|_| opened.may_sign()) else {
        return Ok(see_other(&opened.address("")));
    };
    if let Some(link) = good_link(&app, mandate) {
        return Ok(shell::leave(&link));
    }
    let is_under_way = jobs::is_under_way(&mut app.db.read().await?, mandate.id, Kind::RequestMandate).await?;
    let waits = is_under_way && visit.asked.look() <= LOOKS;
    Ok(waiting(&app, &opened, waits.then(|| waiting_address(&opened, visit.asked.look() + 1))))
}

/// Good for a while yet.
fn good_link(app: &App, mandate: &Mandate) -> Option<CustomerLink> {
    let link = mandate.link.as_ref().filter(|_| mandate.link_is_good(app.clock.now()))?;
    app.check_link(link).ok()
}

fn waiting_address(opened: &Opened, look: u32) -> String {
    let language = opened.chosen.map(|language| format!("&language={language}")).unwrap_or_default();
    format!("/pay/{}/mandate?look={look}{language}", opened.token)
}

/// The page is being prepared; or that it cannot be had now, with the way that is left.
fn waiting(app: &App, opened: &Opened, again: Option<String>) -> HttpResponse {
    let (language, settings) = (opened.language, &opened.paper.creditor.settings);
    let (title, text) = if again.is_some() { (PREPARING, PATIENTLY) } else { (NOT_NOW, MEANWHILE) };
    let content = html! {
        section.plain {
            h1 { (title.get(language)) }
            p role="status" { (text.get(language)) }
            p { a.button href=(opened.address("")) { (BACK.get(language)) } }
        }
        @if again.is_none() {
            (doors::transfer(opened))
            (unknown::contact(settings, language))
        }
    };
    let refresh = again.map(|address| (LOOK_AGAIN, address));
    let page =
        Shell { language, title: title.get(language), from: unknown::from(settings), address: None, refresh, content };
    page.answer(app, StatusCode::OK)
}

const PREPARING: Text = Text {
    de: "Die Seite zum Unterzeichnen wird vorbereitet",
    nl: "De ondertekenpagina wordt klaargezet",
    fr: "La page de signature se prépare",
    en: "The page to sign on is being prepared",
};
const PATIENTLY: Text = Text {
    de: "Es geht gleich von selbst weiter.",
    nl: "Het gaat zo vanzelf verder.",
    fr: "La suite s’affiche toute seule dans un instant.",
    en: "It goes on by itself in a moment.",
};
const NOT_NOW: Text = Text {
    de: "Das geht gerade nicht",
    nl: "Dat lukt nu even niet",
    fr: "Ce n’est pas possible pour le moment",
    en: "This is not possible just now",
};
const MEANWHILE: Text = Text {
    de: "Ihr Wunsch ist notiert. Versuchen Sie es später noch einmal, oder bezahlen Sie diesmal auf einem anderen Weg.",
    nl: "Uw wens is genoteerd. Probeer het later opnieuw, of betaal deze keer op een andere manier.",
    fr: "Votre souhait est noté. Réessayez plus tard, ou payez cette fois d’une autre manière.",
    en: "Your wish is noted. Try again later, or pay in another way this time.",
};
const BACK: Text =
    Text { de: "Zur Rechnung", nl: "Naar de factuur", fr: "Retour à la facture", en: "Back to the invoice" };
