//! Confirming one invoice: the dialog at `/invoices/{id}/confirmation` that says what is going to happen.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Invoice, Kind, State,
    confirm::{self, Refusal},
    queries, reply,
    words::{self, money},
};
use crate::{
    app::App,
    audit::Actor,
    customers::{self, Customer},
    db::{self, Tx},
    error::{Error, Result},
    i18n::{Counted, Language, Text, format},
    layout::answer,
    mandates::{self, Collector, Mandate},
    settings,
    ui::{
        badge::Tone,
        button::{cancel, submit},
        facts::facts,
        form::{self, Answer},
        notice::notice,
    },
    viewer::Viewer,
};

/// How the customer hears of it and pays.
enum Way {
    /// Twikey collects with this mandate.
    Collect(String),
    /// The office collects with this mandate on paper.
    Office(String),
    /// An e-mail to this address leads to the landing page; by choice, when there is a mandate.
    Mail { to: String, has_mandate: bool },
    /// Staff hand over the link.
    Link,
    /// A credit note: nothing is to be paid.
    Credit,
}

/// What the dialog says.
struct Dialog {
    invoice: Invoice,
    customer: Customer,
    way: Way,
    /// What is in the way, or that it says something else than before.
    refusal: Option<Refusal>,
}

/// The draft as whoever confirms has seen it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    version: i64,
}

/// `GET /invoices/{id}/confirmation`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.read().await?;
    let dialog = Dialog::read(&mut tx, &app, &viewer, *id).await?;
    if dialog.invoice.state != State::Draft {
        return Ok(reply::go(&viewer, &sheet(&dialog.invoice)));
    }
    Ok(answer(StatusCode::OK, dialog.show(&viewer)))
}

/// `POST /invoices/{id}/confirmation`. Pressed twice it confirms once.
pub async fn submit_one(app: Data<App>, viewer: Viewer, id: Path<Uuid>, seen: Form<Seen>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    let mut invoice = queries::take(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    if invoice.state != State::Draft {
        return Ok(reply::go(&viewer, &sheet(&invoice)));
    }
    if invoice.version != seen.version {
        let dialog = Dialog::read(&mut tx, &app, &viewer, *id).await?;
        let refusal = dialog.refusal.or(Some(Refusal::Changed));
        return Ok(answer(StatusCode::CONFLICT, Dialog { refusal, ..dialog }.show(&viewer)));
    }
    let settings = settings::read(&mut tx).await?;
    let refusal = match confirm::confirm(&mut tx, &app, &settings, &mut invoice, Actor::User(viewer.id())).await {
        Ok(Ok(())) => {
            tx.commit().await?;
            return Ok(reply::go(&viewer, &sheet(&invoice)));
        }
        Ok(Err(refusal)) => refusal,
        Err(error) if db::is_taken(&error, "invoices", "number") => Refusal::NumberTaken,
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    let mut tx = app.db.read().await?;
    let dialog = Dialog { refusal: Some(refusal), ..Dialog::read(&mut tx, &app, &viewer, *id).await? };
    Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, dialog.show(&viewer)))
}

impl Way {
    async fn of(tx: &mut Tx, app: &App, viewer: &Viewer, invoice: &Invoice, customer: &Customer) -> db::Result<Self> {
        if invoice.kind == Kind::CreditNote {
            return Ok(Self::Credit);
        }
        let mandates = mandates::of_customer(tx, customer.id).await?;
        let collector = Collector::of(app.config.account(viewer.twikey_on), customer, &mandates);
        let reference = |mandate: &Mandate| mandate.reference.clone().unwrap_or_default();
        Ok(match (collector, customer.email.as_ref()) {
            (Collector::Twikey(mandate), _) => Self::Collect(reference(mandate)),
            (Collector::Office(mandate), _) => Self::Office(reference(mandate)),
            (Collector::Nobody, None) => Self::Link,
            (Collector::Nobody, Some(email)) => {
                let has_mandate = mandates.iter().any(Mandate::is_collectable);
                Self::Mail { to: email.to_string(), has_mandate }
            }
        })
    }

