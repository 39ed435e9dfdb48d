//! The placeholders of each kind of e-mail: what they are called, what they stand for, and what they look like filled in.

use super::Kind;
use crate::{
    i18n::{Language, Text},
    templates::kind::Values,
};

#[derive(Debug)]
pub struct Placeholder {
    /// As it is written in a template, between `{{` and `}}`.
    pub name: &'static str,
    pub description: Text,
    pub sample: Text,
}

/// Those of a kind of e-mail, in the order in which they are offered.
pub fn of(kind: Kind) -> impl Iterator<Item = &'static Placeholder> {
    let parts: &[&[Placeholder]] = match kind {
        Kind::MandateRequest => &[CUSTOMER, &[EXPIRES_ON, STAFF_NAME]],
        Kind::Invoice => &[CUSTOMER, PAPER, OWED, TRANSFER],
        Kind::PreNotification => &[CUSTOMER, PAPER, OWED, &[DEBIT_DATE, IBAN, MANDATE_REFERENCE, CREDITOR_IDENTIFIER]],
        Kind::DebitFailed => &[CUSTOMER, PAPER, OWED, TRANSFER, &[REASON]],
        Kind::CreditNote => &[CUSTOMER, PAPER, &[CREDITED_INVOICE]],
    };
    parts.iter().copied().flatten()
}

const CUSTOMER: &[Placeholder] = &[SALUTATION, CUSTOMER_NAME, COMPANY, CUSTOMER_NUMBER, CREDITOR];
/// Of an invoice or a credit note.
const PAPER: &[Placeholder] = &[INVOICE_NUMBER, INVOICE_DATE, AMOUNT];
const OWED: &[Placeholder] = &[OPEN_AMOUNT, DUE_DATE];
/// What the customer needs for a transfer.
const TRANSFER: &[Placeholder] = &[BENEFICIARY, CREDITOR_IBAN, REFERENCE];

/// Samples of several.
const SUM: Text = Text { de: "1.234,50 €", nl: "€ 1.234,50", fr: "1 234,50 €", en: "€1,234.50" };
const DAY: Text = Text { de: "24.12.2026", nl: "24-12-2026", fr: "24/12/2026", en: "24 Dec 2026" };

