//! What can be wrong with a file, or with one of its rows, in words. No I/O.

use crate::{
    i18n::{Language, Text, format},
    import::{column::Column, damage::Damage},
};

/// The most rows a file may have.
pub const MOST_ROWS: usize = 100_000;

/// The most records without an end that a file may have: looking for an end takes a while.
pub const MOST_OPEN: usize = 100;

/// Why nothing of a file can be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// No file was chosen.
    Missing,
    Empty,
    /// A spreadsheet's own format.
    Workbook,
    NoText,
    /// Columns that have to be there.
    NoColumn(Vec<&'static Column>),
    /// Two columns with the same meaning.
    Twice(&'static Column),
    /// Nothing stands under the header.
    NoRows,
    TooManyRows,
    /// Too many records of which no end can be found; the line of the first.
    OpenQuotes(usize),
    /// More bytes than are read.
    TooLong,
}

impl FileProblem {
    /// Says to the person who chose the file what to do.
    pub fn explain(&self, language: Language) -> String {
        let text = match self {
            Self::Missing => MISSING,
            Self::Empty => EMPTY,
            Self::Workbook => WORKBOOK,
            Self::NoText => NO_TEXT,
            Self::NoRows => NO_ROWS,
            Self::TooLong => TOO_LONG,
            Self::OpenQuotes(line) => return open_quotes(*line, language),
            Self::TooManyRows => return too_many_rows(language),
            Self::Twice(column) => return twice(column.label(language), language),
            Self::NoColumn(columns) => {
                let names: Vec<_> = columns.iter().map(|column| quoted(column.label(language), language)).collect();
                return no_column(&names.join(", "), names.len(), language);
            }
        };
        text.get(language).to_owned()
    }
}

impl Damage {
    /// Says to the person who wrote the file what to do.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::Fields { found, expected } => fields(found.len(), *expected, language),
            Self::OpenQuote { .. } => OPEN_QUOTE.get(language).to_owned(),
            Self::Unreadable { .. } => UNREADABLE.get(language).to_owned(),
        }
    }
}

/// In the quotation marks of the language.
pub fn quoted(text: &str, language: Language) -> String {
    match language {
        Language::De => format!("„{text}“"),
        Language::Nl => format!("‘{text}’"),
        Language::Fr => format!("«\u{a0}{text}\u{a0}»"),
        Language::En => format!("“{text}”"),
    }
}

/// `Menge: Bitte ausfüllen.`
pub fn about(label: &str, problem: &str, language: Language) -> String {
    match language {
        Language::Fr => format!("{label}\u{a0}: {problem}"),
        Language::De | Language::Nl | Language::En => format!("{label}: {problem}"),
    }
}

fn fields(found: usize, expected: usize, language: Language) -> String {
    match language {
        Language::De => {
            format!("Die Zeile hat {found} statt {expected} Felder. Fehlt ein Trennzeichen oder ein Anführungszeichen?")
        }
        Language::Nl => format!(
            "De rij heeft {found} velden in plaats van {expected}. Ontbreekt een scheidingsteken of een aanhalingsteken?"
        ),
        Language::Fr => {
            format!(
                "La ligne compte {found} champs au lieu de {expected}. Manque-t-il un séparateur ou un guillemet\u{a0}?"
            )
        }
        Language::En => {
            format!("The row has {found} fields instead of {expected}. Is a separator or a quotation mark missing?")
        }
    }
}

fn no_column(names: &str, count: usize, language: Language) -> String {
    match (language, count) {
        (Language::De, 1) => format!("In der ersten Zeile fehlt die Spalte {names}."),
        (Language::De, _) => format!("In der ersten Zeile fehlen die Spalten {names}."),
        (Language::Nl, 1) => format!("In de eerste rij ontbreekt de kolom {names}."),
        (Language::Nl, _) => format!("In de eerste rij ontbreken de kolommen {names}."),
        (Language::Fr, 1) => format!("Il manque la colonne {names} dans la première ligne."),
        (Language::Fr, _) => format!("Il manque les colonnes {names} dans la première ligne."),
        (Language::En, 1) => format!("The first row lacks the column {names}."),
        (Language::En, _) => format!("The first row lacks the columns {names}."),
    }
}

fn twice(name: &str, language: Language) -> String {
    let name = quoted(name, language);
    match language {
        Language::De => format!("Zwei Spalten bedeuten {name}. Bitte eine davon umbenennen oder löschen."),
        Language::Nl => format!("Twee kolommen betekenen {name}. Hernoem of verwijder er een."),
        Language::Fr => format!("Deux colonnes signifient {name}. Renommez ou supprimez l’une d’elles."),
        Language::En => format!("Two columns mean {name}. Please rename or remove one of them."),
    }
}

