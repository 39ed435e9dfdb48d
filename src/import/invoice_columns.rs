//! The columns of a file with invoices. No I/O.

use crate::{
    i18n::{Language, Text},
    import::column::Column,
    invoices::words,
};

/// What a column is called; nothing if there is none for it.
pub fn label(field: &str, language: Language) -> &'static str {
    COLUMNS.iter().find(|column| column.field == field).map_or("", |column| column.label(language))
}

/// Every column, in the order of the sample.
pub const COLUMNS: &[Column] = &[
    Column::new(
        "invoice",
        &[
            "rechnungsnummer",
            "rechnungsnr",
            "beleg",
            "belegnummer",
            "factuurnummer",
            "factuurnr",
            "numerodefacture",
            "invoicenumber",
            "invoiceno",
        ],
    )
    .called(words::INVOICE)
    .hint(KEY_HINT),
    Column::new(
        "customer",
        &[
            "kunde",
            "kundennr",
            "kundenr",
            "kdnr",
            "debitor",
            "klant",
            "klantnr",
            "client",
            "numeroclient",
            "noclient",
            "codeclient",
            "customer",
            "customerno",
            "customerid",
        ],
    )
    .called(CUSTOMER)
    .required()
    .hint(CUSTOMER_HINT),
    Column::new(
        "description",
        &["beschreibung", "bezeichnung", "leistung", "artikel", "text", "position", "libelle", "article", "item"],
    )
    .called(words::DESCRIPTION)
    .required(),
    Column::new("quantity", &["anzahl", "stuckzahl", "hoeveelheid", "nombre", "qty"])
        .called(words::QUANTITY)
        .hint(QUANTITY_HINT),
    Column::new("unit", &["me"]).called(words::UNIT).hint(UNIT_HINT),
    Column::new(
        "unit_price",
        &["preis", "nettopreis", "einzelpreisnetto", "prijs", "prix", "prixht", "price", "netprice"],
    )
    .called(words::UNIT_PRICE)
    .required()
    .hint(PRICE_HINT),
    Column::new(
        "vat_rate",
        &["ust", "mwst", "mwstsatz", "ustsatz", "steuersatz", "btwtarief", "tauxtva", "tauxdetva", "vatrate"],
    )
    .called(words::VAT)
    .hint(RATE_HINT),
    Column::new("issued_on", &["datum", "belegdatum", "date", "datefacture"]).called(words::ISSUED_ON).hint(DATE_HINT),
    Column::new("due_on", &["fallig", "falligkeit", "zahlbarbis", "datedecheance", "due", "duedate"])
        .called(words::DUE_ON)
        .hint(DUE_HINT),
    Column::new("language", &[]).called(LANGUAGE).hint(LANGUAGE_HINT),
    Column::new("note", &["hinweis", "notiz", "nota", "mededeling", "remarques"]).called(words::NOTE).hint(NOTE_HINT),
];

const CUSTOMER: Text = Text { de: "Kundennummer", nl: "Klantnummer", fr: "Numéro de client", en: "Customer number" };
const LANGUAGE: Text = Text { de: "Sprache", nl: "Taal", fr: "Langue", en: "Language" };
const KEY_HINT: Text = Text {
    de: "Ein beliebiger Text, der die Zeilen einer Rechnung verbindet. Die Rechnungsnummer kommt beim Bestätigen aus dem Nummernkreis.",
    nl: "Een willekeurige tekst die de rijen van een factuur verbindt. Het factuurnummer komt bij het bevestigen uit de nummerreeks.",
    fr: "Un texte quelconque qui relie les lignes d’une facture. Son numéro vient de la série lors de la confirmation.",
    en: "Any text that ties the rows of an invoice together. Its number comes from the series when it is confirmed.",
};
const CUSTOMER_HINT: Text = Text {
    de: "Den Kunden muss es schon geben.",
    nl: "De klant moet al bestaan.",
    fr: "Le client doit déjà exister.",
    en: "The customer must exist already.",
};
const QUANTITY_HINT: Text =
    Text { de: "Ohne Angabe: 1.", nl: "Zonder opgave: 1.", fr: "Sans indication\u{a0}: 1.", en: "If not given: 1." };
const UNIT_HINT: Text =
    Text { de: "h, Stück, km …", nl: "u, stuk, km …", fr: "h, pièce, km …", en: "h, piece, km …" };
const PRICE_HINT: Text = Text {
    de: "Ohne Steuer, zum Beispiel 1.234,50.",
    nl: "Zonder btw, bijvoorbeeld 1.234,50.",
    fr: "Hors TVA, par exemple 1 234,50.",
    en: "Without VAT, for example 1,234.50.",
};
const RATE_HINT: Text = Text {
    de: "In Prozent. Ohne Angabe: der Regelsatz im Land Ihres Unternehmens.",
    nl: "In procent. Zonder opgave: het gewone tarief in het land van uw onderneming.",
    fr: "En pour cent. Sans indication\u{a0}: le taux normal du pays de votre entreprise.",
    en: "In percent. If not given: the standard rate in the country of your company.",
};
const DATE_HINT: Text = Text {
    de: "Ohne Angabe: heute.",
    nl: "Zonder opgave: vandaag.",
    fr: "Sans indication\u{a0}: aujourd’hui.",
    en: "If not given: today.",
};
const DUE_HINT: Text = Text {
    de: "Ohne Angabe: nach der Frist in den Einstellungen.",
    nl: "Zonder opgave: na de termijn in de instellingen.",
    fr: "Sans indication\u{a0}: selon le délai des paramètres.",
    en: "If not given: after the days in the settings.",
};
const LANGUAGE_HINT: Text = Text {
    de: "Ohne Angabe: die des Kunden.",
    nl: "Zonder opgave: die van de klant.",
    fr: "Sans indication\u{a0}: celle du client.",
    en: "If not given: that of the customer.",
};
const NOTE_HINT: Text = Text {
    de: "Steht auf der Rechnung.",
    nl: "Staat op de factuur.",
    fr: "Figure sur la facture.",
    en: "Stands on the invoice.",
};
