//! What was done, in a few words.

use super::access;
use crate::{
    audit::{Action, Recorded, Subject},
    i18n::{Language, Text},
};

/// What an entry of the trail says that was done.
pub fn title(entry: &Recorded, language: Language) -> &'static str {
    // What a newer version of the portal wrote has no title here.
    let (Some(subject), Some(action)) = (entry.subject(), entry.action()) else { return CHANGED.get(language) };
    if let Some(words) = access::title(subject, action) {
        return words.get(language);
    }
    let words = match (subject, action) {
        (Subject::Customer, Action::Created) => CUSTOMER_CREATED,
        (Subject::Customer, Action::Changed) => CUSTOMER_CHANGED,
        (Subject::Mandate, Action::Requested) => MANDATE_REQUESTED,
        (Subject::Mandate, Action::RequestedAgain) => MANDATE_REQUESTED_AGAIN,
        (Subject::Mandate, Action::Entered) => MANDATE_ENTERED,
        (Subject::Mandate, Action::Signed) => MANDATE_SIGNED,
        (Subject::Mandate, Action::Cancelled) => MANDATE_CANCELLED,
        (Subject::Mandate, Action::Suspended) => MANDATE_SUSPENDED,
        (Subject::Mandate, Action::Resumed) => MANDATE_RESUMED,
        (Subject::Mandate, Action::Refused) => MANDATE_REFUSED,
        (Subject::Mandate, Action::Expired) => MANDATE_EXPIRED,
        (Subject::Mandate, Action::AwaitingBank) => MANDATE_AWAITING_BANK,
        (Subject::TwikeyEvent, Action::Assigned) => REPORT_ASSIGNED,
        (Subject::TwikeyAccount, Action::Acknowledged) => ACCOUNT_CHANGE_SEEN,
        (Subject::TwikeyAccount, _) => ACCOUNT_CHANGED,
        (Subject::Mandate, _) => MANDATE_CHANGED,
        (Subject::Invoice, Action::Created) => INVOICE_CREATED,
        (Subject::Invoice, Action::Changed) => INVOICE_CHANGED,
        (Subject::Invoice, Action::Removed) => INVOICE_REMOVED,
        (Subject::Invoice, Action::Confirmed) => INVOICE_CONFIRMED,
        (Subject::Invoice, Action::Credited) => INVOICE_CREDITED,
        (Subject::Invoice, Action::HandedOver) => INVOICE_HANDED_OVER,
        (Subject::Invoice, Action::TriedAgain) => INVOICE_TRIED_AGAIN,
        (Subject::Invoice, Action::Collecting) => INVOICE_COLLECTING,
        (Subject::Invoice | Subject::Customer, Action::Collected) => COLLECTION_STARTED,
        (Subject::Invoice, Action::Paid) => INVOICE_PAID,
        (Subject::Invoice, Action::Cancelled) => INVOICE_CANCELLED,
        (Subject::Invoice, Action::Reopened) => INVOICE_REOPENED,
        (Subject::Invoice, Action::Payment) => PAYMENT_REPORTED,
        (Subject::Invoice, Action::DebitFailed) => DEBIT_FAILED,
        (Subject::Invoice, Action::PaymentTakenBack) => PAYMENT_TAKEN_BACK,
        (Subject::Invoice, Action::Refund) => REFUND_REPORTED,
        (Subject::User, Action::Created) => USER_CREATED,
        (Subject::User, _) => USER_CHANGED,
        (Subject::Invoice, Action::PaymentRecorded) => PAYMENT_RECORDED,
        (Subject::Invoice, Action::RefundAsked) => REFUND_ASKED,
        (Subject::Invoice, Action::RefundRecorded) => REFUND_RECORDED,
        (Subject::Invoice, Action::RefundTriedAgain) => REFUND_TRIED_AGAIN,
        (Subject::Invoice, Action::RefundDropped) => REFUND_DROPPED,
        (Subject::Import, Action::Customers) => CUSTOMERS_IMPORTED,
        (Subject::Import, _) => INVOICES_IMPORTED,
        (Subject::Settings, _) => SETTINGS_CHANGED,
        (Subject::Template, _) => TEMPLATE_CHANGED,
        _ => CHANGED,
    };
    words.get(language)
}

const CUSTOMER_CREATED: Text =
    Text { de: "Kunde angelegt", nl: "Klant aangemaakt", fr: "Client créé", en: "Customer created" };
