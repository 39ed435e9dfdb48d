//! Two people edited one customer: the second is shown what the first changed and decides field by field.
//!
//! The form carries the customer's values as they were when it was made. So it is known who changed what: what only one of
//! both changed is taken over, what both changed is asked. Nothing is saved before.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, http::StatusCode};
use maud::{Markup, html};

use crate::{
    audit::{self, Recorded},
    customers::Customer,
    db::Tx,
    error::Result,
    i18n::{Language, Text, format},
    layout::answer,
    merge,
    office::history::{label, readable},
    ui::{
        badge::Tone,
        button::{Action, Button, cancel, submit},
        diff::{Change, Diff},
        facts::or_absent,
        form::{Answer, Form, actions},
        heading::Heading,
        notice::notice,
    },
    viewer::Viewer,
};

/// All values of a customer, to be sent along with its form.
pub fn base_of(customer: &Customer) -> String {
    let values: BTreeMap<&str, String> = customer.values().into_iter().collect();
    serde_json::to_string(&values).expect("texts are always JSON")
}

type Difference = merge::Difference<&'static str, String>;
type Merged = merge::Merged<&'static str, String>;

fn merge(base: &BTreeMap<String, String>, theirs: &Customer, yours: &Customer) -> Merged {
    // How a customer pays is not in this form.
    let values = |customer: &Customer| customer.values().into_iter().filter(|(field, _)| *field != "payment_method");
    merge::merge(base, values(theirs), values(yours))
}

/// Asks what to keep; 409. `theirs` is stored, `yours` is what the form would have saved.
pub async fn page(
    tx: &mut Tx,
    viewer: &Viewer,
    base: &str,
    theirs: &Customer,
    yours: &Customer,
) -> Result<HttpResponse> {
    let base = serde_json::from_str(base).unwrap_or_default();
    let merged = merge(&base, theirs, yours);
    let last = audit::of_subject(tx, theirs.id, 1).await?.into_iter().next();
    let other = Other::new(last.as_ref(), theirs, viewer);
    let language = viewer.language();
    let sheet = format!("/customers/{}", theirs.id);
    let title = TITLE.get(language);
    let content = html! {
        (Heading { title, subtitle: Some(html! { (theirs.name()) }), ..Heading::default() })
        div.narrow.stack {
            (notice(Tone::Warning, html! { p { (other.explanation(language)) } }))
            (taken_over(&merged.taken_over, &other, language))
            (Form {
                action: &sheet,
                csrf: &viewer.reader.csrf,
                answer: Answer::Page,
                content: html! {
                    input type="hidden" name="version" value=(theirs.version);
                    input type="hidden" name="base" value=(base_of(theirs));
                    @for (field, value) in &merged.settled { input type="hidden" name=(field) value=(value); }
                    (decisions(&merged.open, &other, language))
                    (actions(html! {
                        (submit(SAVE.get(language)))
                        (Button { label: REVISE.get(language), action: Action::SubmitAs("revise", "1"), ..Button::default() })
                        (cancel(DISCARD.get(language), &sheet))
                    }))
                },
            })
        }
    };
    Ok(answer(StatusCode::CONFLICT, viewer.page(title, &content)))
}

/// Who was faster.
struct Other {
    name: String,
    when: String,
}

impl Other {
    fn new(last: Option<&Recorded>, stored: &Customer, viewer: &Viewer) -> Self {
        let language = viewer.language();
        let name = last.map_or(SOMEBODY.get(language).to_owned(), |entry| entry.who(language));
        Self { name, when: format::date_time(stored.updated_at, viewer.zone, language) }
    }

    fn explanation(&self, language: Language) -> String {
        let Self { name, when } = self;
        match language {
            Language::De => format!(
                "{name} hat diesen Kunden geändert, während Sie ihn bearbeitet haben ({when}). Ihre Änderung ist noch nicht gespeichert."
            ),
            Language::Nl => format!(
                "{name} heeft deze klant gewijzigd terwijl u ermee bezig was ({when}). Uw wijziging is nog niet opgeslagen."
            ),
            Language::Fr => format!(
                "{name} a modifié ce client pendant que vous y travailliez ({when}). Votre modification n’est pas encore enregistrée."
            ),
            Language::En => format!(
                "{name} changed this customer while you were editing it ({when}). Your change is not saved yet."
            ),
        }
    }
}

