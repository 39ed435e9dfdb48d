//! The settings: `/settings`, for administrators.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{Data, Form},
};
use maud::{Markup, Render, html};
use serde_json::Value;

use super::{
    form::Typed,
    logo_tile,
    numbers::{self, Next},
    problems::Problems,
    rules::Twikey,
};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    db::{self, Tx},
    domain::creditor_identifier::WrittenIdentifier,
    error::Result,
    feeds::account,
    i18n::{Language, Text},
    layout,
    merge::Difference,
    office::history,
    settings::{self, Settings},
    ui::{
        badge::Tone,
        button,
        facts::{facts, or_absent},
        form::{self, Answer},
        heading::Heading,
        notice::notice,
        tile::{Span, Tile},
    },
    viewer::{Admin, Viewer},
};

/// What the page shows.
struct Shown<'a> {
    typed: &'a Typed,
    problems: &'a Problems,
    /// Somebody else saved meanwhile: what both changed.
    conflict: Option<&'a [Difference<String, Value>]>,
    has_logo: bool,
    /// The creditor identifier that Twikey writes on mandates, where it is known.
    twikeys: Option<WrittenIdentifier>,
    /// Why the file that was just sent is no logo.
    logo_problem: Option<&'a str>,
}

/// `GET /settings`
pub async fn show(app: Data<App>, viewer: Admin) -> Result<Markup> {
    stored(&app, &viewer, None).await
}

/// The page as it is stored, with what is wrong with the file that was sent as a logo.
pub(super) async fn page_about_logo(app: &App, viewer: &Viewer, problem: &str) -> Result<Markup> {
    stored(app, viewer, Some(problem)).await
}

async fn stored(app: &App, viewer: &Viewer, logo_problem: Option<&str>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let typed = Typed::read(&mut tx, &viewer.settings, numbers::year(app)).await?;
    let has_logo = settings::has_logo(&mut tx).await?;
    let twikeys = twikeys(&mut tx, viewer).await?;
    let problems = Problems::none(viewer.language());
    let shown = Shown { typed: &typed, problems: &problems, conflict: None, has_logo, twikeys, logo_problem };
    Ok(page(app, viewer, &shown))
}

/// The creditor identifier on the mandates of the account in use.
async fn twikeys(tx: &mut Tx, viewer: &Viewer) -> db::Result<Option<WrittenIdentifier>> {
    Ok(if viewer.twikey_on { account::in_use(tx).await?.creditor_identifier } else { None })
}

/// `POST /settings`
pub async fn submit(app: Data<App>, viewer: Admin, typed: Form<Typed>) -> Result<HttpResponse> {
    let typed = typed.into_inner();
    let mut problems = Problems::none(viewer.language());
    let mut tx = app.db.write().await?;
    let before = settings::read(&mut tx).await?;
    if typed.version != before.version {
        return outdated(&mut tx, &app, &viewer, &typed).await;
    }
    let after = typed.check(&before, &mut problems);
    let next = typed.numbers.check_next(&mut tx, &after, numbers::year(&app), &mut problems).await?;
    if !problems.is_empty() {
        let has_logo = settings::has_logo(&mut tx).await?;
        let twikeys = twikeys(&mut tx, &viewer).await?;
        let shown = Shown { typed: &typed, problems: &problems, conflict: None, has_logo, twikeys, logo_problem: None };
        return Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page(&app, &viewer, &shown)));
    }
    if !settings::save(&mut tx, &after, typed.version).await? {
        // Somebody was faster since they were read.
        return outdated(&mut tx, &app, &viewer, &typed).await;
    }
    for next in &next {
        next.save(&mut tx).await?;
    }
    let changes = changes(&before, &after, &next);
    if !changes.is_empty() {
        let entry = Entry::without_record(Actor::User(viewer.id()), Subject::Settings, Action::Changed);
        audit::record(&mut tx, app.clock.now(), entry.with(changes)).await?;
    }
    tx.commit().await?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/settings")).finish())
}

/// Somebody else saved meanwhile: the form once more, with what they changed.
async fn outdated(tx: &mut Tx, app: &App, viewer: &Viewer, typed: &Typed) -> Result<HttpResponse> {
    let stored = settings::read(tx).await?;
    let theirs = Typed::read(tx, &stored, numbers::year(app)).await?;
    let (merged, both) = typed.merged(&theirs);
    let has_logo = settings::has_logo(tx).await?;
    let twikeys = twikeys(tx, viewer).await?;
    let problems = Problems::none(viewer.language());
    let shown =
        Shown { typed: &merged, problems: &problems, conflict: Some(&both), has_logo, twikeys, logo_problem: None };
    Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page(app, viewer, &shown)))
}