const CUSTOMER_CHANGED: Text =
    Text { de: "Kunde geändert", nl: "Klant gewijzigd", fr: "Client modifié", en: "Customer changed" };
const MANDATE_REQUESTED: Text =
    Text { de: "Mandat angefordert", nl: "Mandaat aangevraagd", fr: "Mandat demandé", en: "Mandate requested" };
const MANDATE_REQUESTED_AGAIN: Text = Text {
    de: "Mandat erneut angefordert",
    nl: "Mandaat opnieuw aangevraagd",
    fr: "Mandat demandé à nouveau",
    en: "Mandate requested again",
};
const MANDATE_ENTERED: Text = Text {
    de: "Mandat von Hand eingetragen",
    nl: "Mandaat handmatig ingevoerd",
    fr: "Mandat saisi à la main",
    en: "Mandate entered by hand",
};
const MANDATE_SIGNED: Text =
    Text { de: "Mandat unterzeichnet", nl: "Mandaat ondertekend", fr: "Mandat signé", en: "Mandate signed" };
const MANDATE_CANCELLED: Text =
    Text { de: "Mandat beendet", nl: "Mandaat stopgezet", fr: "Mandat révoqué", en: "Mandate cancelled" };
const MANDATE_SUSPENDED: Text =
    Text { de: "Mandat ausgesetzt", nl: "Mandaat geschorst", fr: "Mandat suspendu", en: "Mandate suspended" };
const MANDATE_RESUMED: Text =
    Text { de: "Mandat wieder aktiv", nl: "Mandaat weer actief", fr: "Mandat réactivé", en: "Mandate resumed" };
const MANDATE_REFUSED: Text = Text {
    de: "Mandat von der Bank abgelehnt",
    nl: "Mandaat geweigerd door de bank",
    fr: "Mandat refusé par la banque",
    en: "Mandate refused by the bank",
};
const MANDATE_EXPIRED: Text =
    Text { de: "Anforderung abgelaufen", nl: "Aanvraag verlopen", fr: "Demande expirée", en: "Request expired" };
const MANDATE_AWAITING_BANK: Text = Text {
    de: "Mandat unterzeichnet, wartet auf die Bank",
    nl: "Mandaat ondertekend, wacht op de bank",
    fr: "Mandat signé, en attente de la banque",
    en: "Mandate signed, waiting for the bank",
};
const REPORT_ASSIGNED: Text = Text {
    de: "Meldung von Twikey zugeordnet",
    nl: "Melding van Twikey toegewezen",
    fr: "Message de Twikey attribué",
    en: "Report from Twikey assigned",
};
const ACCOUNT_CHANGED: Text = Text {
    de: "Anderes Twikey-Konto in Gebrauch",
    nl: "Andere Twikey-account in gebruik",
    fr: "Autre compte Twikey utilisé",
    en: "Another Twikey account in use",
};
const ACCOUNT_CHANGE_SEEN: Text = Text {
    de: "Wechsel des Twikey-Kontos zur Kenntnis genommen",
    nl: "Kennis genomen van de wissel van Twikey-account",
    fr: "Pris connaissance du changement de compte Twikey",
    en: "Change of Twikey account acknowledged",
};
const MANDATE_CHANGED: Text =
    Text { de: "Mandat geändert", nl: "Mandaat gewijzigd", fr: "Mandat modifié", en: "Mandate changed" };
const INVOICE_CREATED: Text =
    Text { de: "Rechnung entworfen", nl: "Factuur opgesteld", fr: "Facture rédigée", en: "Invoice drafted" };
const INVOICE_CHANGED: Text =
    Text { de: "Entwurf geändert", nl: "Concept gewijzigd", fr: "Brouillon modifié", en: "Draft changed" };
const INVOICE_REMOVED: Text =
    Text { de: "Entwurf gelöscht", nl: "Concept verwijderd", fr: "Brouillon supprimé", en: "Draft deleted" };
const INVOICE_CONFIRMED: Text =
    Text { de: "Rechnung bestätigt", nl: "Factuur bevestigd", fr: "Facture confirmée", en: "Invoice confirmed" };
