//! Recording a payment by hand, cash or a transfer seen in the bank: the dialog at `/invoices/{id}/payments/new`.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{Invoice, LARGEST_TOTAL, State, handover, queries, reply};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    domain::{money::Cents, text::one_line},
    error::{Error, Result},
    i18n::{Language, Text, format, read},
    layout,
    payments::{self, Balance, Kind, Payment, Source, words},
    ui::{
        badge::Tone,
        button,
        field::{Card, Checkbox, Control, Field, RadioCards, Width},
        form::{self, Answer},
        notice::notice,
    },
    viewer::Viewer,
};

const LONGEST_NOTE: usize = 140;

/// The form as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The payment's id, made with the form: pressing twice records once.
    id: Uuid,
    amount: String,
    paid_on: String,
    means: String,
    note: String,
    /// Yes, it is more than is owed.
    is_more: Option<String>,
}

#[derive(Debug, Default)]
struct Problems {
    amount: Option<String>,
    paid_on: Option<String>,
    means: Option<&'static str>,
    note: Option<&'static str>,
    /// More than is owed: to be confirmed.
    is_more: bool,
}

/// What was typed, once it is right.
struct Checked {
    amount: Cents,
    paid_on: NaiveDate,
    source: Source,
    note: String,
}

/// The ways money comes in that staff see and Mandato does not.
const MEANS: [Source; 3] = [Source::Transfer, Source::Manual, Source::Other];

/// `GET /invoices/{id}/payments/new`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let invoice = queries::find(&mut tx, *id).await?.filter(takes_payments).ok_or(Error::NotFound)?;
    let balance = payments::balance(&mut tx, invoice.id).await?;
    drop(tx);
    let open = Some(balance.open()).filter(|open| *open > Cents::ZERO);
    let typed = Typed {
        id: Uuid::now_v7(),
        amount: open.map(|open| format::bare_amount(open.0, viewer.language())).unwrap_or_default(),
        paid_on: app.clock.today().to_string(),
        means: Source::Transfer.code().to_owned(),
        ..Typed::default()
    };
    Ok(dialog(&viewer, &invoice, balance, &typed, &Problems::default()))
}

/// `POST /invoices/{id}/payments`
pub async fn submit(app: Data<App>, viewer: Viewer, id: Path<Uuid>, typed: Form<Typed>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let mut invoice = queries::take(&mut tx, *id).await?.filter(takes_payments).ok_or(Error::NotFound)?;
    let sheet = format!("/invoices/{}", invoice.id);
    if payments::exists(&mut tx, typed.id).await? {
        return Ok(reply::go(&viewer, &sheet));
    }
    let balance = payments::balance(&mut tx, invoice.id).await?;
    let checked = match typed.check(balance, app.clock.today(), viewer.language()) {
        Ok(checked) => checked,
        Err(problems) => {
            let dialog = dialog(&viewer, &invoice, balance, &typed, &problems);
            return Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, dialog));
        }
    };

    let payment = checked.payment(typed.id, invoice.id, viewer.id(), now);
    payments::record(&mut tx, &payment).await?;
    let balance = payments::balance(&mut tx, invoice.id).await?;
    invoice.settle(balance, now);
    queries::update(&mut tx, &invoice).await?;
    if invoice.handed_over_at.is_some() {
        handover::amount_changed(&mut tx, &app, invoice.id).await?;
    }
    let changes = [("amount", payment.amount.0.to_string()), ("means", payment.source.code().to_owned())];
    let changes = changes.iter().filter_map(|(field, value)| Change::between(field, None, Some(value))).collect();
    let entry = Entry::new(Actor::User(viewer.id()), Subject::Invoice, invoice.id, Action::PaymentRecorded);
    audit::record(&mut tx, now, entry.of_customer(invoice.customer_id).with(changes)).await?;
    tx.commit().await?;
    Ok(reply::go(&viewer, &sheet))
}

/// Money can come for whatever was once asked for, even when nothing is owed any more.
pub(super) fn takes_payments(invoice: &Invoice) -> bool {
    invoice.kind == super::Kind::Invoice && invoice.state != State::Draft
}

