//! The columns of a file with customers. No I/O.

use crate::{i18n::Text, import::column::Column};

/// Every column, in the order of the sample.
pub const COLUMNS: &[Column] = &[
    Column::new(
        "number",
        &[
            "kundennr",
            "kundenr",
            "kdnr",
            "debitor",
            "debitorennummer",
            "nummer",
            "nr",
            "klantnr",
            "klantcode",
            "numeroclient",
            "noclient",
            "codeclient",
            "customerno",
            "customerid",
            "number",
        ],
    )
    .required()
    .hint(NUMBER_HINT),
    Column::new("kind", &["typ", "type", "kundenart"]).hint(KIND_HINT),
    Column::new(
        "company_name",
        &["firma", "unternehmen", "bedrijf", "onderneming", "societe", "entreprise", "company", "organisation"],
    ),
    Column::new("first_name", &["firstname", "givenname"]),
    Column::new("last_name", &["familienname", "familienaam", "nomdefamille", "surname"]),
    Column::new("name", &["kundenname", "klantnaam", "nomduclient", "customername"]).called(NAME).hint(NAME_HINT),
    Column::new(
        "vat_number",
        &[
            "ustid",
            "umsatzsteuerid",
            "umsatzsteueridentifikationsnummer",
            "btw",
            "tva",
            "numerotva",
            "notva",
            "vat",
            "vatno",
        ],
    ),
    Column::new("language", &["sprache", "taal", "langue", "language"]).hint(LANGUAGE_HINT),
    Column::new("email", &["email", "mail", "courriel", "adressemail"]),
    Column::new("mobile", &["mobil", "mobile", "handy", "handynummer", "gsm", "gsmnummer", "mobiel", "portable"]),
    Column::new(
        "street",
        &["strasse", "strassehausnummer", "anschrift", "straat", "adres", "rue", "adresse", "street", "address"],
    ),
    Column::new("postal_code", &["plz", "cp", "zip", "zipcode"]),
    Column::new("city", &["stadt", "wohnort", "gemeente", "woonplaats", "stad", "ville", "commune", "city", "town"]),
    Column::new("country", &["landercode", "landcode", "countrycode", "codepays"]).hint(COUNTRY_HINT),
    Column::new("iban", &["ibannummer"]).hint(IBAN_HINT),
    Column::new("bic", &["swift", "swiftbic", "bicswift"]),
    Column::new(
        "notes",
        &["notiz", "bemerkung", "bemerkungen", "opmerking", "opmerkingen", "remarque", "remarques", "note", "remarks"],
    ),
];

const NAME: Text = Text { de: "Name", nl: "Naam", fr: "Nom complet", en: "Name" };
const NUMBER_HINT: Text = Text {
    de: "Sagt, wer es ist: Kunden mit dieser Nummer werden geändert, andere angelegt.",
    nl: "Zegt wie het is: klanten met dit nummer worden gewijzigd, andere aangemaakt.",
    fr: "Dit de qui il s’agit\u{a0}: un client portant ce numéro est modifié, un autre est créé.",
    en: "Says who it is: a customer with this number is changed, another one made.",
};
const KIND_HINT: Text = Text {
    de: "Firma oder Privatperson. Ohne Angabe: Firma, wenn ein Firmenname da ist.",
    nl: "Bedrijf of particulier. Zonder opgave: bedrijf als er een bedrijfsnaam is.",
    fr: "Entreprise ou particulier. Sans indication\u{a0}: entreprise s’il y a une raison sociale.",
    en: "Company or private person. If not given: a company when there is a company name.",
};
const NAME_HINT: Text = Text {
    de: "Bei einer Firma der Firmenname, sonst der Nachname.",
    nl: "Bij een bedrijf de bedrijfsnaam, anders de achternaam.",
    fr: "Pour une entreprise la raison sociale, sinon le nom de famille. Une colonne «\u{a0}Nom\u{a0}» est ce dernier.",
    en: "Of a company the company name, otherwise the last name.",
};
const LANGUAGE_HINT: Text = Text {
    de: "de, nl, fr oder en, oder der Name der Sprache. Ohne Angabe: die des Landes, sonst Ihre.",
    nl: "de, nl, fr of en, of de naam van de taal. Zonder opgave: die van het land, anders de uwe.",
    fr: "de, nl, fr ou en, ou le nom de la langue. Sans indication\u{a0}: celle du pays, sinon la vôtre.",
    en: "de, nl, fr or en, or the language’s name. If not given: that of the country, otherwise yours.",
};
const COUNTRY_HINT: Text = Text {
    de: "Zwei Buchstaben (BE) oder der Name. Ohne Angabe: das Land Ihres Unternehmens.",
    nl: "Twee letters (BE) of de naam. Zonder opgave: het land van uw onderneming.",
    fr: "Deux lettres (BE) ou le nom. Sans indication\u{a0}: le pays de votre entreprise.",
    en: "Two letters (BE) or the name. If not given: the country of your company.",
};
const IBAN_HINT: Text = Text {
    de: "Nennt ein gültiges Mandat das Konto, wird ein anderes abgelehnt.",
    nl: "Noemt een geldig mandaat de rekening, dan wordt een andere geweigerd.",
    fr: "Si un mandat en vigueur désigne le compte, un autre est refusé.",
    en: "While a mandate in force names the account, another one is refused.",
};
