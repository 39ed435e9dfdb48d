//! The list of mandates, with what Twikey has reported and nobody has assigned: `/mandates`

use actix_web::web::{Data, Query};
use maud::{Markup, html};

use crate::{
    app::App,
    error::Result,
    feeds::{self, unmatched},
    i18n::{Counted, Text},
    mandates::list::{self, Wanted},
    ui::{badge::Tone, notice::notice},
    viewer::Viewer,
};

/// `GET /mandates`
pub async fn show(app: Data<App>, viewer: Viewer, wanted: Query<Wanted>) -> Result<Markup> {
    let language = viewer.language();
    let mut tx = app.db.read().await?;
    let part = list::read(&mut tx, &wanted).await?;
    let left = if viewer.twikey_on { feeds::count_unmatched(&mut tx).await? } else { 0 };
    drop(tx);
    let note = html! {
        @if left > 0 {
            (notice(Tone::Warning, html! { p { (UNMATCHED.of(left, language)) " " a href=(unmatched::HREF) { (LOOK.get(language)) } } }))
        }
    };
    Ok(list::page(&viewer, &wanted, &part, &note))
}

const UNMATCHED: Counted = Counted {
    one: Text {
        de: "{} Meldung von Twikey passt zu keinem Kunden.",
        nl: "{} melding van Twikey past bij geen enkele klant.",
        fr: "{} message de Twikey ne correspond à aucun client.",
        en: "{} report from Twikey fits no customer.",
    },
    more: Text {
        de: "{} Meldungen von Twikey passen zu keinem Kunden.",
        nl: "{} meldingen van Twikey passen bij geen enkele klant.",
        fr: "{} messages de Twikey ne correspondent à aucun client.",
        en: "{} reports from Twikey fit no customer.",
    },
};
const LOOK: Text = Text { de: "Ansehen", nl: "Bekijken", fr: "Voir", en: "Have a look" };
