//! The company's logo, which stands on invoices: shown at `GET /settings/logo`, chosen and removed on `/settings`.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{self, Data},
};
use base64::{Engine, prelude::BASE64_STANDARD};

use super::edit;
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    db::{self, Tx},
    error::{Error, Result},
    i18n::{Language, Text},
    invoices::Picture,
    layout,
    office::settings::logo_tile::BEGINNINGS,
    settings::{self, Logo},
    upload::Upload,
    viewer::{Admin, Viewer},
};

/// The longest file that is taken: every invoice carries it.
const LONGEST: usize = 200 * 1024;

/// Why a file cannot be the logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    Missing,
    TooLong,
    /// Neither PNG nor JPEG, whatever its name says.
    NoImage,
    /// No invoice could be drawn with it.
    Broken,
}

impl Logo {
    /// Looks at the bytes, not at a name: a file that could not be drawn later is refused now.
    fn check(content: &[u8]) -> Result<Self, Problem> {
        if content.is_empty() {
            return Err(Problem::Missing);
        }
        if content.len() > LONGEST {
            return Err(Problem::TooLong);
        }
        let kind = BEGINNINGS.into_iter().find(|(_, beginning)| content.starts_with(beginning));
        let (media_type, _) = kind.ok_or(Problem::NoImage)?;
        let logo = Self { media_type: media_type.to_owned(), content: BASE64_STANDARD.encode(content) };
        if Picture::of(&logo).is_some() { Ok(logo) } else { Err(Problem::Broken) }
    }

    fn bytes(&self) -> Vec<u8> {
        // Only what was encoded here is stored.
        BASE64_STANDARD.decode(&self.content).unwrap_or_default()
    }
}

/// `GET /settings/logo`
pub async fn show(app: Data<App>, _: Viewer) -> Result<HttpResponse> {
    let mut tx = app.db.read().await?;
    let logo = settings::logo(&mut tx).await?.ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok().content_type(logo.media_type.clone()).body(logo.bytes()))
}

/// `POST /settings/logo`
pub async fn submit(app: Data<App>, viewer: Admin, upload: Upload) -> Result<HttpResponse> {
    let content = upload.file("logo").map_or_else(Vec::new, |(_, content)| content.to_vec());
    // It is drawn for a trial, which takes a while.
    let checked = web::block(move || Logo::check(&content)).await.map_err(anyhow::Error::from)?;
    let logo = match checked {
        Ok(logo) => logo,
        Err(problem) => {
            let page = edit::page_about_logo(&app, &viewer, problem.explain(viewer.language())).await?;
            return Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    let mut tx = app.db.write().await?;
    let before = settings::logo(&mut tx).await?;
    if before.as_ref() != Some(&logo) {
        settings::save_logo(&mut tx, &logo).await?;
        record(&mut tx, &app, &viewer, before.as_ref(), Some(&logo)).await?;
        tx.commit().await?;
    }
    Ok(to_settings())
}

/// `POST /settings/logo/removal`
pub async fn remove(app: Data<App>, viewer: Admin) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    if let Some(before) = settings::logo(&mut tx).await? {
        settings::remove_logo(&mut tx).await?;
        record(&mut tx, &app, &viewer, Some(&before), None).await?;
        tx.commit().await?;
    }
    Ok(to_settings())
}

async fn record(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    before: Option<&Logo>,
    after: Option<&Logo>,
) -> db::Result<()> {
    let named = |logo: &Logo| format!("{} ({} kB)", logo.media_type, logo.bytes().len().div_ceil(1024));
    let (before, after) = (before.map(named), after.map(named));
    let change = Change { field: "logo".to_owned(), old: before, new: after };
    let entry = Entry::without_record(Actor::User(viewer.id()), Subject::Settings, Action::Changed);
    audit::record(tx, app.clock.now(), entry.with(vec![change])).await
}

fn to_settings() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, "/settings#logo-tile")).finish()
}

impl Problem {
    const fn explain(self, language: Language) -> &'static str {
        match self {
            Self::Missing => MISSING.get(language),
            Self::TooLong => TOO_LONG.get(language),
            Self::NoImage => NO_IMAGE.get(language),
            Self::Broken => BROKEN.get(language),
        }
    }
}

const MISSING: Text = Text {
    de: "Bitte wählen Sie eine Datei.",
    nl: "Kies een bestand.",
    fr: "Veuillez choisir un fichier.",
    en: "Please choose a file.",
};
const TOO_LONG: Text = Text {
    de: "Die Datei hat mehr als 200 kB. Bitte verkleinern Sie das Bild.",
    nl: "Het bestand is groter dan 200 kB. Verklein de afbeelding.",
    fr: "Le fichier dépasse 200 ko. Réduisez l’image.",
    en: "The file has more than 200 kB. Please make the image smaller.",
};
const NO_IMAGE: Text = Text {
    de: "Diese Datei ist weder PNG noch JPEG. Bitte wählen Sie eine andere oder wandeln Sie sie um.",
    nl: "Dit bestand is geen PNG of JPEG. Kies een ander of zet het om.",
    fr: "Ce fichier n’est ni PNG ni JPEG. Choisissez-en un autre ou convertissez-le.",
    en: "This file is neither PNG nor JPEG. Please choose another or convert it.",
};
const BROKEN: Text = Text {
    de: "Das Bild lässt sich nicht zeichnen: Es ist beschädigt, hat Druckfarben (CMYK) oder mehr als 2 Millionen Bildpunkte. Bitte speichern Sie es neu.",
    nl: "De afbeelding kan niet worden getekend: ze is beschadigd, heeft drukkleuren (CMYK) of heeft meer dan 2 miljoen pixels. Sla ze opnieuw op.",
    fr: "L’image ne peut pas être dessinée\u{a0}: elle est endommagée, en couleurs d’impression (CMJN) ou compte plus de 2 millions de pixels. Enregistrez-la à nouveau.",
    en: "The image cannot be drawn: it is damaged, has colours for print (CMYK), or has more than 2 million pixels. Please save it anew.",
};