const INVOICE_HANDED_OVER: Text = Text {
    de: "Rechnung an Twikey übergeben",
    nl: "Factuur aan Twikey overgedragen",
    fr: "Facture transmise à Twikey",
    en: "Invoice handed over to Twikey",
};
const INVOICE_TRIED_AGAIN: Text = Text {
    de: "Übergabe erneut versucht",
    nl: "Overdracht opnieuw geprobeerd",
    fr: "Transmission retentée",
    en: "Hand-over tried again",
};
const INVOICE_COLLECTING: Text = Text {
    de: "Einzug hat begonnen",
    nl: "Inning is begonnen",
    fr: "Encaissement commencé",
    en: "Collection has begun",
};
const COLLECTION_STARTED: Text =
    Text { de: "Einzug verlangt", nl: "Inning gevraagd", fr: "Encaissement demandé", en: "Collection asked for" };
const INVOICE_PAID: Text =
    Text { de: "Vollständig bezahlt", nl: "Volledig betaald", fr: "Entièrement payée", en: "Fully paid" };
const INVOICE_CANCELLED: Text = Text {
    de: "Durch Gutschrift aufgehoben",
    nl: "Vervallen door creditnota",
    fr: "Annulée par une note de crédit",
    en: "Cancelled by a credit note",
};
const INVOICE_REOPENED: Text =
    Text { de: "Wieder offen", nl: "Opnieuw open", fr: "À nouveau ouverte", en: "Open again" };
const PAYMENT_REPORTED: Text =
    Text { de: "Zahlung gemeldet", nl: "Betaling gemeld", fr: "Paiement signalé", en: "Payment reported" };
const DEBIT_FAILED: Text = Text {
    de: "Lastschrift gescheitert",
    nl: "Domiciliëring mislukt",
    fr: "Domiciliation échouée",
    en: "Direct debit failed",
};
const PAYMENT_TAKEN_BACK: Text =
    Text {
        de: "Zahlung zurückgenommen", nl: "Betaling teruggenomen", fr: "Paiement repris", en: "Payment taken back"
    };
const REFUND_REPORTED: Text =
    Text { de: "Erstattung gemeldet", nl: "Terugbetaling gemeld", fr: "Remboursement signalé", en: "Refund reported" };
const INVOICE_CREDITED: Text = Text {
    de: "Gutschrift ausgestellt",
    nl: "Creditnota uitgereikt",
    fr: "Note de crédit émise",
    en: "Credit note issued",
};
const CUSTOMERS_IMPORTED: Text =
    Text { de: "Kunden importiert", nl: "Klanten geïmporteerd", fr: "Clients importés", en: "Customers imported" };
const INVOICES_IMPORTED: Text = Text {
    de: "Rechnungen importiert",
    nl: "Facturen geïmporteerd",
    fr: "Factures importées",
    en: "Invoices imported",
};
const USER_CREATED: Text =
    Text { de: "Konto angelegt", nl: "Account aangemaakt", fr: "Compte créé", en: "Account made" };
const USER_CHANGED: Text =
    Text { de: "Konto geändert", nl: "Account gewijzigd", fr: "Compte modifié", en: "Account changed" };
const PAYMENT_RECORDED: Text =
    Text {
        de: "Zahlung eingetragen", nl: "Betaling geregistreerd", fr: "Paiement enregistré", en: "Payment recorded"
    };
const REFUND_ASKED: Text = Text {
    de: "Erstattung in Auftrag gegeben",
    nl: "Terugbetaling aangevraagd",
    fr: "Remboursement demandé",
    en: "Refund asked for",
};
const REFUND_RECORDED: Text = Text {
    de: "Erstattung eingetragen",
    nl: "Terugbetaling geregistreerd",
    fr: "Remboursement enregistré",
    en: "Refund recorded",
};
const REFUND_TRIED_AGAIN: Text = Text {
    de: "Erstattung noch einmal versucht",
    nl: "Terugbetaling opnieuw geprobeerd",
    fr: "Remboursement réessayé",
    en: "Refund tried again",
};
const REFUND_DROPPED: Text = Text {
    de: "Auf die Erstattung durch Twikey verzichtet",
    nl: "Van de terugbetaling door Twikey afgezien",
    fr: "Remboursement par Twikey abandonné",
    en: "Refund by Twikey dropped",
};
const SETTINGS_CHANGED: Text = Text {
    de: "Einstellungen geändert",
    nl: "Instellingen gewijzigd",
    fr: "Paramètres modifiés",
    en: "Settings changed",
};
const TEMPLATE_CHANGED: Text = Text {
    de: "E-Mail-Vorlage geändert",
    nl: "E-mailsjabloon gewijzigd",
    fr: "Modèle d’e-mail modifié",
    en: "E-mail template changed",
};
const CHANGED: Text = Text { de: "Geändert", nl: "Gewijzigd", fr: "Modifié", en: "Changed" };
