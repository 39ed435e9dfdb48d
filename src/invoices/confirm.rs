//! Confirming an invoice or a credit note: it gets its number, does not change any more, and is on its way.

use chrono::Datelike;
use rand::RngExt;
use uuid::Uuid;

use super::{Confirmation, Invoice, Kind, State, handover, queries};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    db::{self, Tx},
    domain::{money::Cents, reference::Reference},
    i18n::{Language, Text},
    payments::{self, Payment, Source},
    settings::Settings,
};

/// Why an invoice is not confirmed as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has gone, or somebody else was faster.
    NoDraft,
    /// Somebody has saved it since it was looked at.
    Changed,
    /// It comes to nothing.
    Nothing,
    /// The settings do not say who sends it.
    NoName,
    /// The settings do not say where the customer pays.
    NoAccount,
    /// A credit note takes back more than is left.
    MoreThanLeft,
    /// Another invoice has the next number of the series, since the pattern has changed.
    NumberTaken,
}

/// Why an invoice can not be confirmed, if so: only what nobody could do without.
pub fn obstacle(settings: &Settings, invoice: &Invoice) -> Option<Refusal> {
    match invoice {
        _ if invoice.state != State::Draft => Some(Refusal::NoDraft),
        _ if invoice.total <= Cents::ZERO => Some(Refusal::Nothing),
        _ if settings.creditor_name.trim().is_empty() => Some(Refusal::NoName),
        _ if invoice.kind == Kind::Invoice && settings.iban.is_none() => Some(Refusal::NoAccount),
        _ => None,
    }
}

/// Numbers and confirms what [`take`](queries::take) has read, and writes down what follows. Fails with a taken `number`
/// (see [`db::is_taken`]) when the pattern gives one that another invoice has.
pub async fn confirm(
    tx: &mut Tx,
    app: &App,
    settings: &Settings,
    invoice: &mut Invoice,
    actor: Actor,
) -> db::Result<Result<(), Refusal>> {
    if let Some(refusal) = obstacle(settings, invoice) {
        return Ok(Err(refusal));
    }
    let original = match invoice.credits_id {
        Some(id) => queries::take(tx, id).await?,
        None => None,
    };
    if let Some(original) = &original {
        let balance = payments::balance(tx, original.id).await?;
        if invoice.total.0 > balance.total.0 - balance.credited.0 {
            return Ok(Err(Refusal::MoreThanLeft));
        }
    }
    let now = app.clock.now();
    let year = invoice.issued_on.year();
    let pattern = match invoice.kind {
        Kind::Invoice => &settings.invoice_numbers,
        Kind::CreditNote => &settings.credit_note_numbers,
    };
    let running = queries::next_in_series(tx, invoice.kind.code(), pattern.series_year(year)).await?;
    let reference = match invoice.kind {
        Kind::Invoice => {
            let number = queries::next_in_series(tx, "reference", 0).await?;
            number.try_into().ok().and_then(|number| Reference::of(number, settings.country))
        }
        Kind::CreditNote => None,
    };
    invoice.confirm(Confirmation {
        number: pattern.write(year, running),
        reference,
        token: token(),
        twikey_id: invoice.id,
        by: actor.user(),
        at: now,
    });
    queries::update(tx, invoice).await?;
    let entry = Entry::new(actor, Subject::Invoice, invoice.id, Action::Confirmed).of_customer(invoice.customer_id);
    let number = Change::between("invoice_number", None, invoice.number.as_deref());
    audit::record(tx, now, entry.with(number.into_iter().collect())).await?;
    if let Some(mut original) = original {
        credit(tx, app, invoice, &mut original, actor).await?;
    }
    handover::begin(tx, app, settings, invoice).await?;
    Ok(Ok(()))
}

/// The credit note settles what it takes back of the original.
async fn credit(tx: &mut Tx, app: &App, note: &Invoice, original: &mut Invoice, actor: Actor) -> db::Result<()> {
    let now = app.clock.now();
    let number = note.number.clone().unwrap_or_default();
    let payment = Payment {
        id: Uuid::now_v7(),
        invoice_id: original.id,
        kind: payments::Kind::Credit,
        source: Source::CreditNote,
        amount: note.total,
        effect: note.total,
        transaction_key: Some(format!("credit_note:{}", note.id)),
        event_id: None,
        reason_code: None,
        note: number.clone(),
        occurred_at: now,
        booked_on: app.clock.date_of(now),
        recorded_at: now,
        recorded_by: actor.user(),
    };
    payments::record(tx, &payment).await?;
    let balance = payments::balance(tx, original.id).await?;
    original.settle(balance, now);
    queries::update(tx, original).await?;
    let entry = Entry::new(actor, Subject::Invoice, original.id, Action::Credited).of_customer(original.customer_id);
    let changes = [
        Change::between("credit_note", None, Some(&number)),
        Change::between("total", None, Some(&note.total.0.to_string())),
    ];
    audit::record(tx, now, entry.with(changes.into_iter().flatten().collect())).await
}

