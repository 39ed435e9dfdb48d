//! Second step: IBAN, BIC and place of signature, with the text of the mandate. `/{company}/{key}/account`

use actix_web::{HttpResponse, http::StatusCode, web::Form};
use maud::{Markup, html};
use serde::Deserialize;

use super::{CONTINUE, Shared, Step, Visit, see_other, steps};
use crate::{
    domain::{
        bank,
        bic::Bic,
        iban::{Iban, IbanError},
    },
    i18n::{Language, Text},
    sandbox::{state::account::Scheme, terms},
    ui::{
        button::submit as submit_button,
        facts::{code, facts},
        field::{Control, Field, Width},
        form::{Answer, Form as FormMarkup, actions},
    },
};

const TITLE: Text =
    Text { de: "Von welchem Konto?", nl: "Van welke rekening?", fr: "De quel compte ?", en: "From which account?" };
const LEAD: Text = Text {
    de: "Von diesem Konto werden künftige Rechnungen eingezogen.",
    nl: "Toekomstige facturen worden van deze rekening geïnd.",
    fr: "Les factures à venir seront prélevées sur ce compte.",
    en: "Future invoices are collected from this account.",
};
const BIC_HINT: Text = Text {
    de: "Lassen Sie das Feld leer: Meist ergibt sich der BIC aus der IBAN.",
    nl: "U mag dit leeg laten: meestal volgt de BIC uit de IBAN.",
    fr: "Vous pouvez laisser ce champ vide : le BIC se déduit généralement de l’IBAN.",
    en: "You may leave this empty: the BIC usually follows from the IBAN.",
};
const BIC_NEEDED: Text = Text {
    de: "Die Bank zu dieser IBAN ist uns nicht bekannt. Bitte geben Sie den BIC an; er steht auf Ihrem Kontoauszug.",
    nl: "We kennen de bank van deze IBAN niet. Vul de BIC in; u vindt hem op uw rekeninguittreksel.",
    fr: "La banque de cet IBAN nous est inconnue. Indiquez le BIC ; il figure sur votre extrait de compte.",
    en: "We do not know the bank of this IBAN. Please enter the BIC; it is on your bank statement.",
};
const PLACE: Text = Text {
    de: "Ort der Unterschrift",
    nl: "Plaats van ondertekening",
    fr: "Lieu de signature",
    en: "Place of signature",
};
const PLACE_NEEDED: Text = Text {
    de: "Bitte geben Sie an, wo Sie unterzeichnen, zum Beispiel Gent.",
    nl: "Vul in waar u ondertekent, bijvoorbeeld Gent.",
    fr: "Indiquez où vous signez, par exemple Gand.",
    en: "Please enter where you sign, for example Ghent.",
};
const PLACE_TOO_LONG: Text = Text {
    de: "Bitte höchstens 70 Zeichen.",
    nl: "Hoogstens 70 tekens.",
    fr: "70 caractères au maximum.",
    en: "70 characters at most.",
};

const LONGEST_PLACE: usize = 70;

/// What the form sends, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    iban: String,
    bic: String,
    place: String,
}

/// What is wrong with it.
#[derive(Clone, Debug, Default)]
struct Problems {
    iban: Option<String>,
    bic: Option<String>,
    place: Option<String>,
}

/// What was entered, checked.
#[derive(Debug)]
struct Account {
    iban: Iban,
    bic: Bic,
    place: String,
}

/// `GET …/account`
pub async fn show(visit: Visit) -> HttpResponse {
    let mandate = &visit.mandate;
    let iban = mandate.iban.as_deref().and_then(|iban| iban.parse::<Iban>().ok());
    let typed = Typed {
        iban: iban.map(|iban| iban.grouped()).unwrap_or_default(),
        bic: mandate.bic.clone().unwrap_or_default(),
        place: mandate.place.clone().or_else(|| visit.customer.city.clone()).unwrap_or_default(),
    };
    page(&visit, &typed, &Problems::default(), StatusCode::OK)
}