/// Every value that changed, old and new; bank data, too.
fn changes(before: &Settings, after: &Settings, next: &[Next]) -> Vec<Change> {
    let values = |settings: &Settings| {
        [
            ("creditor_name", settings.creditor_name.clone()),
            ("street", settings.street.clone()),
            ("postal_code", settings.postal_code.clone()),
            ("city", settings.city.clone()),
            ("country", settings.country.code().to_owned()),
            ("vat_number", text(settings.vat_number.as_ref())),
            ("contact_email", text(settings.contact_email.as_ref())),
            ("contact_phone", settings.contact_phone.clone()),
            ("iban", text(settings.iban.as_ref())),
            ("bic", text(settings.bic.as_ref())),
            ("creditor_identifier", text(settings.creditor_identifier.as_ref())),
            ("invoice_numbers", settings.invoice_numbers.to_string()),
            ("credit_note_numbers", settings.credit_note_numbers.to_string()),
            ("payment_days", settings.payment_days.to_string()),
            ("collect_open", settings.collect_open.code().to_owned()),
            ("announces_debits", settings.announces_debits.to_string()),
            ("mails_failures", settings.mails_failures.to_string()),
            ("twikey_on", settings.twikey_on.to_string()),
            ("mandate_link_days", settings.mandate_link_days.to_string()),
        ]
    };
    let pairs = values(before).into_iter().zip(values(after));
    let settings = pairs.filter_map(|((field, old), (_, new))| Change::between(field, Some(&old), Some(&new)));
    let next = next.iter().filter_map(|next| {
        Change::between(next.field(), Some(&next.before.to_string()), Some(&next.after.to_string()))
    });
    settings.chain(next).collect()
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn page(app: &App, viewer: &Viewer, shown: &Shown<'_>) -> Markup {
    let language = viewer.language();
    let title = layout::SETTINGS.get(language);
    let Shown { typed, problems, .. } = shown;
    let twikey = Twikey { is_configured: app.twikey.is_some(), is_on: viewer.twikey_on };
    let wrong: Vec<_> = problems.fields().map(|field| (field, history::label(field, language))).collect();
    let fields = html! {
        @if let Some(both) = shown.conflict { (conflict(both, language)) }
        (form::summary(&wrong, language))
        input type="hidden" name="version" value=(typed.version);
        input type="hidden" name="base" value=(typed.base);
        (typed.company.fields(problems))
        (typed.account.fields(shown.twikeys.as_ref(), problems))
        (typed.numbers.fields(numbers::year(app), problems))
        (typed.rules.fields(twikey, problems))
        (form::actions(button::submit(SAVE.get(language))))
    };
    let content = html! {
        (Heading { title, ..Heading::default() }.render())
        @if problems.is_empty() { (gaps(viewer)) }
        (form::Form { action: "/settings", csrf: &viewer.reader.csrf, answer: Answer::Page, content: fields })
        (logo_tile::tile(viewer, shown.has_logo, shown.logo_problem))
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

/// Says that somebody else saved meanwhile, and what they have where both changed something.
fn conflict(both: &[Difference<String, Value>], language: Language) -> Markup {
    notice(
        Tone::Warning,
        html! {
            p { (OUTDATED.get(language)) }
            @if !both.is_empty() {
                p { (BOTH.get(language)) }
                ul {
                    @for one in both {
                        @let theirs = history::readable(&one.field, one.theirs.as_str().unwrap_or_default(), language);
                        li { a href={ "#" (one.field) } { (history::label(&one.field, language)) } ": " (or_absent(Some(&theirs), language)) }
                    }
                }
            }
        },
    )
}

/// What invoices still lack, with the way to the fields.
fn gaps(viewer: &Viewer) -> Markup {
    let language = viewer.language();
    let gaps = viewer.settings.gaps(viewer.twikey_on);
    if gaps.is_empty() {
        return html! {};
    }
    notice(
        Tone::Warning,
        html! {
            p { (GAPS.get(language)) }
            ul { @for field in gaps { li { a href={ "#" (field) } { (history::label(field, language)) } } } }
        },
    )
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

const GAPS: Text = Text {
    de: "Auf Rechnungen fehlt noch:",
    nl: "Op facturen ontbreekt nog:",
    fr: "Il manque encore sur les factures\u{a0}:",
    en: "Invoices still lack:",
};
const OUTDATED: Text = Text {
    de: "Jemand anderes hat die Einstellungen inzwischen geändert; das steht jetzt auch hier. Prüfen Sie alles und speichern Sie noch einmal.",
    nl: "Iemand anders heeft de instellingen intussen gewijzigd; dat staat nu ook hier. Controleer alles en sla nog eens op.",
    fr: "Quelqu’un d’autre a modifié les paramètres entre-temps\u{a0}; cela figure maintenant aussi ici. Vérifiez tout et enregistrez à nouveau.",
    en: "Somebody else has changed the settings meanwhile; that now stands here, too. Check everything and save once more.",
};
const BOTH: Text = Text {
    de: "Dies haben Sie beide geändert. Unten steht Ihre Eingabe, gespeichert ist:",
    nl: "Dit hebt u beiden gewijzigd. Hieronder staat uw invoer, opgeslagen is:",
    fr: "Vous avez tous deux modifié ceci. Votre saisie figure ci-dessous\u{a0}; est enregistré\u{a0}:",
    en: "You both changed this. What you typed stands below; what is stored:",
};
const ENVIRONMENT: Text = Text { de: "Umgebung", nl: "Omgeving", fr: "Environnement", en: "Environment" };
const ENVIRONMENT_HINT: Text = Text {
    de: "Damit wurde der Server gestartet; zu ändern in seiner Datei .env.",
    nl: "Hiermee werd de server gestart; te wijzigen in zijn bestand .env.",
    fr: "Le serveur a été démarré avec ces valeurs\u{a0}; à modifier dans son fichier .env.",
    en: "What the server was started with; to be changed in its file .env.",
};
const SAVE: Text = Text { de: "Speichern", nl: "Opslaan", fr: "Enregistrer", en: "Save" };
