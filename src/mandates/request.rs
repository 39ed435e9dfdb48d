//! Requesting a mandate: the dialogs at `/customers/{id}/mandate-requests/new`, first the channel, then `?channel=email`
//! with the editor or `?channel=sms` with the number. While a request is open the same dialogs send it again.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path, Query},
};
use chrono::TimeDelta;
use maud::Markup;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Mandate, Request, Scheme,
    channels::{self},
    dialogs, queries, reply,
};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    customers::{self, Kind},
    db::{self, Tx},
    error::{Error, Result},
    i18n::Text,
    jobs::{self, Task},
    layout,
    mandates::situation::Situation,
    messages::{
        self, Channel, NewMessage,
        compose::{self, MandateRequest, Problems, Typed},
    },
    templates,
    viewer::Viewer,
};

/// What the dialogs pass on from one to the next.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    channel: String,
    scheme: String,
}

/// The sent form.
#[derive(Clone, Debug, Deserialize)]
pub struct Sent {
    /// The message's id, made with the form: pressing twice sends once.
    id: Uuid,
    #[serde(flatten)]
    asked: Asked,
    #[serde(flatten)]
    typed: Typed,
}

/// `GET /customers/{id}/mandate-requests/new`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>, asked: Query<Asked>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let situation = situation(&app, &viewer, &mut tx, *id, &asked).await?;
    if situation.is_in_force() {
        return Ok(dialogs::in_force(&viewer, &situation));
    }
    Ok(match chosen(&asked, &situation) {
        Some(Channel::Email) => {
            let typed = draft(&app, &viewer, &mut tx, &situation).await?;
            dialogs::email(&viewer, &situation, Uuid::now_v7(), &typed, &Problems::default())
        }
        Some(Channel::Sms) => dialogs::sms(&viewer, &situation, Uuid::now_v7()),
        None => dialogs::channel(&viewer, &situation),
    })
}

/// `POST /customers/{id}/mandate-requests`
pub async fn submit(app: Data<App>, viewer: Viewer, id: Path<Uuid>, sent: Form<Sent>) -> Result<HttpResponse> {
    let sent = sent.into_inner();
    let links = templates::links(&app);
    let mut tx = app.db.write().await?;
    let situation = situation(&app, &viewer, &mut tx, *id, &sent.asked).await?;
    let refused = |dialog: Markup| Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, dialog));
    if messages::channel_of(&mut tx, sent.id).await?.is_some() {
        return reply::after_change(&app, &viewer, *id, &REQUESTED, tx).await;
    }
    if situation.is_in_force() {
        return refused(dialogs::in_force(&viewer, &situation));
    }
    let Some(channel) = chosen(&sent.asked, &situation) else {
        return refused(dialogs::channel(&viewer, &situation));
    };
    let (subject, body) = match channel {
        Channel::Sms => (String::new(), String::new()),
        Channel::Email => match sent.typed.check(templates::Kind::MandateRequest, &links, viewer.language()) {
            Ok(written) => (written.subject.as_str().to_owned(), written.body.as_html().to_owned()),
            Err(problems) => {
                return refused(dialogs::email(&viewer, &situation, sent.id, &sent.typed, &problems));
            }
        },
    };

    let done = if situation.is_resend() { &RESENT } else { &REQUESTED };
    let customer = &situation.customer;
    let mandate = ask(&app, &viewer, &mut tx, &situation, channel).await?;
    let recipient = match channel {
        Channel::Email => customer.email.as_ref().map(|email| email.as_str().to_owned()),
        Channel::Sms => customer.mobile.as_ref().map(|mobile| mobile.as_str().to_owned()),
    };
    let message = NewMessage {
        id: sent.id,
        channel,
        kind: templates::Kind::MandateRequest,
        customer: customer.id,
        mandate: Some(mandate),
        invoice: None,
        language: customer.language,
        recipient: recipient.unwrap_or_default(),
        subject,
        body,
        message_id: app.mailer.as_ref().filter(|_| channel == Channel::Email).map(|mailer| mailer.message_id(sent.id)),
        by: Some(viewer.id()),
    };
    let now = app.clock.now();
    messages::replace(&mut tx, now, mandate, message.kind).await?;
    messages::record(&mut tx, now, message).await?;
    jobs::enqueue(&mut tx, now, &Task::RequestMandate { mandate, message: Some(sent.id) }).await?;
    tx.commit().await?;
    reply::after_change(&app, &viewer, *id, done, app.db.read().await?).await
}