const SALUTATION: Placeholder = Placeholder {
    name: "salutation",
    description: Text {
        de: "Anrede mit Namen, ohne Komma",
        nl: "Aanhef met naam, zonder komma",
        fr: "Formule d’appel avec le nom, sans virgule",
        en: "Salutation with name, without a comma",
    },
    sample: Text {
        de: "Guten Tag Anna Müller",
        nl: "Beste Jan Peeters",
        fr: "Bonjour Claire Dubois",
        en: "Dear Emma Smith",
    },
};
const CUSTOMER_NAME: Placeholder = Placeholder {
    name: "customer_name",
    description: Text {
        de: "Name des Kunden",
        nl: "Naam van de klant",
        fr: "Nom du client",
        en: "Name of the customer",
    },
    sample: Text { de: "Anna Müller", nl: "Jan Peeters", fr: "Claire Dubois", en: "Emma Smith" },
};
const COMPANY: Placeholder = Placeholder {
    name: "company",
    description: Text {
        de: "Firma des Kunden; leer bei Privatpersonen",
        nl: "Bedrijf van de klant; leeg bij particulieren",
        fr: "Entreprise du client\u{a0}; vide pour un particulier",
        en: "The customer’s company; empty for a private person",
    },
    sample: Text {
        de: "Müller & Söhne GmbH",
        nl: "Peeters & Zonen bv",
        fr: "Dubois & Fils SARL",
        en: "Smith & Sons Ltd",
    },
};
const CUSTOMER_NUMBER: Placeholder = Placeholder {
    name: "customer_number",
    description: Text { de: "Kundennummer", nl: "Klantnummer", fr: "Numéro de client", en: "Customer number" },
    sample: Text { de: "K-10042", nl: "K-10042", fr: "C-10042", en: "C-10042" },
};
const CREDITOR: Placeholder = Placeholder {
    name: "creditor",
    description: Text {
        de: "Name Ihres Unternehmens",
        nl: "Naam van uw onderneming",
        fr: "Nom de votre entreprise",
        en: "Name of your company",
    },
    sample: Text { de: "Beispiel GmbH", nl: "Voorbeeld bv", fr: "Exemple SA", en: "Example Ltd" },
};
const EXPIRES_ON: Placeholder = Placeholder {
    name: "expires_on",
    description: Text {
        de: "Tag, bis zu dem unterzeichnet werden kann",
        nl: "Dag tot wanneer kan worden ondertekend",
        fr: "Date limite de signature",
        en: "Last day for signing",
    },
    sample: DAY,
};
const STAFF_NAME: Placeholder = Placeholder {
    name: "staff_name",
    description: Text {
        de: "Name der Person, die die Nachricht sendet",
        nl: "Naam van wie het bericht verzendt",
        fr: "Nom de la personne qui envoie le message",
        en: "Name of the person who sends the message",
    },
    sample: Text { de: "Petra Schmidt", nl: "Sofie Janssens", fr: "Marie Laurent", en: "Grace Taylor" },
};
const INVOICE_NUMBER: Placeholder = Placeholder {
    name: "invoice_number",
    description: Text {
        de: "Nummer der Rechnung oder Gutschrift",
        nl: "Nummer van de factuur of creditnota",
        fr: "Numéro de la facture ou de la note de crédit",
        en: "Number of the invoice or credit note",
    },
    sample: Text::same("R2026-0042"),
};
const INVOICE_DATE: Placeholder = Placeholder {
    name: "invoice_date",
    description: Text {
        de: "Datum der Rechnung oder Gutschrift",
        nl: "Datum van de factuur of creditnota",
        fr: "Date de la facture ou de la note de crédit",
        en: "Date of the invoice or credit note",
    },
    sample: Text { de: "10.12.2026", nl: "10-12-2026", fr: "10/12/2026", en: "10 Dec 2026" },
};
const AMOUNT: Placeholder = Placeholder {
    name: "amount",
    description: Text {
        de: "Gesamtbetrag mit MwSt.",
        nl: "Totaalbedrag inclusief btw",
        fr: "Montant total, TVA comprise",
        en: "Total including VAT",
    },
    sample: SUM,
};
const OPEN_AMOUNT: Placeholder = Placeholder {
    name: "open_amount",
    description: Text {
        de: "Betrag, der noch offen ist",
        nl: "Bedrag dat nog openstaat",
        fr: "Montant restant dû",
        en: "Amount that is still open",
    },
    sample: SUM,
};
const DUE_DATE: Placeholder = Placeholder {
    name: "due_date",
    description: Text {
        de: "Fälligkeit der Rechnung",
        nl: "Vervaldag van de factuur",
        fr: "Échéance de la facture",
        en: "Due date of the invoice",
    },
    sample: DAY,
};
const BENEFICIARY: Placeholder = Placeholder {
    name: "beneficiary",
    description: Text {
        de: "Empfänger einer Überweisung: Ihr Unternehmen",
        nl: "Begunstigde van een overschrijving: uw onderneming",
        fr: "Bénéficiaire d’un virement\u{a0}: votre entreprise",
        en: "Beneficiary of a transfer: your company",
    },
    sample: Text { de: "Beispiel GmbH", nl: "Voorbeeld bv", fr: "Exemple SA", en: "Example Ltd" },
};
const CREDITOR_IBAN: Placeholder = Placeholder {
    name: "creditor_iban",
    description: Text {
        de: "Ihr Konto (IBAN) für eine Überweisung; leer, wenn es in den Einstellungen fehlt",
        nl: "Uw rekening (IBAN) voor een overschrijving; leeg als ze in de instellingen ontbreekt",
        fr: "Votre compte (IBAN) pour un virement\u{a0}; vide s’il manque dans les paramètres",
        en: "Your account (IBAN) for a transfer; empty if the settings have none",
    },
    sample: Text::same("BE68 5390 0754 7034"),
};
const REFERENCE: Placeholder = Placeholder {
    name: "reference",
    description: Text {
        de: "Strukturierte Referenz für eine Überweisung",
        nl: "Gestructureerde mededeling voor een overschrijving",
        fr: "Communication structurée pour un virement",
        en: "Structured reference for a transfer",
    },
    sample: Text::same("+++000/0000/04242+++"),
};
const DEBIT_DATE: Placeholder = Placeholder {
    name: "debit_date",
    description: Text {
        de: "Tag, ab dem eingezogen wird",
        nl: "Dag vanaf wanneer wordt geïnd",
        fr: "Date à partir de laquelle l’encaissement a lieu",
        en: "Day from which the debit takes place",
    },
    sample: DAY,
};
const IBAN: Placeholder = Placeholder {
    name: "iban",
    description: Text {
        de: "Konto des Kunden, verkürzt",
        nl: "Rekening van de klant, verkort",
        fr: "Compte du client, abrégé",
        en: "The customer’s account, shortened",
    },
    sample: Text::same("BE•• •••• •••• 1174"),
};
const MANDATE_REFERENCE: Placeholder = Placeholder {
    name: "mandate_reference",
    description: Text {
        de: "Referenz des SEPA-Mandats",
        nl: "Referentie van het SEPA-mandaat",
        fr: "Référence du mandat SEPA",
        en: "Reference of the SEPA mandate",
    },
    sample: Text::same("FIRMA0042"),
};
const CREDITOR_IDENTIFIER: Placeholder = Placeholder {
    name: "creditor_identifier",
    description: Text {
        de: "Ihre Gläubiger-Identifikationsnummer; leer, wenn sie in den Einstellungen fehlt",
        nl: "Uw schuldeiseridentificatie; leeg als ze in de instellingen ontbreekt",
        fr: "Votre identifiant créancier\u{a0}; vide s’il manque dans les paramètres",
        en: "Your creditor identifier; empty if the settings have none",
    },
    sample: Text::same("BE54ZZZ0533800797"),
};
const REASON: Placeholder = Placeholder {
    name: "reason",
    description: Text {
        de: "Grund der Bank, in einem Satz für den Kunden",
        nl: "Reden van de bank, in een zin voor de klant",
        fr: "Motif de la banque, en une phrase pour le client",
        en: "The bank’s reason, as a sentence for the customer",
    },
    sample: Text {
        de: "Ihre Bank konnte die Lastschrift nicht ausführen: Der Betrag war auf dem Konto gerade nicht verfügbar.",
        nl: "Uw bank kon de domiciliëring niet uitvoeren: het bedrag was op dat moment niet beschikbaar op de rekening.",
        fr: "Votre banque n’a pas pu exécuter la domiciliation\u{a0}: le montant n’était pas disponible sur le compte à ce moment.",
        en: "Your bank could not carry out the direct debit: the amount was not available on the account at that moment.",
    },
};
const CREDITED_INVOICE: Placeholder = Placeholder {
    name: "credited_invoice",
    description: Text {
        de: "Nummer der Rechnung, zu der die Gutschrift gehört",
        nl: "Nummer van de factuur waarbij de creditnota hoort",
        fr: "Numéro de la facture concernée par la note de crédit",
        en: "Number of the invoice that the credit note belongs to",
    },
    sample: Text::same("R2026-0041"),
};

impl Kind {
    /// Values to show a template with.
    pub fn samples(self, language: Language) -> Values {
        of(self).map(|known| (known.name, known.sample.get(language).to_owned())).collect()
    }

    pub(super) fn knows(self, name: &str) -> bool {
        of(self).any(|known| known.name == name)
    }
}
