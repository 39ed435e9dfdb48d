//! The codes, each with its meaning. What the customer is told is kept to a few sentences that blame nobody. No I/O.

use super::{Group, Reason, Remedy};
use crate::i18n::Text;

const fn reason(group: Group, remedy: Remedy, meaning: Text, customer: Text) -> Reason {
    Reason { group, remedy, meaning, advice: remedy.advice(), customer }
}

/// What is said of a code that is not in the table.
pub(super) const UNKNOWN: Reason = reason(
    Group::Other,
    Remedy::SendLink,
    Text {
        de: "Die Bank hat die Lastschrift nicht ausgeführt oder zurückgegeben.",
        nl: "De bank heeft de domiciliëring niet uitgevoerd of teruggestort.",
        fr: "La banque n’a pas exécuté la domiciliation ou l’a restituée.",
        en: "The bank did not carry out the direct debit or sent it back.",
    },
    NOT_CARRIED_OUT,
);

/// Codes that mean the same to those who read about them stand together.
pub(super) const ALL: &[(&[&str], Reason)] = &[
    (
        &["AM04"],
        reason(
            Group::Cannot,
            Remedy::TryAgain,
            Text {
                de: "Das Konto war nicht gedeckt.",
                nl: "Er stond niet genoeg op de rekening.",
                fr: "Le compte n’était pas suffisamment approvisionné.",
                en: "There was not enough money on the account.",
            },
            Text {
                de: "Ihre Bank konnte die Lastschrift nicht ausführen: Der Betrag war auf dem Konto gerade nicht verfügbar.",
                nl: "Uw bank kon de domiciliëring niet uitvoeren: het bedrag was op dat moment niet beschikbaar op de rekening.",
                fr: "Votre banque n’a pas pu exécuter la domiciliation\u{a0}: le montant n’était pas disponible sur le compte à ce moment.",
                en: "Your bank could not carry out the direct debit: the amount was not available on the account at that moment.",
            },
        ),
    ),
    (
        &["MS03"],
        reason(
            Group::Cannot,
            Remedy::TryAgain,
            Text {
                de: "Die Bank nennt keinen Grund; meist war das Konto nicht gedeckt.",
                nl: "De bank geeft geen reden; meestal was er onvoldoende saldo.",
                fr: "La banque ne donne pas de raison\u{a0}; le plus souvent, la provision était insuffisante.",
                en: "The bank gives no reason; most often there was not enough money on the account.",
            },
            NOT_CARRIED_OUT,
        ),
    ),
    (
        &["MS02"],
        reason(
            Group::WillNot,
            Remedy::SendLink,
            Text {
                de: "Der Kunde hat die Lastschrift bei seiner Bank abgelehnt.",
                nl: "De klant heeft de domiciliëring bij zijn bank geweigerd.",
                fr: "Le client a refusé la domiciliation auprès de sa banque.",
                en: "The customer refused the direct debit at the bank.",
            },
            SENT_BACK,
        ),
    ),
    (
        &["MD06"],
        reason(
            Group::WillNot,
            Remedy::SendLink,
            Text {
                de: "Der Kunde hat den Betrag von seiner Bank zurückverlangt; das darf er acht Wochen lang ohne Angabe von Gründen.",
                nl: "De klant heeft het bedrag bij zijn bank teruggevorderd; dat mag acht weken lang zonder opgave van reden.",
                fr: "Le client a réclamé le montant à sa banque\u{a0}; il le peut pendant huit semaines sans donner de raison.",
                en: "The customer claimed the amount back from the bank, which is allowed for eight weeks without giving a reason.",
            },
            SENT_BACK,
        ),
    ),
    (
        &["SL01"],
        reason(
            Group::WillNot,
            Remedy::AskCustomer,
            Text {
                de: "Der Kunde hat Lastschriften bei seiner Bank gesperrt oder begrenzt.",
                nl: "De klant heeft domiciliëringen bij zijn bank geblokkeerd of beperkt.",
                fr: "Le client a bloqué ou limité les domiciliations auprès de sa banque.",
                en: "The customer has blocked or limited direct debits at the bank.",
            },
            Text {
                de: "Ihre Bank konnte die Lastschrift nicht ausführen: Für Ihr Konto gilt eine Sperre oder Grenze für Lastschriften.",
                nl: "Uw bank kon de domiciliëring niet uitvoeren: voor uw rekening geldt een blokkering of een limiet voor domiciliëringen.",
                fr: "Votre banque n’a pas pu exécuter la domiciliation\u{a0}: un blocage ou une limite s’applique aux domiciliations de votre compte.",
                en: "Your bank could not carry out the direct debit: a block or a limit for direct debits applies to your account.",
            },
        ),
    ),
    (
        &["AC01", "RC01"],
        reason(
            Group::Other,
            Remedy::FixAccount,
            Text {
                de: "IBAN oder BIC stimmt nicht.",
                nl: "De IBAN of de BIC klopt niet.",
                fr: "L’IBAN ou le BIC est inexact.",
                en: "The IBAN or the BIC is wrong.",
            },
            ACCOUNT,
        ),
    ),
    (
        &["AC04"],
        reason(
            Group::Other,
            Remedy::NewMandate,
            Text {
                de: "Das Konto ist aufgelöst.",
                nl: "De rekening is afgesloten.",
                fr: "Le compte est clôturé.",
                en: "The account is closed.",
            },
            ACCOUNT,
        ),
    ),
    (
        &["AC06"],
        reason(
            Group::Other,
            Remedy::AskCustomer,
            Text {
                de: "Das Konto ist gesperrt.",
                nl: "De rekening is geblokkeerd.",
                fr: "Le compte est bloqué.",
                en: "The account is blocked.",
            },
            ACCOUNT,
        ),
    ),
    (
        &["AC13"],
        reason(
            Group::Other,
            Remedy::FixAccount,
            Text {
                de: "Das Konto passt nicht zur Art der Lastschrift, etwa ein Privatkonto zu einer Firmenlastschrift.",
                nl: "De rekening past niet bij het soort domiciliëring, bijvoorbeeld een privérekening bij een B2B-domiciliëring.",
                fr: "Le compte ne convient pas à ce type de domiciliation, par exemple un compte privé pour une domiciliation B2B.",
                en: "The account does not fit the kind of direct debit, for example a private account and a B2B debit.",
            },
            ACCOUNT,
        ),
    ),
    (
        &["AG01"],
        reason(
            Group::Other,
            Remedy::FixAccount,
            Text {
                de: "Von diesem Konto, etwa einem Sparkonto, sind keine Lastschriften erlaubt.",
                nl: "Van deze rekening, bijvoorbeeld een spaarrekening, zijn geen domiciliëringen toegestaan.",
                fr: "Ce compte, par exemple un compte d’épargne, n’admet pas de domiciliations.",
                en: "This account, for example a savings account, allows no direct debits.",
            },
            ACCOUNT,
        ),
    ),
    (
        &["MD01"],
        reason(
            Group::Other,
            Remedy::NewMandate,
            Text {
                de: "Die Bank kennt kein gültiges Mandat, oder der Kunde bestreitet, eines erteilt zu haben (möglich bis dreizehn Monate nach dem Einzug).",
                nl: "De bank kent geen geldig mandaat, of de klant betwist er een te hebben gegeven (mogelijk tot dertien maanden na de inning).",
                fr: "La banque ne connaît pas de mandat valable, ou le client conteste en avoir donné un (possible jusqu’à treize mois après l’encaissement).",
                en: "The bank knows no valid mandate, or the customer denies having given one (possible up to thirteen months after the debit).",
            },
            Text {
                de: "Ihre Bank hat die Lastschrift nicht ausgeführt oder zurückgegeben, weil ihr kein gültiges Mandat vorliegt.",
                nl: "Uw bank heeft de domiciliëring niet uitgevoerd of teruggestort omdat ze geen geldig mandaat heeft.",
                fr: "Votre banque n’a pas exécuté la domiciliation ou l’a restituée, faute de mandat valable.",
                en: "Your bank did not carry out the direct debit or sent it back, because it has no valid mandate.",
            },
        ),
    ),
    (
        &["MD02"],
        reason(
            Group::Other,
            Remedy::CheckSetup,
            Text {
                de: "Angaben zum Mandat fehlen oder weichen von denen der Bank ab.",
                nl: "Gegevens van het mandaat ontbreken of wijken af van die van de bank.",
                fr: "Des données du mandat manquent ou diffèrent de celles de la banque.",
                en: "Data of the mandate are missing or differ from the bank’s.",
            },
            NOT_CARRIED_OUT,
        ),
    ),
    (
        &["MD07"],
        reason(
            Group::Other,
            Remedy::Stop,
            Text {
                de: "Der Inhaber des Kontos ist verstorben.",
                nl: "De rekeninghouder is overleden.",
                fr: "Le titulaire du compte est décédé.",
                en: "The holder of the account has died.",
            },
            // Whoever reads it may be in mourning; it must be enough to say that nothing was collected.
            NOT_CARRIED_OUT,
        ),
    ),
    (
        &["PY01", "CNOR", "DNOR"],
        reason(
            Group::Other,
            Remedy::SendLink,
            Text {
                de: "Die Bank nimmt an SEPA-Lastschriften nicht teil oder ist nicht erreichbar.",
                nl: "De bank neemt niet deel aan SEPA-domiciliëringen of is niet bereikbaar.",
                fr: "La banque ne participe pas aux domiciliations SEPA ou n’est pas joignable.",
                en: "The bank takes no part in SEPA direct debits or cannot be reached.",
            },
            Text {
                de: "Ihre Bank war für die Lastschrift nicht erreichbar.",
                nl: "Uw bank was niet bereikbaar voor de domiciliëring.",
                fr: "Votre banque n’était pas joignable pour la domiciliation.",
                en: "Your bank could not be reached for the direct debit.",
            },
        ),
    ),
    (
        &["AM05", "DUPL"],
        reason(
            Group::Other,
            Remedy::CheckSetup,
            Text {
                de: "Die Bank hält die Lastschrift für doppelt eingereicht.",
                nl: "De bank beschouwt de domiciliëring als dubbel aangeboden.",
                fr: "La banque considère que la domiciliation a été présentée deux fois.",
                en: "The bank takes the direct debit for one that was sent in twice.",
            },
            NOT_CARRIED_OUT,
        ),
    ),
    (
        &["BE05"],
        reason(
            Group::Other,
            Remedy::CheckSetup,
            Text {
                de: "Die Bank erkennt Ihre Gläubiger-Identifikationsnummer nicht.",
                nl: "De bank herkent uw schuldeiseridentificatie niet.",
                fr: "La banque ne reconnaît pas votre identifiant créancier.",
                en: "The bank does not recognise your creditor identifier.",
            },
            NOT_CARRIED_OUT,
        ),
    ),
    (
        &["AG02", "DT01", "ED05", "FF01", "FF05", "TECH"],
        reason(
            Group::Other,
            Remedy::CheckSetup,
            Text {
                de: "Ein technischer Fehler in der Einreichung oder bei der Abwicklung.",
                nl: "Een technische fout bij het aanbieden of de afwikkeling.",
                fr: "Une erreur technique lors de la présentation ou du règlement.",
                en: "A technical mistake in what was sent to the bank or in its settlement.",
            },
            NOT_CARRIED_OUT,
        ),
    ),
    (
        &["RR01", "RR02", "RR03", "RR04"],
        reason(
            Group::Other,
            Remedy::CheckSetup,
            Text {
                de: "Die Bank vermisst Angaben, die das Gesetz verlangt: Konto, Name oder Anschrift des Kunden.",
                nl: "De bank mist gegevens die de wet vereist: rekening, naam of adres van de klant.",
                fr: "Il manque à la banque des données exigées par la loi\u{a0}: compte, nom ou adresse du client.",
                en: "The bank misses data that the law asks for: the customer’s account, name or address.",
            },
            NOT_CARRIED_OUT,
        ),
    ),
];

const NOT_CARRIED_OUT: Text = Text {
    de: "Ihre Bank hat die Lastschrift nicht ausgeführt.",
    nl: "Uw bank heeft de domiciliëring niet uitgevoerd.",
    fr: "Votre banque n’a pas exécuté la domiciliation.",
    en: "Your bank did not carry out the direct debit.",
};
const SENT_BACK: Text = Text {
    de: "Ihre Bank hat die Lastschrift nicht ausgeführt oder den Betrag Ihrem Konto wieder gutgeschrieben.",
    nl: "Uw bank heeft de domiciliëring niet uitgevoerd of het bedrag teruggestort op uw rekening.",
    fr: "Votre banque n’a pas exécuté la domiciliation ou a recrédité le montant sur votre compte.",
    en: "Your bank did not carry out the direct debit or has put the amount back on your account.",
};
const ACCOUNT: Text = Text {
    de: "Ihre Bank konnte die Lastschrift von dem Konto, das wir kennen, nicht ausführen.",
    nl: "Uw bank kon de domiciliëring niet uitvoeren op de rekening die wij kennen.",
    fr: "Votre banque n’a pas pu exécuter la domiciliation sur le compte que nous connaissons.",
    en: "Your bank could not carry out the direct debit from the account that we know.",
};
