//! What invoices, their states and their parts are called.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::{Invoice, Kind, State};
use crate::{
    domain::money::Cents,
    i18n::{Language, Text, format},
    payments,
    ui::badge::{Tone, badge},
};

/// How an invoice stands, as the office speaks of it: more than its state, because a failed debit or a missed due date
/// matters more than that Twikey has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Draft,
    Confirmed,
    /// Twikey has not taken it and waits for a person.
    Refused,
    HandedOver,
    Collecting,
    /// The last debit failed or came back.
    Failed,
    Overdue,
    Paid,
    Cancelled,
}

impl Standing {
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Confirmed,
        Self::Refused,
        Self::HandedOver,
        Self::Collecting,
        Self::Failed,
        Self::Overdue,
        Self::Paid,
        Self::Cancelled,
    ];

    pub fn of(invoice: &Invoice, today: NaiveDate) -> Self {
        let parts = (invoice.state, invoice.failure_code.is_some(), invoice.refusal_code.is_some());
        Self::new(parts.0, parts.1, parts.2, invoice.is_overdue(today))
    }

    /// Of what a list reads: the state, and whether it failed, was refused, is overdue.
    pub const fn new(state: State, failed: bool, refused: bool, overdue: bool) -> Self {
        match state {
            State::Draft => Self::Draft,
            State::Collecting => Self::Collecting,
            State::Paid => Self::Paid,
            State::Cancelled => Self::Cancelled,
            State::Confirmed | State::HandedOver if failed => Self::Failed,
            State::Confirmed if refused => Self::Refused,
            State::Confirmed | State::HandedOver if overdue => Self::Overdue,
            State::Confirmed => Self::Confirmed,
            State::HandedOver => Self::HandedOver,
        }
    }

    /// As in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::HandedOver => "handed_over",
            Self::Collecting => "collecting",
            Self::Failed => "failed",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
        }
    }

    pub const fn name(self) -> Text {
        match self {
            Self::Draft => Text { de: "Entwurf", nl: "Concept", fr: "Brouillon", en: "Draft" },
            Self::Confirmed => Text { de: "Bestätigt", nl: "Bevestigd", fr: "Confirmée", en: "Confirmed" },
            Self::Refused => Text {
                de: "Von Twikey abgelehnt",
                nl: "Door Twikey geweigerd",
                fr: "Refusée par Twikey",
                en: "Refused by Twikey",
            },
            Self::HandedOver => Text { de: "Offen", nl: "Open", fr: "Ouverte", en: "Open" },
            Self::Collecting => {
                Text {
                    de: "Wird eingezogen", nl: "Wordt geïnd", fr: "En cours d’encaissement", en: "Being collected"
                }
            }
            Self::Failed => Text {
                de: "Lastschrift gescheitert",
                nl: "Inning mislukt",
                fr: "Encaissement échoué",
                en: "Debit failed",
            },
            Self::Overdue => Text { de: "Überfällig", nl: "Vervallen", fr: "En retard", en: "Overdue" },
            Self::Paid => {
                Text { de: "Vollständig bezahlt", nl: "Volledig betaald", fr: "Entièrement payée", en: "Fully paid" }
            }
            Self::Cancelled => Text { de: "Storniert", nl: "Geannuleerd", fr: "Annulée", en: "Cancelled" },
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Draft | Self::Cancelled => Tone::Neutral,
            Self::Confirmed | Self::HandedOver | Self::Collecting => Tone::Info,
            Self::Overdue => Tone::Warning,
            Self::Refused | Self::Failed => Tone::Danger,
            Self::Paid => Tone::Success,
        }
    }

    pub fn badge(self, kind: Kind, language: Language) -> Markup {
        match (kind, self) {
            // A credit note is not waited for.
            (Kind::CreditNote, Self::HandedOver) => badge(Tone::Success, ISSUED.get(language)),
            _ => badge(self.tone(), self.name().get(language)),
        }
    }
}

impl Kind {
    pub const fn name(self) -> Text {
        match self {
            Self::Invoice => INVOICE,
            Self::CreditNote => CREDIT_NOTE,
        }
    }
}

/// An amount as the reader writes it.
pub fn money(cents: Cents, language: Language) -> String {
    format::amount(cents.0, "EUR", language)
}

/// What it is called on pages: its number, or that it is a draft.
pub fn title(kind: Kind, number: Option<&str>, language: Language) -> String {
    match (kind, number) {
        (kind, Some(number)) => format!("{} {number}", kind.name().get(language)),
        (Kind::Invoice, None) => DRAFT.get(language).to_owned(),
        (Kind::CreditNote, None) => DRAFT_OF_CREDIT_NOTE.get(language).to_owned(),
    }
}

