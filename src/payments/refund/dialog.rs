//! Giving back what was paid twice: the dialog at `/invoices/{id}/refunds/new`. Twikey is asked to do it, and the money counts
//! as given back when its payment feed says so; without Twikey, or when it did not work, staff do it at the bank and record
//! it here.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{Refund, under_way};
use crate::{
    app::App,
    audit::{self, Actor, Change, Entry},
    db::{self, Tx},
    domain::{money::Cents, text::one_line},
    error::{Error, Result},
    explain,
    i18n::{Language, Text, format, read},
    invoices::{self, Invoice, reply},
    jobs, layout,
    payments::{Balance, Kind, Payment, Source, manual, queries, words},
    tasks::Task,
    ui::{
        badge::Tone,
        button,
        field::{Card, Control, Field, RadioCards, Width},
        form::{self, Answer},
        notice::notice,
    },
    viewer::Viewer,
};

/// What Twikey takes as a message, and a bank statement shows.
const LONGEST_REASON: usize = 140;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The refund's id, made with the form: pressing twice gives back once.
    id: Uuid,
    amount: String,
    reason: String,
    /// Who gives it back, where that is a question: `twikey` or `office`.
    by: String,
}

#[derive(Debug, Default)]
struct Problems {
    amount: Option<String>,
    reason: Option<&'static str>,
}

/// What can be given back, and what is on its way.
struct Situation {
    invoice: Invoice,
    balance: Balance,
    /// Asked of Twikey and not yet reported.
    under_way: Cents,
    /// Why the last try did not work.
    trouble: Option<String>,
    /// Twikey has the invoice and can give money back.
    by_twikey: bool,
}

impl Situation {
    async fn read(tx: &mut Tx, viewer: &Viewer, invoice: Invoice) -> db::Result<Self> {
        let refunds = queries::refunds(tx, invoice.id).await?;
        let payments = queries::of_invoice(tx, invoice.id).await?;
        Ok(Self {
            balance: queries::balance(tx, invoice.id).await?,
            under_way: under_way(&refunds, &payments),
            trouble: refunds.last().and_then(|refund| refund.error_code.clone()),
            by_twikey: viewer.twikey_on && invoice.handed_over_at.is_some(),
            invoice,
        })
    }

    /// Whether staff may have given it back at the bank, though Twikey could: its try did not work.
    fn has_choice(&self) -> bool {
        self.by_twikey && self.trouble.is_some()
    }

    fn most(&self) -> Cents {
        Cents((self.balance.overpaid().0 - self.under_way.0).max(0))
    }
}

/// `GET /invoices/{id}/refunds/new`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let invoice = invoices::find(&mut tx, *id).await?.filter(manual::takes_payments).ok_or(Error::NotFound)?;
    let situation = Situation::read(&mut tx, &viewer, invoice).await?;
    drop(tx);
    let typed = Typed {
        id: Uuid::now_v7(),
        amount: format::bare_amount(situation.most().0, viewer.language()),
        reason: proposal(&situation.invoice),
        by: BY_TWIKEY.0.to_owned(),
    };
    Ok(dialog(&viewer, &situation, &typed, &Problems::default()))
}

/// `POST /invoices/{id}/refunds`
pub async fn submit(app: Data<App>, viewer: Viewer, id: Path<Uuid>, typed: Form<Typed>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let invoice = invoices::take(&mut tx, *id).await?.filter(manual::takes_payments).ok_or(Error::NotFound)?;
    let sheet = format!("/invoices/{}", invoice.id);
    if queries::refund(&mut tx, typed.id).await?.is_some() || queries::exists(&mut tx, typed.id).await? {
        return Ok(reply::go(&viewer, &sheet));
    }
    let situation = Situation::read(&mut tx, &viewer, invoice).await?;
    let (amount, reason) = match typed.check(situation.most(), viewer.language()) {
        Ok(checked) => checked,
        Err(problems) => {
            let dialog = dialog(&viewer, &situation, &typed, &problems);
            return Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, dialog));
        }
    };

    let by_twikey = situation.by_twikey && !(situation.has_choice() && typed.by == BY_OFFICE.0);
    let mut invoice = situation.invoice;
    let change = Change::between("amount", None, Some(&amount.0.to_string()));
    let action = if by_twikey {
        let refund = Refund {
            id: typed.id,
            invoice_id: invoice.id,
            amount,
            reason,
            asked_at: now,
            asked_by: Some(viewer.id()),
            tried_at: None,
            told_at: None,
            error_code: None,
        };
        queries::insert_refund(&mut tx, &refund).await?;
        jobs::enqueue(&mut tx, now, &Task::GiveBack { refund: refund.id, invoice: invoice.id }).await?;
        "refund_asked"
    } else {
        let given = given_by_hand(typed.id, &invoice, amount, reason, &app, viewer.id());
        queries::record(&mut tx, &given).await?;
        let balance = queries::balance(&mut tx, invoice.id).await?;
        invoice.settle(balance, now);
        invoices::update(&mut tx, &invoice).await?;
        "refund_recorded"
    };
    let entry = Entry::new(Actor::User(viewer.id()), "invoice", invoice.id, action).of_customer(invoice.customer_id);
    audit::record(&mut tx, now, entry.with(change.into_iter().collect())).await?;
    tx.commit().await?;
    Ok(reply::go(&viewer, &sheet))
}

