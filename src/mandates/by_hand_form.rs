//! The form in which staff enter by hand how a customer pays: what was typed, what is wrong with it, how it looks.

use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Mandate, Origin, reply,
    words::{CANCEL, PAYMENT_METHOD, SAVE, SEPA_MANDATE, SIGNED_ON},
};
use crate::{
    customers::{Customer, PaymentMethod, bank as account},
    domain::{bank, bic::Bic, iban::Iban},
    i18n::{Language, Text},
    ui::{
        badge::Tone,
        button,
        field::{Control, Field, Width},
        form::{self, Answer},
        notice::notice,
    },
    viewer::Viewer,
};

/// What a mandate reference may be (SEPA: 35 characters of the basic Latin set).
const LONGEST_REFERENCE: usize = 35;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub(super) version: i64,
    pub(super) payment_method: String,
    pub(super) iban: String,
    pub(super) bic: String,
    pub(super) reference: String,
    pub(super) signed_on: String,
}

#[derive(Default)]
pub(super) struct Problems {
    pub(super) payment_method: Option<String>,
    pub(super) iban: Option<String>,
    pub(super) bic: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) signed_on: Option<String>,
    /// Somebody else changed the customer.
    pub(super) outdated: bool,
}

/// What was typed, checked.
pub(super) struct Entered {
    pub(super) payment_method: PaymentMethod,
    pub(super) iban: Option<Iban>,
    pub(super) bic: Option<Bic>,
    pub(super) paper: Option<(String, NaiveDate)>,
}

/// Twikey keeps the mandate: its data come from there.
pub(super) fn is_kept_by_twikey(mandate: Option<&Mandate>) -> bool {
    mandate.is_some_and(|mandate| mandate.origin == Origin::Twikey)
}

/// Whether the account, too, is what Twikey says: the customer has signed for it there.
fn names_account(mandate: Option<&Mandate>) -> bool {
    is_kept_by_twikey(mandate) && mandate.is_some_and(|mandate| mandate.state.is_in_force())
}

impl Typed {
    pub(super) fn of(customer: &Customer, mandate: Option<&Mandate>) -> Self {
        Self {
            version: customer.version,
            payment_method: customer.payment_method.code().to_owned(),
            iban: customer.iban.as_ref().map(Iban::grouped).unwrap_or_default(),
            bic: customer.bic.as_ref().map(|bic| bic.as_str().to_owned()).unwrap_or_default(),
            reference: mandate.and_then(|mandate| mandate.reference.clone()).unwrap_or_default(),
            signed_on: mandate.and_then(|mandate| mandate.signed_on).map(|date| date.to_string()).unwrap_or_default(),
        }
    }

    pub(super) fn check(
        &self,
        customer: &Customer,
        mandate: Option<&Mandate>,
        today: NaiveDate,
        language: Language,
    ) -> Result<Entered, Box<Problems>> {
        let mut problems = Problems::default();
        let payment_method = match self.payment_method.as_str() {
            "direct_debit" => PaymentMethod::DirectDebit,
            _ => PaymentMethod::Transfer,
        };
        let iban = parse(&self.iban, str::parse::<Iban>, |error| error.explain(language), &mut problems.iban);
        let bic = parse(&self.bic, str::parse::<Bic>, |error| error.explain(language), &mut problems.bic);
        let bic = if names_account(mandate) {
            if iban != customer.iban && problems.iban.is_none() {
                problems.iban = Some(ACCOUNT_OF_MANDATE.get(language).to_owned());
            }
            customer.bic.clone()
        } else {
            // The bank code of most countries tells the BIC.
            bic.or_else(|| bank::of(iban.as_ref()?)?.bic)
        };
        let paper = if is_kept_by_twikey(mandate) { None } else { self.paper(today, language, &mut problems) };
        let needs_iban = payment_method == PaymentMethod::DirectDebit || paper.is_some();
        if needs_iban && self.iban.trim().is_empty() {
            problems.iban = Some(IBAN_MISSING.get(language).to_owned());
        }
        if problems.any() { Err(Box::new(problems)) } else { Ok(Entered { payment_method, iban, bic, paper }) }
    }

