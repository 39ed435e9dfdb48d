//! Giving back what was paid twice: the dialog at `/invoices/{id}/refunds/new`. What came through Twikey it can be asked to
//! give back, and the money counts as given back when its payment feed says so. All else, or when staff prefer it, they give
//! back themselves and record it here.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path, Query},
};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{Invoice, queries, record_payment::takes_payments, refund_trouble, reply};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    db::{self, Tx},
    domain::{money::Cents, text::one_line},
    error::{Error, Result},
    explain,
    i18n::{Language, Text, format, read},
    jobs::{self, Task},
    layout,
    payments::{
        self, Kind, Payment, Source,
        refund::{self, By, Most, Refund, under_way},
        words,
    },
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
    /// A [`By`].
    by: String,
}

/// What the address says of the dialog: who gives back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    by: String,
}

#[derive(Debug, Default)]
struct Problems {
    amount: Option<String>,
    reason: Option<&'static str>,
    by: Option<&'static str>,
}

/// What was typed, once it is right.
struct Checked {
    amount: Cents,
    reason: String,
    by: By,
}

/// What can be given back, and what is on its way.
struct Situation {
    invoice: Invoice,
    refunds: Vec<Refund>,
    /// Asked of Twikey and not yet reported.
    under_way: Cents,
    /// Nothing by Twikey while it is off.
    most: Most,
}

impl Situation {
    async fn read(tx: &mut Tx, viewer: &Viewer, invoice: Invoice) -> db::Result<Self> {
        let refunds = refund::of_invoice(tx, invoice.id).await?;
        let payments = payments::of_invoice(tx, invoice.id).await?;
        let overpaid = payments::balance(tx, invoice.id).await?.overpaid();
        let most = Most::of(invoice.handed_over_at, overpaid, &refunds, &payments);
        Ok(Self {
            under_way: under_way(&refunds, &payments).expected,
            most: if viewer.twikey_on { most } else { Most { by_twikey: Cents::ZERO, ..most } },
            invoice,
            refunds,
        })
    }

    /// Why the last try did not work.
    fn trouble(&self) -> Option<&str> {
        let stuck = self.refunds.iter().rfind(|refund| refund.is_stuck());
        stuck.and_then(|refund| refund.error_code.as_deref())
    }

    fn ways(&self) -> impl Iterator<Item = By> {
        let by_twikey = self.most.by_twikey > Cents::ZERO;
        By::ALL.into_iter().filter(move |by| by_twikey || *by != By::Twikey)
    }

    /// What was asked for, or what is at hand.
    fn way(&self, asked: &str) -> By {
        let asked = self.ways().find(|by| by.code() == asked);
        asked.or_else(|| self.ways().next()).unwrap_or(By::Transfer)
    }

    fn most(&self, by: By) -> Cents {
        if by == By::Twikey { self.most.by_twikey } else { self.most.by_hand }
    }
}

/// `GET /invoices/{id}/refunds/new`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>, asked: Query<Asked>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let invoice = queries::find(&mut tx, *id).await?.filter(takes_payments).ok_or(Error::NotFound)?;
    let situation = Situation::read(&mut tx, &viewer, invoice).await?;
    drop(tx);
    let by = situation.way(&asked.by);
    let typed = Typed {
        id: Uuid::now_v7(),
        amount: format::bare_amount(situation.most(by).0, viewer.language()),
        reason: proposal(&situation.invoice),
        by: by.code().to_owned(),
    };
    Ok(dialog(&viewer, &situation, &typed, &Problems::default()))
}

