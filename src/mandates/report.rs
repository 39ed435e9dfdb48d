//! What Twikey's word about a mandate changes in our record of it. Pure; hearing it twice changes nothing.

use chrono::{DateTime, NaiveDate, Utc};

use super::mandate::{Mandate, Scheme, Signature, State};
use crate::{
    audit::Change,
    domain::{bank, bic::Bic, iban::Iban},
};

/// Why a mandate ended, where no person gave a reason.
pub mod reason {
    /// The link ran out before anybody signed.
    pub const EXPIRED: &str = "expired";
    /// The invitation was taken back at Twikey.
    pub const REMOVED: &str = "removed";
    /// The customer signed another mandate.
    pub const REPLACED: &str = "replaced";
}

/// What Twikey says of a mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub fact: Fact,
    /// Twikey's number of the feed entry; none when Twikey was asked.
    pub sequence: Option<i64>,
    /// When it happened at Twikey.
    pub at: DateTime<Utc>,
    /// The reference after the event.
    pub reference: Option<String>,
    pub iban: Option<Iban>,
    pub bic: Option<Bic>,
    pub signed_on: Option<NaiveDate>,
    pub place: Option<String>,
    pub method: Option<String>,
    /// Why it ended, in Twikey's words.
    pub reason: Option<String>,
}

/// What became of the mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    Signed,
    /// B2B: signed, and the debtor's bank has to accept it.
    AwaitingBank,
    /// Another account, another reference, other details.
    Amended,
    Suspended,
    Resumed,
    Cancelled,
    /// The link ended before anybody signed.
    Expired,
    /// Taken back before anybody signed.
    Removed,
    /// The customer signed another mandate.
    Replaced,
}

impl Report {
    pub fn new(fact: Fact, at: DateTime<Utc>) -> Self {
        Self {
            fact,
            sequence: None,
            at,
            reference: None,
            iban: None,
            bic: None,
            signed_on: None,
            place: None,
            method: None,
            reason: None,
        }
    }
}

impl Mandate {
    /// Takes over what Twikey says, and tells what changed; nothing when it is old, repeated, or too late.
    pub fn hear(&mut self, report: &Report, now: DateTime<Utc>) -> Vec<Change> {
        let newest = self.feed_sequence;
        if newest.zip(report.sequence).is_some_and(|(newest, this)| this > 0 && this <= newest) {
            return Vec::new();
        }
        let before = self.clone();
        self.obey(report);
        let changes = self.changes_since(&before);
        self.updated_at = if changes.is_empty() { before.updated_at } else { now };
        self.feed_sequence = newest.max(report.sequence.filter(|this| *this > 0));
        changes
    }

    fn obey(&mut self, report: &Report) {
        let at = report.at;
        let reason = |ours: &'static str| report.reason.clone().unwrap_or_else(|| ours.to_owned());
        match report.fact {
            Fact::Signed => self.take(report, false),
            Fact::AwaitingBank => self.take(report, true),
            // What is amended was signed, though that escaped us. A business mandate still has to be asked about.
            Fact::Amended => self.take(report, self.scheme == Scheme::B2b),
            Fact::Suspended => {
                self.take(report, false);
                self.suspend(at);
            }
            Fact::Resumed => {
                self.take(report, false);
                self.resume(at);
            }
            // Whoever cancels a mandate on our pages has it cancelled here already: this was the bank.
            Fact::Cancelled if self.state == State::AwaitingBank => {
                self.refuse(&reason(""), at);
            }
            Fact::Cancelled => {
                self.cancel(&reason(""), at);
            }
            Fact::Expired => {
                self.expire(&reason(reason::EXPIRED), at);
            }
            Fact::Removed => {
                if self.state.is_open() {
                    self.cancel(&reason(reason::REMOVED), at);
                }
            }
            Fact::Replaced => {
                self.cancel(&reason(reason::REPLACED), at);
            }
        }
    }

    /// The customer has signed, or what is signed has other details.
    fn take(&mut self, report: &Report, awaits_bank: bool) {
        if matches!(self.state, State::Cancelled | State::Refused) {
            return;
        }
        let other_account = report.iban.is_some() && report.iban != self.iban;
        if other_account {
            // The BIC of another account says nothing about this one.
            self.bic = report.iban.as_ref().and_then(bank::of).and_then(|bank| bank.bic);
        }
        if let Some(reference) = &report.reference {
            self.reference = Some(reference.clone());
        }
        let signature = Signature {
            iban: report.iban.clone(),
            bic: report.bic.clone(),
            signed_on: report.signed_on,
            place: report.place.clone(),
            method: report.method.clone(),
            awaits_bank,
        };
        self.sign(signature, report.at);
    }

