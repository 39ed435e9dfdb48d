//! One mandate with its whole history: `/mandates/{id}`; its signing link: `/mandates/{id}/link`.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use maud::{Markup, Render, html};
use uuid::Uuid;

use super::{
    Mandate, Origin,
    document::{self, DOCUMENT},
    progress::{self, Progress},
    queries, reply,
    words::{MANDATES, METHOD, PLACE, REQUESTED_ON, SCHEME, SEPA_MANDATE, SIGNED_ON, STATE, method_name, state_badge},
};
use crate::{
    app::App,
    customers::{self, Customer},
    db::Tx,
    error::{Error, Result},
    i18n::{Language, Text, format},
    jobs, messages,
    ui::{
        button::{Action, Button, Weight},
        copy::copy_line,
        facts::{code, facts, or_absent},
        heading::Heading,
        icon::Icon,
        qr::qr,
        tile::{Span, Tile, sheet},
    },
    viewer::Viewer,
};

/// A mandate with what its page shows.
pub(crate) struct Sheet {
    mandate: Mandate,
    customer: Customer,
    progress: Option<Progress>,
}

impl Sheet {
    pub async fn read(tx: &mut Tx, id: Uuid) -> Result<Self> {
        let mandate = queries::find(tx, id).await?.ok_or(Error::NotFound)?;
        let customer = customers::by_id(tx, mandate.customer_id).await?.ok_or(Error::NotFound)?;
        let messages = messages::of_customer(tx, customer.id, messages::SHOWN).await?;
        let job = jobs::of_subject(tx, mandate.id).await?;
        let message = messages.iter().find(|message| message.mandate_id == Some(mandate.id));
        let progress = Progress::of(&mandate, message, job);
        Ok(Self { mandate, customer, progress })
    }

    pub fn page(&self, viewer: &Viewer, history: &Tile<'_>) -> Markup {
        let Self { mandate, customer, progress } = self;
        let language = viewer.language();
        let title = mandate.reference.as_deref().unwrap_or(SEPA_MANDATE.get(language));
        let customer_sheet = format!("/customers/{}", customer.id);
        viewer.page(
            title,
            &html! {
                (Heading {
                    title,
                    back: Some(("/mandates", MANDATES.get(language))),
                    badges: Some(state_badge(mandate.state, language)),
                    subtitle: Some(html! { a href=(customer_sheet) { (customer.name()) } " " span.code { (customer.number) } }),
                    actions: Some(actions(viewer, mandate)),
                }.render())
                (sheet(
                    Tile {
                        id: "mandate",
                        title: SEPA_MANDATE.get(language),
                        icon: Some(Icon::Signature),
                        actions: None,
                        content: html! {
                            @if let Some(progress) = progress { (progress::show(viewer, progress)) }
                            (facts(&rows(mandate, customer, language)))
                        },
                        refresh: None,
                        span: Span::One,
                    },
                    history,
                ))
            },
        )
    }
}

/// `POST /mandates/{id}/attempts`: what failed at Twikey is tried again now.
pub async fn try_again(app: Data<App>, _: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    let mandate = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    for job in jobs::in_trouble(&mut tx, mandate.id).await? {
        jobs::try_again(&mut tx, app.clock.now(), job.id).await?;
    }
    tx.commit().await?;
    let sheet = format!("/customers/{}#finance", mandate.customer_id);
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, sheet)).finish())
}

/// `GET /mandates/{id}/link`: the signing link to copy, and as a QR code for a customer who stands at the desk.
pub async fn link(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let mandate = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let link = mandate.link.as_ref().filter(|_| mandate.link_is_good(app.clock.now()));
    let link = link.and_then(|link| app.check_link(link).ok()).ok_or(Error::NotFound)?;
    let link = link.as_str();
    let language = viewer.language();
    let until = mandate.link_expires_at.map(|at| format::date(app.clock.date_of(at), language));
    let content = html! {
        p { (LINK_EXPLANATION.get(language)) }
        (copy_line(link, COPY.get(language), language))
        @if let Some(code) = qr(link, QR.get(language)) { div.qr-frame { (code) } }
        @if let Some(until) = until { p.muted { (GOOD_UNTIL.get(language)) " " (until) } }
    };
    Ok(reply::dialog(&viewer, LINK.get(language), content, false))
}