impl Typed {
    fn check(&self, most: Cents, language: Language) -> Result<(Cents, String), Problems> {
        let amount = match read::amount(&self.amount, language) {
            Ok(cents) if (1..=most.0).contains(&cents) => Ok(Cents(cents)),
            Ok(_) => Err(between(most, language)),
            Err(error) => Err(error.explain(language)),
        };
        let reason = one_line(&self.reason);
        let length = reason.chars().count();
        let reason = if (1..=LONGEST_REASON).contains(&length) { Ok(reason) } else { Err(REASON_WRONG.get(language)) };
        match (amount, reason) {
            (Ok(amount), Ok(reason)) => Ok((amount, reason)),
            (amount, reason) => Err(Problems { amount: amount.err(), reason: reason.err() }),
        }
    }
}

fn given_by_hand(id: Uuid, invoice: &Invoice, amount: Cents, note: String, app: &App, by: Uuid) -> Payment {
    Payment {
        id,
        invoice_id: invoice.id,
        kind: Kind::Refund,
        source: Source::Transfer,
        amount,
        effect: Kind::Refund.effect(amount, Cents::ZERO),
        transaction_key: None,
        event_id: None,
        reason_code: None,
        note,
        occurred_at: app.clock.now(),
        booked_on: app.clock.today(),
        recorded_at: app.clock.now(),
        recorded_by: Some(by),
    }
}

/// What stands in the customer's bank statement, in the customer's language.
fn proposal(invoice: &Invoice) -> String {
    format!("{} {}", PROPOSAL.get(invoice.language), invoice.number.as_deref().unwrap_or_default())
}

fn dialog(viewer: &Viewer, situation: &Situation, typed: &Typed, problems: &Problems) -> Markup {
    let language = viewer.language();
    let sheet = format!("/invoices/{}", situation.invoice.id);
    let action = format!("{sheet}/refunds");
    let title = if situation.by_twikey { GIVE_BACK } else { RECORD }.get(language);
    let content = html! {
        @if let Some(code) = &situation.trouble {
            (notice(Tone::Danger, html! { p { (explain::code(code, language)) } }))
        }
        @if situation.under_way > Cents::ZERO {
            (notice(Tone::Info, html! { p { (asked_already(situation.under_way, language)) } }))
        }
        @if situation.most() == Cents::ZERO {
            p { (NOTHING.get(language)) }
            (form::actions(button::cancel(CLOSE.get(language), &sheet)))
        } @else {
            @if !situation.has_choice() {
                p { (if situation.by_twikey { BY_TWIKEY.1 } else { BY_OFFICE.1 }.get(language)) }
            }
            (form::Form { action: &action, csrf: &viewer.reader.csrf, answer: Answer::Dialog, content: html! {
                input type="hidden" name="id" value=(typed.id);
                div.fields {
                    @if situation.has_choice() { div.full { (choice(&typed.by, language)) } }
                    (Field {
                        label: words::AMOUNT.get(language), name: "amount", value: &typed.amount,
                        control: Control::Amount, hint: Some(&at_most(situation.most(), language)),
                        error: problems.amount.as_deref(), required: true, autofocus: true, width: Width::Half,
                        ..Field::default()
                    })
                    (Field {
                        label: REASON.get(language), name: "reason", value: &typed.reason, error: problems.reason,
                        required: true, ..Field::default()
                    })
                }
                (form::actions(html! { (button::submit(title)) (button::cancel(CANCEL.get(language), &sheet)) }))
            } })
        }
    };
    reply::dialog(viewer, title, content)
}

