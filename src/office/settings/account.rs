//! Where money goes and who collects it: IBAN, BIC, creditor identifier.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::problems::{Problems, field};
use crate::{
    customers::{BIC_ALONE, bank},
    domain::{
        bank::bic_of,
        bic::BicError,
        creditor_identifier::{CreditorIdentifier, CreditorIdentifierError, WrittenIdentifier},
        iban::{Iban, IbanError},
    },
    i18n::{Language, Text},
    settings::Settings,
    ui::{
        badge::Tone,
        field::{Control, Field},
        form::group,
        notice::notice,
    },
};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Typed {
    iban: String,
    bic: String,
    creditor_identifier: String,
}

impl Typed {
    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            iban: settings.iban.as_ref().map(Iban::grouped).unwrap_or_default(),
            bic: settings.bic.as_ref().map(ToString::to_string).unwrap_or_default(),
            creditor_identifier: settings.creditor_identifier.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }

    pub(super) fn check(&self, before: &Settings, after: &mut Settings, problems: &mut Problems) {
        after.iban = problems.optional("iban", &self.iban, str::parse, IbanError::explain);
        let typed = problems.optional("bic", &self.bic, str::parse, BicError::explain);
        after.bic = match &after.iban {
            Some(iban) => bic_of(iban, typed, before.iban.as_ref(), before.bic.as_ref()),
            None if typed.is_some() && self.iban.trim().is_empty() => {
                problems.add("bic", BIC_ALONE.get(problems.language()));
                None
            }
            None => None,
        };
        after.creditor_identifier = problems.optional(
            "creditor_identifier",
            &self.creditor_identifier,
            str::parse,
            CreditorIdentifierError::explain,
        );
    }

    /// `twikeys` is the creditor identifier that Twikey writes on mandates, if it is known.
    pub(super) fn fields(&self, twikeys: Option<&WrittenIdentifier>, problems: &Problems) -> Markup {
        let language = problems.language();
        let account = bank::Fields {
            iban: &self.iban,
            bic: &self.bic,
            iban_problem: problems.at("iban"),
            bic_problem: problems.at("bic"),
        };
        let proposed = twikeys.filter(|_| self.creditor_identifier.trim().is_empty());
        let hint = proposed.map_or_else(|| IDENTIFIER_HINT.get(language).to_owned(), |it| propose(it, language));
        let ours: Option<CreditorIdentifier> = self.creditor_identifier.parse().ok();
        let differing =
            ours.map(WrittenIdentifier::from).zip(twikeys).filter(|(ours, twikeys)| !ours.is_same_creditor(twikeys));
        let fields = html! {
            (bank::fields(&account, language))
            (field(problems, Field {
                name: "creditor_identifier", value: &self.creditor_identifier, control: Control::Code,
                hint: Some(&hint), ..Field::default()
            }))
            @if let Some((ours, twikeys)) = &differing {
                div.full { (notice(Tone::Warning, html! { p { (differs(ours, twikeys, language)) } })) }
            }
        };
        group(ACCOUNT.get(language), fields)
    }
}

fn propose(twikeys: &WrittenIdentifier, language: Language) -> String {
    match language {
        Language::De => format!(
            "Twikey schreibt {twikeys} auf Ihre Mandate. Ist das die Nummer aus dem Bescheid Ihrer Bank, tragen Sie sie hier ein."
        ),
        Language::Nl => format!(
            "Twikey zet {twikeys} op uw mandaten. Is dat het nummer uit de brief van uw bank, vul het dan hier in."
        ),
        Language::Fr => format!(
            "Twikey inscrit {twikeys} sur vos mandats. Si c’est le numéro du courrier de votre banque, saisissez-le ici."
        ),
        Language::En => {
            format!(
                "Twikey writes {twikeys} on your mandates. If that is the number in your bank’s letter, enter it here."
            )
        }
    }
}

fn differs(ours: &WrittenIdentifier, twikeys: &WrittenIdentifier, language: Language) -> String {
    match language {
        Language::De => format!(
            "Hier steht {ours}, Twikey schreibt aber {twikeys} auf Ihre Mandate: Kunden sehen zwei verschiedene Gläubiger. \
             Vergleichen Sie mit dem Bescheid Ihrer Bank. Stimmt die Nummer bei Twikey, tragen Sie sie hier ein; stimmt die hiesige, \
             lassen Sie sie bei Twikey berichtigen, oder prüfen Sie, ob TWIKEY_API_KEY zum richtigen Konto gehört."
        ),
        Language::Nl => format!(
            "Hier staat {ours}, maar Twikey zet {twikeys} op uw mandaten: klanten zien twee verschillende schuldeisers. \
             Vergelijk met de brief van uw bank. Klopt het nummer bij Twikey, vul het dan hier in; klopt het nummer hier, laat het \
             dan bij Twikey verbeteren, of kijk na of TWIKEY_API_KEY bij de juiste account hoort."
        ),
        Language::Fr => format!(
            "Ici figure {ours}, mais Twikey inscrit {twikeys} sur vos mandats\u{a0}: les clients voient deux créanciers différents. \
             Comparez avec le courrier de votre banque. Si le numéro de Twikey est juste, saisissez-le ici\u{a0}; si c’est celui-ci, \
             faites-le corriger chez Twikey, ou vérifiez que TWIKEY_API_KEY appartient au bon compte."
        ),
        Language::En => format!(
            "{ours} stands here, but Twikey writes {twikeys} on your mandates: customers see two different creditors. \
             Compare with your bank’s letter. If Twikey’s number is right, enter it here; if this one is, have it corrected at \
             Twikey, or check that TWIKEY_API_KEY belongs to the right account."
        ),
    }
}

const ACCOUNT: Text =
    Text { de: "Bankverbindung", nl: "Bankgegevens", fr: "Coordonnées bancaires", en: "Bank account" };
const IDENTIFIER_HINT: Text = Text {
    de: "Unter dieser Nummer ziehen Sie Lastschriften ein, zum Beispiel BE54ZZZ0533800797. Sie steht in Ihrem Vertrag mit Twikey oder der Bank.",
    nl: "Onder dit nummer int u domiciliëringen, bijvoorbeeld BE54ZZZ0533800797. Het staat in uw contract met Twikey of de bank.",
    fr: "Vous encaissez les domiciliations sous ce numéro, par exemple BE54ZZZ0533800797. Il figure dans votre contrat avec Twikey ou la banque.",
    en: "You collect direct debits under this number, for example BE54ZZZ0533800797. It stands in your contract with Twikey or the bank.",
};