/// Writes the request down, or that an open one is sent again. Gives the mandate.
async fn ask(app: &App, viewer: &Viewer, tx: &mut Tx, situation: &Situation, channel: Channel) -> db::Result<Uuid> {
    let now = app.clock.now();
    let customer = situation.customer.id;
    let (mandate, action) = if let Some(mut open) = queries::take_live(tx, customer, situation.scheme).await? {
        open.channel = Some(channel);
        open.updated_at = now;
        queries::update(tx, &open).await?;
        (open, Action::RequestedAgain)
    } else {
        let (by, on) = (viewer.id(), app.clock.today());
        let request = Request { customer, scheme: situation.scheme, channel, by, at: now, on };
        let mandate = Mandate::request(Uuid::now_v7(), request);
        queries::insert(tx, &mandate).await?;
        (mandate, Action::Requested)
    };
    let changes = Change::between("channel", None, Some(channel.code())).into_iter().collect();
    let entry = Entry::new(Actor::User(viewer.id()), Subject::Mandate, mandate.id, action).of_customer(customer);
    audit::record(tx, now, entry.with(changes)).await?;
    Ok(mandate.id)
}

async fn situation(app: &App, viewer: &Viewer, tx: &mut Tx, customer: Uuid, asked: &Asked) -> Result<Situation> {
    if !viewer.twikey_on {
        return Err(Error::NotFound);
    }
    let customer = customers::by_id(tx, customer).await?.ok_or(Error::NotFound)?;
    let has_b2b = app.config.twikey.as_ref().is_some_and(|twikey| twikey.template_b2b.is_some());
    let mandates = queries::of_customer(tx, customer.id).await?;
    let live = |scheme| mandates.iter().find(|mandate| mandate.scheme == scheme && mandate.state.is_live()).cloned();
    let offers_schemes = has_b2b && customer.kind == Kind::Company;
    let scheme = match asked.scheme.as_str() {
        "b2b" if offers_schemes => Scheme::B2b,
        // An open B2B request is what "resend" means, unless somebody chose otherwise.
        "" if live(Scheme::B2b).is_some_and(|mandate| mandate.state.is_open()) => Scheme::B2b,
        _ => Scheme::Core,
    };
    let offer = channels::offer(&customer, app.mailer.is_some(), offers_schemes);
    Ok(Situation { live: live(scheme), customer, scheme, offer })
}

/// The channel asked for, if its conditions are met.
fn chosen(asked: &Asked, situation: &Situation) -> Option<Channel> {
    let channel = match asked.channel.as_str() {
        "email" => Channel::Email,
        "sms" => Channel::Sms,
        _ => return None,
    };
    situation.offer.missing(channel).is_empty().then_some(channel)
}

async fn draft(app: &App, viewer: &Viewer, tx: &mut Tx, situation: &Situation) -> db::Result<Typed> {
    let customer = &situation.customer;
    let person = customer.person();
    let good_until = match &situation.live {
        Some(open) if open.link_is_good(app.clock.now()) => open.link_expires_at,
        _ => None,
    };
    let good_until = good_until.unwrap_or_else(|| app.clock.now() + TimeDelta::days(viewer.settings.mandate_link_days));
    let request = MandateRequest {
        language: customer.language,
        person: Some(person.as_str()).filter(|person| !person.is_empty()),
        company: &customer.company_name,
        customer_number: &customer.number,
        creditor: templates::creditor(app, &viewer.settings),
        expires_on: app.clock.date_of(good_until),
        staff_name: &viewer.user.name,
    };
    compose::draft(tx, &templates::links(app), &request).await
}

const REQUESTED: Text = Text {
    de: "Das Mandat ist angefordert.",
    nl: "Het mandaat is aangevraagd.",
    fr: "Le mandat est demandé.",
    en: "The mandate is requested.",
};
const RESENT: Text = Text {
    de: "Die Anforderung geht noch einmal hinaus.",
    nl: "De aanvraag gaat opnieuw de deur uit.",
    fr: "La demande est renvoyée.",
    en: "The request goes out again.",
};
