//! THE list of background work: what can be a job, under which name, and who does it first. Which function does it stands in
//! `tasks.rs`, above everything that it calls.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::{EnumDiscriminants, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use uuid::Uuid;

use crate::{
    config::Config,
    i18n::{Language, Text},
    workers::Lane,
};

/// Something to be done outside, or later. Holds ids only: what they name is read when the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[strum_discriminants(
    name(Kind),
    doc = "What kind of task it is: its name in the table of jobs, the lane it goes by, what it is called on `/jobs`.",
    derive(EnumIter, EnumString, IntoStaticStr),
    strum(serialize_all = "snake_case")
)]
pub enum Task {
    /// Forget sessions, sign-in failures and routine jobs that are of no use any more.
    CleanUp,
    /// Ask Twikey for a mandate, then send the message about it; none when the customer waits for the link.
    RequestMandate { mandate: Uuid, message: Option<Uuid> },
    /// Tell Twikey that a mandate has ended; whether it tells the customer.
    CancelMandate { mandate: Uuid, notify: bool },
    /// Hand an e-mail to the mail server.
    SendMessage { message: Uuid },
    /// Read what Twikey has to report.
    ReadFeeds { topic: Topic },
    /// Ask Twikey how one mandate stands.
    CheckMandate { mandate: Uuid, reason: CheckReason },
    /// Find the mandates that Twikey has to be asked about.
    CheckOpenMandates,
    /// Confirm many drafts, some at a time.
    ConfirmInvoices { confirmation: Uuid },
    /// Check a file that was sent, or import it.
    Import { import: Uuid },
    /// Tell Twikey of the invoices that wait for it.
    HandOverInvoices,
    /// Tell Twikey of money that came another way.
    TellPayment { invoice: Uuid },
    /// Ask Twikey to give money back.
    GiveBack { refund: Uuid, invoice: Uuid },
    /// A mandate has come into force: plan the debits of what the customer owes already.
    CollectOpen { customer: Uuid },
    /// Have Twikey debit what is open of an invoice.
    CollectInvoice { invoice: Uuid },
}

/// What one job reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Mandates,
    /// Invoices, and the money for them.
    Money,
}

impl Topic {
    pub const ALL: [Self; 2] = [Self::Mandates, Self::Money];
}

/// Why Twikey is asked about a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckReason {
    /// Twikey called: the link has ended.
    Expired,
    /// Twikey called: the invitation was taken back.
    Removed,
    /// A business mandate waits for its bank.
    Bank,
    /// By our calendar the link has ended.
    Overdue,
}

/// The kinds of task that a lane does, as they are stored.
pub fn kinds(lane: Lane) -> impl Iterator<Item = &'static str> {
    Kind::iter().filter(move |kind| kind.lane() == lane).map(Kind::name)
}

/// What a stored kind of task is called on `/jobs`. One that a newer version of the portal wrote has no title here.
pub fn title(stored: &str, language: Language) -> &str {
    Kind::of(stored).map_or(stored, |kind| kind.title().get(language))
}

impl Kind {
    /// The name in the table of jobs.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// None: a newer version of the portal wrote it.
    pub fn of(stored: &str) -> Option<Self> {
        stored.parse().ok()
    }

    /// What it waits for, and what it must not hold up.
    pub const fn lane(self) -> Lane {
        match self {
            Self::SendMessage => Lane::Mail,
            Self::RequestMandate | Self::CancelMandate | Self::TellPayment | Self::GiveBack | Self::CollectInvoice => {
                Lane::Requests
            }
            Self::ReadFeeds => Lane::Feeds,
            Self::HandOverInvoices => Lane::HandOver,
            Self::CheckMandate => Lane::Checks,
            Self::ConfirmInvoices | Self::Import | Self::CleanUp | Self::CheckOpenMandates | Self::CollectOpen => {
                Lane::Records
            }
        }
    }