fn too_many_rows(language: Language) -> String {
    let most = format::number(i64::try_from(MOST_ROWS).unwrap_or(i64::MAX), language);
    match language {
        Language::De => format!("Die Datei hat mehr als {most} Zeilen. Bitte teilen Sie sie."),
        Language::Nl => format!("Het bestand heeft meer dan {most} rijen. Splits het op."),
        Language::Fr => format!("Le fichier compte plus de {most} lignes. Divisez-le."),
        Language::En => format!("The file has more than {most} rows. Please split it."),
    }
}

fn open_quotes(line: usize, language: Language) -> String {
    match language {
        Language::De => format!(
            "In mehr als {MOST_OPEN} Zeilen beginnt ein Feld mit einem Anführungszeichen, dem das schließende fehlt, zuerst in Zeile {line}. Bitte exportieren Sie die Datei neu."
        ),
        Language::Nl => format!(
            "In meer dan {MOST_OPEN} rijen begint een veld met een aanhalingsteken waarvan het sluitende ontbreekt, het eerst in rij {line}. Exporteer het bestand opnieuw."
        ),
        Language::Fr => format!(
            "Dans plus de {MOST_OPEN} lignes, un champ commence par un guillemet sans guillemet fermant, d’abord à la ligne {line}. Exportez le fichier à nouveau."
        ),
        Language::En => format!(
            "In more than {MOST_OPEN} rows a field begins with a quotation mark and lacks the one that closes it, first in line {line}. Please export the file anew."
        ),
    }
}

const MISSING: Text = Text {
    de: "Bitte wählen Sie eine Datei.",
    nl: "Kies een bestand.",
    fr: "Choisissez un fichier.",
    en: "Please choose a file.",
};
const EMPTY: Text = Text {
    de: "Die Datei ist leer.",
    nl: "Het bestand is leeg.",
    fr: "Le fichier est vide.",
    en: "The file is empty.",
};
const WORKBOOK: Text = Text {
    de: "Das ist eine Arbeitsmappe. Speichern Sie sie in der Tabellenkalkulation als „CSV UTF-8“ und wählen Sie diese Datei.",
    nl: "Dit is een werkmap. Bewaar ze in het rekenblad als ‘CSV UTF-8’ en kies dat bestand.",
    fr: "C’est un classeur. Enregistrez-le dans le tableur au format «\u{a0}CSV UTF-8\u{a0}» et choisissez ce fichier.",
    en: "This is a workbook. Save it in the spreadsheet as “CSV UTF-8” and choose that file.",
};
const NO_TEXT: Text = Text {
    de: "Die Datei enthält keinen Text. Speichern Sie die Tabelle als „CSV UTF-8“.",
    nl: "Het bestand bevat geen tekst. Bewaar de tabel als ‘CSV UTF-8’.",
    fr: "Le fichier ne contient pas de texte. Enregistrez le tableau au format «\u{a0}CSV UTF-8\u{a0}».",
    en: "The file holds no text. Save the table as “CSV UTF-8”.",
};
const NO_ROWS: Text = Text {
    de: "Unter der Kopfzeile steht nichts.",
    nl: "Onder de koprij staat niets.",
    fr: "Rien ne suit la ligne d’en-tête.",
    en: "Nothing stands under the header.",
};
const TOO_LONG: Text = Text {
    de: "Die Datei ist größer als 15 MB. Bitte teilen Sie sie.",
    nl: "Het bestand is groter dan 15 MB. Splits het op.",
    fr: "Le fichier dépasse 15 Mo. Divisez-le.",
    en: "The file is larger than 15 MB. Please split it.",
};
const OPEN_QUOTE: Text = Text {
    de: "Ein Feld beginnt mit einem Anführungszeichen, das schließende fehlt.",
    nl: "Een veld begint met een aanhalingsteken, het sluitende ontbreekt.",
    fr: "Un champ commence par un guillemet\u{a0}; le guillemet fermant manque.",
    en: "A field begins with a quotation mark and lacks the one that closes it.",
};
const UNREADABLE: Text = Text {
    de: "Die Zeile enthält Zeichen, die nicht zu lesen sind. Speichern Sie die Datei als „CSV UTF-8“.",
    nl: "De rij bevat onleesbare tekens. Bewaar het bestand als ‘CSV UTF-8’.",
    fr: "La ligne contient des caractères illisibles. Enregistrez le fichier au format «\u{a0}CSV UTF-8\u{a0}».",
    en: "The row holds characters that cannot be read. Save the file as “CSV UTF-8”.",
};
