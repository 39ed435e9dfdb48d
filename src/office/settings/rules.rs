//! How invoices and requests are handled: days, when open invoices are collected, which e-mails go out, Twikey on or off.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::problems::{Problems, field};
use crate::{
    i18n::{Language, Text},
    settings::{CollectOpen, Settings},
    ui::{
        badge::Tone,
        field::{Card, Checkbox, Control, Field, RadioCards, Width},
        form::group,
        notice::notice,
    },
};

/// A signing link is good for at most this many days: Twikey takes twelve months.
const LONGEST_LINK: i64 = 365;
const LONGEST_TERM: i64 = 365;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Typed {
    payment_days: String,
    collect_open: String,
    announces_debits: Option<String>,
    mails_failures: Option<String>,
    twikey_on: Option<String>,
    mandate_link_days: String,
}

/// What the portal was started with, and whether Twikey is switched on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Twikey {
    pub is_configured: bool,
    pub is_on: bool,
}

impl Typed {
    pub(super) fn of(settings: &Settings) -> Self {
        let ticked = |is_on: bool| is_on.then(|| "yes".to_owned());
        Self {
            payment_days: settings.payment_days.to_string(),
            collect_open: settings.collect_open.code().to_owned(),
            announces_debits: ticked(settings.announces_debits),
            mails_failures: ticked(settings.mails_failures),
            twikey_on: ticked(settings.twikey_on),
            mandate_link_days: settings.mandate_link_days.to_string(),
        }
    }

    pub(super) fn check(&self, after: &mut Settings, problems: &mut Problems) {
        let language = problems.language();
        match days(&self.payment_days, 0, LONGEST_TERM) {
            Some(days) => after.payment_days = days,
            None => problems.add("payment_days", between(0, LONGEST_TERM, language)),
        }
        match CollectOpen::from_code(&self.collect_open) {
            Some(when) => after.collect_open = when,
            None => problems.add("collect_open", CHOOSE.get(language)),
        }
        after.announces_debits = self.announces_debits.is_some();
        after.mails_failures = self.mails_failures.is_some();
        after.twikey_on = self.twikey_on.is_some();
        match days(&self.mandate_link_days, 1, LONGEST_LINK) {
            Some(days) => after.mandate_link_days = days,
            None => problems.add("mandate_link_days", between(1, LONGEST_LINK, language)),
        }
    }

    pub(super) fn fields(&self, twikey: Twikey, problems: &Problems) -> Markup {
        let language = problems.language();
        html! {
            (group(INVOICES.get(language), html! {
                (field(problems, Field {
                    name: "payment_days", value: &self.payment_days, control: Control::Number, required: true,
                    width: Width::Third, ..Field::default()
                }))
            }))
            @if twikey.is_on { (group(COLLECTING.get(language), self.collecting(problems))) }
            (group("Twikey", self.twikey(twikey, problems)))
        }
    }

    fn collecting(&self, problems: &Problems) -> Markup {
        let language = problems.language();
        let card = |when: CollectOpen, text: &Text| Card {
            value: when.code(),
            title: when.name().get(language),
            text: text.get(language),
            ..Card::default()
        };
        let cards = [
            card(CollectOpen::AtOnce, &AT_ONCE_TEXT),
            card(CollectOpen::OnDueDate, &ON_DUE_DATE_TEXT),
            card(CollectOpen::Never, &NEVER_TEXT),
        ];
        html! {
            div.full {
                (RadioCards {
                    legend: COLLECT_OPEN.get(language), name: "collect_open", chosen: &self.collect_open, cards: &cards,
                    error: problems.at("collect_open"),
                })
            }
            (Checkbox {
                label: ANNOUNCES.get(language), name: "announces_debits", value: "yes",
                checked: self.announces_debits.is_some(), hint: Some(ANNOUNCES_HINT.get(language)), error: None,
            })
            (Checkbox {
                label: FAILURES.get(language), name: "mails_failures", value: "yes",
                checked: self.mails_failures.is_some(), hint: Some(FAILURES_HINT.get(language)), error: None,
            })
        }
    }

    fn twikey(&self, twikey: Twikey, problems: &Problems) -> Markup {
        let language = problems.language();
        html! {
            @if twikey.is_configured {
                (Checkbox {
                    label: TWIKEY_ON.get(language), name: "twikey_on", value: "yes", checked: self.twikey_on.is_some(),
                    hint: Some(TWIKEY_HINT.get(language)), error: None,
                })
            } @else {
                (notice(Tone::Neutral, html! { p { (TWIKEY_UNSET.get(language)) } }))
            }
            // What cannot be chosen now stays as it is.
            @if !twikey.is_configured { (kept("twikey_on", self.twikey_on.as_deref())) }
            @if !twikey.is_on {
                (kept("collect_open", Some(&self.collect_open)))
                (kept("announces_debits", self.announces_debits.as_deref()))
                (kept("mails_failures", self.mails_failures.as_deref()))
            }
            (field(problems, Field {
                name: "mandate_link_days", value: &self.mandate_link_days, control: Control::Number, required: true,
                width: Width::Half, ..Field::default()
            }))
        }
    }
}

fn kept(name: &str, value: Option<&str>) -> Markup {
    html! { @if let Some(value) = value { input type="hidden" name=(name) value=(value); } }
}