/// 160 random bits: whoever has the address of the landing page may see the invoice, so nobody may guess one.
fn token() -> String {
    let mut random = [0_u8; 20];
    rand::rng().fill(&mut random);
    hex::encode(random)
}

impl Refusal {
    const ALL: [Self; 7] = [
        Self::NoDraft,
        Self::Changed,
        Self::Nothing,
        Self::NoName,
        Self::NoAccount,
        Self::MoreThanLeft,
        Self::NumberTaken,
    ];

    /// As it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoDraft => "no_draft",
            Self::Changed => "changed",
            Self::Nothing => "nothing",
            Self::NoName => "no_name",
            Self::NoAccount => "no_account",
            Self::MoreThanLeft => "more_than_left",
            Self::NumberTaken => "number_taken",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == code)
    }

    /// Whether an administrator has to do something in the settings first.
    pub const fn is_about_settings(self) -> bool {
        matches!(self, Self::NoName | Self::NoAccount | Self::NumberTaken)
    }

    /// What is in the way, and what to do.
    pub const fn explain(self, language: Language) -> &'static str {
        match self {
            Self::NoDraft => NO_DRAFT.get(language),
            Self::Changed => CHANGED.get(language),
            Self::Nothing => NOTHING.get(language),
            Self::NoName => NO_NAME.get(language),
            Self::NoAccount => NO_ACCOUNT.get(language),
            Self::MoreThanLeft => MORE_THAN_LEFT.get(language),
            Self::NumberTaken => NUMBER_TAKEN.get(language),
        }
    }
}

const NO_DRAFT: Text = Text {
    de: "Dieser Entwurf ist inzwischen bestätigt oder gelöscht.",
    nl: "Dit concept is intussen bevestigd of verwijderd.",
    fr: "Ce brouillon a été confirmé ou supprimé entre-temps.",
    en: "This draft has been confirmed or deleted in the meantime.",
};
const CHANGED: Text = Text {
    de: "Dieser Entwurf ist inzwischen geändert worden. Bitte prüfen Sie, was jetzt darin steht.",
    nl: "Dit concept is intussen gewijzigd. Controleer wat er nu in staat.",
    fr: "Ce brouillon a été modifié entre-temps. Veuillez vérifier ce qu’il contient maintenant.",
    en: "This draft has been changed in the meantime. Please check what it says now.",
};
const NOTHING: Text = Text {
    de: "Die Summe ist 0. Tragen Sie zuerst ein, was zu bezahlen ist.",
    nl: "Het totaal is 0. Vul eerst in wat te betalen is.",
    fr: "Le total est 0. Indiquez d’abord ce qui est à payer.",
    en: "The total is 0. First enter what is to be paid.",
};
const NO_NAME: Text = Text {
    de: "In den Einstellungen fehlt der Name Ihres Unternehmens, der auf Rechnungen und Gutschriften steht.",
    nl: "In de instellingen ontbreekt de naam van uw onderneming, die op facturen en creditnota’s staat.",
    fr: "Le nom de votre entreprise, qui figure sur les factures et notes de crédit, manque dans les paramètres.",
    en: "The settings lack the name of your company, which stands on invoices and credit notes.",
};
const NO_ACCOUNT: Text = Text {
    de: "In den Einstellungen fehlt die IBAN, auf die der Kunde überweist.",
    nl: "In de instellingen ontbreekt de IBAN waarop de klant betaalt.",
    fr: "L’IBAN sur lequel le client paie manque dans les paramètres.",
    en: "The settings lack the IBAN that the customer pays to.",
};
const MORE_THAN_LEFT: Text = Text {
    de: "Die Gutschrift ist höher als das, was von der Rechnung noch gutzuschreiben ist.",
    nl: "De creditnota is hoger dan wat van de factuur nog kan worden gecrediteerd.",
    fr: "La note de crédit dépasse ce qui reste à créditer sur la facture.",
    en: "The credit note is higher than what is left to credit of the invoice.",
};
const NUMBER_TAKEN: Text = Text {
    de: "Die nächste Nummer der Reihe ist schon vergeben. Ändern Sie in den Einstellungen das Muster der Nummern.",
    nl: "Het volgende nummer van de reeks is al gebruikt. Wijzig in de instellingen het patroon van de nummers.",
    fr: "Le prochain numéro de la série est déjà utilisé. Modifiez le modèle des numéros dans les paramètres.",
    en: "The next number of the series is taken already. Change the pattern of numbers in the settings.",
};