fn actions(viewer: &Viewer, mandate: &Mandate) -> Markup {
    let language = viewer.language();
    let link = format!("/mandates/{}/link", mandate.id);
    let cancellation = format!("/mandates/{}/cancellation", mandate.id);
    let document = format!("/mandates/{}/document", mandate.id);
    html! {
        @if document::exists(viewer, mandate) {
            (Button {
                label: DOCUMENT.get(language), icon: Some(Icon::Download), action: Action::Go(&document),
                ..Button::default()
            })
        }
        @if viewer.twikey_on && mandate.link.is_some() {
            (Button { label: LINK.get(language), icon: Some(Icon::Link), action: Action::Dialog(&link), ..Button::default() })
        }
        @if mandate.state.is_live() && (viewer.twikey_on || mandate.origin == Origin::ByHand) {
            (Button {
                label: END.get(language), weight: Weight::Danger, action: Action::Dialog(&cancellation),
                ..Button::default()
            })
        }
    }
}

fn rows(mandate: &Mandate, customer: &Customer, language: Language) -> Vec<(&'static str, Markup)> {
    let absent = || or_absent(None, language);
    let date = |date: Option<_>| or_absent(date.map(|date| format::date(date, language)).as_deref(), language);
    let origin = match mandate.origin {
        Origin::Twikey => FROM_TWIKEY,
        Origin::ByHand => BY_HAND,
    };
    vec![
        (STATE.get(language), state_badge(mandate.state, language)),
        (SEPA_MANDATE.get(language), mandate.reference.as_deref().map_or_else(absent, code)),
        (SCHEME.get(language), html! { (mandate.scheme.name()) }),
        (CUSTOMER.get(language), html! { a href={ "/customers/" (customer.id) } { (customer.name()) } }),
        ("IBAN", mandate.iban.as_ref().map_or_else(absent, |iban| code(&iban.grouped()))),
        ("BIC", mandate.bic.as_ref().map_or_else(absent, |bic| code(bic.as_str()))),
        (REQUESTED_ON.get(language), date(mandate.requested_on)),
        (SIGNED_ON.get(language), date(mandate.signed_on)),
        (PLACE.get(language), or_absent(mandate.place.as_deref(), language)),
        (
            METHOD.get(language),
            or_absent(mandate.method.as_deref().map(|method| method_name(method, language)).as_deref(), language),
        ),
        (ORIGIN.get(language), html! { (origin.get(language)) }),
    ]
}

const CUSTOMER: Text = Text { de: "Kunde", nl: "Klant", fr: "Client", en: "Customer" };
const ORIGIN: Text = Text { de: "Herkunft", nl: "Herkomst", fr: "Origine", en: "Origin" };
const FROM_TWIKEY: Text = Text { de: "Twikey", nl: "Twikey", fr: "Twikey", en: "Twikey" };
const BY_HAND: Text =
    Text { de: "von Hand eingetragen", nl: "zelf ingevuld", fr: "saisi à la main", en: "entered by hand" };
const END: Text =
    Text { de: "Mandat widerrufen", nl: "Mandaat annuleren", fr: "Révoquer le mandat", en: "Cancel the mandate" };
const LINK: Text =
    Text { de: "Link zum Unterzeichnen", nl: "Link om te ondertekenen", fr: "Lien de signature", en: "Signing link" };
const LINK_EXPLANATION: Text = Text {
    de: "Wer diesen Link öffnet, unterzeichnet das Mandat dieses Kunden. Geben Sie ihn nur an den Kunden weiter, oder lassen Sie ihn den QR-Code scannen.",
    nl: "Wie deze link opent, ondertekent het mandaat van deze klant. Geef hem alleen aan de klant, of laat die de QR-code scannen.",
    fr: "Qui ouvre ce lien signe le mandat de ce client. Ne le donnez qu’à lui, ou faites-lui scanner le code QR.",
    en: "Whoever opens this link signs this customer’s mandate. Give it to the customer only, or let them scan the QR code.",
};
const COPY: Text = Text { de: "Link kopieren", nl: "Link kopiëren", fr: "Copier le lien", en: "Copy the link" };
const QR: Text = Text {
    de: "QR-Code mit dem Link zum Unterzeichnen",
    nl: "QR-code met de link om te ondertekenen",
    fr: "Code QR du lien de signature",
    en: "QR code of the signing link",
};
const GOOD_UNTIL: Text = Text { de: "Gültig bis", nl: "Geldig tot", fr: "Valable jusqu’au", en: "Good until" };