    fn explain(&self, due: &str, language: Language) -> String {
        match (self, language) {
            (Self::Collect(mandate), Language::De) => {
                format!("Sie geht an Twikey und wird mit dem Mandat {mandate} eingezogen, fällig am {due}.")
            }
            (Self::Collect(mandate), Language::Nl) => {
                format!("Ze gaat naar Twikey en wordt geïnd met mandaat {mandate}, vervaldatum {due}.")
            }
            (Self::Collect(mandate), Language::Fr) => {
                format!("Elle part chez Twikey et sera encaissée avec le mandat {mandate}, échéance le {due}.")
            }
            (Self::Collect(mandate), Language::En) => {
                format!("It goes to Twikey and is collected with mandate {mandate}, due on {due}.")
            }
            (Self::Office(mandate), Language::De) => {
                format!(
                    "Sie ziehen sie selbst bei Ihrer Bank ein, mit dem Mandat {mandate} auf Papier, fällig am {due}."
                )
            }
            (Self::Office(mandate), Language::Nl) => {
                format!("U int ze zelf via uw bank, met het papieren mandaat {mandate}, vervaldatum {due}.")
            }
            (Self::Office(mandate), Language::Fr) => {
                format!(
                    "Vous l’encaissez vous-même par votre banque, avec le mandat papier {mandate}, échéance le {due}."
                )
            }
            (Self::Office(mandate), Language::En) => {
                format!("You collect it yourself at your bank, with the mandate {mandate} on paper, due on {due}.")
            }
            (Self::Mail { to, has_mandate }, Language::De) => {
                let why = if *has_mandate { "Der Kunde bezahlt selbst" } else { "Der Kunde hat kein aktives Mandat" };
                format!("{why}. Er bekommt sie per E-Mail an {to}, mit einem Link zum Bezahlen.")
            }
            (Self::Mail { to, has_mandate }, Language::Nl) => {
                let why = if *has_mandate { "De klant betaalt zelf" } else { "De klant heeft geen actief mandaat" };
                format!("{why}. Hij krijgt ze per e-mail op {to}, met een link om te betalen.")
            }
            (Self::Mail { to, has_mandate }, Language::Fr) => {
                let why = if *has_mandate { "Le client paie lui-même" } else { "Le client n’a pas de mandat actif" };
                format!("{why}. Il la reçoit par e-mail à {to}, avec un lien pour payer.")
            }
            (Self::Mail { to, has_mandate }, Language::En) => {
                let why =
                    if *has_mandate { "The customer pays by transfer" } else { "The customer has no active mandate" };
                format!("{why}. They get it by e-mail at {to}, with a link to pay.")
            }
            (Self::Link, _) => NO_WAY.get(language).to_owned(),
            (Self::Credit, _) => CREDIT.get(language).to_owned(),
        }
    }
}

impl Dialog {
    async fn read(tx: &mut Tx, app: &App, viewer: &Viewer, id: Uuid) -> Result<Self> {
        let invoice = queries::find(tx, id).await?.ok_or(Error::NotFound)?;
        let customer = customers::by_id(tx, invoice.customer_id).await?.ok_or(Error::NotFound)?;
        let way = Way::of(tx, app, viewer, &invoice, &customer).await?;
        let refusal = confirm::obstacle(&viewer.settings, &invoice);
        Ok(Self { invoice, customer, way, refusal })
    }

    fn show(&self, viewer: &Viewer) -> Markup {
        let language = viewer.language();
        let sheet = sheet(&self.invoice);
        let may_confirm = matches!(self.refusal, None | Some(Refusal::Changed));
        let content = html! {
            @if self.refusal == Some(Refusal::Changed) {
                (notice(Tone::Warning, html! { p { (Refusal::Changed.explain(language)) } p { a href=(sheet) { (LOOK.get(language)) } } }))
            }
            (facts(&self.facts(language)))
            @match self.refusal {
                Some(refusal) if !may_confirm => (obstacle(viewer, refusal)),
                _ => { (self.consequence(language)) p.muted { (is_final(self.invoice.kind).get(language)) } }
            }
            (form::Form {
                action: &format!("{sheet}/confirmation"), csrf: &viewer.reader.csrf, answer: Answer::Dialog,
                content: html! {
                    input type="hidden" name="version" value=(self.invoice.version);
                    (form::actions(html! {
                        @if may_confirm { (submit(CONFIRM.get(language))) }
                        (cancel(LATER.get(language), &sheet))
                    }))
                },
            })
        };
        reply::dialog(viewer, title(self.invoice.kind).get(language), content)
    }

    fn facts(&self, language: Language) -> Vec<(&'static str, Markup)> {
        let Self { invoice, customer, .. } = self;
        let mut rows = vec![
            (words::CUSTOMER.get(language), html! { (customer.name()) }),
            (words::TOTAL.get(language), html! { strong { (money(invoice.total, language)) } }),
            (words::ISSUED_ON.get(language), html! { (format::date(invoice.issued_on, language)) }),
        ];
        if invoice.kind == Kind::Invoice {
            rows.push((words::DUE_ON.get(language), html! { (format::date(invoice.due_on, language)) }));
        }
        rows
    }

    /// What happens next; a warning where that is nothing.
    fn consequence(&self, language: Language) -> Markup {
        let explanation = self.way.explain(&format::date(self.invoice.due_on, language), language);
        if !matches!(self.way, Way::Link) {
            return html! { p { (explanation) } };
        }
        notice(
            Tone::Warning,
            html! {
                p { (explanation) }
                p { a href={ "/customers/" (self.customer.id) "/edit#email" } { (ADD_EMAIL.get(language)) } }
            },
        )
    }
}