    pub const fn title(self) -> Text {
        match self {
            Self::CleanUp => CLEAN_UP,
            Self::RequestMandate => REQUEST_MANDATE,
            Self::CancelMandate => CANCEL_MANDATE,
            Self::SendMessage => SEND_MESSAGE,
            Self::ReadFeeds => READ_FEEDS,
            Self::CheckMandate => CHECK_MANDATE,
            Self::CheckOpenMandates => CHECK_OPEN_MANDATES,
            Self::ConfirmInvoices => CONFIRM_INVOICES,
            Self::Import => IMPORT,
            Self::HandOverInvoices => HAND_OVER_INVOICES,
            Self::TellPayment => TELL_PAYMENT,
            Self::GiveBack => GIVE_BACK,
            Self::CollectOpen => COLLECT_OPEN,
            Self::CollectInvoice => COLLECT_INVOICE,
        }
    }
}

impl Task {
    pub fn kind(self) -> Kind {
        self.into()
    }

    /// The longest that it waits for its next try, whatever went wrong and whoever asked for a longer wait. What Twikey
    /// reports must not wait: nobody else tells of it.
    pub fn longest_wait(self, config: &Config) -> Option<TimeDelta> {
        let poll = TimeDelta::seconds(config.twikey.as_ref()?.poll_seconds.into());
        matches!(self, Self::ReadFeeds { .. }).then_some(poll)
    }

    /// The record whose page shows how the work goes.
    pub fn subject(self) -> Option<Uuid> {
        match self {
            Self::RequestMandate { mandate, .. } | Self::CancelMandate { mandate, .. } => Some(mandate),
            Self::SendMessage { message } => Some(message),
            Self::ConfirmInvoices { confirmation } => Some(confirmation),
            Self::Import { import } => Some(import),
            Self::CollectOpen { customer } => Some(customer),
            Self::TellPayment { invoice } | Self::GiveBack { invoice, .. } | Self::CollectInvoice { invoice } => {
                Some(invoice)
            }
            // A question to Twikey about a mandate is not what its page waits for.
            Self::CleanUp
            | Self::ReadFeeds { .. }
            | Self::CheckMandate { .. }
            | Self::CheckOpenMandates
            | Self::HandOverInvoices => None,
        }
    }

    /// As it is stored.
    pub fn payload(self) -> String {
        serde_json::to_string(&self).expect("an enum of ids is always JSON")
    }

    /// What a newer version of the portal wrote may say more than we know; less than it says must not be done.
    pub fn read(payload: &str) -> serde_json::Result<Self> {
        let said: serde_json::Map<String, Value> = serde_json::from_str(payload)?;
        let task = Self::deserialize(Value::Object(said.clone()))?;
        let understood = serde_json::to_value(task)?;
        match said.keys().find(|key| understood.get(key.as_str()).is_none()) {
            Some(key) => Err(serde::de::Error::custom(format!("unknown field {key}"))),
            None => Ok(task),
        }
    }
}

const CLEAN_UP: Text = Text {
    de: "Abgelaufene Sitzungen entfernen",
    nl: "Verlopen sessies verwijderen",
    fr: "Supprimer les sessions expirées",
    en: "Remove ended sessions",
};
const REQUEST_MANDATE: Text = Text {
    de: "Mandat bei Twikey anfordern",
    nl: "Mandaat bij Twikey aanvragen",
    fr: "Demander le mandat chez Twikey",
    en: "Request a mandate at Twikey",
};
const CANCEL_MANDATE: Text = Text {
    de: "Mandat bei Twikey beenden",
    nl: "Mandaat bij Twikey beëindigen",
    fr: "Mettre fin au mandat chez Twikey",
    en: "End a mandate at Twikey",
};
const CONFIRM_INVOICES: Text = Text {
    de: "Rechnungen bestätigen",
    nl: "Facturen bevestigen",
    fr: "Confirmer des factures",
    en: "Confirm invoices",
};
const READ_FEEDS: Text = Text {
    de: "Meldungen von Twikey lesen",
    nl: "Meldingen van Twikey lezen",
    fr: "Lire les messages de Twikey",
    en: "Read what Twikey reports",
};
const CHECK_MANDATE: Text = Text {
    de: "Twikey nach einem Mandat fragen",
    nl: "Bij Twikey een mandaat navragen",
    fr: "Interroger Twikey sur un mandat",
    en: "Ask Twikey about a mandate",
};
const CHECK_OPEN_MANDATES: Text = Text {
    de: "Abgelaufene Anfragen suchen",
    nl: "Verlopen aanvragen zoeken",
    fr: "Chercher les demandes expirées",
    en: "Look for requests that ran out",
};
const IMPORT: Text =
    Text { de: "Datei importieren", nl: "Bestand importeren", fr: "Importer un fichier", en: "Import a file" };
