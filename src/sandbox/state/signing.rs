//! Signing a mandate, and the bank's decision on a B2B mandate (source 2.2, 2.6, 8.1, 9).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    World,
    account::Scheme,
    agenda::Work,
    customer::Customer,
    events::Kind,
    exit::Status,
    mandate::{Ending, Mandate, Signature, Standing, What},
    method::{Method, card_works},
};
use crate::sandbox::{account_number, refusal::Refusal};

/// What the customer (or a test in his place) enters and does on the signing page.
#[derive(Clone, Debug, Deserialize)]
pub struct Attempt {
    /// Missing details are taken from the invitation.
    #[serde(default)]
    pub iban: Option<String>,
    /// Proposed from the IBAN when missing.
    #[serde(default)]
    pub bic: Option<String>,
    #[serde(default)]
    pub place: Option<String>,
    #[serde(default = "itsme")]
    pub method: Method,
    #[serde(default)]
    pub outcome: Outcome,
    /// Who signs, unless it is the invited customer.
    #[serde(default)]
    pub signer: Option<String>,
    /// A drawn signature: PNG in base64.
    #[serde(default)]
    pub payload: Option<String>,
}

fn itsme() -> Method {
    Method::Itsme
}

/// How the provider of the method answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    #[default]
    Success,
    Failure,
    Cancel,
}

impl Outcome {
    /// How the provider answers a card.
    pub const fn of_card(expiry_month: u32) -> Self {
        if card_works(expiry_month) { Self::Success } else { Self::Failure }
    }
}

/// Where signing led.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finished {
    pub reference: String,
    pub status: Status,
    pub state: Standing,
    /// Where the browser goes now, when the creditor configured an exit address.
    pub exit_url: Option<String>,
}

