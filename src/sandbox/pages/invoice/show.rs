//! An invoice and the ways to pay it: `/invoice/{id}`

use actix_web::{HttpResponse, http::StatusCode, web::Query};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::visit::{Pdf, Visit};
use crate::{
    domain::money::Cents,
    i18n::{Language, Text},
    sandbox::state::invoice::State,
    ui::{
        badge::Tone,
        button::{Action, Button, Weight},
        facts::facts,
        form::csrf,
        icon::{Icon, icon},
        notice::notice,
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    note: Option<Note>,
}

/// What a button did.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Note {
    /// The link to sign is on its way.
    Mailed,
    Impossible,
}

/// `GET /invoice/{id}`
pub async fn show(visit: Visit, shown: Query<Shown>) -> HttpResponse {
    let title = title(&visit);
    let content = if visit.is_payable() { open(&visit, &title, shown.note) } else { closed(&visit, &title) };
    visit.page(&title, content).answer(StatusCode::OK)
}

fn title(visit: &Visit) -> String {
    let kind = if visit.invoice.is_credit_note() { CREDIT_NOTE } else { INVOICE };
    format!("{} {}", kind.get(visit.language), visit.invoice.number)
}

/// What is to be paid, and how.
fn open(visit: &Visit, title: &str, note: Option<Note>) -> Markup {
    let language = visit.language;
    html! {
        h1 { (title) }
        @match note {
            Some(Note::Mailed) => (notice(Tone::Success, html! { p { (MAILED.get(language)) } })),
            Some(Note::Impossible) => (notice(Tone::Warning, html! { p { (IMPOSSIBLE.get(language)) } })),
            None => {}
        }
        @if visit.awaits_payment { (notice(Tone::Info, html! { p { (AWAITED.get(language)) } })) }
        @if visit.invoice.state == State::Pending { (collected(visit)) }
        (amount_due(visit))
        (details(visit))
        (document(visit))
        h2 { (HOW.get(language)) }
        (doors(visit))
    }
}

/// A debit is under way: nothing needs to be done.
fn collected(visit: &Visit) -> Markup {
    let language = visit.language;
    let iban = visit.account.as_deref().unwrap_or_default();
    notice(
        Tone::Info,
        html! {
            p { strong { (collected_from(iban, language)) } }
            p { (COLLECTED_ADVICE.get(language)) }
        },
    )
}

fn amount_due(visit: &Visit) -> Markup {
    let invoice = &visit.invoice;
    let language = visit.language;
    let is_late = invoice.due < visit.today && invoice.state != State::Pending;
    let due = visit.date(invoice.due);
    html! {
        div.amount-due {
            p.label { (OPEN.get(language)) }
            p.sum { (visit.money(invoice.open())) }
            p.due.late[is_late] { (if is_late { was_due(&due, language) } else { is_due(&due, language) }) }
        }
    }
}

fn details(visit: &Visit) -> Markup {
    let invoice = &visit.invoice;
    let language = visit.language;
    let mut rows = vec![(FROM.get(language), html! { (visit.creditor.name) })];
    if !invoice.title.is_empty() {
        rows.push((SUBJECT.get(language), html! { (invoice.title) }));
    }
    rows.push((DATE.get(language), html! { (visit.date(invoice.date)) }));
    let open = invoice.open();
    if open < invoice.amount {
        rows.push((TOTAL.get(language), html! { (visit.money(invoice.amount)) }));
        rows.push((SETTLED.get(language), html! { (visit.money(Cents(invoice.amount.0 - open.0))) }));
    }
    facts(&rows)
}

fn document(visit: &Visit) -> Markup {
    let own = format!("{}/invoice.pdf", visit.base());
    let address = match &visit.pdf {
        Some(Pdf::Here) => &own,
        Some(Pdf::At(address)) => address,
        None => return html! {},
    };
    let button = Button {
        label: if visit.invoice.is_credit_note() { DOWNLOAD_CREDIT_NOTE } else { DOWNLOAD }.get(visit.language),
        icon: Some(Icon::Download),
        weight: Weight::Secondary,
        action: Action::Go(address),
    };
    html! { div { (button) } }
}

