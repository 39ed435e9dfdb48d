//! The debtor's portal, opened from a link that is mailed to him: his mandate, its account, its end. `/access/{token}`

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    web::{Form, Path, Query},
};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Shared,
    refused::Refused,
    see_other,
    shell::{Hosted, language_of},
};
use crate::{
    domain::{bic::Bic, iban::Iban},
    i18n::{Language, Text},
    sandbox::{
        account_number, paper,
        refusal::Refusal,
        state::{
            World,
            account::Scheme,
            letters,
            mandate::{Mandate, Standing},
        },
        terms,
    },
    ui::{
        badge::{Tone, badge},
        button::{Action, Button, Weight, submit},
        facts::{code, facts, or_absent},
        field::{Control, Field},
        form::{Answer, Form as FormMarkup, actions},
        icon::Icon,
        notice::notice,
    },
};

const TITLE: Text = Text { de: "Ihr Mandat", nl: "Uw mandaat", fr: "Votre mandat", en: "Your mandate" };
const DOWNLOAD: Text = Text { de: "Mandat als PDF", nl: "Mandaat als pdf", fr: "Mandat en PDF", en: "Mandate as PDF" };
const OTHER_ACCOUNT: Text =
    Text { de: "Anderes Konto", nl: "Andere rekening", fr: "Autre compte", en: "Another account" };
const CHANGE: Text =
    Text { de: "Konto ändern", nl: "Rekening wijzigen", fr: "Changer de compte", en: "Change account" };
const FIXED: Text = Text {
    de: "Das Konto eines Firmenmandats lässt sich nicht ändern; dafür braucht es ein neues Mandat.",
    nl: "De rekening van een bedrijfsmandaat kan niet worden gewijzigd; daarvoor is een nieuw mandaat nodig.",
    fr: "Le compte d’un mandat interentreprises ne peut pas être modifié ; il faut un nouveau mandat.",
    en: "The account of a business mandate cannot be changed; that takes a new mandate.",
};
const END: Text =
    Text { de: "Mandat beenden", nl: "Mandaat stopzetten", fr: "Mettre fin au mandat", en: "End the mandate" };
const END_TEXT: Text = Text {
    de: "Danach wird von Ihrem Konto nichts mehr eingezogen. Offene Rechnungen bleiben zu bezahlen.",
    nl: "Daarna wordt er niets meer van uw rekening geïnd. Openstaande facturen blijven te betalen.",
    fr: "Plus rien ne sera ensuite prélevé sur votre compte. Les factures ouvertes restent dues.",
    en: "Nothing will be collected from your account after that. Open invoices remain to be paid.",
};
const CHANGED: Text = Text {
    de: "Ihr Konto ist geändert.",
    nl: "Uw rekening is gewijzigd.",
    fr: "Votre compte a été modifié.",
    en: "Your account was changed.",
};
const IMPOSSIBLE: Text = Text {
    de: "Das ist bei diesem Mandat nicht mehr möglich.",
    nl: "Dat kan bij dit mandaat niet meer.",
    fr: "Ce n’est plus possible pour ce mandat.",
    en: "That is no longer possible for this mandate.",
};

/// How the debtor's own page names the state of his mandate.
const fn state_of(standing: Standing) -> (Tone, Text) {
    match standing {
        Standing::Signed => (Tone::Success, Text { de: "Gültig", nl: "Geldig", fr: "Valable", en: "Valid" }),
        Standing::SignedPendingDebtorBank => (
            Tone::Info,
            Text {
                de: "Wartet auf Ihre Bank",
                nl: "Wacht op uw bank",
                fr: "Attend votre banque",
                en: "Waits for your bank",
            },
        ),
        Standing::Suspended => (Tone::Warning, Text { de: "Ruht", nl: "Opgeschort", fr: "Suspendu", en: "Suspended" }),
        Standing::Prepared | Standing::Print => (
            Tone::Info,
            Text {
                de: "Noch nicht unterzeichnet",
                nl: "Nog niet ondertekend",
                fr: "Pas encore signé",
                en: "Not signed yet",
            },
        ),
        Standing::Cancelled | Standing::Expired | Standing::Removed => {
            (Tone::Neutral, Text { de: "Beendet", nl: "Stopgezet", fr: "Terminé", en: "Ended" })
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    language: Option<Language>,
    note: Option<String>,
}

/// What the form for another account sends, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    iban: String,
    bic: String,
    language: Option<Language>,
}

/// A form that came back.
#[derive(Default)]
struct Returned<'a> {
    iban: &'a str,
    bic: &'a str,
    iban_error: Option<String>,
    bic_error: Option<String>,
}

