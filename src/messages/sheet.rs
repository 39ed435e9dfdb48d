//! One message as it was sent, what became of it, and trying again: `/messages/{id}`.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use maud::{Markup, Render, html};
use uuid::Uuid;

use super::{
    Channel, Shown, State,
    queries::{self, StoredMessage},
};
use crate::{
    app::App,
    error::{Error, Result},
    explain,
    i18n::{Text, format},
    jobs::{self, Task},
    layout,
    templates::{self, Body, Mail, frame},
    ui::{
        badge::{Tone, badge},
        button::{Button, Weight},
        editor,
        facts::facts,
        form,
        heading::Heading,
        icon::Icon,
        notice::notice,
        tile::{Span, Tile, sheet},
    },
    viewer::Viewer,
};

/// `GET /messages/{id}`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let message = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let job = jobs::of_subject(&mut tx, *id).await?;
    drop(tx);

    let language = viewer.language();
    let title = if message.subject.is_empty() { message.kind.name().get(language) } else { &message.subject };
    let content = html! {
        (Heading {
            title,
            back: Some(("/messages", layout::MESSAGES.get(language))),
            badges: Some(badge(message.shown().tone(), message.shown().name().get(language))),
            ..Heading::default()
        })
        (trouble(&viewer, &message, job.as_ref()))
        (sheet(words(&viewer, &message), details(&viewer, &message, job.as_ref())))
    };
    Ok(viewer.page(title, &content))
}

/// `GET /messages/{id}/mail`: the mail itself, for a frame.
pub async fn mail(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.read().await?;
    let message = queries::find(&mut tx, *id).await?;
    drop(tx);
    let message = message.filter(|message| message.channel == Channel::Email).ok_or(Error::NotFound)?;
    // Where the mail cannot be sent the page says why; here it stands without its link.
    let link = message.link(&app).unwrap_or_default();
    let body = Body::stored(message.body);
    Ok(frame::mail(&Mail {
        language: message.language,
        subject: &message.subject,
        body: &body,
        link: link.as_deref(),
        sender: templates::creditor(&app, &viewer.settings),
    }))
}

/// `POST /messages/{id}/attempts`
pub async fn try_again(app: Data<App>, _: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    // Somebody else may have pressed it first; then there is nothing left to do.
    if queries::revive(&mut tx, *id).await? {
        // It takes the place of the one that failed.
        jobs::settle(&mut tx, now, &Task::SendMessage { message: *id }).await?;
        jobs::enqueue(&mut tx, now, &Task::SendMessage { message: *id }).await?;
    } else if let Some(waiting) = jobs::of_subject(&mut tx, *id).await?.filter(|job| job.done_at.is_none()) {
        jobs::try_again(&mut tx, now, waiting.id).await?;
    }
    tx.commit().await?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, format!("/messages/{id}"))).finish())
}

/// Why it was not sent yet, and what to do.
fn trouble(viewer: &Viewer, message: &StoredMessage, job: Option<&jobs::Status>) -> Markup {
    let language = viewer.language();
    if message.shown() == Shown::MaybeSent {
        return notice(Tone::Warning, html! { p { (MAYBE_SENT.get(language)) } });
    }
    let Some(code) = &message.error_code else { return html! {} };
    let tone = if message.state == State::Failed { Tone::Danger } else { Tone::Warning };
    let again = Button {
        label: TRY_AGAIN.get(language),
        icon: Some(Icon::RefreshCw),
        weight: Weight::Secondary,
        ..Button::default()
    };
    let next = job.filter(|job| message.state == State::Waiting && job.done_at.is_none()).map(|job| job.run_at);
    let new_address = message.customer_email.as_deref().filter(|email| *email != message.recipient);
    notice(
        tone,
        html! {
            p { (explain::code(code, language)) }
            @if let Some(reply) = &message.reply { p { (REPLY.get(language)) ": " q { (reply) } } }
            @if let Some(next) = next {
                p { (NEXT_TRY.get(language)) ": " (format::date_time(next, viewer.zone, language)) }
            }
            @if message.channel == Channel::Email && message.state != State::Withdrawn {
                @if let Some(email) = new_address { p { (NEW_ADDRESS.get(language)) ": " (email) } }
                (form::post(&format!("/messages/{}/attempts", message.id), &viewer.reader.csrf, again))
            }
        },
    )
}

