//! The fields of a customer's form, with what is wrong beside them.

use maud::{Markup, html};

use super::{
    bank,
    customer::Kind,
    form::{Problems, Typed},
    words::{kind_name, label},
};
use crate::{
    domain::country::Country,
    i18n::{Language, Text},
    ui::{
        field::{Card, Choice, Control, Field, RadioCards, Width},
        form::{group, summary},
        icon::Icon,
    },
};

/// Whether the bank account may be changed in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    Free,
    /// A mandate at Twikey that is in force names it.
    KeptByTwikey,
    /// So does one that was entered by hand.
    EnteredByHand,
}

/// Every field, in groups; above them what needs attention, if anything does.
pub fn all(typed: &Typed, problems: &Problems, account: Account, language: Language) -> Markup {
    let form = FormFields { typed, problems, language };
    let wrong: Vec<_> = problems.fields().map(|field| (field, label(field, language))).collect();
    html! {
        (summary(&wrong, language))
        (group(CUSTOMER.get(language), form.who()))
        (group(CONTACT.get(language), form.contact()))
        (group(ADDRESS.get(language), form.address()))
        (group(BANK.get(language), form.bank(account)))
        (group(label("notes", language), form.notes()))
    }
}

struct FormFields<'a> {
    typed: &'a Typed,
    problems: &'a Problems,
    language: Language,
}

impl FormFields<'_> {
    fn who(&self) -> Markup {
        let Self { typed, language, .. } = *self;
        let card = |kind: Kind, icon| Card {
            value: kind.code(),
            title: kind_name(kind, language),
            icon: Some(icon),
            ..Card::default()
        };
        let kinds = [card(Kind::Company, Icon::Building), card(Kind::Person, Icon::User)];
        let error = self.problems.at("kind", language);
        let languages = Language::ALL.map(|language| (language.code(), language.own_name()));
        html! {
            div.full.pair {
                (RadioCards {
                    legend: label("kind", language), name: "kind", chosen: &typed.kind, cards: &kinds,
                    error: error.as_deref(),
                })
            }
            div.contents.for-companies { (self.field(Field {
                name: "company_name", value: &typed.company_name, required: true, ..Field::default()
            })) }
            (self.field(Field { name: "first_name", value: &typed.first_name, width: Width::Half, ..Field::default() }))
            (self.field(Field { name: "last_name", value: &typed.last_name, width: Width::Half, ..Field::default() }))
            (self.field(Field {
                name: "number", value: &typed.number, required: true, width: Width::Half, ..Field::default()
            }))
            (self.field(Field {
                name: "language", value: &typed.language, control: Control::Select(&languages), width: Width::Half,
                ..Field::default()
            }))
            (self.field(Field {
                name: "vat_number", value: &typed.vat_number, control: Control::Code, width: Width::Half,
                ..Field::default()
            }))
        }
    }

    fn contact(&self) -> Markup {
        let typed = self.typed;
        html! {
            (self.field(Field {
                name: "email", value: &typed.email, control: Control::Email, width: Width::Half, ..Field::default()
            }))
            (self.field(Field {
                name: "mobile", value: &typed.mobile, control: Control::Mobile, width: Width::Half,
                hint: Some(MOBILE_HINT.get(self.language)), ..Field::default()
            }))
        }
    }

    fn address(&self) -> Markup {
        let typed = self.typed;
        let countries = Country::all(self.language);
        let countries: Vec<Choice<'_>> =
            countries.iter().map(|country| (country.code(), country.name(self.language))).collect();
        html! {
            (self.field(Field { name: "street", value: &typed.street, ..Field::default() }))
            (self.field(Field { name: "postal_code", value: &typed.postal_code, width: Width::Third, ..Field::default() }))
            (self.field(Field { name: "city", value: &typed.city, width: Width::TwoThirds, ..Field::default() }))
            (self.field(Field {
                name: "country", value: &typed.country, control: Control::Select(&countries), width: Width::Half,
                ..Field::default()
            }))
        }
    }

    fn bank(&self, account: Account) -> Markup {
        let (iban_problem, bic_problem) =
            (self.problems.at("iban", self.language), self.problems.at("bic", self.language));
        let fields = bank::Fields {
            iban: &self.typed.iban,
            bic: &self.typed.bic,
            iban_problem: iban_problem.as_deref(),
            bic_problem: bic_problem.as_deref(),
        };
        let reason = match account {
            Account::Free => return bank::fields(&fields, self.language),
            Account::KeptByTwikey => KEPT_BY_TWIKEY,
            Account::EnteredByHand => ENTERED_BY_HAND,
        };
        bank::read_only(&fields, reason.get(self.language), self.language)
    }

    fn notes(&self) -> Markup {
        let field = Field { name: "notes", value: &self.typed.notes, control: Control::Area(4), ..Field::default() };
        html! { div.full.unlabelled { (self.field(field)) } }
    }

    /// The field with its label and what is wrong with it.
    fn field(&self, field: Field<'_>) -> Markup {
        let error = self.problems.at(field.name, self.language);
        let first = self.problems.fields().next() == Some(field.name);
        let field =
            Field { label: label(field.name, self.language), error: error.as_deref(), autofocus: first, ..field };
        html! { (field) }
    }
}

const CUSTOMER: Text = Text { de: "Kunde", nl: "Klant", fr: "Client", en: "Customer" };
const CONTACT: Text = Text { de: "Erreichbar unter", nl: "Te bereiken via", fr: "Coordonnées", en: "How to reach" };
const ADDRESS: Text = Text { de: "Anschrift", nl: "Adres", fr: "Adresse", en: "Address" };
const BANK: Text = Text { de: "Bankverbindung", nl: "Bankgegevens", fr: "Coordonnées bancaires", en: "Bank account" };
const MOBILE_HINT: Text = Text {
    de: "Für SMS. Ohne Landesvorwahl gilt das Land der Anschrift.",
    nl: "Voor sms. Zonder landnummer geldt het land van het adres.",
    fr: "Pour les SMS. Sans indicatif, c’est le pays de l’adresse.",
    en: "For text messages. Without a country code that of the address.",
};
const KEPT_BY_TWIKEY: Text = Text {
    de: "Dieses Konto nennt das Mandat. Ändert der Kunde es bei Twikey, steht es von selbst hier; sonst braucht ein anderes Konto ein neues Mandat.",
    nl: "Deze rekening staat in het mandaat. Wijzigt de klant ze bij Twikey, dan verschijnt ze hier vanzelf; anders vraagt een andere rekening een nieuw mandaat.",
    fr: "Ce compte est celui du mandat. Si le client le change chez Twikey, il apparaît ici de lui-même\u{a0}; sinon, un autre compte demande un nouveau mandat.",
    en: "The mandate names this account. When the customer changes it at Twikey, it changes here by itself; otherwise another account needs a new mandate.",
};
const ENTERED_BY_HAND: Text = Text {
    de: "Dieses Konto nennt das Mandat. Sie ändern es mit ihm auf dem Kundenblatt unter „Finanzen“.",
    nl: "Deze rekening staat in het mandaat. U wijzigt ze samen met het mandaat op de klantenfiche onder ‘Financiën’.",
    fr: "Ce compte est celui du mandat. Modifiez-le avec lui sur la fiche client, sous «\u{a0}Finances\u{a0}».",
    en: "The mandate names this account. Change it together with the mandate on the customer sheet under “Finance”.",
};