    fn paper(&self, today: NaiveDate, language: Language, problems: &mut Problems) -> Option<(String, NaiveDate)> {
        let reference = self.reference.trim();
        let date = self.signed_on.trim();
        if reference.is_empty() && date.is_empty() {
            return None;
        }
        if !is_reference(reference) {
            problems.reference = Some(REFERENCE_WRONG.get(language).to_owned());
        }
        let signed_on = date.parse::<NaiveDate>();
        match signed_on {
            Ok(signed_on) if signed_on <= today => Some((reference.to_owned(), signed_on)),
            Ok(_) => {
                problems.signed_on = Some(DATE_AHEAD.get(language).to_owned());
                None
            }
            Err(_) => {
                problems.signed_on = Some(DATE_WRONG.get(language).to_owned());
                None
            }
        }
    }
}

impl Problems {
    fn any(&self) -> bool {
        [&self.payment_method, &self.iban, &self.bic, &self.reference, &self.signed_on].iter().any(|p| p.is_some())
    }
}

/// Reads a field that may be left empty.
fn parse<T, E>(
    typed: &str,
    read: impl Fn(&str) -> Result<T, E>,
    explain: impl Fn(&E) -> String,
    problem: &mut Option<String>,
) -> Option<T> {
    if typed.trim().is_empty() {
        return None;
    }
    read(typed).map_err(|error| *problem = Some(explain(&error))).ok()
}

/// Whether a text can be a mandate reference (EPC130-08, section 1.4: the restricted character set; no `/` at the ends).
fn is_reference(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c);
    (1..=LONGEST_REFERENCE).contains(&text.len())
        && text.chars().all(allowed)
        && !text.starts_with('/')
        && !text.ends_with('/')
        && !text.contains("//")
}

pub(super) fn dialog(
    viewer: &Viewer,
    customer: &Customer,
    mandate: Option<&Mandate>,
    typed: &Typed,
    problems: &Problems,
) -> Markup {
    let language = viewer.language();
    let action = format!("/customers/{}/direct-debit", customer.id);
    let locked = is_kept_by_twikey(mandate);
    let methods = [PaymentMethod::Transfer, PaymentMethod::DirectDebit].map(|way| (way.code(), way.name(language)));
    let field = |label, name, value, error, control| Field {
        label,
        name,
        value,
        error,
        control,
        width: Width::Half,
        ..Field::default()
    };
    let account = account::Fields {
        iban: &typed.iban,
        bic: &typed.bic,
        iban_problem: problems.iban.as_deref(),
        bic_problem: problems.bic.as_deref(),
    };
    let fields = html! {
        @if problems.outdated { (outdated(customer, language)) }
        input type="hidden" name="version" value=(typed.version);
        div.fields {
            (Field {
                label: PAYMENT_METHOD.get(language), name: "payment_method", value: &typed.payment_method,
                control: Control::Select(&methods), error: problems.payment_method.as_deref(), autofocus: true,
                ..Field::default()
            })
            @if names_account(mandate) { (account::read_only(&account, ACCOUNT_OF_MANDATE.get(language), language)) }
            @else { (account::fields(&account, language)) }
            (Field {
                read_only: locked, hint: locked.then_some(KEPT_BY_TWIKEY.get(language)),
                ..field(SEPA_MANDATE.get(language), "reference", &typed.reference, problems.reference.as_deref(), Control::Code)
            })
            (Field {
                read_only: locked,
                ..field(SIGNED_ON.get(language), "signed_on", &typed.signed_on, problems.signed_on.as_deref(), Control::Date)
            })
        }
        (form::actions(html! {
            (button::submit(SAVE.get(language)))
            (button::cancel(CANCEL.get(language), &format!("/customers/{}", customer.id)))
        }))
    };
    let form = form::Form { action: &action, csrf: &viewer.reader.csrf, answer: Answer::Dialog, content: fields };
    reply::dialog(viewer, TITLE.get(language), html! { (form) }, false)
}

/// What somebody else has made of the customer meanwhile.
fn outdated(customer: &Customer, language: Language) -> Markup {
    notice(
        Tone::Warning,
        html! {
            p { (OUTDATED.get(language)) }
            ul {
                li { (PAYMENT_METHOD.get(language)) ": " (customer.payment_method.name(language)) }
                li { "IBAN: " (customer.iban.as_ref().map_or_else(|| "–".into(), Iban::grouped)) }
                li { "BIC: " (customer.bic.as_ref().map_or("–", Bic::as_str)) }
            }
        },
    )
}

