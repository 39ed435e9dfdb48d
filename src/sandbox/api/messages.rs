//! What error codes mean, in the caller's language (`Accept-Language`).

use crate::i18n::Text;

/// The message that goes with an error code, and with what that is about.
pub fn message(code: &str, about: Option<&str>) -> Text {
    match code {
        // OA has this one to the letter.
        "err_invalid_date" if about == Some("expiry") => INVALID_EXPIRY,
        "err_no_login" => NO_LOGIN,
        "err_call_in_progress" => CALL_IN_PROGRESS,
        "err_no_contract" => NO_CONTRACT,
        "err_debtor_not_found" => NO_DEBTOR,
        "err_not_found" => NOT_FOUND,
        "err_invalid_state" | "err_transaction_invalid_action" => INVALID_STATE,
        "err_no_such_ct" => NO_TEMPLATE,
        "err_invalid_ct" => INVALID_TEMPLATE,
        "err_missing_params" => MISSING,
        "err_invalid_iban" => INVALID_IBAN,
        "err_invalid_email" => INVALID_EMAIL,
        "err_invalid_name" => INVALID_NAME,
        "err_invalid_country" => INVALID_COUNTRY,
        "err_invalid_lang" => INVALID_LANGUAGE,
        "err_invalid_date" => INVALID_DATE,
        "err_invalid_amount" => INVALID_AMOUNT,
        "err_no_transaction" => NO_TRANSACTION,
        "err_provide_reason" => PROVIDE_REASON,
        "err_duplicate_ref" | "err_duplicate_tx" => DUPLICATE,
        "err_email_disabled" => EMAIL_DISABLED,
        "invalid_file" => INVALID_FILE,
        "err_msg_missing" => MESSAGE_MISSING,
        "err_no_integration" => NO_INTEGRATION,
        "err_fail_integration" => DUPLICATE_REFUND,
        "err_invalid_sepachars" => INVALID_CHARACTERS,
        "err_not_authorised" => NOT_AUTHORISED,
        "err_billing_overdrawn" => OVERDRAWN,
        "err_name_required" => NAME_REQUIRED,
        "err_invalid_bic" => INVALID_BIC,
        "register_address_missing" => ADDRESS_MISSING,
        _ => INVALID,
    }
}

const NO_LOGIN: Text = Text { de: "Nicht angemeldet", nl: "Niet aangemeld", fr: "Non connecté", en: "Not logged in" };

const CALL_IN_PROGRESS: Text = Text {
    de: "Ein anderer Aufruf liest diese Daten gerade",
    nl: "Een andere aanroep leest deze gegevens op dit moment",
    fr: "Un autre appel lit ces données en ce moment",
    en: "Another call is reading this feed",
};

// GO compares this text to the letter, and that of `NOT_AUTHORISED` (1.6).
const NO_CONTRACT: Text = Text {
    de: "Kein Mandat gefunden",
    nl: "Geen mandaat gevonden",
    fr: "Aucun mandat trouvé",
    en: "No contract was found",
};

const NO_DEBTOR: Text =
    Text { de: "Kunde unbekannt", nl: "Klant onbekend", fr: "Client inconnu", en: "Customer not found" };

const NOT_FOUND: Text = Text { de: "Nicht gefunden", nl: "Niet gevonden", fr: "Introuvable", en: "Not found" };

const INVALID_STATE: Text = Text {
    de: "Der Zustand lässt das nicht zu",
    nl: "De status laat dit niet toe",
    fr: "L’état ne le permet pas",
    en: "The state does not allow this",
};

const NO_TEMPLATE: Text = Text {
    de: "Kein oder ungültiges Profil angegeben",
    nl: "Geen of ongeldig profiel opgegeven",
    fr: "Profil absent ou non valable",
    en: "No or invalid template supplied",
};

const INVALID_TEMPLATE: Text = Text {
    de: "Dieses Profil passt nicht zum Mandat",
    nl: "Dit profiel past niet bij het mandaat",
    fr: "Ce profil ne convient pas au mandat",
    en: "This template does not fit the mandate",
};

const MISSING: Text = Text {
    de: "Eine Angabe fehlt",
    nl: "Er ontbreekt een gegeven",
    fr: "Une donnée manque",
    en: "A parameter is missing",
};

const INVALID: Text = Text {
    de: "Eine Angabe ist ungültig",
    nl: "Een gegeven is ongeldig",
    fr: "Une donnée n’est pas valable",
    en: "A parameter is invalid",
};

