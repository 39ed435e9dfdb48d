//! THE table of background work: what can be a job, and which function does it.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    accounts,
    app::App,
    db::{self, Tx},
    feeds::{self, Topic},
    i18n::{Language, Text},
    import, invoices,
    jobs::{self, Job, TaskResult},
    mandates::{
        self,
        check::{self, Reason},
    },
    messages, payments,
    workers::Lane,
};

/// Something to be done outside, or later. Holds ids only: what they name is read when the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
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
    CheckMandate { mandate: Uuid, reason: Reason },
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
    /// Have Twikey debit what is open of an invoice.
    CollectInvoice { invoice: Uuid },
}

/// Does the task. It finishes the job itself, in the transaction that writes what came of it.
pub async fn run(app: &App, job: &Job, task: Task) -> TaskResult {
    match task {
        Task::CleanUp => accounts::clean_up::run(app, job).await,
        Task::RequestMandate { mandate, message } => mandates::ask::run(app, job, mandate, message).await,
        Task::CancelMandate { mandate, notify } => mandates::cancel::run(app, job, mandate, notify).await,
        Task::SendMessage { message } => messages::send::run(app, job, message).await,
        Task::ReadFeeds { topic } => feeds::read::run(app, job, topic).await,
        Task::CheckMandate { mandate, reason } => check::run(app, job, mandate, reason).await,
        Task::CheckOpenMandates => check::run_all(app, job).await,
        Task::ConfirmInvoices { confirmation } => invoices::confirmations::run(app, job, confirmation).await,
        Task::Import { import } => import::task::run(app, job, import).await,
        Task::HandOverInvoices => Box::pin(invoices::handover::run(app, job)).await,
        Task::TellPayment { invoice } => payments::tell(app, job, invoice).await,
        Task::GiveBack { refund, .. } => payments::give_back(app, job, refund).await,
        Task::CollectInvoice { invoice } => Box::pin(invoices::collect::run(app, job, invoice)).await,
    }
}

/// The longest that a task waits for its next try, whatever went wrong and whoever asked for a longer wait. What Twikey
/// reports must not wait: nobody else tells of it.
pub fn longest_wait(app: &App, task: Task) -> Option<TimeDelta> {
    let poll = TimeDelta::seconds(app.config.twikey.as_ref()?.poll_seconds.into());
    matches!(task, Task::ReadFeeds { .. }).then_some(poll)
}

/// Writes down what is to be done every so often, if it is time.
pub async fn schedule(app: &App) -> db::Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if jobs::is_set_back(&mut tx, now, jobs::SKEW).await? {
        let jobs = jobs::forget_future(&mut tx, now).await?;
        tracing::warn!(jobs, "The clock was set back; what waits for a time that was wrong is done now");
    }
    jobs::enqueue_every(&mut tx, now, TimeDelta::hours(1), &Task::CleanUp).await?;
    if let Some(twikey) = &app.config.twikey {
        // Callbacks can be lost; what they ring for is found all the same.
        let poll = TimeDelta::seconds(twikey.poll_seconds.into());
        for topic in Topic::ALL {
            jobs::enqueue_every(&mut tx, now, poll, &Task::ReadFeeds { topic }).await?;
        }
        jobs::enqueue_every(&mut tx, now, TimeDelta::minutes(15), &Task::CheckOpenMandates).await?;
        if invoices::handover::is_due(&mut tx, now).await? {
            jobs::enqueue_every(&mut tx, now, poll, &Task::HandOverInvoices).await?;
        }
    }
    tx.commit().await
}

/// The kinds of task that a lane does.
pub const fn kinds(lane: Lane) -> &'static [&'static str] {
    match lane {
        Lane::Mail => &["send_message"],
        Lane::Requests => &["request_mandate", "cancel_mandate", "tell_payment", "give_back", "collect_invoice"],
        Lane::Feeds => &["read_feeds"],
        Lane::HandOver => &["hand_over_invoices"],
        Lane::Checks => &["check_mandate"],
        Lane::Records => &["confirm_invoices", "import", "clean_up", "check_open_mandates"],
    }
}