    fn changes_since(&self, before: &Self) -> Vec<Change> {
        fn text<T: ToString>(value: Option<&T>) -> Option<String> {
            value.map(ToString::to_string)
        }
        let fields = [
            ("state", Some(before.state.code().to_owned()), Some(self.state.code().to_owned())),
            ("reference", before.reference.clone(), self.reference.clone()),
            ("iban", text(before.iban.as_ref()), text(self.iban.as_ref())),
            ("bic", text(before.bic.as_ref()), text(self.bic.as_ref())),
            ("signed_on", text(before.signed_on.as_ref()), text(self.signed_on.as_ref())),
            ("place", before.place.clone(), self.place.clone()),
            ("method", before.method.clone(), self.method.clone()),
            ("reason", before.ended_reason.clone(), self.ended_reason.clone()),
        ];
        fields
            .into_iter()
            .filter_map(|(field, old, new)| Change::between(field, old.as_deref(), new.as_deref()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ACCOUNT: &str = "BE16645348971174";
    const OTHER_ACCOUNT: &str = "BE68539007547034";

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-11-23T{hour:02}:00:00Z").parse().unwrap()
    }

    fn invited(scheme: Scheme) -> Mandate {
        Mandate::made_at_twikey(Uuid::now_v7(), Uuid::now_v7(), "ACME1".into(), scheme, at(9))
    }

    fn report(fact: Fact, sequence: i64) -> Report {
        Report { sequence: Some(sequence), ..Report::new(fact, at(10)) }
    }

    fn signed(sequence: i64) -> Report {
        Report {
            reference: Some("ACME1".into()),
            iban: Some(ACCOUNT.parse().unwrap()),
            bic: Some("JVBABE22".parse().unwrap()),
            ..report(Fact::Signed, sequence)
        }
    }

    #[test]
    fn an_entry_that_comes_again_changes_nothing() {
        let mut mandate = invited(Scheme::Core);
        let changes = mandate.hear(&signed(7), at(11));
        assert!(changes.iter().any(|change| change.field == "state" && change.new.as_deref() == Some("signed")));
        let before = mandate.clone();
        assert_eq!(mandate.hear(&signed(7), at(12)), []);
        assert_eq!(mandate, before);
    }

    #[test]
    fn an_older_entry_does_not_undo_a_newer_one() {
        let mut mandate = invited(Scheme::Core);
        mandate.hear(&signed(7), at(11));
        mandate.hear(&report(Fact::Suspended, 9), at(12));
        assert_eq!(mandate.hear(&report(Fact::Resumed, 8), at(13)), []);
        assert_eq!(mandate.state, State::Suspended);
        mandate.hear(&report(Fact::Resumed, 10), at(14));
        assert_eq!(mandate.state, State::Signed);
    }

    #[test]
    fn a_new_account_does_not_keep_the_old_banks_bic() {
        let mut mandate = invited(Scheme::Core);
        mandate.hear(&signed(7), at(11));
        let amended = Report { iban: Some(OTHER_ACCOUNT.parse().unwrap()), ..report(Fact::Amended, 8) };
        mandate.hear(&amended, at(12));
        assert_eq!(mandate.iban.unwrap().as_str(), OTHER_ACCOUNT);
        assert_ne!(mandate.bic.map(|bic| bic.to_string()).as_deref(), Some("JVBABE22"));
    }

    #[test]
    fn a_mandate_that_is_renamed_keeps_its_history_under_the_new_reference() {
        let mut mandate = invited(Scheme::Core);
        mandate.hear(&signed(7), at(11));
        let renamed = Report { reference: Some("ACME2".into()), ..report(Fact::Amended, 8) };
        let changes = mandate.hear(&renamed, at(12));
        assert_eq!(changes, Change::between("reference", Some("ACME1"), Some("ACME2")).into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_cancelled_mandate_stays_as_it_was_whatever_is_reported_later() {
        let mut mandate = invited(Scheme::Core);
        mandate.hear(&signed(7), at(11));
        mandate.hear(&Report { reason: Some("moved".into()), ..report(Fact::Cancelled, 8) }, at(12));
        for fact in [Fact::Signed, Fact::Amended, Fact::Resumed, Fact::Suspended, Fact::AwaitingBank, Fact::Expired] {
            let late = Report { iban: Some(OTHER_ACCOUNT.parse().unwrap()), ..report(fact, 9) };
            assert_eq!(mandate.hear(&late, at(13)), [], "{fact:?}");
        }
        assert_eq!((mandate.state, mandate.ended_reason.as_deref()), (State::Cancelled, Some("moved")));
    }

    #[test]
    fn the_end_of_a_business_mandate_that_waits_for_its_bank_is_the_banks_refusal() {
        let mut mandate = invited(Scheme::B2b);
        mandate.hear(&report(Fact::AwaitingBank, 7), at(11));
        assert_eq!(mandate.state, State::AwaitingBank);
        mandate.hear(&report(Fact::Cancelled, 8), at(12));
        assert_eq!(mandate.state, State::Refused);
    }

    #[test]
    fn only_an_unsigned_mandate_expires_or_is_taken_back() {
        for fact in [Fact::Expired, Fact::Removed] {
            let mut mandate = invited(Scheme::Core);
            mandate.hear(&signed(7), at(11));
            assert_eq!(mandate.hear(&Report::new(fact, at(12)), at(12)), []);
        }
        let mut expired = invited(Scheme::Core);
        expired.hear(&Report::new(Fact::Expired, at(12)), at(12));
        assert_eq!((expired.state, expired.ended_reason.as_deref()), (State::Expired, Some(reason::EXPIRED)));
        assert_eq!(expired.hear(&Report::new(Fact::Removed, at(12)), at(12)), []);
    }

    #[test]
    fn an_entry_without_a_number_is_told_by_what_it_says() {
        let mut mandate = invited(Scheme::Core);
        mandate.hear(&signed(-5), at(11));
        assert_eq!((mandate.state, mandate.feed_sequence), (State::Signed, None));
        assert_eq!(mandate.hear(&signed(-5), at(12)), []);
    }
}
