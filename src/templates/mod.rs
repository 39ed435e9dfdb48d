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
mod words;

pub use self::{
    body::{Body, Links},
    kind::{Destination, Kind, Values},
    layout::Mail,
    mistake::{Mistake, Part},
    refused::Refused,
    template::{Draft, Template, mistake_in_subject, salutation},
};
pub use words::label;

use crate::{
    app::App,
    db::{self, Tx},
    i18n::Language,
    settings::Settings,
    ui::editor,
};

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

/// The mail that the template in force makes of these values. It goes out without anybody having looked at it, so a template
/// that cannot be filled in gives way to the text that comes with Mandato.
pub async fn written(tx: &mut Tx, kind: Kind, language: Language, values: &Values, links: &Links) -> db::Result<Draft> {
    let template = in_force(tx, kind, language, links).await?;
    Ok(template.fill(values, links).unwrap_or_else(|mistake| {
        tracing::warn!(?mistake, kind = kind.slug(), %language, "A template cannot be filled in");
        let built_in = Template::built_in(kind, language);
        built_in.fill(values, links).expect("a test fills in every built-in text with every value and with none")
    }))
}

/// Where the marked link leads in a preview.
pub fn sample_link(app: &App, kind: Kind) -> Option<String> {
    kind.destination().map(|destination| match destination {
        Destination::Signing => "https://www.twikey.com/example".to_owned(),
        Destination::Invoice => app.config.public_url.page("/pay/example"),
    })
}

/// The marked link for an editor: its words in the language of the text, its name in the reader's.
pub fn link_to_place(kind: Kind, text: Language, reader: Language) -> Option<editor::Link<'static>> {
    let markup = body::marked_link(kind.link_words().get(text));
    kind.destination().map(|destination| editor::Link { markup, name: destination.name().get(reader) })
}