const TITLE: Text = Text {
    de: "Zahlungsart und Mandat von Hand",
    nl: "Betaalwijze en mandaat zelf invullen",
    fr: "Mode de paiement et mandat à la main",
    en: "Payment method and mandate by hand",
};
const ACCOUNT_OF_MANDATE: Text = Text {
    de: "Dieses Konto nennt das Mandat, das Twikey führt. Ändert der Kunde es bei Twikey, steht es von selbst hier.",
    nl: "Deze rekening staat in het mandaat dat Twikey beheert. Wijzigt de klant ze bij Twikey, dan verschijnt ze hier vanzelf.",
    fr: "Ce compte est celui du mandat géré par Twikey. Si le client le change chez Twikey, il apparaît ici de lui-même.",
    en: "The mandate that Twikey keeps names this account. When the customer changes it at Twikey, it changes here by itself.",
};
const KEPT_BY_TWIKEY: Text = Text {
    de: "Dieses Mandat führt Twikey. Für ein anderes widerrufen Sie es zuerst.",
    nl: "Dit mandaat wordt door Twikey beheerd. Annuleer het eerst voor een ander.",
    fr: "Ce mandat est géré par Twikey. Révoquez-le d’abord pour en saisir un autre.",
    en: "Twikey keeps this mandate. For another one cancel it first.",
};
const IBAN_MISSING: Text = Text {
    de: "Für Lastschrift und Mandat wird die IBAN gebraucht.",
    nl: "Voor domiciliëring en mandaat is de IBAN nodig.",
    fr: "L’IBAN est nécessaire pour la domiciliation et le mandat.",
    en: "Direct debit and mandate need the IBAN.",
};
const REFERENCE_WRONG: Text = Text {
    de: "Eine Mandatsreferenz hat 1 bis 35 Zeichen: Buchstaben ohne Akzente, Ziffern, Leerzeichen und / - ? : ( ) . , ' +",
    nl: "Een mandaatreferentie heeft 1 tot 35 tekens: letters zonder accenten, cijfers, spaties en / - ? : ( ) . , ' +",
    fr: "Une référence de mandat compte 1 à 35 caractères\u{a0}: lettres sans accents, chiffres, espaces et / - ? : ( ) . , ' +",
    en: "A mandate reference has 1 to 35 characters: letters without accents, digits, spaces and / - ? : ( ) . , ' +",
};
const DATE_WRONG: Text = Text {
    de: "Bitte geben Sie das Datum der Unterschrift an.",
    nl: "Vul de datum van ondertekening in.",
    fr: "Veuillez indiquer la date de signature.",
    en: "Please give the date of the signature.",
};
const DATE_AHEAD: Text = Text {
    de: "Dieses Datum liegt in der Zukunft.",
    nl: "Deze datum ligt in de toekomst.",
    fr: "Cette date est dans le futur.",
    en: "This date is in the future.",
};
const OUTDATED: Text = Text {
    de: "Jemand anderes hat den Kunden inzwischen geändert. So steht es jetzt; speichern Sie noch einmal, wenn Ihre Angaben gelten sollen:",
    nl: "Iemand anders heeft de klant intussen gewijzigd. Dit is de huidige stand; sla nog eens op als uw gegevens moeten gelden:",
    fr: "Quelqu’un d’autre a modifié le client entre-temps. Voici l’état actuel\u{a0}; enregistrez à nouveau si vos données doivent prévaloir\u{a0}:",
    en: "Somebody else has changed the customer meanwhile. This is how it stands now; save again if yours is to hold:",
};

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::country::Country;

    #[test]
    fn a_reference_is_what_sepa_allows() {
        for good in ["ACME00012", "M-2026/17", "a b.c", "X"] {
            assert!(is_reference(good), "{good}");
        }
        for bad in ["", "/A", "A/", "A//B", "Ä1", "A\nB", &"A".repeat(36)] {
            assert!(!is_reference(bad), "{bad}");
        }
    }

    #[test]
    fn direct_debit_needs_an_account_and_a_reference_a_date() {
        let typed = Typed { payment_method: "direct_debit".into(), reference: "A1".into(), ..Typed::default() };
        let today = "2026-11-23".parse().unwrap();
        let customer = Customer::new(Uuid::nil(), DateTime::UNIX_EPOCH, "C-1", Language::En, Country::BELGIUM);
        let problems = typed.check(&customer, None, today, Language::En).err().unwrap();
        assert!(problems.iban.is_some() && problems.signed_on.is_some());

        let typed = Typed { iban: "BE16 6453 4897 1174".into(), signed_on: "2026-11-24".into(), ..typed };
        let problems = typed.check(&customer, None, today, Language::En).err().unwrap();
        assert!(problems.iban.is_none() && problems.signed_on.is_some(), "tomorrow");
    }
}
