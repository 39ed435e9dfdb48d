//! IBAN and BIC in the form: the bank is named and its BIC proposed while one types; `POST /bank-lookups`.
//!
//! A POST, because addresses are logged by whatever stands before the portal, and an IBAN must not be.

use actix_web::web::Form;
use maud::{Markup, html};
use serde::Deserialize;

use super::words::label;
use crate::{
    domain::{
        bank::{self, Bank},
        bic::Bic,
        iban::Iban,
    },
    i18n::Language,
    ui::field::{Control, Field, Width},
    viewer::Viewer,
};

/// The two fields as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    iban: String,
    bic: String,
    /// The BIC that was proposed before; who kept it gets the new proposal.
    proposed_bic: String,
}

/// `POST /bank-lookups`
pub async fn show(viewer: Viewer, typed: Form<Typed>) -> Markup {
    let language = viewer.language();
    let bank = bank_of(&typed.iban);
    let proposal = bank.as_ref().and_then(|bank| bank.bic.as_ref()).map(Bic::as_str);
    let keeps_proposal = typed.bic.trim().is_empty() || typed.bic == typed.proposed_bic;
    let problem = match typed.iban.trim() {
        "" => None,
        iban => iban.parse::<Iban>().err().map(|error| error.explain(language)),
    };
    let bic = proposal.filter(|_| keeps_proposal).unwrap_or(&typed.bic);
    // While the IBAN is wrong or empty, what was proposed before still counts as a proposal.
    let proposed = proposal.unwrap_or(&typed.proposed_bic);
    render(
        &Fields { iban: &typed.iban, bic, iban_problem: problem.as_deref(), bic_problem: None },
        bank.as_ref(),
        proposed,
        language,
    )
}

/// What stands in the fields, and what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    pub iban: &'a str,
    pub bic: &'a str,
    pub iban_problem: Option<&'a str>,
    pub bic_problem: Option<&'a str>,
}

/// Both fields for looking at only, and why: the account of a mandate is not changed in this form.
pub fn read_only(fields: &Fields<'_>, reason: &str, language: Language) -> Markup {
    html! {
        (Field {
            label: label("iban", language), name: "iban", value: fields.iban, control: Control::Code, hint: Some(reason),
            error: fields.iban_problem, read_only: true, width: Width::TwoThirds, ..Field::default()
        })
        (Field {
            label: label("bic", language), name: "bic", value: fields.bic, control: Control::Code,
            error: fields.bic_problem, read_only: true, width: Width::Third, ..Field::default()
        })
    }
}

/// Both fields; changing the IBAN asks for them again.
pub fn fields(fields: &Fields<'_>, language: Language) -> Markup {
    let bank = bank_of(fields.iban);
    let proposed = bank.as_ref().and_then(|bank| bank.bic.as_ref()).map_or("", Bic::as_str);
    render(fields, bank.as_ref(), proposed, language)
}

fn render(fields: &Fields<'_>, bank: Option<&Bank>, proposed: &str, language: Language) -> Markup {
    let hint = bank.map(|bank| bank_hint(bank, fields.bic, language));
    html! {
        div.contents id="bank" hx-post="/bank-lookups" hx-trigger="change from:#iban" hx-include="#bank input"
            hx-swap="outerMorph" data-lookup {
            (Field {
                label: label("iban", language), name: "iban", value: fields.iban, control: Control::Code,
                error: fields.iban_problem, width: Width::TwoThirds, ..Field::default()
            })
            (Field {
                label: label("bic", language), name: "bic", value: fields.bic, control: Control::Code,
                hint: hint.as_deref(), error: fields.bic_problem, width: Width::Third, ..Field::default()
            })
            input type="hidden" name="proposed_bic" value=(proposed);
        }
    }
}

fn bank_of(iban: &str) -> Option<Bank> {
    bank::of(&iban.parse().ok()?)
}

fn bank_hint(bank: &Bank, typed: &str, language: Language) -> String {
    let name = bank.name;
    match &bank.bic {
        Some(bic) if bic.as_str() != typed => match language {
            Language::De => format!("Laut IBAN: {bic}, {name}"),
            Language::Nl => format!("Volgens de IBAN: {bic}, {name}"),
            Language::Fr => format!("Selon l’IBAN\u{a0}: {bic}, {name}"),
            Language::En => format!("According to the IBAN: {bic}, {name}"),
        },
        _ => name.to_owned(),
    }
}
