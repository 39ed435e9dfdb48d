//! The settings: `/settings`, for administrators.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{Data, Form},
};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{Settings, queries};
use crate::{
    app::App,
    audit::{self, Actor, Change, Entry},
    error::Result,
    i18n::Text,
    layout,
    ui::{
        badge::Tone,
        button,
        facts::{facts, or_absent},
        field::{Checkbox, Control, Field, Width},
        form::{self, Answer},
        heading::Heading,
        notice::notice,
        tile::{Span, Tile},
    },
    viewer::Viewer,
};

/// A signing link is good for at most this many days: Twikey takes twelve months.
const LONGEST_LINK: i64 = 365;
const LONGEST_NAME: usize = 70;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    version: i64,
    creditor_name: String,
    mandate_link_days: String,
    twikey_on: Option<String>,
}

#[derive(Default)]
struct Problems {
    creditor_name: Option<&'static str>,
    mandate_link_days: Option<&'static str>,
    outdated: bool,
}

/// `GET /settings`
pub async fn show(app: Data<App>, viewer: Viewer) -> Markup {
    let typed = Typed::of(&viewer.settings);
    page(&app, &viewer, &typed, &Problems::default())
}

/// `POST /settings`
pub async fn submit(app: Data<App>, viewer: Viewer, typed: Form<Typed>) -> Result<HttpResponse> {
    let typed = typed.into_inner();
    let refused = |typed: &Typed, problems: &Problems| {
        Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page(&app, &viewer, typed, problems)))
    };
    let after = match typed.check(&viewer) {
        Ok(after) => after,
        Err(problems) => return refused(&typed, &problems),
    };
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let before = queries::read(&mut tx).await?;
    if !queries::save(&mut tx, &after, typed.version).await? {
        let typed = Typed { version: before.version, ..typed };
        return refused(&typed, &Problems { outdated: true, ..Problems::default() });
    }
    let changes = changes(&before, &after);
    if !changes.is_empty() {
        let entry =
            Entry { subject_id: None, ..Entry::new(Actor::User(viewer.id()), "settings", viewer.id(), "changed") };
        audit::record(&mut tx, now, entry.with(changes)).await?;
    }
    tx.commit().await?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/settings")).finish())
}

impl Typed {
    fn of(settings: &Settings) -> Self {
        Self {
            version: settings.version,
            creditor_name: settings.creditor_name.clone(),
            mandate_link_days: settings.mandate_link_days.to_string(),
            twikey_on: settings.twikey_on.then(|| "yes".to_owned()),
        }
    }

    fn check(&self, viewer: &Viewer) -> Result<Settings, Problems> {
        let language = viewer.language();
        let creditor_name = self.creditor_name.trim();
        let days = self.mandate_link_days.trim().parse().ok().filter(|days| (1..=LONGEST_LINK).contains(days));
        let named = !creditor_name.is_empty() && creditor_name.chars().count() <= LONGEST_NAME;
        match (named, days) {
            (true, Some(mandate_link_days)) => Ok(Settings {
                creditor_name: creditor_name.to_owned(),
                twikey_on: self.twikey_on.is_some(),
                mandate_link_days,
                version: self.version,
                ..viewer.settings.clone()
            }),
            (named, days) => Err(Problems {
                creditor_name: (!named).then(|| NAME_WRONG.get(language)),
                mandate_link_days: days.is_none().then(|| DAYS_WRONG.get(language)),
                outdated: false,
            }),
        }
    }
}

fn changes(before: &Settings, after: &Settings) -> Vec<Change> {
    let values = |settings: &Settings| {
        [
            ("creditor_name", settings.creditor_name.clone()),
            ("twikey_on", settings.twikey_on.to_string()),
            ("mandate_link_days", settings.mandate_link_days.to_string()),
        ]
    };
    let pairs = values(before).into_iter().zip(values(after));
    pairs.filter_map(|((field, old), (_, new))| Change::between(field, Some(&old), Some(&new))).collect()
}

fn page(app: &App, viewer: &Viewer, typed: &Typed, problems: &Problems) -> Markup {
    let language = viewer.language();
    let title = layout::SETTINGS.get(language);
    let fields = html! {
        @if problems.outdated { (notice(Tone::Warning, html! { p { (OUTDATED.get(language)) } })) }
        input type="hidden" name="version" value=(typed.version);
        (form::group(COMPANY.get(language), html! {
            (Field {
                label: NAME.get(language), name: "creditor_name", value: &typed.creditor_name, required: true,
                hint: Some(NAME_HINT.get(language)), error: problems.creditor_name, ..Field::default()
            })
        }))
        (form::group("Twikey", html! {
            @if app.twikey.is_some() {
                (Checkbox {
                    label: TWIKEY_ON.get(language), name: "twikey_on", value: "yes", checked: typed.twikey_on.is_some(),
                    hint: Some(TWIKEY_HINT.get(language)), error: None,
                })
            } @else {
                // What cannot be chosen stays as it is.
                @if typed.twikey_on.is_some() { input type="hidden" name="twikey_on" value="yes"; }
                (notice(Tone::Neutral, html! { p { (TWIKEY_UNSET.get(language)) } }))
            }
            (Field {
                label: DAYS.get(language), name: "mandate_link_days", value: &typed.mandate_link_days,
                control: Control::Number, required: true, error: problems.mandate_link_days, width: Width::Third,
                ..Field::default()
            })
        }))
        (form::actions(button::submit(SAVE.get(language))))
    };
    let content = html! {
        (Heading { title, ..Heading::default() }.render())
        (form::Form { action: "/settings", csrf: &viewer.reader.csrf, answer: Answer::Page, content: fields })
        (Tile {
            id: "environment",
            title: ENVIRONMENT.get(language),
            icon: None,
            actions: None,
            content: html! {
                p.muted { (ENVIRONMENT_HINT.get(language)) }
                (facts(&environment(app, viewer)))
            },
            refresh: None,
            span: Span::One,
        })
    };
    viewer.page(title, &content)
}