/// `POST /invoices/{id}/refunds`
pub async fn submit(app: Data<App>, viewer: Viewer, id: Path<Uuid>, typed: Form<Typed>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let invoice = queries::take(&mut tx, *id).await?.filter(takes_payments).ok_or(Error::NotFound)?;
    let sheet = format!("/invoices/{}", invoice.id);
    if refund::find(&mut tx, typed.id).await?.is_some() || payments::exists(&mut tx, typed.id).await? {
        return Ok(reply::go(&viewer, &sheet));
    }
    let mut situation = Situation::read(&mut tx, &viewer, invoice).await?;
    let Checked { amount, reason, by } = match typed.check(&situation, viewer.language()) {
        Ok(checked) => checked,
        Err(problems) => {
            let dialog = dialog(&viewer, &situation, &typed, &problems);
            return Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, dialog));
        }
    };

    // What was asked for takes the place of what did not work; that Twikey may have heard, only a person ends.
    for refund in &mut situation.refunds {
        if by != By::Twikey || !refund.is_unclear() {
            refund_trouble::give_up(&mut tx, &app, refund).await?;
        }
    }
    let mut invoice = situation.invoice;
    let change = Change::between("amount", None, Some(&amount.0.to_string()));
    let action = if let Some(source) = by.source() {
        let given = given_by_hand(&typed, &invoice, (amount, source, reason), &app, viewer.id());
        payments::record(&mut tx, &given).await?;
        let balance = payments::balance(&mut tx, invoice.id).await?;
        invoice.settle(balance, now);
        queries::update(&mut tx, &invoice).await?;
        Action::RefundRecorded
    } else {
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
            dropped_at: None,
        };
        refund::insert(&mut tx, &refund).await?;
        jobs::enqueue(&mut tx, now, &Task::GiveBack { refund: refund.id, invoice: invoice.id }).await?;
        Action::RefundAsked
    };
    let entry =
        Entry::new(Actor::User(viewer.id()), Subject::Invoice, invoice.id, action).of_customer(invoice.customer_id);
    audit::record(&mut tx, now, entry.with(change.into_iter().collect())).await?;
    tx.commit().await?;
    Ok(reply::go(&viewer, &sheet))
}

impl Typed {
    fn check(&self, situation: &Situation, language: Language) -> Result<Checked, Problems> {
        let by = situation.ways().find(|by| by.code() == self.by);
        let most = situation.most(by.unwrap_or(By::Transfer));
        let amount = match read::amount(&self.amount, language) {
            Ok(cents) if (1..=most.0).contains(&cents) => Ok(Cents(cents)),
            Ok(_) if by == Some(By::Twikey) => Err(between_by_twikey(most, language)),
            Ok(_) => Err(between(most, language)),
            Err(error) => Err(error.explain(language)),
        };
        let reason = one_line(&self.reason);
        let length = reason.chars().count();
        // Twikey wants one for the customer; of what we give back ourselves it is a note for the office.
        let shortest = usize::from(by == Some(By::Twikey));
        let reason =
            if (shortest..=LONGEST_REASON).contains(&length) { Ok(reason) } else { Err(REASON_WRONG.get(language)) };
        match (amount, reason, by) {
            (Ok(amount), Ok(reason), Some(by)) => Ok(Checked { amount, reason, by }),
            (amount, reason, by) => Err(Problems {
                amount: amount.err(),
                reason: reason.err(),
                by: by.is_none().then(|| CHOOSE.get(language)),
            }),
        }
    }
}

