//! Editing a template, with its versions: `/templates/{kind}/{language}`, for administrators.
//! `?version=3` puts an earlier text into the form, 0 the one that came with Mandato; saving it makes it the newest.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{Data, Form, Path, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{
    Kind, Mail, Mistake, Part, Template, creditor, frame, placeholders,
    queries::{self, Kept},
};
use crate::{
    app::App,
    audit::{self, Actor, Change, Subject},
    error::{Error, Result},
    i18n::{Language, Text, format},
    layout,
    ui::{
        badge::Tone,
        button::{self, Action, Button},
        editor::{Editor, Piece, Preview},
        form::{self, Answer},
        heading::Heading,
        icon::Icon,
        notice::notice,
        tile::{Span, Tile},
        timeline::{Entry, Timeline},
    },
    viewer::{Admin, Viewer},
};

/// Versions that are listed; older ones are kept and reached by their number.
const LISTED: i64 = 50;

/// `{kind}/{language}` of the address.
type Name = Path<(String, String)>;

#[derive(Deserialize)]
pub struct Which {
    version: Option<i64>,
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    /// The version that was shown when writing began; 0 is the text that came with Mandato.
    #[serde(default)]
    version: i64,
}

/// What stands in the form, and what is to be said about it.
struct Shown {
    typed: Typed,
    mistakes: Vec<Mistake>,
    note: Option<Markup>,
}

/// `GET /templates/{kind}/{language}`
pub async fn show(app: Data<App>, viewer: Admin, name: Name, which: Query<Which>) -> Result<Markup> {
    let (kind, of) = parse(&name)?;
    let mut tx = app.db.read().await?;
    let history = queries::history(&mut tx, kind, of, LISTED).await?;
    let newest = history.first().map_or(0, |saved| saved.version);
    let earlier = which.version.filter(|version| *version != newest);
    let (subject, body) = text(&mut tx, kind, of, earlier.unwrap_or(newest)).await?;
    let shown = Shown {
        typed: Typed { subject, body, version: newest },
        mistakes: Vec::new(),
        note: earlier.map(|version| notice(Tone::Info, html! { p { (earlier_version(version, viewer.language())) } })),
    };
    Ok(page(&viewer, kind, of, &shown, &history))
}

/// `POST /templates/{kind}/{language}`
pub async fn submit(app: Data<App>, viewer: Admin, name: Name, typed: Form<Typed>) -> Result<HttpResponse> {
    let (kind, of) = parse(&name)?;
    let typed = typed.into_inner();
    let template = match Template::read(kind, &typed.subject, &typed.body, &super::links(&app)) {
        Ok(template) => template,
        Err(mistakes) => return refused(&app, &viewer, kind, of, Shown { typed, mistakes, note: None }).await,
    };

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let (subject, body) = text(&mut tx, kind, of, typed.version).await?;
    let Some(id) = queries::save(&mut tx, now, viewer.id(), of, &template, typed.version).await? else {
        drop(tx);
        return overtaken(&app, &viewer, kind, of, typed).await;
    };
    let changes = [
        Change::between("template", None, Some(&format!("{}/{of}", kind.slug()))),
        Change::between("subject", Some(&subject), Some(template.subject())),
        Change::between("body", Some(&body), Some(template.body().as_html())),
    ];
    let entry = audit::Entry::new(Actor::User(viewer.id()), Subject::Template, id, audit::Action::Changed);
    audit::record(&mut tx, now, entry.with(changes.into_iter().flatten().collect())).await?;
    tx.commit().await?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, address(kind, of))).finish())
}

/// `POST /templates/{kind}/{language}/preview`: the mail with sample data, for a frame.
pub async fn preview(app: Data<App>, viewer: Admin, name: Name, typed: Form<Typed>) -> Result<HttpResponse> {
    let (kind, of) = parse(&name)?;
    let links = super::links(&app);
    let draft = Template::read(kind, &typed.subject, &typed.body, &links)
        .and_then(|template| template.fill(&kind.samples(of), &links).map_err(|mistake| vec![mistake]));
    Ok(match draft {
        Ok(draft) => {
            let sender = creditor(&app, &viewer.settings);
            frame::mail(&Mail {
                language: of,
                subject: &draft.subject,
                body: &draft.body,
                link: super::sample_link(&app, kind).as_deref(),
                sender,
            })
        }
        Err(mistakes) => {
            let sentences: Vec<_> = mistakes.iter().map(|mistake| mistake.explain(viewer.language())).collect();
            frame::problems(viewer.language(), &sentences)
        }
    })
}