/// The ways to pay.
fn doors(visit: &Visit) -> Markup {
    let language = visit.language;
    let base = visit.base();
    let pending = visit.invoice.state == State::Pending;
    let pay_hint = if pending { PAY_TWICE } else { PAY_HINT };
    html! {
        ul.methods {
            @if !pending { li { (debit_door(&format!("{base}/mandate"), visit.account.as_deref(), language)) } }
            li { (Door { address: &format!("{base}/payment"), posts: true, sign: Icon::CreditCard,
                label: PAY.get(language).into(), hint: pay_hint.get(language) }) }
            li { (Door { address: &format!("{base}/transfer"), posts: false, sign: Icon::Landmark,
                label: TRANSFER.get(language).into(), hint: TRANSFER_HINT.get(language) }) }
        }
    }
}

fn debit_door<'a>(address: &'a str, account: Option<&str>, language: Language) -> Door<'a> {
    let (label, hint) = match account {
        Some(iban) => (collect_from(iban, language), COLLECT_HINT),
        None => (SET_UP.get(language).into(), SET_UP_HINT),
    };
    Door { address, posts: true, sign: Icon::RefreshCw, label, hint: hint.get(language) }
}

/// A way to pay: a link, or a button that changes something.
struct Door<'a> {
    address: &'a str,
    posts: bool,
    sign: Icon,
    label: String,
    hint: &'a str,
}

impl Render for Door<'_> {
    fn render(&self) -> Markup {
        let inside = html! {
            span.provider-sign { (icon(self.sign)) }
            span { strong { (self.label) } span.muted { (self.hint) } }
            (icon(Icon::ChevronRight))
        };
        html! {
            @if self.posts {
                form method="post" action=(self.address) { (csrf("")) button.method type="submit" { (inside) } }
            } @else {
                a.method href=(self.address) { (inside) }
            }
        }
    }
}

/// Paid, archived, or a credit note: nothing is left to do.
fn closed(visit: &Visit, title: &str) -> Markup {
    let language = visit.language;
    let invoice = &visit.invoice;
    let (sign, tone, text) = match invoice.state {
        _ if invoice.is_credit_note() => (Icon::Undo, "info", CREDITED),
        State::Archived => (Icon::Inbox, "neutral", ARCHIVED),
        _ => (Icon::Check, "success", PAID),
    };
    let settled_on = invoice.last_payment().filter(|_| invoice.is_settled() && !invoice.is_credit_note());
    let mut rows = vec![
        (FROM.get(language), html! { (visit.creditor.name) }),
        (TOTAL.get(language), html! { (visit.money(invoice.amount)) }),
        (MESSAGE.get(language), visit.message()),
    ];
    if let Some(payment) = settled_on {
        rows.push((PAID_ON.get(language), html! { (visit.date(payment.at.date_naive())) }));
    }
    html! {
        div.outcome {
            span.big-sign.(tone) { (icon(sign)) }
            h1 { (title) }
            p { (text.get(language)) }
        }
        (facts(&rows))
        div.buttons {
            (document(visit))
            @if let Some(exit) = visit.exit.as_ref().filter(|_| invoice.state == State::Paid) {
                (Button { label: &onward(&visit.creditor.name, language), icon: None, weight: Weight::Primary,
                    action: Action::Go(exit) })
            }
        }
    }
}

/// The label of the way back to the creditor.
pub fn onward(creditor: &str, language: Language) -> String {
    match language {
        Language::De => format!("Weiter zu {creditor}"),
        Language::Nl => format!("Verder naar {creditor}"),
        Language::Fr => format!("Continuer vers {creditor}"),
        Language::En => format!("Continue to {creditor}"),
    }
}

fn collected_from(iban: &str, language: Language) -> String {
    match language {
        Language::De => format!("Der Betrag wird automatisch von Ihrem Konto {iban} eingezogen."),
        Language::Nl => format!("Het bedrag wordt automatisch van uw rekening {iban} geïnd."),
        Language::Fr => format!("Le montant sera prélevé automatiquement sur votre compte {iban}."),
        Language::En => format!("The amount will be collected from your account {iban} automatically."),
    }
}