/// What the process was started with, without anything secret.
fn environment(app: &App, viewer: &Viewer) -> Vec<(&'static str, Markup)> {
    let language = viewer.language();
    let twikey = app.config.twikey.as_ref().map(|twikey| twikey.api_url.to_string());
    let mail = app.config.mail.as_ref().map(|mail| mail.from.clone());
    vec![
        ("MANDATO_PUBLIC_URL", html! { (app.config.public_url) }),
        ("TWIKEY_API_URL", or_absent(twikey.as_deref(), language)),
        ("MAIL_FROM", or_absent(mail.as_deref(), language)),
        ("MANDATO_TIME_ZONE", html! { (app.config.time_zone.name()) }),
    ]
}

const COMPANY: Text = Text { de: "Firma", nl: "Bedrijf", fr: "Entreprise", en: "Company" };
const NAME: Text =
    Text { de: "Name der Firma", nl: "Naam van het bedrijf", fr: "Nom de l’entreprise", en: "Name of the company" };
const NAME_HINT: Text = Text {
    de: "So, wie Kunden sie kennen; steht in E-Mails und auf Seiten für Kunden.",
    nl: "Zoals klanten het kennen; staat in e-mails en op pagina’s voor klanten.",
    fr: "Tel que les clients le connaissent ; figure dans les e-mails et les pages des clients.",
    en: "As customers know it; stands in e-mails and on pages for customers.",
};
const NAME_WRONG: Text = Text {
    de: "Bitte geben Sie den Namen ein, höchstens 70 Zeichen.",
    nl: "Vul de naam in, hoogstens 70 tekens.",
    fr: "Veuillez saisir le nom, 70 caractères au maximum.",
    en: "Please enter the name, at most 70 characters.",
};
const TWIKEY_ON: Text =
    Text { de: "Mit Twikey arbeiten", nl: "Met Twikey werken", fr: "Travailler avec Twikey", en: "Work with Twikey" };
const TWIKEY_HINT: Text = Text {
    de: "Ausgeschaltet verschwindet alles von Twikey; Mandate tragen Sie dann von Hand ein.",
    nl: "Uitgeschakeld verdwijnt alles van Twikey; mandaten vult u dan zelf in.",
    fr: "Désactivé, tout ce qui concerne Twikey disparaît ; vous saisissez alors les mandats à la main.",
    en: "Switched off, everything Twikey disappears; you then enter mandates by hand.",
};
const TWIKEY_UNSET: Text = Text {
    de: "Twikey ist nicht eingerichtet. Dafür braucht der Server TWIKEY_API_URL, TWIKEY_API_KEY und TWIKEY_TEMPLATE.",
    nl: "Twikey is niet ingesteld. De server heeft daarvoor TWIKEY_API_URL, TWIKEY_API_KEY en TWIKEY_TEMPLATE nodig.",
    fr: "Twikey n’est pas configuré. Le serveur a besoin de TWIKEY_API_URL, TWIKEY_API_KEY et TWIKEY_TEMPLATE.",
    en: "Twikey is not set up. The server needs TWIKEY_API_URL, TWIKEY_API_KEY and TWIKEY_TEMPLATE for it.",
};
const DAYS: Text = Text {
    de: "Ein Link zum Unterzeichnen gilt so viele Tage",
    nl: "Een link om te ondertekenen is zoveel dagen geldig",
    fr: "Validité d’un lien de signature, en jours",
    en: "A signing link is good for so many days",
};
const DAYS_WRONG: Text = Text {
    de: "Bitte eine Zahl von 1 bis 365.",
    nl: "Een getal van 1 tot 365, alstublieft.",
    fr: "Un nombre de 1 à 365, s’il vous plaît.",
    en: "A number from 1 to 365, please.",
};
const OUTDATED: Text = Text {
    de: "Jemand anderes hat die Einstellungen inzwischen geändert. Prüfen Sie Ihre Angaben und speichern Sie noch einmal.",
    nl: "Iemand anders heeft de instellingen intussen gewijzigd. Controleer uw gegevens en sla nog eens op.",
    fr: "Quelqu’un d’autre a modifié les paramètres entre-temps. Vérifiez vos données et enregistrez à nouveau.",
    en: "Somebody else has changed the settings meanwhile. Check yours and save once more.",
};
const ENVIRONMENT: Text = Text { de: "Umgebung", nl: "Omgeving", fr: "Environnement", en: "Environment" };
const ENVIRONMENT_HINT: Text = Text {
    de: "Damit wurde der Server gestartet; zu ändern in seiner Datei .env.",
    nl: "Hiermee werd de server gestart; te wijzigen in zijn bestand .env.",
    fr: "Le serveur a été démarré avec ces valeurs ; à modifier dans son fichier .env.",
    en: "What the server was started with; to be changed in its file .env.",
};
const SAVE: Text = Text { de: "Speichern", nl: "Opslaan", fr: "Enregistrer", en: "Save" };