fn parse(name: &Name) -> Result<(Kind, Language)> {
    let (kind, language) = (name.0.parse(), name.1.parse());
    Ok((kind.map_err(|_| Error::NotFound)?, language.map_err(|_| Error::NotFound)?))
}

fn address(kind: Kind, of: Language) -> String {
    format!("/templates/{}/{of}", kind.slug())
}

/// Subject and body of a version; 0 is the text that came with Mandato.
async fn text(tx: &mut crate::db::Tx, kind: Kind, of: Language, version: i64) -> Result<(String, String)> {
    if version == 0 {
        let built_in = Template::built_in(kind, of);
        return Ok((built_in.subject().to_owned(), built_in.body().as_html().to_owned()));
    }
    let saved = queries::version(tx, kind, of, version).await?.ok_or(Error::NotFound)?;
    Ok((saved.subject, saved.body))
}

async fn refused(app: &App, viewer: &Viewer, kind: Kind, of: Language, shown: Shown) -> Result<HttpResponse> {
    let mut tx = app.db.read().await?;
    let history = queries::history(&mut tx, kind, of, LISTED).await?;
    Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page(viewer, kind, of, &shown, &history)))
}

/// Somebody else saved in the meantime: the text stays in the form, and saving once more puts it over theirs.
async fn overtaken(app: &App, viewer: &Viewer, kind: Kind, of: Language, typed: Typed) -> Result<HttpResponse> {
    let mut tx = app.db.read().await?;
    let history = queries::history(&mut tx, kind, of, 1).await?;
    drop(tx);
    let newest = history.first().ok_or(Error::NotFound)?;
    let language = viewer.language();
    let name = newest.saved_by.as_deref().unwrap_or(SOMEBODY.get(language));
    let when = format::date_time(newest.saved_at, viewer.zone, language);
    let note = notice(
        Tone::Warning,
        html! {
            p { (saved_meanwhile(name, &when, language)) }
            p { b { (&newest.subject) } }
        },
    );
    let shown = Shown { typed: Typed { version: newest.version, ..typed }, mistakes: Vec::new(), note: Some(note) };
    refused(app, viewer, kind, of, shown).await
}

fn page(viewer: &Viewer, kind: Kind, of: Language, shown: &Shown, history: &[Kept]) -> Markup {
    let language = viewer.language();
    let title = format!("{} · {}", kind.name().get(language), of.own_name());
    let content = html! {
        (Heading {
            title: &title,
            back: Some(("/templates", layout::TEMPLATES.get(language))),
            subtitle: Some(html! { (kind.occasion().get(language)) }),
            ..Heading::default()
        })
        @if let Some(note) = &shown.note { (note) }
        div.template-page { (editor(viewer, kind, of, shown)) (versions(viewer, kind, of, history)) }
    };
    viewer.page(&title, &content)
}

fn editor(viewer: &Viewer, kind: Kind, of: Language, shown: &Shown) -> Markup {
    let language = viewer.language();
    let sentences = |part| {
        let mistakes = shown.mistakes.iter().filter(move |mistake| mistake.part == part);
        mistakes.map(|mistake| mistake.explain(language)).collect::<Vec<_>>()
    };
    let (subject_errors, body_errors) = (sentences(Part::Subject).join(" "), sentences(Part::Body));
    let pieces: Vec<_> = placeholders::of(kind)
        .map(|known| Piece {
            text: format!("{{{{ {} }}}}", known.name),
            description: known.description.get(language),
            sample: known.sample.get(of),
        })
        .collect();
    let link = super::link_to_place(kind, of, language);
    let address = address(kind, of);
    let preview_address = format!("{address}/preview");
    let preview = Preview { language, address: &preview_address };
    form::Form {
        action: &address,
        csrf: &viewer.reader.csrf,
        answer: Answer::Page,
        content: html! {
            input type="hidden" name="version" value=(shown.typed.version);
            (Editor {
                language,
                text_language: of,
                subject: &shown.typed.subject,
                subject_error: (!subject_errors.is_empty()).then_some(&subject_errors),
                body: &shown.typed.body,
                body_errors: &body_errors,
                link: link.as_ref(),
                pieces: &pieces,
            })
            (form::actions(html! {
                (button::submit(SAVE.get(language)))
                (preview.button())
                (button::cancel(CANCEL.get(language), "/templates"))
            }))
            (preview.frame())
        },
    }
    .render()
}