/// `POST …/account`
pub async fn submit(shared: Shared, visit: Visit, typed: Form<Typed>) -> HttpResponse {
    let account = match typed.check(visit.language) {
        Ok(account) => account,
        Err(problems) => return page(&visit, &typed, &problems, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let Account { iban, bic, place } = account;
    let reference = &visit.mandate.reference;
    let kept = shared.change(|world, _| world.fill_in(reference, iban.as_str(), Some(bic.as_str()), Some(&place)));
    if kept.is_err() {
        // It was signed or ended a moment ago: the link knows where that leads.
        return see_other(&visit.base);
    }
    match visit.mandate.link.method {
        Some(method) => see_other(&visit.method(method)),
        None => see_other(&visit.step("methods")),
    }
}

impl Typed {
    fn check(&self, language: Language) -> Result<Account, Problems> {
        let iban = self.iban.parse::<Iban>().map_err(|error: IbanError| error.explain(language));
        let proposed = iban.as_ref().ok().and_then(bank::of).and_then(|bank| bank.bic);
        let bic = match (self.bic.trim(), proposed) {
            ("", Some(bic)) => Ok(bic),
            // Without an IBAN nothing can be said about its bank.
            ("", None) if iban.is_err() => Err(None),
            ("", None) => Err(Some(BIC_NEEDED.get(language).to_owned())),
            (typed, _) => typed.parse::<Bic>().map_err(|error| Some(error.explain(language))),
        };
        let place = match self.place.trim() {
            "" => Err(PLACE_NEEDED.get(language).to_owned()),
            place if place.chars().count() > LONGEST_PLACE => Err(PLACE_TOO_LONG.get(language).to_owned()),
            place => Ok(place.to_owned()),
        };
        match (iban, bic, place) {
            (Ok(iban), Ok(bic), Ok(place)) => Ok(Account { iban, bic, place }),
            (iban, bic, place) => Err(Problems { iban: iban.err(), bic: bic.err().flatten(), place: place.err() }),
        }
    }
}

fn page(visit: &Visit, typed: &Typed, problems: &Problems, status: StatusCode) -> HttpResponse {
    let language = visit.language;
    let title = TITLE.get(language);
    let fields = html! {
        (Field { label: "IBAN", name: "iban", value: &typed.iban, control: Control::Code, required: true,
            hint: Some(try_with(visit).get(language)), error: problems.iban.as_deref(), ..Field::default() })
        (Field { label: "BIC", name: "bic", value: &typed.bic, control: Control::Code, width: Width::Half,
            hint: problems.bic.is_none().then(|| BIC_HINT.get(language)), error: problems.bic.as_deref(), ..Field::default() })
        (Field { label: PLACE.get(language), name: "place", value: &typed.place, required: true, width: Width::Half,
            error: problems.place.as_deref(), autocomplete: Some("address-level2"), ..Field::default() })
        (mandate_text(visit))
        (actions(submit_button(CONTINUE.get(language))))
    };
    let content = html! {
        (steps(visit, Step::Account))
        h1 { (title) }
        p.lead { (LEAD.get(language)) }
        (FormMarkup { action: &visit.step("account"), csrf: "", answer: Answer::Page, content: fields })
    };
    visit.page(title, content).answer(status)
}

/// Accounts to play with (source 9): the bank of a business decides by the last digit.
const fn try_with(visit: &Visit) -> Text {
    match visit.scheme {
        Scheme::Core => Text {
            de: "Zum Ausprobieren: BE16 6453 4897 1174",
            nl: "Om te proberen: BE16 6453 4897 1174",
            fr: "Pour essayer : BE16 6453 4897 1174",
            en: "To try it out: BE16 6453 4897 1174",
        },
        Scheme::B2b => Text {
            de: "Zum Ausprobieren: BE16 6453 4897 1174 nimmt die Bank an, BE49 4732 1198 5171 lehnt sie ab.",
            nl: "Om te proberen: BE16 6453 4897 1174 aanvaardt de bank, BE49 4732 1198 5171 weigert ze.",
            fr: "Pour essayer : la banque accepte BE16 6453 4897 1174 et refuse BE49 4732 1198 5171.",
            en: "To try it out: the bank accepts BE16 6453 4897 1174 and refuses BE49 4732 1198 5171.",
        },
    }
}

const PAYMENT: Text = Text { de: "Zahlungsart", nl: "Soort betaling", fr: "Type de paiement", en: "Type of payment" };
const RECURRENT: Text = Text {
    de: "Wiederkehrende Zahlungen",
    nl: "Terugkerende betalingen",
    fr: "Paiements récurrents",
    en: "Recurrent payments",
};

/// What the customer is going to sign, as the SEPA rulebooks want it shown.
fn mandate_text(visit: &Visit) -> Markup {
    let (language, creditor) = (visit.language, &visit.creditor);
    let (title, rights) = match visit.scheme {
        Scheme::Core => (terms::CORE, terms::RIGHTS_CORE),
        Scheme::B2b => (terms::B2B, terms::RIGHTS_B2B),
    };
    let mut rows = vec![
        (
            terms::CREDITOR.get(language),
            html! {
                (creditor.name) br; (creditor.address) ", " (creditor.zip) " " (creditor.city) ", " (creditor.country)
            },
        ),
        (terms::CREDITOR_ID.get(language), code(&creditor.scheme_id)),
        (terms::REFERENCE.get(language), code(&visit.mandate.reference)),
        (PAYMENT.get(language), html! { (RECURRENT.get(language)) }),
    ];
    let debtor = visit.customer.name();
    if !debtor.is_empty() {
        rows.insert(0, (terms::DEBTOR.get(language), html! { (debtor) }));
    }
    html! {
        section.document aria-labelledby="mandate" {
            h2 id="mandate" { (title.get(language)) }
            (facts(&rows))
            p { (terms::BY_SIGNING.get(language)) }
            p { (rights.get(language)) }
            p { (terms::INFO_CORRECT.get(language)) }
        }
    }
}