fn between(most: Cents, language: Language) -> String {
    let most = format::amount(most.0, "EUR", language);
    match language {
        Language::De => format!("Bitte einen Betrag bis {most}: Mehr wurde nicht zu viel bezahlt."),
        Language::Nl => format!("Een bedrag tot {most}, alstublieft: meer is er niet te veel betaald."),
        Language::Fr => {
            format!("Un montant jusqu’à {most}, s’il vous plaît\u{a0}: le trop-perçu n’est pas plus élevé.")
        }
        Language::En => format!("An amount up to {most}, please: no more was paid too much."),
    }
}

/// Who gives it back.
fn choice(chosen: &str, language: Language) -> Markup {
    let twikey = Card { value: BY_TWIKEY.0, title: "Twikey", text: BY_TWIKEY.1.get(language), ..Card::default() };
    let office =
        Card { value: BY_OFFICE.0, title: US.get(language), text: BY_OFFICE.1.get(language), ..Card::default() };
    let cards = [twikey, office];
    RadioCards { legend: WHO.get(language), name: "by", chosen, cards: &cards, error: None }.render()
}

fn at_most(most: Cents, language: Language) -> String {
    let most = format::amount(most.0, "EUR", language);
    match language {
        Language::De => format!("Zu viel bezahlt: {most}"),
        Language::Nl => format!("Te veel betaald: {most}"),
        Language::Fr => format!("Trop-perçu\u{a0}: {most}"),
        Language::En => format!("Paid too much: {most}"),
    }
}

fn asked_already(amount: Cents, language: Language) -> String {
    let amount = format::amount(amount.0, "EUR", language);
    match language {
        Language::De => {
            format!("{amount} sind schon bei Twikey in Auftrag und gelten als erstattet, sobald die Bank es meldet.")
        }
        Language::Nl => {
            format!("{amount} is al bij Twikey aangevraagd en geldt als terugbetaald zodra de bank het meldt.")
        }
        Language::Fr => {
            format!("{amount} sont déjà demandés à Twikey et compteront comme remboursés dès que la banque le signale.")
        }
        Language::En => {
            format!("{amount} have been asked of Twikey already and count as refunded once the bank reports it.")
        }
    }
}

pub const GIVE_BACK: Text = Text { de: "Betrag erstatten", nl: "Bedrag terugbetalen", fr: "Rembourser", en: "Refund" };
const RECORD: Text = Text {
    de: "Erstattung eintragen",
    nl: "Terugbetaling registreren",
    fr: "Enregistrer un remboursement",
    en: "Record a refund",
};
const WHO: Text = Text {
    de: "Wer erstattet den Betrag?",
    nl: "Wie betaalt het bedrag terug?",
    fr: "Qui rembourse le montant\u{a0}?",
    en: "Who gives the money back?",
};
const US: Text = Text { de: "Wir selbst", nl: "Wijzelf", fr: "Nous-mêmes", en: "We ourselves" };
const BY_TWIKEY: (&str, Text) = (
    "twikey",
    Text {
        de: "Twikey überweist den Betrag auf das Konto des Kunden.",
        nl: "Twikey stort het bedrag op de rekening van de klant.",
        fr: "Twikey vire le montant sur le compte du client.",
        en: "Twikey transfers the amount to the customer’s account.",
    },
);
const BY_OFFICE: (&str, Text) = (
    "office",
    Text {
        de: "Überweisen Sie den Betrag bei Ihrer Bank und tragen Sie es hier ein.",
        nl: "Schrijf het bedrag over bij uw bank en registreer het hier.",
        fr: "Virez le montant auprès de votre banque et enregistrez-le ici.",
        en: "Transfer the amount at your bank and record it here.",
    },
);
const NOTHING: Text = Text {
    de: "Im Moment ist nichts zu erstatten.",
    nl: "Er is nu niets terug te betalen.",
    fr: "Il n’y a rien à rembourser pour le moment.",
    en: "There is nothing to refund at the moment.",
};
const REASON: Text = Text {
    de: "Text für den Kunden",
    nl: "Mededeling voor de klant",
    fr: "Communication pour le client",
    en: "Message for the customer",
};
const REASON_WRONG: Text = Text {
    de: "Bitte 1 bis 140 Zeichen.",
    nl: "1 tot 140 tekens, alstublieft.",
    fr: "De 1 à 140 caractères, s’il vous plaît.",
    en: "1 to 140 characters, please.",
};
const PROPOSAL: Text = Text { de: "Erstattung", nl: "Terugbetaling", fr: "Remboursement", en: "Refund" };
const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };
const CLOSE: Text = Text { de: "Schließen", nl: "Sluiten", fr: "Fermer", en: "Close" };