const HAND_OVER_INVOICES: Text = Text {
    de: "Rechnungen an Twikey übergeben",
    nl: "Facturen aan Twikey overdragen",
    fr: "Transmettre les factures à Twikey",
    en: "Hand invoices over to Twikey",
};
const TELL_PAYMENT: Text = Text {
    de: "Twikey eine Zahlung melden",
    nl: "Aan Twikey een betaling melden",
    fr: "Signaler un paiement à Twikey",
    en: "Tell Twikey of a payment",
};
const GIVE_BACK: Text = Text {
    de: "Twikey um eine Erstattung bitten",
    nl: "Twikey om een terugbetaling vragen",
    fr: "Demander un remboursement à Twikey",
    en: "Ask Twikey for a refund",
};
const COLLECT_OPEN: Text = Text {
    de: "Offene Rechnungen einziehen",
    nl: "Openstaande facturen innen",
    fr: "Encaisser les factures ouvertes",
    en: "Collect open invoices",
};
const COLLECT_INVOICE: Text = Text {
    de: "Eine Rechnung einziehen",
    nl: "Een factuur innen",
    fr: "Encaisser une facture",
    en: "Collect an invoice",
};

const SEND_MESSAGE: Text =
    Text { de: "E-Mail senden", nl: "E-mail verzenden", fr: "Envoyer un e-mail", en: "Send an e-mail" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_stored_under_one_name_that_is_read_back_and_has_a_title() {
        for kind in Kind::iter() {
            assert_eq!(Kind::of(kind.name()), Some(kind));
            assert_ne!(title(kind.name(), Language::En), kind.name());
            // serde stores the name, strum looks for it.
            let error = Task::read(&format!(r#"{{"kind":"{}","nothing":1}}"#, kind.name())).unwrap_err().to_string();
            assert!(!error.contains("unknown variant"), "{error}");
        }
        assert_eq!(title("written_by_a_newer_version", Language::En), "written_by_a_newer_version");
    }

    #[test]
    fn each_lane_is_asked_for_all_its_kinds_at_once() {
        let in_lanes = Lane::ALL.map(|lane| kinds(lane).count());
        assert_eq!(in_lanes.iter().sum::<usize>(), Kind::iter().count());
        assert!(in_lanes.iter().all(|kinds| (1..=super::super::queue::KINDS).contains(kinds)), "{in_lanes:?}");
    }

    #[test]
    fn what_a_newer_version_wrote_is_not_read_for_less_than_it_says() {
        for kind in Kind::iter() {
            let (kind, id) = (kind.name(), Uuid::nil());
            let payload = format!(r#"{{"kind":"{kind}","mandate":"{id}","message":"{id}","newer":true}}"#);
            assert!(Task::read(&payload).is_err(), "{payload}");
        }
    }

    #[test]
    fn a_stored_task_is_read_back_under_its_own_name() {
        let task = Task::CleanUp;
        assert_eq!(Task::read(&task.payload()).unwrap(), task);
        assert!(task.payload().contains(task.kind().name()));
    }
}