/// What is in the way, with the way to the settings for those who may.
pub fn obstacle(viewer: &Viewer, refusal: Refusal) -> Markup {
    let language = viewer.language();
    notice(
        Tone::Danger,
        html! {
            p { (refusal.explain(language)) }
            @if refusal.is_about_settings() {
                @if viewer.is_admin() { p { a href="/settings" { (crate::layout::SETTINGS.get(language)) } } }
                @else { p { (ASK_ADMIN.get(language)) } }
            }
        },
    )
}

fn sheet(invoice: &Invoice) -> String {
    format!("/invoices/{}", invoice.id)
}

const fn title(kind: Kind) -> Text {
    match kind {
        Kind::Invoice => Text {
            de: "Rechnung bestätigen",
            nl: "Factuur bevestigen",
            fr: "Confirmer la facture",
            en: "Confirm the invoice",
        },
        Kind::CreditNote => Text {
            de: "Gutschrift bestätigen",
            nl: "Creditnota bevestigen",
            fr: "Confirmer la note de crédit",
            en: "Confirm the credit note",
        },
    }
}

pub const CONFIRM: Text = Text { de: "Bestätigen", nl: "Bevestigen", fr: "Confirmer", en: "Confirm" };
pub const LATER: Text = Text { de: "Noch nicht", nl: "Nog niet", fr: "Pas encore", en: "Not yet" };
/// That there is no way back.
const fn is_final(kind: Kind) -> Text {
    match kind {
        Kind::Invoice => FINAL.one,
        Kind::CreditNote => Text {
            de: "Mit der Bestätigung bekommt sie ihre Nummer und ändert sich nicht mehr.",
            nl: "Met de bevestiging krijgt ze haar nummer en verandert ze niet meer.",
            fr: "La confirmation lui donne son numéro et la rend définitive.",
            en: "Once confirmed, it gets its number and can no longer be changed.",
        },
    }
}

pub const FINAL: Counted = Counted {
    one: Text {
        de: "Mit der Bestätigung bekommt sie ihre Nummer und ändert sich nicht mehr; nur eine Gutschrift nimmt etwas zurück.",
        nl: "Met de bevestiging krijgt ze haar nummer en verandert ze niet meer; alleen een creditnota neemt iets terug.",
        fr: "La confirmation lui donne son numéro et la rend définitive\u{a0}; seule une note de crédit peut y revenir.",
        en: "Once confirmed, it gets its number and can no longer be changed; corrections need a credit note.",
    },
    more: Text {
        de: "Mit der Bestätigung bekommen sie ihre Nummern und ändern sich nicht mehr; nur Gutschriften nehmen etwas zurück.",
        nl: "Met de bevestiging krijgen ze hun nummers en veranderen ze niet meer; alleen creditnota’s nemen iets terug.",
        fr: "La confirmation leur donne leurs numéros et les rend définitifs\u{a0}; seules des notes de crédit peuvent y revenir.",
        en: "Once confirmed, they get their numbers and can no longer be changed; corrections need credit notes.",
    },
};
const NO_WAY: Text = Text {
    de: "Der Kunde hat weder ein aktives Mandat noch eine E-Mail-Adresse. Sie bestätigen die Rechnung und geben ihm den Link selbst.",
    nl: "De klant heeft geen actief mandaat en geen e-mailadres. U bevestigt de factuur en bezorgt hem zelf de link.",
    fr: "Le client n’a ni mandat actif ni adresse e-mail. Vous confirmez la facture et lui remettez le lien vous-même.",
    en: "The customer has neither an active mandate nor an e-mail address. You confirm the invoice and hand over the link yourself.",
};
const CREDIT: Text = Text {
    de: "Von der ursprünglichen Rechnung wird um diesen Betrag weniger geschuldet.",
    nl: "Van de oorspronkelijke factuur is dit bedrag niet meer verschuldigd.",
    fr: "Ce montant n’est plus dû sur la facture d’origine.",
    en: "This much less is owed of the original invoice.",
};
const LOOK: Text = Text { de: "Zum Entwurf", nl: "Naar het concept", fr: "Voir le brouillon", en: "See the draft" };
const ADD_EMAIL: Text = Text {
    de: "E-Mail-Adresse eintragen",
    nl: "E-mailadres invullen",
    fr: "Ajouter une adresse e-mail",
    en: "Enter an e-mail address",
};
const ASK_ADMIN: Text = Text {
    de: "Bitten Sie die Administration darum.",
    nl: "Vraag dit aan een beheerder.",
    fr: "Demandez-le à un administrateur.",
    en: "Please ask an administrator.",
};