impl World {
    /// One attempt to sign. Failed and cancelled ones leave the mandate prepared and its link usable (8.1, inferred).
    pub fn sign(&mut self, reference: &str, attempt: Attempt, now: DateTime<Utc>) -> Result<Finished, Refusal> {
        let mandate = self.mandate(reference)?;
        if !mandate.standing.is_open() {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        let status = match attempt.outcome {
            Outcome::Success => self.sign_now(reference, attempt, now)?,
            Outcome::Failure => self.note_attempt(reference, What::SigningFailed, attempt.method, Status::Fail, now)?,
            Outcome::Cancel => {
                self.note_attempt(reference, What::SigningCancelled, attempt.method, Status::Cancel, now)?
            }
        };
        let mandate = self.mandate(reference)?;
        let exit_url = self.exit_url(mandate, status);
        Ok(Finished { reference: reference.to_owned(), status, state: mandate.standing, exit_url })
    }

    fn note_attempt(
        &mut self,
        reference: &str,
        what: What,
        method: Method,
        status: Status,
        now: DateTime<Utc>,
    ) -> Result<Status, Refusal> {
        self.mandate_mut(reference)?.note(now, what, Some(method.code().into()));
        Ok(status)
    }

    fn sign_now(&mut self, reference: &str, attempt: Attempt, now: DateTime<Utc>) -> Result<Status, Refusal> {
        let mandate = self.mandate(reference)?;
        let signer = attempt.signer.clone().unwrap_or_else(|| self.customer_of(mandate).signer());
        let given = attempt.iban.or_else(|| mandate.iban.clone()).ok_or(Refusal::missing("iban"))?;
        let iban = account_number::iban(&given)?;
        let bic = match attempt.bic.filter(|bic| !bic.trim().is_empty()) {
            Some(bic) => Some(account_number::bic(&bic)?),
            None if mandate.iban.as_ref() == Some(&iban) && mandate.bic.is_some() => mandate.bic.clone(),
            None => account_number::bic_of(&iban),
        };
        let place = attempt.place.or_else(|| mandate.place.clone());

        let mandate = self.mandate_mut(reference)?;
        (mandate.iban, mandate.bic, mandate.place) = (Some(iban), bic, place.clone());
        if attempt.method == Method::Paper {
            self.print(reference, now)?;
            return Ok(Status::Print);
        }
        let signature = Signature { method: attempt.method, signer, place, at: now, payload: attempt.payload };
        self.complete(reference, signature, true, now)
    }

    /// The signature is there. `ask_bank` is whether a B2B mandate still needs its bank.
    pub fn complete(
        &mut self,
        reference: &str,
        signature: Signature,
        ask_bank: bool,
        now: DateTime<Utc>,
    ) -> Result<Status, Refusal> {
        let scheme = self.scheme_of(self.mandate(reference)?);
        let mandate = self.mandate_mut(reference)?;
        mandate.note(now, What::Signed, Some(signature.method.code().into()));
        mandate.signature = Some(signature);
        if scheme == Scheme::B2b && ask_bank {
            mandate.standing = Standing::SignedPendingDebtorBank;
            if mandate.automatic_check {
                let at = now + self.settings.bank_delay();
                self.agenda.add(at, Work::BankDecision { reference: reference.to_owned() });
            }
            // Whether Twikey reports it before the bank's answer is unknown (12, question 16): a setting decides.
            if self.settings.pending_in_feed {
                self.report(reference, Kind::New, now);
            }
            self.ring_contract(reference, "Sign", Some(Standing::SignedPendingDebtorBank.code()), None, now);
            return Ok(Status::Pending);
        }
        mandate.standing = Standing::Signed;
        self.report(reference, Kind::New, now);
        self.ring_contract(reference, "Sign", Some(Standing::Signed.code()), None, now);
        self.collect_linked(reference, now);
        Ok(Status::Ok)
    }

    /// The customer takes the way of paper: the mandate waits for the signed scan.
    pub fn print(&mut self, reference: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mandate = self.mandate_mut(reference)?;
        mandate.standing = Standing::Print;
        mandate.note(now, What::Printed, None);
        self.ring_contract(reference, "Print", Some(Standing::Print.code()), None, now);
        Ok(())
    }

    /// The signed scan arrives from the creditor, which signs an open mandate.
    pub fn upload(&mut self, reference: &str, scan: String, ask_bank: bool, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mandate = self.mandate_mut(reference)?;
        if !mandate.standing.is_open() && !mandate.standing.is_live() {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        mandate.document = Some(scan);
        mandate.note(now, What::Uploaded, None);
        if mandate.standing.is_open() {
            let (place, signer) = (mandate.place.clone(), String::new());
            let signature = Signature { method: Method::Paper, signer, place, at: now, payload: None };
            self.complete(reference, signature, ask_bank, now)?;
        }
        Ok(())
    }

    /// Keeps what the customer entered about the account before choosing how to sign: an SMS is answered later.
    pub fn fill_in(
        &mut self,
        reference: &str,
        iban: &str,
        bic: Option<&str>,
        place: Option<&str>,
    ) -> Result<(), Refusal> {
        let iban = account_number::iban(iban)?;
        let bic = match bic {
            Some(bic) => Some(account_number::bic(bic)?),
            None => account_number::bic_of(&iban),
        };
        let mandate = self.mandate_mut(reference)?;
        if !mandate.standing.is_open() {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        (mandate.iban, mandate.bic) = (Some(iban), bic);
        if let Some(place) = place {
            mandate.place = Some(place.to_owned());
        }
        Ok(())
    }

    /// Whether the signing page begins with the form for the customer's details: something is missing, or the invitation
    /// asked for it (8.1; which details count is inferred).
    pub fn needs_details(&self, mandate: &Mandate) -> bool {
        let customer = self.customer_of(mandate);
        mandate.require_validation || customer.name().is_empty() || customer.email.is_none()
    }

    /// The details and answers that the customer gives on the signing page take the place of those of the invitation.
    /// Does nothing when the mandate cannot be signed any more.
    pub fn confirm_details(&mut self, reference: &str, details: Customer, answers: BTreeMap<String, String>) {
        let Ok(mandate) = self.mandate_mut(reference) else { return };
        if !mandate.standing.is_open() {
            return;
        }
        mandate.attributes.extend(answers);
        let id = mandate.customer;
        self.customers.change(id, |customer| {
            let (number, language) = (customer.number.take(), customer.language.take());
            *customer = Customer { number, language, ..details };
        });
    }

    /// The customer asks on the signing page for the SMS whose reply signs.
    pub fn send_sms_to(&mut self, reference: &str, mobile: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mobile = Customer { mobile: Some(mobile.to_owned()), ..Customer::default() };
        self.correct_details(reference, &mobile)?;
        self.send_sms(reference, now)
    }

    /// What becomes known of the customer later than the invitation.
    pub fn correct_details(&mut self, reference: &str, details: &Customer) -> Result<(), Refusal> {
        let customer = self.mandate(reference)?.customer;
        self.customers.change(customer, |customer| customer.take(details));
        Ok(())
    }

    /// The customer answers an SMS: "OK" signs, anything else fails (source 9). `None`: no such message, or answered.
    pub fn reply(&mut self, sms: u64, text: &str, now: DateTime<Utc>) -> Option<Result<Finished, Refusal>> {
        let reference = self.phone.answer(sms, text, now)?.mandate.clone()?;
        let agreed = text.trim().trim_end_matches(['.', '!']).eq_ignore_ascii_case("ok");
        let attempt = Attempt {
            iban: None,
            bic: None,
            place: None,
            method: Method::Sms,
            outcome: if agreed { Outcome::Success } else { Outcome::Failure },
            signer: None,
            payload: None,
        };
        Some(self.sign(&reference, attempt, now))
    }

    /// Whether a B2B mandate's bank decides by itself. On again, a waiting mandate is decided after the usual time.
    pub fn check_automatically(&mut self, reference: &str, automatic: bool, now: DateTime<Utc>) -> Result<(), Refusal> {
        let at = now + self.settings.bank_delay();
        let mandate = self.mandate_mut(reference)?;
        let waiting = mandate.standing == Standing::SignedPendingDebtorBank;
        mandate.automatic_check = automatic;
        self.agenda.take_all(|work| matches!(work, Work::BankDecision { reference: of } if of == reference));
        if automatic && waiting {
            self.agenda.add(at, Work::BankDecision { reference: reference.to_owned() });
        }
        Ok(())
    }

    /// The bank decides on every mandate that waits for it, also on those without automatic check.
    pub(super) fn decide_all(&mut self, now: DateTime<Utc>) -> Vec<(String, bool)> {
        self.agenda.take_all(|work| matches!(work, Work::BankDecision { .. }));
        let waiting = self.mandates.values().filter(|it| it.standing == Standing::SignedPendingDebtorBank);
        let waiting: Vec<_> = waiting.map(|mandate| mandate.reference.clone()).collect();
        waiting.into_iter().filter_map(|reference| self.decide(&reference, now).map(|yes| (reference, yes))).collect()
    }

    /// The bank's answer on one mandate by the rule of Twikey's test environment, if it still waits for one.
    pub(super) fn decide(&mut self, reference: &str, now: DateTime<Utc>) -> Option<bool> {
        let mandate = self.mandates.get(reference)?;
        let accepted = bank_accepts(mandate.iban.as_deref().unwrap_or_default(), mandate.bic.as_deref());
        self.decide_as(reference, accepted, now).ok().map(|()| accepted)
    }

    /// The bank accepts or refuses a mandate that waits for it, whatever the rule says.
    pub fn decide_as(&mut self, reference: &str, accepted: bool, now: DateTime<Utc>) -> Result<(), Refusal> {
        const PENDING: &str = Standing::SignedPendingDebtorBank.code();
        let by = self.creditor.email.clone();
        let mandate = self.mandate_mut(reference)?;
        if mandate.standing != Standing::SignedPendingDebtorBank {
            return Err(Refusal::about("err_invalid_state", mandate.standing.code()));
        }
        if accepted {
            mandate.standing = Standing::Signed;
            mandate.note(now, What::BankAccepted, None);
            self.report(reference, Kind::New, now);
            // The state in this call is the one before (6.3).
            self.ring_contract(reference, "AcceptedBank", Some(PENDING), None, now);
            self.collect_linked(reference, now);
        } else {
            let reason = "Refused by the debtor's bank".to_owned();
            mandate.standing = Standing::Cancelled;
            mandate.note(now, What::BankRefused, None);
            mandate.ending = Some(Ending { reason: reason.clone(), by: by.clone(), at: now });
            self.report(reference, Kind::Cancellation { reason, by }, now);
            self.ring_contract(reference, "RejectBank", Some(PENDING), None, now);
        }
        Ok(())
    }
}

/// The rule of Twikey's test environment (source 9): the IBAN's last digit is even, and the bank is neither Belfius nor
/// BNP Paribas Fortis. That these two refuse is an emulator choice: the source only says that the rule excepts them.
fn bank_accepts(iban: &str, bic: Option<&str>) -> bool {
    let even = iban.chars().last().and_then(|last| last.to_digit(10)).is_some_and(|digit| digit % 2 == 0);
    let excepted = bic.is_some_and(|bic| bic.starts_with("GKCCBEBB") || bic.starts_with("GEBABEBB"));
    even && !excepted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bank_decides_by_the_last_digit_of_the_iban() {
        assert!(bank_accepts("BE16645348971174", Some("JVBABE22")));
        assert!(!bank_accepts("BE49473211985171", Some("KREDBEBB")));
        assert!(!bank_accepts("BE16645348971174", Some("GEBABEBB")));
        assert!(!bank_accepts("", None));
    }

    #[test]
    fn a_card_succeeds_in_even_months() {
        assert_eq!(Outcome::of_card(1), Outcome::Failure);
        assert_eq!(Outcome::of_card(2), Outcome::Success);
        assert_eq!(Outcome::of_card(3), Outcome::Failure);
    }
}