fn versions<'a>(viewer: &'a Viewer, kind: Kind, of: Language, history: &'a [Kept]) -> Tile<'a> {
    let language = viewer.language();
    let open = |version: i64| {
        let href = format!("{}?version={version}", address(kind, of));
        Button { label: OPEN.get(language), action: Action::Go(&href), ..Button::default() }.render()
    };
    let entries: Vec<_> = history
        .iter()
        .enumerate()
        .map(|(position, kept)| Entry {
            tone: if position == 0 { Tone::Success } else { Tone::Neutral },
            title: &kept.subject,
            when: format::date_time(kept.saved_at, viewer.zone, language),
            datetime: kept.saved_at.to_rfc3339(),
            by: kept.saved_by.as_deref(),
            detail: (position > 0).then(|| open(kept.version)),
        })
        .collect();
    let built_in = Template::built_in(kind, of);
    let content = html! {
        @if !history.is_empty() { (Timeline { entries }) }
        div.built-in {
            p { b { (COMES_WITH.get(language)) } }
            p.muted lang=(of) { (built_in.subject()) }
            @if history.is_empty() { p { (IN_FORCE.get(language)) } } @else { (open(0)) }
        }
    };
    Tile {
        id: "versions",
        title: VERSIONS.get(language),
        icon: Some(Icon::History),
        actions: None,
        content,
        refresh: None,
        span: Span::One,
    }
}

const SAVE: Text = Text { de: "Speichern", nl: "Opslaan", fr: "Enregistrer", en: "Save" };
const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };
const VERSIONS: Text = Text { de: "Fassungen", nl: "Versies", fr: "Versions", en: "Versions" };
const OPEN: Text = Text {
    de: "In das Formular holen",
    nl: "In het formulier zetten",
    fr: "Reprendre dans le formulaire",
    en: "Bring into the form",
};
const COMES_WITH: Text =
    Text { de: "Mitgelieferter Text", nl: "Meegeleverde tekst", fr: "Texte fourni", en: "The text that came with it" };
const IN_FORCE: Text = Text { de: "Gilt jetzt.", nl: "Geldt nu.", fr: "En vigueur.", en: "In force." };
const SOMEBODY: Text =
    Text { de: "Jemand anderes", nl: "Iemand anders", fr: "Quelqu’un d’autre", en: "Somebody else" };

fn earlier_version(version: i64, language: Language) -> &'static str {
    match (version, language) {
        (0, Language::De) => "Das ist der mitgelieferte Text. Er gilt wieder, sobald Sie ihn speichern.",
        (0, Language::Nl) => "Dit is de meegeleverde tekst. Hij geldt opnieuw zodra u hem opslaat.",
        (0, Language::Fr) => "Voici le texte fourni. Il sera de nouveau en vigueur dès que vous l’enregistrez.",
        (0, Language::En) => "This is the text that came with Mandato. It is in force again as soon as you save it.",
        (_, Language::De) => "Das ist eine frühere Fassung. Sie gilt wieder, sobald Sie sie speichern.",
        (_, Language::Nl) => "Dit is een eerdere versie. Ze geldt opnieuw zodra u ze opslaat.",
        (_, Language::Fr) => {
            "Voici une version antérieure. Elle sera de nouveau en vigueur dès que vous l’enregistrez."
        }
        (_, Language::En) => "This is an earlier version. It is in force again as soon as you save it.",
    }
}

fn saved_meanwhile(name: &str, when: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "{name} hat diese Vorlage inzwischen gespeichert ({when}). Ihr Text steht noch im Formular; wenn Sie ihn jetzt \
             speichern, gilt er. Die andere Fassung bleibt unter „Fassungen“ erhalten. Deren Betreff:"
        ),
        Language::Nl => format!(
            "{name} heeft dit sjabloon intussen opgeslagen ({when}). Uw tekst staat nog in het formulier; als u hem nu \
             opslaat, geldt hij. De andere versie blijft bewaard onder ‘Versies’. Het onderwerp daarvan:"
        ),
        Language::Fr => format!(
            "{name} a enregistré ce modèle entre-temps ({when}). Votre texte est toujours dans le formulaire\u{a0}; si vous \
             l’enregistrez maintenant, il sera en vigueur. L’autre version reste disponible sous «\u{a0}Versions\u{a0}». Son objet\u{a0}:"
        ),
        Language::En => format!(
            "{name} has saved this template in the meantime ({when}). Your text is still in the form; if you save it now, it \
             is in force. The other version is kept under “Versions”. Its subject:"
        ),
    }
}
