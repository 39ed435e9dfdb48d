//! Two people edited one draft: the second is told before anything is overwritten, and sees what the first has saved.

use maud::{Markup, html};

use super::{Invoice, State, contents, queries};
use crate::{
    audit,
    db::{self, Tx},
    i18n::{Language, Text, format},
    ui::{badge::Tone, facts::facts, notice},
    viewer::Viewer,
};

/// Who was faster, and what is stored now. What was typed stays in the form below.
pub async fn notice(tx: &mut Tx, viewer: &Viewer, stored: &Invoice) -> db::Result<Markup> {
    let language = viewer.language();
    let last = audit::of_subject(tx, stored.id, 1).await?.into_iter().next();
    let lines = queries::lines(tx, stored.id).await?;
    let name = last.map_or_else(|| SOMEBODY.get(language).to_owned(), |entry| entry.who(language));
    let when = format::date_time(stored.updated_at, viewer.zone, language);
    let sheet = format!("/invoices/{}", stored.id);
    Ok(notice::notice(
        Tone::Warning,
        html! {
            @if stored.state == State::Draft {
                p { (saved(&name, &when, language)) }
                details {
                    summary { (STORED.get(language)) }
                    (facts(&contents::dates(stored, language)))
                    (contents::table(&lines, language))
                    @if !stored.note.is_empty() { p.lines { (stored.note) } }
                }
            } @else {
                p { (confirmed(&name, &when, language)) }
                p { a href=(sheet) { (LOOK.get(language)) } }
            }
        },
    ))
}

fn saved(name: &str, when: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "{name} hat diesen Entwurf geändert, während Sie ihn bearbeitet haben ({when}). Ihre Fassung steht unten und ist noch nicht gespeichert. Speichern Sie sie, so gilt sie statt der anderen."
        ),
        Language::Nl => format!(
            "{name} heeft dit concept gewijzigd terwijl u ermee bezig was ({when}). Uw versie staat hieronder en is nog niet opgeslagen. Slaat u ze op, dan vervangt ze de andere."
        ),
        Language::Fr => format!(
            "{name} a modifié ce brouillon pendant que vous y travailliez ({when}). Votre version figure ci-dessous et n’est pas encore enregistrée. Si vous l’enregistrez, elle remplace l’autre."
        ),
        Language::En => format!(
            "{name} changed this draft while you were editing it ({when}). Your version stands below and is not saved yet. If you save it, it takes the place of the other."
        ),
    }
}

fn confirmed(name: &str, when: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "{name} hat diese Rechnung inzwischen bestätigt ({when}). Sie ändert sich nicht mehr; nur eine Gutschrift nimmt etwas zurück."
        ),
        Language::Nl => format!(
            "{name} heeft deze factuur intussen bevestigd ({when}). Ze verandert niet meer; alleen een creditnota neemt iets terug."
        ),
        Language::Fr => format!(
            "{name} a confirmé cette facture entre-temps ({when}). Elle ne change plus\u{a0}; seule une note de crédit peut y revenir."
        ),
        Language::En => format!(
            "{name} has confirmed this invoice in the meantime ({when}). It does not change any more; only a credit note takes something back."
        ),
    }
}

const SOMEBODY: Text = Text { de: "Jemand", nl: "Iemand", fr: "Quelqu’un", en: "Somebody" };
const STORED: Text = Text {
    de: "Was jetzt gespeichert ist",
    nl: "Wat nu is opgeslagen",
    fr: "Ce qui est enregistré maintenant",
    en: "What is stored now",
};
const LOOK: Text = Text { de: "Zur Rechnung", nl: "Naar de factuur", fr: "Voir la facture", en: "See the invoice" };