fn details<'a>(viewer: &Viewer, message: &StoredMessage, job: Option<&jobs::Status>) -> Tile<'a> {
    let language = viewer.language();
    let time = |time| format::date_time(time, viewer.zone, language);
    let mut rows = vec![
        (CUSTOMER.get(language), html! { a href={ "/customers/" (message.customer_id) } { (message.customer()) } }),
        (TO.get(language), super::recipient(message.channel, &message.recipient, language)),
        (ABOUT.get(language), html! { (message.kind.name().get(language)) }),
        (LANGUAGE.get(language), html! { span lang=(message.language) { (message.language.own_name()) } }),
        (WRITTEN.get(language), html! { (time(message.created_at)) }),
    ];
    if let Some(invoice) = super::invoice(message.invoice_id, message.invoice_number.as_deref()) {
        rows.insert(1, (INVOICE.get(language), invoice));
    }
    if let Some(invoice) = message.invoice_id.filter(|_| message.kind.carries_paper()) {
        rows.push((ATTACHED.get(language), html! { a href={ "/invoices/" (invoice) "/pdf" } { "PDF" } }));
    }
    if let Some(author) = &message.author {
        rows.push((BY.get(language), html! { (author) }));
    }
    if let Some(sent_at) = message.sent_at {
        rows.push((SENT.get(language), html! { (time(sent_at)) }));
    }
    if let Some(job) = job.filter(|job| job.attempts > 0) {
        rows.push((TRIES.get(language), html! { (format::number(job.attempts, language)) }));
    }
    Tile {
        id: "details",
        title: DETAILS.get(language),
        icon: Some(message.channel.icon()),
        actions: None,
        content: facts(&rows),
        refresh: None,
        span: Span::One,
    }
}

fn words<'a>(viewer: &Viewer, message: &StoredMessage) -> Tile<'a> {
    let language = viewer.language();
    let content = match message.channel {
        Channel::Email => editor::frame(language, "mail", Some(&format!("/messages/{}/mail", message.id))),
        Channel::Sms => html! { p { (SMS_WORDS.get(language)) } },
    };
    Tile {
        id: "words",
        title: MESSAGE.get(language),
        icon: Some(Icon::Eye),
        actions: None,
        content: html! { div.preview.shown { (content.render()) } },
        refresh: None,
        span: Span::Two,
    }
}

const TRY_AGAIN: Text = Text { de: "Noch einmal versuchen", nl: "Opnieuw proberen", fr: "Réessayer", en: "Try again" };
const MAYBE_SENT: Text = Text {
    de: "Das Portal wurde unterbrochen, während es diese Nachricht dem Mailserver übergab. Vielleicht ist sie angekommen. Gesendet wird sie nicht mehr, denn ihr Anlass hat sich erledigt.",
    nl: "Het portaal werd onderbroken terwijl het dit bericht aan de mailserver gaf. Misschien is het aangekomen. Het wordt niet meer verzonden, want de aanleiding is vervallen.",
    fr: "Le portail a été interrompu pendant qu’il remettait ce message au serveur de messagerie. Il est peut-être arrivé. Il ne sera plus envoyé, car son motif n’existe plus.",
    en: "The portal was interrupted while it handed this message to the mail server. It may have arrived. It will not be sent any more, because what it was about is over.",
};
const NEXT_TRY: Text = Text { de: "Nächster Versuch", nl: "Volgende poging", fr: "Prochain essai", en: "Next try" };
const REPLY: Text = Text {
    de: "Antwort des Mailservers",
    nl: "Antwoord van de mailserver",
    fr: "Réponse du serveur de messagerie",
    en: "The mail server’s answer",
};
const NEW_ADDRESS: Text = Text {
    de: "Der nächste Versuch geht an die neue Adresse",
    nl: "De volgende poging gaat naar het nieuwe adres",
    fr: "Le prochain essai ira à la nouvelle adresse",
    en: "The next try goes to the new address",
};
const DETAILS: Text = Text { de: "Angaben", nl: "Gegevens", fr: "Détails", en: "Details" };
const CUSTOMER: Text = Text { de: "Kunde", nl: "Klant", fr: "Client", en: "Customer" };
const TO: Text = Text { de: "An", nl: "Aan", fr: "À", en: "To" };
const ABOUT: Text = Text { de: "Anlass", nl: "Aanleiding", fr: "Motif", en: "About" };
const INVOICE: Text = Text {
    de: "Rechnung, Gutschrift",
    nl: "Factuur, creditnota",
    fr: "Facture, note de crédit",
    en: "Invoice, credit note",
};
const ATTACHED: Text = Text { de: "Anhang", nl: "Bijlage", fr: "Pièce jointe", en: "Attachment" };
const LANGUAGE: Text = Text { de: "Sprache", nl: "Taal", fr: "Langue", en: "Language" };
const WRITTEN: Text = Text { de: "Geschrieben", nl: "Geschreven", fr: "Rédigé", en: "StoredMessage" };
const BY: Text = Text { de: "Von", nl: "Door", fr: "Par", en: "By" };
const SENT: Text = Text { de: "Gesendet", nl: "Verzonden", fr: "Envoyé", en: "Sent" };
const TRIES: Text = Text { de: "Versuche", nl: "Pogingen", fr: "Essais", en: "Tries" };
const MESSAGE: Text = Text { de: "Nachricht", nl: "Bericht", fr: "Message", en: "Message" };
const SMS_WORDS: Text = Text {
    de: "Den Text der SMS schreibt Twikey; er wird im Twikey-Konto gepflegt.",
    nl: "De tekst van de sms schrijft Twikey; hij wordt in de Twikey-account beheerd.",
    fr: "Le texte du SMS est rédigé par Twikey\u{a0}; il se gère dans le compte Twikey.",
    en: "Twikey words the SMS; its text is managed in the Twikey account.",
};