fn collect_from(iban: &str, language: Language) -> String {
    match language {
        Language::De => format!("Von Konto {iban} einziehen lassen"),
        Language::Nl => format!("Laten innen van rekening {iban}"),
        Language::Fr => format!("Prélever sur le compte {iban}"),
        Language::En => format!("Have it collected from account {iban}"),
    }
}

fn is_due(date: &str, language: Language) -> String {
    match language {
        Language::De => format!("Zahlbar bis {date}"),
        Language::Nl => format!("Te betalen tegen {date}"),
        Language::Fr => format!("À payer pour le {date}"),
        Language::En => format!("Due on {date}"),
    }
}

fn was_due(date: &str, language: Language) -> String {
    match language {
        Language::De => format!("War fällig am {date}"),
        Language::Nl => format!("Was te betalen tegen {date}"),
        Language::Fr => format!("Était à payer pour le {date}"),
        Language::En => format!("Was due on {date}"),
    }
}

const INVOICE: Text = Text { de: "Rechnung", nl: "Factuur", fr: "Facture", en: "Invoice" };
const CREDIT_NOTE: Text = Text { de: "Gutschrift", nl: "Creditnota", fr: "Note de crédit", en: "Credit note" };
const OPEN: Text = Text { de: "Noch zu zahlen", nl: "Nog te betalen", fr: "Reste à payer", en: "Still to pay" };
const FROM: Text = Text { de: "Von", nl: "Van", fr: "De", en: "From" };
const SUBJECT: Text = Text { de: "Betreff", nl: "Onderwerp", fr: "Objet", en: "Subject" };
const DATE: Text = Text { de: "Datum", nl: "Datum", fr: "Date", en: "Date" };
const TOTAL: Text = Text { de: "Betrag", nl: "Bedrag", fr: "Montant", en: "Amount" };
const SETTLED: Text = Text { de: "Schon beglichen", nl: "Al vereffend", fr: "Déjà réglé", en: "Settled already" };
const MESSAGE: Text = Text { de: "Mitteilung", nl: "Mededeling", fr: "Communication", en: "Payment message" };
const PAID_ON: Text = Text { de: "Bezahlt am", nl: "Betaald op", fr: "Payée le", en: "Paid on" };
const DOWNLOAD: Text =
    Text { de: "Rechnung als PDF", nl: "Factuur als pdf", fr: "Facture en PDF", en: "Invoice as PDF" };
const DOWNLOAD_CREDIT_NOTE: Text =
    Text { de: "Gutschrift als PDF", nl: "Creditnota als pdf", fr: "Note de crédit en PDF", en: "Credit note as PDF" };
const HOW: Text = Text {
    de: "Wie möchten Sie bezahlen?",
    nl: "Hoe wilt u betalen?",
    fr: "Comment souhaitez-vous payer ?",
    en: "How would you like to pay?",
};

const SET_UP: Text = Text {
    de: "Lastschrift einrichten",
    nl: "Domiciliëring instellen",
    fr: "Mettre en place la domiciliation",
    en: "Set up direct debit",
};
const SET_UP_HINT: Text = Text {
    de: "Diese und künftige Rechnungen werden eingezogen",
    nl: "Deze en volgende facturen worden geïnd",
    fr: "Cette facture et les suivantes seront prélevées",
    en: "This and future invoices are collected",
};
const COLLECT_HINT: Text = Text {
    de: "Mit Ihrem unterzeichneten Mandat",
    nl: "Met uw ondertekende mandaat",
    fr: "Avec votre mandat signé",
    en: "With the mandate you signed",
};
const PAY: Text = Text { de: "Jetzt bezahlen", nl: "Nu betalen", fr: "Payer maintenant", en: "Pay now" };
const PAY_HINT: Text = Text {
    de: "Bancontact, iDEAL, Karte oder Ihre Bank",
    nl: "Bancontact, iDEAL, kaart of uw bank",
    fr: "Bancontact, iDEAL, carte ou votre banque",
    en: "Bancontact, iDEAL, card or your bank",
};
const PAY_TWICE: Text = Text {
    de: "Der Einzug läuft schon: Ihr Konto kann zweimal belastet werden",
    nl: "De inning loopt al: u kunt twee keer betalen",
    fr: "Le prélèvement est en cours : vous risquez de payer deux fois",
    en: "A debit is under way already: you may pay twice",
};
const TRANSFER: Text = Text { de: "Überweisen", nl: "Overschrijven", fr: "Par virement", en: "Transfer the money" };
const TRANSFER_HINT: Text = Text {
    de: "Kontonummer, Mitteilung und QR-Code",
    nl: "Rekeningnummer, mededeling en QR-code",
    fr: "Numéro de compte, communication et code QR",
    en: "Account number, payment message and QR code",
};