/// A number as a code, or a word for a draft.
pub fn number(number: Option<&str>, language: Language) -> Markup {
    html! {
        @if let Some(number) = number { span.code { (number) } } @else { span.muted.unbroken { (NO_NUMBER.get(language)) } }
    }
}

pub const INVOICE: Text = Text { de: "Rechnung", nl: "Factuur", fr: "Facture", en: "Invoice" };
pub const CREDIT_NOTE: Text = Text { de: "Gutschrift", nl: "Creditnota", fr: "Note de crédit", en: "Credit note" };
pub const NEW: Text = Text { de: "Neue Rechnung", nl: "Nieuwe factuur", fr: "Nouvelle facture", en: "New invoice" };
pub const CUSTOMER: Text = Text { de: "Kunde", nl: "Klant", fr: "Client", en: "Customer" };
pub const ISSUED_ON: Text =
    Text { de: "Rechnungsdatum", nl: "Factuurdatum", fr: "Date de facture", en: "Invoice date" };
pub const DUE_ON: Text = Text { de: "Fällig am", nl: "Vervaldatum", fr: "Échéance", en: "Due on" };
pub const LANGUAGE: Text =
    Text { de: "Sprache der Rechnung", nl: "Taal van de factuur", fr: "Langue de la facture", en: "Language" };
pub const NOTE: Text = Text { de: "Bemerkung", nl: "Opmerking", fr: "Remarque", en: "Note" };
pub const LINES: Text = Text { de: "Positionen", nl: "Regels", fr: "Lignes", en: "Lines" };
pub const DESCRIPTION: Text = Text { de: "Bezeichnung", nl: "Omschrijving", fr: "Désignation", en: "Description" };
pub const QUANTITY: Text = Text { de: "Menge", nl: "Aantal", fr: "Quantité", en: "Quantity" };
pub const UNIT: Text = Text { de: "Einheit", nl: "Eenheid", fr: "Unité", en: "Unit" };
pub const UNIT_PRICE: Text = Text { de: "Einzelpreis", nl: "Eenheidsprijs", fr: "Prix unitaire", en: "Unit price" };
pub const VAT: Text = Text { de: "MwSt.", nl: "Btw", fr: "TVA", en: "VAT" };
pub const NET: Text = Text { de: "Netto", nl: "Netto", fr: "Net", en: "Net" };
pub const TOTAL: Text = Text { de: "Gesamt", nl: "Totaal", fr: "Total", en: "Total" };
pub const OPEN: Text = Text { de: "Offen", nl: "Openstaand", fr: "Reste dû", en: "Open" };
pub const STATE: Text = Text { de: "Stand", nl: "Status", fr: "État", en: "State" };
pub const NUMBER: Text = Text { de: "Nummer", nl: "Nummer", fr: "Numéro", en: "Number" };
pub const COLLECTING_SINCE: Text =
    Text { de: "Einzug seit", nl: "Inning sinds", fr: "Encaissement depuis", en: "Collecting since" };
pub const PAID_ON: Text = Text { de: "Bezahlt am", nl: "Betaald op", fr: "Payé le", en: "Paid on" };
pub const FAILED_ON: Text = Text { de: "Fehlgeschlagen am", nl: "Mislukt op", fr: "Échoué le", en: "Failed on" };
const DRAFT: Text = Text {
    de: "Entwurf einer Rechnung",
    nl: "Concept van een factuur",
    fr: "Brouillon de facture",
    en: "Draft invoice",
};
const DRAFT_OF_CREDIT_NOTE: Text = Text {
    de: "Entwurf einer Gutschrift",
    nl: "Concept van een creditnota",
    fr: "Brouillon de note de crédit",
    en: "Draft credit note",
};
const NO_NUMBER: Text = Text { de: "ohne Nummer", nl: "zonder nummer", fr: "sans numéro", en: "no number" };
const ISSUED: Text = Text { de: "Ausgestellt", nl: "Uitgereikt", fr: "Émise", en: "Issued" };

/// What a field is called in the audit trail; none when it is not ours.
pub fn label(field: &str, language: Language) -> Option<&'static str> {
    let words = match field {
        "total" => payments::words::AMOUNT,
        "credit_note" => CREDIT_NOTE,
        "invoice_number" => NUMBER,
        "issued_on" => ISSUED_ON,
        "due_on" => DUE_ON,
        "note" => NOTE,
        _ => return None,
    };
    Some(words.get(language))
}

/// A value in words, where it is not the words themselves.
pub fn readable(field: &str, value: &str, language: Language) -> Option<String> {
    match field {
        "total" | "amount" => value.parse().ok().map(|cents| format::amount(cents, "EUR", language)),
        "issued_on" | "due_on" => value.parse().ok().map(|date| format::date(date, language)),
        _ => None,
    }
}