/// `GET /access/{token}`: opening the link in time makes it last for a visit.
pub async fn show(request: HttpRequest, shared: Shared, token: Path<String>, choice: Query<Choice>) -> HttpResponse {
    shared.change(|world, now| world.open_access(&token, now));
    page(&request, &shared, &token, &choice, &Returned::default())
}

/// `POST /access/{token}/account`
pub async fn change_account(
    request: HttpRequest,
    shared: Shared,
    token: Path<String>,
    typed: Form<Typed>,
) -> HttpResponse {
    let language = typed.language.unwrap_or_else(|| language_of(&request));
    let iban = typed.iban.parse::<Iban>();
    let given = Some(typed.bic.trim()).filter(|bic| !bic.is_empty());
    let bic = given.map(str::parse::<Bic>).transpose();
    let (iban, bic) = match (iban, bic) {
        (Ok(iban), Ok(bic)) => (iban, bic),
        (iban, bic) => {
            let returned = Returned {
                iban: &typed.iban,
                bic: &typed.bic,
                iban_error: iban.err().map(|error| error.explain(language)),
                bic_error: bic.err().map(|error| error.explain(language)),
            };
            let choice = Choice { language: Some(language), note: None };
            return page(&request, &shared, &token, &choice, &returned);
        }
    };
    let done = shared.change(|world, now| {
        let reference = reference_of(world, &token, now)?;
        let by = world.debtor_of(&reference)?;
        world.change_account(&reference, Some(iban.as_str()), bic.as_ref().map(Bic::as_str), &by, now)
    });
    back(&token, language, if done.is_ok() { "changed" } else { "impossible" })
}