impl Typed {
    fn check(&self, balance: Balance, today: NaiveDate, language: Language) -> Result<Checked, Problems> {
        let amount = read::amount(&self.amount, language).map_err(|error| error.explain(language));
        let amount = amount.and_then(|cents| match cents {
            cents if (1..=LARGEST_TOTAL.0).contains(&cents) => Ok(Cents(cents)),
            _ => Err(AMOUNT_WRONG.get(language).to_owned()),
        });
        let paid_on = read::date(&self.paid_on).map_err(|error| error.explain(language).to_owned());
        let paid_on = paid_on.and_then(|day| if day > today { Err(FUTURE.get(language).to_owned()) } else { Ok(day) });
        let source = MEANS.into_iter().find(|means| means.code() == self.means);
        let note = one_line(&self.note);
        let note = if note.chars().count() > LONGEST_NOTE { Err(NOTE_LONG.get(language)) } else { Ok(note) };
        let is_more = amount.as_ref().is_ok_and(|amount| *amount > balance.open()) && self.is_more.is_none();
        match (amount, paid_on, source, note) {
            (Ok(amount), Ok(paid_on), Some(source), Ok(note)) if !is_more => {
                Ok(Checked { amount, paid_on, source, note })
            }
            (amount, paid_on, source, note) => Err(Problems {
                amount: amount.err().or_else(|| is_more.then(|| more_than_owed(balance, language))),
                paid_on: paid_on.err(),
                means: source.is_none().then(|| CHOOSE.get(language)),
                note: note.err(),
                is_more,
            }),
        }
    }
}

impl Checked {
    fn payment(self, id: Uuid, invoice: Uuid, by: Uuid, now: DateTime<Utc>) -> Payment {
        // Staff know the day only; noon is that day in every time zone of Europe.
        let noon = self.paid_on.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc();
        Payment {
            id,
            invoice_id: invoice,
            kind: Kind::Payment,
            source: self.source,
            amount: self.amount,
            effect: Kind::Payment.effect(self.amount, Cents::ZERO),
            transaction_key: None,
            event_id: None,
            reason_code: None,
            note: self.note,
            occurred_at: noon.min(now),
            booked_on: self.paid_on,
            recorded_at: now,
            recorded_by: Some(by),
        }
    }
}

fn dialog(viewer: &Viewer, invoice: &Invoice, balance: Balance, typed: &Typed, problems: &Problems) -> Markup {
    let language = viewer.language();
    let action = format!("/invoices/{}/payments", invoice.id);
    let card =
        |means: Source| Card { value: means.code(), title: words::means(means).get(language), ..Card::default() };
    let cards = MEANS.map(card);
    let content = html! {
        @if invoice.state == State::Collecting {
            (notice(Tone::Warning, html! { p { (COLLECTING.get(language)) } }))
        }
        (form::Form { action: &action, csrf: &viewer.reader.csrf, answer: Answer::Dialog, content: html! {
            input type="hidden" name="id" value=(typed.id);
            div.fields {
                (Field {
                    label: words::AMOUNT.get(language), name: "amount", value: &typed.amount, control: Control::Amount,
                    hint: Some(&words::still_open(balance.open(), language)), error: problems.amount.as_deref(),
                    required: true, autofocus: true, width: Width::Half, ..Field::default()
                })
                (Field {
                    label: PAID_ON.get(language), name: "paid_on", value: &typed.paid_on, control: Control::Date,
                    error: problems.paid_on.as_deref(), required: true, width: Width::Half, ..Field::default()
                })
                @if problems.is_more || typed.is_more.is_some() {
                    (Checkbox {
                        label: IS_MORE.get(language), name: "is_more", value: "yes",
                        checked: typed.is_more.is_some(), ..Checkbox::default()
                    })
                }
                div.full {
                    (RadioCards {
                        legend: MEANS_LEGEND.get(language), name: "means", chosen: &typed.means, cards: &cards,
                        error: problems.means,
                    })
                }
                (Field {
                    label: NOTE.get(language), name: "note", value: &typed.note, error: problems.note,
                    ..Field::default()
                })
            }
            (form::actions(html! {
                (button::submit(RECORD.get(language)))
                (button::cancel(CANCEL.get(language), &format!("/invoices/{}", invoice.id)))
            }))
        } })
    };
    reply::dialog(viewer, RECORD.get(language), content)
}

