//! Where money goes and who collects it: IBAN, BIC, creditor identifier.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{
    Settings,
    form::{Problems, field},
};
use crate::{
    customers::{BIC_ALONE, bank},
    domain::{bank::bic_of, bic::BicError, creditor_identifier::CreditorIdentifierError, iban::Iban, iban::IbanError},
    i18n::Text,
    ui::{
        field::{Control, Field},
        form::group,
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

    pub(super) fn fields(&self, problems: &Problems) -> Markup {
        let language = problems.language();
        let account = bank::Fields {
            iban: &self.iban,
            bic: &self.bic,
            iban_problem: problems.at("iban"),
            bic_problem: problems.at("bic"),
        };
        let fields = html! {
            (bank::fields(&account, language))
            (field(problems, Field {
                name: "creditor_identifier", value: &self.creditor_identifier, control: Control::Code,
                hint: Some(IDENTIFIER_HINT.get(language)), ..Field::default()
            }))
        };
        group(ACCOUNT.get(language), fields)
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