fn days(typed: &str, least: i64, most: i64) -> Option<i64> {
    typed.trim().parse().ok().filter(|days| (least..=most).contains(days))
}

fn between(least: i64, most: i64, language: Language) -> String {
    match language {
        Language::De => format!("Bitte eine Zahl von {least} bis {most}."),
        Language::Nl => format!("Een getal van {least} tot {most}, alstublieft."),
        Language::Fr => format!("Un nombre de {least} à {most}, s’il vous plaît."),
        Language::En => format!("A number from {least} to {most}, please."),
    }
}

const INVOICES: Text = Text { de: "Zahlungsziel", nl: "Betaaltermijn", fr: "Délai de paiement", en: "Payment term" };
const COLLECTING: Text = Text { de: "Lastschrift", nl: "Domiciliëring", fr: "Domiciliation", en: "Direct debit" };
const COLLECT_OPEN: Text = Text {
    de: "Ein neues Mandat zieht offene Rechnungen ein",
    nl: "Een nieuw mandaat int openstaande facturen",
    fr: "Un nouveau mandat encaisse les factures ouvertes",
    en: "A new mandate collects invoices that are open",
};

const AT_ONCE_TEXT: Text = Text {
    de: "Sobald der Kunde unterzeichnet hat.",
    nl: "Zodra de klant heeft ondertekend.",
    fr: "Dès que le client a signé.",
    en: "As soon as the customer has signed.",
};

const ON_DUE_DATE_TEXT: Text = Text {
    de: "Jede Rechnung an ihrem Tag; was überfällig ist, sofort.",
    nl: "Elke factuur op haar dag; wat vervallen is, meteen.",
    fr: "Chaque facture à sa date\u{a0}; celles qui sont échues, tout de suite.",
    en: "Each invoice on its day; what is overdue, at once.",
};

const NEVER_TEXT: Text = Text {
    de: "Sie entscheiden auf dem Kundenblatt.",
    nl: "U beslist op de klantenfiche.",
    fr: "Vous décidez sur la fiche client.",
    en: "You decide on the customer sheet.",
};
const ANNOUNCES: Text = Text {
    de: "Lastschriften per E-Mail ankündigen",
    nl: "Domiciliëringen aankondigen per e-mail",
    fr: "Annoncer les domiciliations par e-mail",
    en: "Announce debits by e-mail",
};
const ANNOUNCES_HINT: Text = Text {
    de: "Der Kunde erfährt vorher Betrag, Tag und Konto, wie es die SEPA-Regeln verlangen. Ausschalten, wenn Twikey oder Ihre Rechnung das tut.",
    nl: "De klant verneemt vooraf bedrag, dag en rekening, zoals de SEPA-regels vragen. Schakel uit als Twikey of uw factuur dat doet.",
    fr: "Le client connaît d’avance le montant, la date et le compte, comme le veulent les règles SEPA. À désactiver si Twikey ou votre facture le fait.",
    en: "The customer learns amount, day and account beforehand, as SEPA’s rules ask. Switch it off when Twikey or your invoice does so.",
};
const FAILURES: Text = Text {
    de: "Bei gescheiterter Lastschrift den Kunden per E-Mail verständigen",
    nl: "De klant per e-mail verwittigen als een domiciliëring mislukt",
    fr: "Prévenir le client par e-mail quand une domiciliation échoue",
    en: "Tell the customer by e-mail when a debit fails",
};
const FAILURES_HINT: Text = Text {
    de: "Mit dem Link zum Bezahlen. Ausschalten, wenn Twikey selbst mahnt.",
    nl: "Met de link om te betalen. Schakel uit als Twikey zelf aanmaant.",
    fr: "Avec le lien pour payer. À désactiver si Twikey envoie lui-même des rappels.",
    en: "With the link to pay. Switch it off when Twikey sends reminders itself.",
};
const TWIKEY_ON: Text =
    Text { de: "Mit Twikey arbeiten", nl: "Met Twikey werken", fr: "Travailler avec Twikey", en: "Work with Twikey" };
const TWIKEY_HINT: Text = Text {
    de: "Ausgeschaltet verschwindet alles von Twikey; Mandate tragen Sie dann von Hand ein.",
    nl: "Uitgeschakeld verdwijnt alles van Twikey; mandaten vult u dan zelf in.",
    fr: "Désactivé, tout ce qui concerne Twikey disparaît\u{a0}; vous saisissez alors les mandats à la main.",
    en: "Switched off, everything Twikey disappears; you then enter mandates by hand.",
};
const TWIKEY_UNSET: Text = Text {
    de: "Twikey ist nicht eingerichtet. Dafür braucht der Server TWIKEY_API_URL, TWIKEY_API_KEY und TWIKEY_TEMPLATE.",
    nl: "Twikey is niet ingesteld. De server heeft daarvoor TWIKEY_API_URL, TWIKEY_API_KEY en TWIKEY_TEMPLATE nodig.",
    fr: "Twikey n’est pas configuré. Le serveur a besoin de TWIKEY_API_URL, TWIKEY_API_KEY et TWIKEY_TEMPLATE.",
    en: "Twikey is not set up. The server needs TWIKEY_API_URL, TWIKEY_API_KEY and TWIKEY_TEMPLATE for it.",
};
const CHOOSE: Text =
    Text { de: "Bitte auswählen.", nl: "Maak een keuze.", fr: "Faites un choix.", en: "Please choose." };