/// `GET /access/{token}/account`: where a form that came back leads when it is reloaded or read in another language.
pub async fn reopen(token: Path<String>, choice: Query<Choice>) -> HttpResponse {
    let language = choice.language.map(|language| format!("?language={language}")).unwrap_or_default();
    see_other(&format!("/access/{token}{language}"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ending {
    language: Option<Language>,
}

/// `POST /access/{token}/cancellation`
pub async fn cancel(request: HttpRequest, shared: Shared, token: Path<String>, ending: Form<Ending>) -> HttpResponse {
    let done = shared.change(|world, now| {
        let reference = reference_of(world, &token, now)?;
        let by = world.debtor_of(&reference)?;
        world.cancel(&reference, "Cancelled by the debtor", &by, now)
    });
    let language = ending.language.unwrap_or_else(|| language_of(&request));
    back(&token, language, if done.is_ok() { "ended" } else { "impossible" })
}

/// `GET /access/{token}/mandate.pdf`
pub async fn download(request: HttpRequest, shared: Shared, token: Path<String>) -> HttpResponse {
    let file = shared.look(|world, now| paper::mandate(world, world.mandate_by_access(&token, now)?).ok());
    match file {
        Some(pdf) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "application/pdf"))
            .insert_header((CONTENT_DISPOSITION, "inline; filename=\"mandate.pdf\""))
            .body(pdf),
        None => Refused::Unknown.answer(&request),
    }
}

fn reference_of(world: &World, token: &str, now: DateTime<Utc>) -> Result<String, Refusal> {
    let mandate = world.mandate_by_access(token, now).ok_or(Refusal::new("err_not_found"))?;
    Ok(mandate.reference.clone())
}

fn back(token: &str, language: Language, note: &str) -> HttpResponse {
    see_other(&format!("/access/{token}?language={language}&note={note}"))
}

fn page(request: &HttpRequest, shared: &Shared, token: &str, choice: &Choice, returned: &Returned<'_>) -> HttpResponse {
    shared.look(|world, now| {
        let Some(mandate) = world.mandate_by_access(token, now) else { return Refused::Over.answer(request) };
        let own = world.customer_of(mandate).language;
        let language = choice.language.unwrap_or_else(|| letters::language(own.as_deref()));
        let view = View { world, mandate, language, base: format!("/access/{token}") };
        let title = TITLE.get(language);
        let content = html! {
            h1 { (title) }
            @match choice.note.as_deref() {
                Some("changed") => (notice(Tone::Success, html! { p { (CHANGED.get(language)) } })),
                Some("impossible") => (notice(Tone::Warning, html! { p { (IMPOSSIBLE.get(language)) } })),
                _ => {}
            }
            (view.mandate())
            @if matches!(mandate.standing, Standing::Signed | Standing::Suspended) { (view.account(returned)) }
            @if mandate.standing.is_live() { (view.end()) }
        };
        let wrong = returned.iban_error.is_some() || returned.bic_error.is_some();
        let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Hosted { language, title, from: &world.creditor.name, choice: true, script: None, content }.answer(status)
    })
}

/// The mandate of a visit, for the parts of the page.
struct View<'world> {
    world: &'world World,
    mandate: &'world Mandate,
    language: Language,
    base: String,
}

impl View<'_> {
    fn mandate(&self) -> Markup {
        let (mandate, language) = (self.mandate, self.language);
        let iban = mandate.iban.as_deref().map(account_number::grouped);
        let (tone, state) = state_of(mandate.standing);
        let download = format!("{}/mandate.pdf", self.base);
        html! {
            div.chosen {
                (facts(&[
                    (terms::CREDITOR.get(language), html! { (self.world.creditor.name) }),
                    (terms::REFERENCE.get(language), code(&mandate.reference)),
                    ("IBAN", or_absent(iban.as_deref(), language)),
                    ("BIC", or_absent(mandate.bic.as_deref(), language)),
                ]))
                div { (badge(tone, state.get(language))) }
            }
            div {
                (Button { label: DOWNLOAD.get(language), icon: Some(Icon::Download), weight: Weight::Secondary,
                    action: Action::Go(&download) })
            }
        }
    }

    fn account(&self, returned: &Returned<'_>) -> Markup {
        let language = self.language;
        html! {
            h2 { (OTHER_ACCOUNT.get(language)) }
            @if self.world.scheme_of(self.mandate) == Scheme::B2b {
                p.lead { (FIXED.get(language)) }
            } @else {
                (FormMarkup { action: &format!("{}/account", self.base), csrf: "", answer: Answer::Page, content: html! {
                    (self.language())
                    (Field { label: "IBAN", name: "iban", value: returned.iban, control: Control::Code, required: true,
                        error: returned.iban_error.as_deref(), ..Field::default() })
                    (Field { label: "BIC", name: "bic", value: returned.bic, control: Control::Code,
                        error: returned.bic_error.as_deref(), ..Field::default() })
                    (actions(submit(CHANGE.get(language))))
                } })
            }
        }
    }

    fn end(&self) -> Markup {
        let language = self.language;
        html! {
            h2 { (END.get(language)) }
            p.lead { (END_TEXT.get(language)) }
            form method="post" action={ (self.base) "/cancellation" } {
                (self.language())
                (Button { label: END.get(language), weight: Weight::Danger, action: Action::Submit, icon: None })
            }
        }
    }

    /// The language of the page, so that the next one has it too.
    fn language(&self) -> Markup {
        html! { input type="hidden" name="language" value=(self.language); }
    }
}