/// Somebody lets the task run again that failed: its record waits for it again.
pub async fn revive(tx: &mut Tx, task: Task) -> db::Result<()> {
    match task {
        Task::SendMessage { message } => messages::revive(tx, message).await,
        Task::GiveBack { refund, .. } => payments::refund::revive(tx, refund).await,
        // Their pages show how the job itself stands.
        Task::RequestMandate { .. }
        | Task::CancelMandate { .. }
        | Task::TellPayment { .. }
        | Task::CollectInvoice { .. }
        | Task::ConfirmInvoices { .. }
        | Task::Import { .. }
        | Task::CleanUp
        | Task::ReadFeeds { .. }
        | Task::CheckMandate { .. }
        | Task::CheckOpenMandates
        | Task::HandOverInvoices => Ok(()),
    }
}

/// Whether some lane does this kind of task; otherwise a newer version of the portal wrote it.
pub fn is_known(kind: &str) -> bool {
    Lane::ALL.into_iter().any(|lane| kinds(lane).contains(&kind))
}

/// What a kind of task is called on `/jobs`.
pub fn name(kind: &str, language: Language) -> &str {
    match kind {
        "clean_up" => CLEAN_UP.get(language),
        "request_mandate" => REQUEST_MANDATE.get(language),
        "cancel_mandate" => CANCEL_MANDATE.get(language),
        "send_message" => SEND_MESSAGE.get(language),
        "read_feeds" => READ_FEEDS.get(language),
        "check_mandate" => CHECK_MANDATE.get(language),
        "check_open_mandates" => CHECK_OPEN_MANDATES.get(language),
        "confirm_invoices" => CONFIRM_INVOICES.get(language),
        "import" => IMPORT.get(language),
        "hand_over_invoices" => HAND_OVER_INVOICES.get(language),
        "tell_payment" => TELL_PAYMENT.get(language),
        "give_back" => GIVE_BACK.get(language),
        "collect_invoice" => COLLECT_INVOICE.get(language),
        // Written by a newer version of the portal.
        other => other,
    }
}

impl Task {
    /// The name in the table of jobs.
    pub fn kind(self) -> &'static str {
        match self {
            Self::CleanUp => "clean_up",
            Self::RequestMandate { .. } => "request_mandate",
            Self::CancelMandate { .. } => "cancel_mandate",
            Self::SendMessage { .. } => "send_message",
            Self::ReadFeeds { .. } => "read_feeds",
            Self::CheckMandate { .. } => "check_mandate",
            Self::CheckOpenMandates => "check_open_mandates",
            Self::ConfirmInvoices { .. } => "confirm_invoices",
            Self::Import { .. } => "import",
            Self::HandOverInvoices => "hand_over_invoices",
            Self::TellPayment { .. } => "tell_payment",
            Self::GiveBack { .. } => "give_back",
            Self::CollectInvoice { .. } => "collect_invoice",
        }
    }

    /// The record whose page shows how the work goes.
    pub fn subject(self) -> Option<Uuid> {
        match self {
            Self::RequestMandate { mandate, .. } | Self::CancelMandate { mandate, .. } => Some(mandate),
            Self::SendMessage { message } => Some(message),
            Self::ConfirmInvoices { confirmation } => Some(confirmation),
            Self::Import { import } => Some(import),
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

    /// The kinds that serde knows, in its own words.
    fn known_kinds() -> Vec<String> {
        let error = Task::read(r#"{"kind":""}"#).unwrap_err().to_string();
        let (_, list) = error.split_once("expected one of ").unwrap();
        list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn every_kind_goes_by_one_lane_and_has_a_name() {
        let mut in_lanes: Vec<_> = Lane::ALL.into_iter().flat_map(kinds).copied().map(str::to_owned).collect();
        let mut known = known_kinds();
        in_lanes.sort_unstable();
        known.sort_unstable();
        assert_eq!(in_lanes, known);
        assert!(known.len() > 10);
        for kind in &known {
            assert_ne!(name(kind, Language::En), kind);
        }
    }

    #[test]
    fn what_a_newer_version_wrote_is_not_read_for_less_than_it_says() {
        for kind in known_kinds() {
            let id = Uuid::nil();
            let payload = format!(r#"{{"kind":"{kind}","mandate":"{id}","message":"{id}","newer":true}}"#);
            assert!(Task::read(&payload).is_err(), "{payload}");
        }
    }

    #[test]
    fn a_stored_task_is_read_back_under_its_own_name() {
        let task = Task::CleanUp;
        assert_eq!(Task::read(&task.payload()).unwrap(), task);
        assert!(task.payload().contains(task.kind()));
    }
}