const MAILED: Text = Text {
    de: "Wir haben Ihnen eine E-Mail mit dem Link zum Mandat geschickt. Sobald es unterzeichnet ist und Ihre Bank es bestätigt hat, wird die Rechnung eingezogen.",
    nl: "We hebben u een e-mail met de link naar het mandaat gestuurd. Zodra het is ondertekend en uw bank het heeft bevestigd, wordt de factuur geïnd.",
    fr: "Nous vous avons envoyé un e-mail avec le lien vers le mandat. Dès qu’il sera signé et confirmé par votre banque, la facture sera prélevée.",
    en: "We sent you an e-mail with the link to the mandate. Once it is signed and your bank has confirmed it, the invoice will be collected.",
};
const IMPOSSIBLE: Text = Text {
    de: "Das ist bei dieser Rechnung zurzeit nicht möglich. Bitte wählen Sie einen anderen Weg.",
    nl: "Dat kan bij deze factuur momenteel niet. Kies een andere manier.",
    fr: "Ce n’est pas possible actuellement pour cette facture. Choisissez un autre moyen.",
    en: "That is not possible for this invoice at present. Please choose another way.",
};
const AWAITED: Text = Text {
    de: "Eine Zahlung wird gerade bestätigt. Bitte warten Sie, bevor Sie noch einmal bezahlen.",
    nl: "Er wordt een betaling bevestigd. Wacht even voordat u opnieuw betaalt.",
    fr: "Un paiement est en cours de confirmation. Patientez avant de payer à nouveau.",
    en: "A payment is being confirmed. Please wait before you pay again.",
};
const COLLECTED_ADVICE: Text = Text {
    de: "Sie müssen nichts tun. Wenn Sie trotzdem jetzt bezahlen, kann derselbe Betrag zweimal bezahlt werden.",
    nl: "U hoeft niets te doen. Betaalt u toch nu, dan kan hetzelfde bedrag twee keer worden betaald.",
    fr: "Vous n’avez rien à faire. Si vous payez tout de même maintenant, le même montant peut être payé deux fois.",
    en: "There is nothing for you to do. If you pay now all the same, the same amount may be paid twice.",
};
const PAID: Text = Text {
    de: "Diese Rechnung ist bezahlt. Vielen Dank!",
    nl: "Deze factuur is betaald. Hartelijk dank!",
    fr: "Cette facture est payée. Merci !",
    en: "This invoice is paid. Thank you!",
};
const ARCHIVED: Text = Text {
    de: "Diese Rechnung ist abgeschlossen. Sie müssen nichts mehr bezahlen.",
    nl: "Deze factuur is afgesloten. U hoeft niets meer te betalen.",
    fr: "Cette facture est clôturée. Vous n’avez plus rien à payer.",
    en: "This invoice is closed. There is nothing left to pay.",
};
const CREDITED: Text = Text {
    de: "Dies ist eine Gutschrift. Sie müssen nichts bezahlen.",
    nl: "Dit is een creditnota. U hoeft niets te betalen.",
    fr: "Ceci est une note de crédit. Vous n’avez rien à payer.",
    en: "This is a credit note. There is nothing to pay.",
};