fn given_by_hand(
    typed: &Typed,
    invoice: &Invoice,
    (amount, source, note): (Cents, Source, String),
    app: &App,
    by: Uuid,
) -> Payment {
    Payment {
        id: typed.id,
        invoice_id: invoice.id,
        kind: Kind::Refund,
        source,
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
    let title = GIVE_BACK.get(language);
    let by_twikey = situation.ways().any(|by| by == By::Twikey);
    let (note, act) = if by_twikey { (REASON, GIVE_BACK) } else { (NOTE, RECORD) };
    let content = html! {
        @if let Some(code) = situation.trouble() {
            (notice(Tone::Danger, html! { p { (explain::code(code, language)) } }))
        }
        @if situation.under_way > Cents::ZERO {
            (notice(Tone::Info, html! { p { (asked_already(situation.under_way, language)) } }))
        }
        @if situation.most.by_hand == Cents::ZERO {
            p { (NOTHING.get(language)) }
            (form::actions(button::cancel(CLOSE.get(language), &sheet)))
        } @else {
            (form::Form { action: &action, csrf: &viewer.reader.csrf, answer: Answer::Dialog, content: html! {
                input type="hidden" name="id" value=(typed.id);
                div.fields {
                    div.full { (choice(situation, &typed.by, problems, language)) }
                    (Field {
                        label: words::AMOUNT.get(language), name: "amount", value: &typed.amount,
                        control: Control::Amount, hint: Some(&at_most(situation.most, language)),
                        error: problems.amount.as_deref(), required: true, autofocus: true, width: Width::Half,
                        ..Field::default()
                    })
                    (Field {
                        label: note.get(language), name: "reason", value: &typed.reason, error: problems.reason,
                        required: by_twikey, ..Field::default()
                    })
                }
                (form::actions(html! { (button::submit(act.get(language))) (button::cancel(CANCEL.get(language), &sheet)) }))
            } })
        }
    };
    reply::dialog(viewer, title, content)
}

/// Who gives it back.
fn choice(situation: &Situation, chosen: &str, problems: &Problems, language: Language) -> Markup {
    let card = |by: By| Card {
        value: by.code(),
        title: by.title().get(language),
        text: by.text().get(language),
        ..Card::default()
    };
    let cards: Vec<_> = situation.ways().map(card).collect();
    RadioCards { legend: WHO.get(language), name: "by", chosen, cards: &cards, error: problems.by }.render()
}

fn between(most: Cents, language: Language) -> String {
    let most = format::amount(most.0, "EUR", language);
    match language {
        Language::De => format!("Bitte einen Betrag bis {most}: Mehr wurde nicht zu viel bezahlt."),
        Language::Nl => format!("Een bedrag tot {most}, alstublieft: meer is er niet te veel betaald."),
        Language::Fr => {
            format!("Un montant jusqu’à {most}, s’il vous plaît\u{a0}: le trop-perçu n’est pas plus élevé.")
        }
        Language::En => format!("An amount up to {most}, please: that is all that was overpaid."),
    }
}

fn between_by_twikey(most: Cents, language: Language) -> String {
    let most = format::amount(most.0, "EUR", language);
    match language {
        Language::De => {
            format!("Bitte einen Betrag bis {most}: Mehr kam nicht über Twikey. Den Rest erstatten Sie selbst.")
        }
        Language::Nl => {
            format!("Een bedrag tot {most}, alstublieft: meer kwam er niet via Twikey. De rest betaalt u zelf terug.")
        }
        Language::Fr => format!(
            "Un montant jusqu’à {most}, s’il vous plaît\u{a0}: rien de plus n’est passé par Twikey. Remboursez le reste vous-même."
        ),
        Language::En => {
            format!("An amount up to {most}, please: no more came through Twikey. Pay the rest back yourselves.")
        }
    }
}

/// What can be given back, and how much of it by Twikey, where that makes a difference.
fn at_most(most: Most, language: Language) -> String {
    let by_hand = format::amount(most.by_hand.0, "EUR", language);
    let overpaid = match language {
        Language::De => format!("Zu viel bezahlt: {by_hand}"),
        Language::Nl => format!("Te veel betaald: {by_hand}"),
        Language::Fr => format!("Trop-perçu\u{a0}: {by_hand}"),
        Language::En => format!("Overpaid: {by_hand}"),
    };
    if most.by_twikey == Cents::ZERO || most.by_twikey == most.by_hand {
        return overpaid;
    }
    let by_twikey = format::amount(most.by_twikey.0, "EUR", language);
    match language {
        Language::De => format!("{overpaid}, davon über Twikey {by_twikey}"),
        Language::Nl => format!("{overpaid}, waarvan via Twikey {by_twikey}"),
        Language::Fr => format!("{overpaid}, dont {by_twikey} par Twikey"),
        Language::En => format!("{overpaid}, of which {by_twikey} through Twikey"),
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
            format!("{amount} has been requested from Twikey already and counts as refunded once the bank reports it.")
        }
    }
}

pub const GIVE_BACK: Text = Text { de: "Betrag erstatten", nl: "Bedrag terugbetalen", fr: "Rembourser", en: "Refund" };
const WHO: Text = Text {
    de: "Wer erstattet den Betrag?",
    nl: "Wie betaalt het bedrag terug?",
    fr: "Qui rembourse le montant\u{a0}?",
    en: "Who gives the money back?",
};
const CHOOSE: Text =
    Text { de: "Bitte auswählen.", nl: "Maak een keuze.", fr: "Faites un choix.", en: "Please choose." };
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
const NOTE: Text = Text { de: "Bemerkung", nl: "Opmerking", fr: "Remarque", en: "Note" };
const RECORD: Text = Text {
    de: "Erstattung eintragen",
    nl: "Terugbetaling registreren",
    fr: "Enregistrer le remboursement",
    en: "Record the refund",
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