fn taken_over(differences: &[Difference], other: &Other, language: Language) -> Markup {
    if differences.is_empty() {
        return html! {};
    }
    let name = &other.name;
    let caption = match language {
        Language::De => format!("Das hat nur {name} geändert; es bleibt so"),
        Language::Nl => format!("Dit heeft alleen {name} gewijzigd; het blijft zo"),
        Language::Fr => format!("Seul {name} a modifié ceci\u{a0}; c’est conservé"),
        Language::En => format!("Only {name} changed this; it stays"),
    };
    let words: Vec<_> = differences
        .iter()
        .map(|one| {
            let before = readable(one.field, one.base.as_deref().unwrap_or_default(), language);
            (one.field, before, readable(one.field, &one.theirs, language))
        })
        .collect();
    let rows = words.iter().map(|(field, before, after)| Change {
        field: label(field, language),
        before: Some(before),
        after: Some(after),
    });
    html! {
        section {
            h2 { (caption) }
            (Diff { language, caption: &caption, rows: rows.collect() })
        }
    }
}

fn decisions(differences: &[Difference], other: &Other, language: Language) -> Markup {
    if differences.is_empty() {
        return html! { p { (NOTHING_OPEN.get(language)) } };
    }
    html! {
        section.decisions {
            h2 { (DECIDE.get(language)) }
            @for one in differences {
                fieldset {
                    legend { (label(one.field, language)) }
                    (choice(one.field, &one.theirs, &other.name, false, language))
                    (choice(one.field, &one.yours, YOURS.get(language), true, language))
                }
            }
        }
    }
}

fn choice(field: &str, value: &str, whose: &str, chosen: bool, language: Language) -> Markup {
    html! {
        label {
            input type="radio" name=(field) value=(value) checked[chosen];
            span {
                span.value { (or_absent(Some(&readable(field, value, language)), language)) }
                small.muted { (whose) }
            }
        }
    }
}

const TITLE: Text = Text {
    de: "Zwei Änderungen zugleich",
    nl: "Twee wijzigingen tegelijk",
    fr: "Deux modifications en même temps",
    en: "Two changes at once",
};
const DECIDE: Text = Text {
    de: "Das haben Sie beide geändert. Was soll gelten?",
    nl: "Dit hebt u beiden gewijzigd. Wat moet gelden?",
    fr: "Vous avez tous deux modifié ceci. Que faut-il garder\u{a0}?",
    en: "You both changed this. Which is right?",
};
const NOTHING_OPEN: Text = Text {
    de: "Ihre Änderungen betreffen andere Felder. Beide passen zusammen.",
    nl: "Uw wijzigingen betreffen andere velden. Beide gaan samen.",
    fr: "Vos modifications concernent d’autres champs. Les deux sont compatibles.",
    en: "Your changes are in other fields. Both fit together.",
};
const YOURS: Text = Text { de: "Ihre Eingabe", nl: "uw invoer", fr: "votre saisie", en: "what you typed" };
const SOMEBODY: Text = Text { de: "Jemand", nl: "Iemand", fr: "Quelqu’un", en: "Somebody" };
const SAVE: Text = Text { de: "So speichern", nl: "Zo opslaan", fr: "Enregistrer ainsi", en: "Save like this" };
const REVISE: Text = Text {
    de: "Zurück zum Formular",
    nl: "Terug naar het formulier",
    fr: "Retour au formulaire",
    en: "Back to the form",
};
const DISCARD: Text = Text {
    de: "Meine Änderung verwerfen",
    nl: "Mijn wijziging verwerpen",
    fr: "Abandonner ma modification",
    en: "Discard my change",
};

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::country::Country;

    #[test]
    fn what_one_of_two_changed_is_kept_and_what_both_changed_is_asked() {
        let base = Customer::new(Uuid::nil(), DateTime::UNIX_EPOCH, "C-1", Language::Nl, Country::BELGIUM);
        let theirs =
            Customer { city: "Gent".into(), street: "Kouter 1".into(), first_name: "Els".into(), ..base.clone() };
        let yours = Customer { city: "Brugge".into(), notes: "Neu".into(), first_name: "Els".into(), ..base.clone() };
        let known: BTreeMap<String, String> = serde_json::from_str(&base_of(&base)).unwrap();

        let merged = merge(&known, &theirs, &yours);

        assert_eq!(merged.open.iter().map(|one| one.field).collect::<Vec<_>>(), ["city"]);
        assert_eq!(merged.taken_over.iter().map(|one| one.field).collect::<Vec<_>>(), ["street"]);
        for kept in [("street", "Kouter 1"), ("notes", "Neu"), ("first_name", "Els")] {
            assert!(merged.settled.contains(&(kept.0, kept.1.to_owned())), "{kept:?}");
        }
    }

    #[test]
    fn without_the_first_values_every_difference_is_asked() {
        let theirs = Customer::new(Uuid::nil(), DateTime::UNIX_EPOCH, "C-1", Language::Nl, Country::BELGIUM);
        let yours = Customer { city: "Brugge".into(), ..theirs.clone() };
        let merged = merge(&BTreeMap::new(), &theirs, &yours);
        assert_eq!(merged.open.iter().map(|one| one.field).collect::<Vec<_>>(), ["city"]);
    }
}