const INVALID_IBAN: Text =
    Text { de: "Ungültige IBAN", nl: "Ongeldige IBAN", fr: "IBAN non valable", en: "Invalid IBAN" };

const INVALID_EMAIL: Text = Text {
    de: "Ungültige E-Mail-Adresse",
    nl: "Ongeldig e-mailadres",
    fr: "Adresse e-mail non valable",
    en: "Invalid e-mail address",
};

const INVALID_NAME: Text =
    Text { de: "Ungültiger Name", nl: "Ongeldige naam", fr: "Nom non valable", en: "Invalid name" };

const INVALID_COUNTRY: Text =
    Text { de: "Ungültiges Land", nl: "Ongeldig land", fr: "Pays non valable", en: "Invalid country" };

const INVALID_LANGUAGE: Text =
    Text { de: "Ungültige Sprache", nl: "Ongeldige taal", fr: "Langue non valable", en: "Invalid language" };

const INVALID_DATE: Text =
    Text { de: "Ungültiges Datum", nl: "Ongeldige datum", fr: "Date non valable", en: "Invalid date" };

const INVALID_EXPIRY: Text = Text {
    de: "Ungültiges Ablaufdatum",
    nl: "Ongeldige vervaldatum",
    fr: "Date d’expiration non valable",
    en: "Invalid expiry date",
};

const INVALID_AMOUNT: Text = Text {
    de: "Ungültiger Betrag",
    nl: "Ongeldig bedrag opgegeven",
    fr: "Montant non valable",
    en: "Invalid amount provided",
};

const NO_TRANSACTION: Text = Text {
    de: "Transaktion unbekannt",
    nl: "Transactie niet gevonden",
    fr: "Transaction inconnue",
    en: "Transaction not found",
};

const INVALID_FILE: Text =
    Text { de: "Ungültige Datei", nl: "Ongeldig bestand", fr: "Fichier non valable", en: "Invalid file" };

const MESSAGE_MISSING: Text = Text {
    de: "Eine Mitteilung ist nötig",
    nl: "Een mededeling is verplicht",
    fr: "Une communication est requise",
    en: "A message is required",
};

const NO_INTEGRATION: Text = Text {
    de: "Dafür ist nichts eingerichtet",
    nl: "Hiervoor is niets geconfigureerd",
    fr: "Aucune intégration n’est configurée",
    en: "No integration was configured",
};

const DUPLICATE_REFUND: Text = Text {
    de: "Diese Erstattung gibt es schon",
    nl: "Deze terugbetaling bestaat al",
    fr: "Ce remboursement existe déjà",
    en: "A duplicate refund has been detected",
};

const INVALID_CHARACTERS: Text = Text {
    de: "Zeichen, die Banken nicht kennen",
    nl: "Tekens die banken niet aanvaarden",
    fr: "Caractères que les banques n’acceptent pas",
    en: "Characters that banks do not take",
};

const NOT_AUTHORISED: Text =
    Text { de: "Nicht erlaubt", nl: "Niet toegestaan", fr: "Non autorisé", en: "Not authorised" };

const NAME_REQUIRED: Text =
    Text { de: "Ein Name ist nötig", nl: "Een naam is verplicht", fr: "Un nom est requis", en: "A name is required" };

const INVALID_BIC: Text = Text { de: "Ungültiger BIC", nl: "Ongeldige BIC", fr: "BIC non valable", en: "Invalid BIC" };

const ADDRESS_MISSING: Text = Text {
    de: "Eine Anschrift ist nötig",
    nl: "Een adres is verplicht",
    fr: "Une adresse est requise",
    en: "An address is required",
};

const OVERDRAWN: Text = Text {
    de: "Mehr als reserviert ist",
    nl: "Meer dan gereserveerd is",
    fr: "Plus que ce qui est réservé",
    en: "More than was reserved",
};

const PROVIDE_REASON: Text = Text {
    de: "Bitte geben Sie einen Grund an",
    nl: "Gelieve een reden op te geven",
    fr: "Veuillez indiquer un motif",
    en: "Please provide reason",
};

const DUPLICATE: Text = Text {
    de: "Diese Nummer ist schon vergeben",
    nl: "Dit nummer is al in gebruik",
    fr: "Ce numéro est déjà utilisé",
    en: "This reference is taken",
};

const EMAIL_DISABLED: Text = Text {
    de: "Der Versand von E-Mails ist ausgeschaltet",
    nl: "Het versturen van e-mails is uitgeschakeld",
    fr: "L’envoi d’e-mails est désactivé",
    en: "Sending e-mail is disabled",
};