fn more_than_owed(balance: Balance, language: Language) -> String {
    if balance.open() == Cents::ZERO {
        return NOTHING_OPEN.get(language).to_owned();
    }
    let open = format::amount(balance.open().0, "EUR", language);
    match language {
        Language::De => format!("Offen sind nur {open}. Stimmt der Betrag, bestätigen Sie es unten."),
        Language::Nl => format!("Er staat maar {open} open. Klopt het bedrag, bevestig het dan hieronder."),
        Language::Fr => format!("Il ne reste que {open} à payer. Si le montant est exact, confirmez-le ci-dessous."),
        Language::En => format!("Only {open} is still owed. If the amount is right, confirm it below."),
    }
}

const NOTHING_OPEN: Text = Text {
    de: "Es ist nichts mehr offen. Stimmt der Betrag, bestätigen Sie es unten.",
    nl: "Er staat niets meer open. Klopt het bedrag, bevestig het dan hieronder.",
    fr: "Il ne reste rien à payer. Si le montant est exact, confirmez-le ci-dessous.",
    en: "Nothing is owed any more. If the amount is right, confirm it below.",
};
pub const RECORD: Text =
    Text { de: "Zahlung eintragen", nl: "Betaling registreren", fr: "Enregistrer un paiement", en: "Record a payment" };
const COLLECTING: Text = Text {
    de: "Eine Lastschrift ist unterwegs und lässt sich nicht mehr aufhalten: Sie kann mehr einbringen, als noch geschuldet ist. Was zu viel kommt, bieten wir Ihnen dann zur Erstattung an.",
    nl: "Er is een inning onderweg die niet meer kan worden tegengehouden: ze kan meer opbrengen dan er nog verschuldigd is. Wat te veel binnenkomt, kunt u dan terugbetalen.",
    fr: "Une domiciliation est en cours et ne peut plus être arrêtée\u{a0}: elle peut rapporter plus que ce qui est encore dû. Vous pourrez alors rembourser le trop-perçu.",
    en: "A debit is under way and cannot be stopped any more: it may bring more than is still owed. What is too much is then offered to you for refund.",
};
const PAID_ON: Text = Text { de: "Bezahlt am", nl: "Betaald op", fr: "Payé le", en: "Paid on" };
const MEANS_LEGEND: Text =
    Text { de: "Wie wurde bezahlt?", nl: "Hoe is er betaald?", fr: "Mode de paiement", en: "How was it paid?" };
const NOTE: Text = Text { de: "Bemerkung", nl: "Opmerking", fr: "Remarque", en: "Note" };
const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };
const IS_MORE: Text = Text {
    de: "Ja, der Kunde hat mehr bezahlt, als er schuldet",
    nl: "Ja, de klant heeft meer betaald dan verschuldigd",
    fr: "Oui, le client a payé plus que ce qu’il doit",
    en: "Yes, the customer paid more than is owed",
};
const AMOUNT_WRONG: Text = Text {
    de: "Bitte einen Betrag von 0,01 € bis 999.999.999,99 €.",
    nl: "Een bedrag van € 0,01 tot € 999.999.999,99, alstublieft.",
    fr: "Un montant de 0,01 € à 999 999 999,99 €, s’il vous plaît.",
    en: "An amount from €0.01 to €999,999,999.99, please.",
};
const FUTURE: Text = Text {
    de: "Dieser Tag liegt in der Zukunft.",
    nl: "Die dag ligt in de toekomst.",
    fr: "Cette date est dans le futur.",
    en: "This day is in the future.",
};
const NOTE_LONG: Text = Text {
    de: "Bitte höchstens 140 Zeichen.",
    nl: "Hoogstens 140 tekens, alstublieft.",
    fr: "140 caractères au maximum.",
    en: "At most 140 characters, please.",
};
const CHOOSE: Text =
    Text { de: "Bitte auswählen.", nl: "Maak een keuze.", fr: "Faites un choix.", en: "Please choose." };
