//! How e-mails are written: templates with placeholders, bodies with simple formatting, the look of the finished mail.

mod body;
mod defaults;
pub mod edit;
pub mod frame;
mod kind;
pub mod layout;
pub mod list;
mod mistake;
mod placeholders;
mod queries;
mod refused;
mod template;

pub use self::{
    body::{Body, Links},
    kind::{Kind, Values},
    layout::Mail,
    mistake::{Mistake, Part},
    refused::Refused,
    template::{Draft, Template, mistake_in_subject, salutation, signing_link},
};

use crate::{
    app::App,
    db::{self, Tx},
    i18n::Language,
    settings::Settings,
};

/// Where the link to sign leads in a preview.
pub const SAMPLE_LINK: &str = "https://www.twikey.com/example";

/// The sites that messages may link to.
pub fn links(app: &App) -> Links {
    Links::to(app.config.public_url.url(), app.config.twikey.as_ref().map(|twikey| &twikey.api_url))
}

/// The company that writes, as customers know it.
pub fn creditor<'a>(app: &'a App, settings: &'a Settings) -> &'a str {
    match &app.mailer {
        _ if !settings.creditor_name.is_empty() => &settings.creditor_name,
        Some(mailer) => mailer.from().name().unwrap_or_else(|| mailer.from().domain()),
        None => "",
    }
}

/// The template in force.
pub async fn in_force(tx: &mut Tx, kind: Kind, language: Language, links: &Links) -> db::Result<Template> {
    if let Some((subject, body, version)) = queries::current(tx, kind, language).await? {
        match Template::read(kind, &subject, &body, links) {
            Ok(template) => return Ok(template),
            // It was right when it was saved: since then the portal has moved, or a placeholder has gone.
            Err(mistakes) => {
                tracing::warn!(?mistakes, version, kind = kind.slug(), %language, "A template is out of date");
            }
        }
    }
    Ok(Template::built_in(kind, language))
}

/// The words on the link to sign, where a text has none yet.
pub const fn words_to_sign(language: Language) -> &'static str {
    match language {
        Language::De => "Mandat jetzt unterzeichnen",
        Language::Nl => "Mandaat nu ondertekenen",
        Language::Fr => "Signer le mandat",
        Language::En => "Sign the mandate now",
    }
}
