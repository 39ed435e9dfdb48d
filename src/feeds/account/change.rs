//! Another account at Twikey is read: said on the overview until an administrator has seen it.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Form},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::queries;
use crate::{
    app::App,
    audit::{self, Action, Actor, Entry, Subject},
    db::{self, Tx},
    error::Result,
    feeds::account::queries::Changed,
    i18n::{Language, Text, format},
    ui::{
        badge::Tone,
        button::{Button, Weight},
        form,
        notice::notice,
    },
    viewer::{Admin, Viewer},
};

/// Where an administrator says that it was seen.
const ACTION: &str = "/twikey-account/acknowledgement";

/// The change that is still to be said.
pub async fn unacknowledged(tx: &mut Tx) -> db::Result<Option<Changed>> {
    queries::change(tx).await
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Acknowledgement {
    /// Of the change that was seen: there may be another one by now.
    #[serde(default)]
    turn: i64,
}

/// `POST /twikey-account/acknowledgement`
pub async fn acknowledge(app: Data<App>, viewer: Admin, sent: Form<Acknowledgement>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    if queries::acknowledge(&mut tx, sent.turn).await? {
        let entry = Entry::without_record(Actor::User(viewer.id()), Subject::TwikeyAccount, Action::Acknowledged);
        audit::record(&mut tx, app.clock.now(), entry).await?;
        tx.commit().await?;
    }
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/")).finish())
}

/// Says what changed and what that means. Everybody reads it, an administrator puts it away.
pub fn said(changed: &Changed, viewer: &Viewer) -> Markup {
    let language = viewer.language();
    let since = changed.used_since.map(|since| format::date_time(since, viewer.zone, language)).unwrap_or_default();
    let seen = Button { label: SEEN.get(language), weight: Weight::Quiet, ..Button::default() };
    notice(
        Tone::Warning,
        html! {
            p { strong { (another(changed, &since, language)) } }
            @if viewer.is_admin() { p { (POSITIONS.get(language)) } } @else { p { (ASK.get(language)) } }
            @if changed.mandates + changed.invoices > 0 { p { (begun_before(changed, language)) } }
            @if viewer.is_admin() {
                (form::post(ACTION, &viewer.reader.csrf, html! {
                    input type="hidden" name="turn" value=(changed.turn);
                    (seen)
                }))
            }
        },
    )
}

fn another(changed: &Changed, since: &str, language: Language) -> String {
    let (new, old) = (&changed.name, changed.former.as_deref().unwrap_or_default());
    match language {
        Language::De => format!("Mandato arbeitet seit {since} mit einem anderen Twikey-Konto: {new} statt {old}."),
        Language::Nl => {
            format!("Mandato werkt sinds {since} met een andere Twikey-account: {new} in plaats van {old}.")
        }
        Language::Fr => {
            format!("Mandato utilise depuis le {since} un autre compte Twikey\u{a0}: {new} au lieu de {old}.")
        }
        Language::En => {
            format!("Since {since} Mandato has worked with another Twikey account: {new} instead of {old}.")
        }
    }
}

fn begun_before(changed: &Changed, language: Language) -> String {
    let mandates = format::number(changed.mandates, language);
    let invoices = format::number(changed.invoices, language);
    match language {
        Language::De => format!(
            "Vorher begonnen und noch offen: Mandate: {mandates}, Rechnungen: {invoices}. Das neue Konto kennt sie nicht: Fordern Sie \
             diese Mandate neu an, und verfolgen Sie diese Rechnungen bei Twikey im bisherigen Konto."
        ),
        Language::Nl => format!(
            "Eerder begonnen en nog open: mandaten: {mandates}, facturen: {invoices}. De nieuwe account kent ze niet: vraag deze \
             mandaten opnieuw aan, en volg deze facturen bij Twikey op in de vorige account."
        ),
        Language::Fr => format!(
            "Commencés auparavant et encore en cours\u{a0}: mandats\u{a0}: {mandates}, factures\u{a0}: {invoices}. Le nouveau compte ne \
             les connaît pas\u{a0}: demandez ces mandats à nouveau, et suivez ces factures chez Twikey dans le compte précédent."
        ),
        Language::En => format!(
            "Started before that and still open: mandates: {mandates}, invoices: {invoices}. The new account does not know them: \
             request these mandates again, and follow up these invoices at Twikey in the previous account."
        ),
    }
}

const POSITIONS: Text = Text {
    de: "Was dieses Konto meldet, wird von dessen Anfang an gelesen, oder dort weiter, wo es zuletzt stand. War der Wechsel nicht gewollt, tragen Sie TWIKEY_API_URL und TWIKEY_API_KEY wie zuvor ein: Auch das bisherige Konto wird dort weitergelesen, wo es stand.",
    nl: "Wat deze account meldt, wordt vanaf het begin gelezen, of verder vanaf waar het stond. Was de wissel niet de bedoeling, vul dan TWIKEY_API_URL en TWIKEY_API_KEY in zoals voorheen: ook de vorige account wordt verder gelezen vanaf waar die stond.",
    fr: "Ce que ce compte signale est lu depuis le début, ou à partir de là où la lecture s’était arrêtée. Si ce changement n’était pas voulu, remettez TWIKEY_API_URL et TWIKEY_API_KEY comme avant\u{a0}: la lecture du compte précédent reprendra aussi là où elle s’était arrêtée.",
    en: "What this account reports is read from its beginning, or from where reading stopped. If the change was not intended, put TWIKEY_API_URL and TWIKEY_API_KEY back as they were: the previous account, too, is read from where reading stopped.",
};
const ASK: Text = Text {
    de: "War das nicht beabsichtigt, sagen Sie bitte Ihrer Administration Bescheid.",
    nl: "Was dat niet de bedoeling, laat het dan uw beheerder weten.",
    fr: "Si ce changement n’était pas voulu, prévenez votre administrateur.",
    en: "If this was not intended, please tell your administrator.",
};
const SEEN: Text = Text { de: "Verstanden", nl: "Begrepen", fr: "Compris", en: "Understood" };
