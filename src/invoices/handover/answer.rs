//! What Twikey's words mean for each invoice. No I/O.

use uuid::Uuid;

use super::super::{Invoice, Kind};
use crate::{
    domain::money::Cents,
    jobs::Failure,
    twikey::{BatchRow, Error, InvoiceSnapshot, InvoiceState, KeptLink, code},
};

/// What became of one invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Taken {
        link: Option<KeptLink>,
        /// Twikey has begun a debit at once.
        is_collecting: bool,
    },
    /// A person has to mend something first.
    Refused { code: String, detail: Option<String> },
    /// Twikey does not know it: it is told again.
    Unknown,
}

/// Which invoice an answer is about, as Twikey was told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub invoice: Uuid,
    pub twikey_id: Option<Uuid>,
}

impl Told {
    fn of(invoice: &Invoice) -> Self {
        Self { invoice: invoice.id, twikey_id: invoice.twikey_id }
    }
}

/// What became of many, and why the rest has to be asked again.
#[derive(Debug, Default)]
pub struct Answered {
    pub answers: Vec<(Told, Answer)>,
    pub failure: Option<Failure>,
}

impl Answered {
    pub fn later(failure: Failure) -> Self {
        Self { answers: Vec::new(), failure: Some(failure) }
    }

    /// Twikey does not know any of them.
    pub fn unknown(invoices: &[Invoice]) -> Self {
        let answers = invoices.iter().map(|invoice| (Told::of(invoice), Answer::Unknown)).collect();
        Self { answers, failure: None }.with_unknown_later()
    }

    /// What Twikey left out of a batch is told again, but not at once: it may leave it out again.
    pub fn with_unknown_later(mut self) -> Self {
        if self.answers.iter().any(|(_, answer)| *answer == Answer::Unknown) {
            self.failure.get_or_insert_with(|| Failure::retry(code::UNREADABLE, "the batch leaves invoices out"));
        }
        self
    }

    /// Adds one. False: the talk ends here, for Twikey itself has trouble. What it says of one is no matter of the others.
    pub fn add(&mut self, invoice: &Invoice, answer: Result<Answer, Error>) -> bool {
        match answer {
            Ok(answer) => {
                self.answers.push((Told::of(invoice), answer));
                true
            }
            Err(error) => {
                self.failure = Some(later(&error));
                is_about_invoices(&error)
            }
        }
    }
}

/// Whether an error is about what we handed over, rather than about the connection or our account.
pub fn is_about_invoices(error: &Error) -> bool {
    !error.is_temporary() && !error.is(code::NO_LOGIN)
}

/// An error that is nobody's invoice's fault. It is tried again whatever it is: nobody would think of doing so by hand.
pub fn later(error: &Error) -> Failure {
    match error.retry_after() {
        Some(wait) => Failure::retry_after(wait, error.code(), "handing over invoices"),
        None => Failure::retry(error.code(), "handing over invoices"),
    }
}

/// The answer to a single invoice.
pub fn of_creation(invoice: &Invoice, answer: Result<InvoiceSnapshot, Error>) -> Result<Answer, Error> {
    match answer {
        // A number that it has already may be answered by what it has (source 3: not known).
        Ok(taken) => Ok(of_existing(invoice, &taken)),
        Err(error) if is_about_invoices(&error) => Ok(refused(error.code())),
        Err(error) => Err(error),
    }
}

/// What Twikey has under our id, perhaps since before.
pub fn of_existing(invoice: &Invoice, found: &InvoiceSnapshot) -> Answer {
    let amount = match invoice.kind {
        Kind::Invoice => invoice.total,
        Kind::CreditNote => Cents(-invoice.total.0),
    };
    let is_ours = Some(found.id) == invoice.twikey_id
        && (found.number.is_none() || found.number == invoice.number)
        && found.amount.is_none_or(|at_twikey| at_twikey == amount);
    if is_ours {
        let is_collecting = found.state == InvoiceState::Pending;
        match &found.link {
            Ok(link) => Answer::Taken { link: link.clone().map(KeptLink::from), is_collecting },
            // Twikey has it, and nobody could pay it: somebody has to look.
            Err(error) => refused(error.code()),
        }
    } else {
        // Another invoice with the number, or another one under the id: neither is what we handed over.
        refused(code::DUPLICATE)
    }
}

/// The line of a batch about an invoice. None: Twikey has something under its id or number already.
pub fn of_row(rows: &[BatchRow], invoice: &Invoice) -> Option<Answer> {
    let Some(row) = rows.iter().find(|row| Some(row.id) == invoice.twikey_id) else { return Some(Answer::Unknown) };
    match row.refusal.as_deref() {
        None => Some(Answer::Taken { link: None, is_collecting: false }),
        Some(refusal) => Some(of_refusal(refusal)).filter(|code| code != code::DUPLICATE).map(|code| refused(&code)),
    }
}

/// Twikey's word for it, or "refused" where it says so in a sentence.
fn of_refusal(refusal: &str) -> String {
    let is_word =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if refusal.starts_with("err_") && refusal.len() <= 60 && is_word(refusal) {
        format!("twikey.{refusal}")
    } else {
        code::REFUSED.to_owned()
    }
}

/// A code may name the field that it is about.
pub fn refused(code: &str) -> Answer {
    let detail = code.split_once(':').map(|(_, field)| field.to_owned());
    Answer::Refused { code: code.to_owned(), detail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        i18n::Language,
        invoices::{Draft, Totals},
    };

    fn told(kind: Kind) -> Invoice {
        let draft = Draft {
            kind,
            customer: Uuid::nil(),
            credits: None,
            language: Language::De,
            issued_on: "2026-11-23".parse().unwrap(),
            due_on: "2026-12-07".parse().unwrap(),
            note: String::new(),
            by: None,
        };
        let id = Uuid::from_u128(7);
        let totals = Totals { total: Cents(1210), ..Totals::default() };
        let invoice = Invoice::draft(id, draft, &totals, "2026-11-23T09:00:00Z".parse().unwrap());
        Invoice { number: Some("R2026-0001".to_owned()), twikey_id: Some(id), ..invoice }
    }

    fn found(number: &str, amount: i64) -> InvoiceSnapshot {
        InvoiceSnapshot {
            id: Uuid::from_u128(7),
            number: Some(number.to_owned()),
            state: InvoiceState::Pending,
            amount: Some(Cents(amount)),
            link: Ok(None),
            still_open: None,
            last_payments: Vec::new(),
        }
    }

    #[test]
    fn what_twikey_has_is_ours_only_with_our_number_and_amount() {
        let taken = Answer::Taken { link: None, is_collecting: true };
        let other = refused(code::DUPLICATE);
        for (kind, number, amount, answer) in [
            (Kind::Invoice, "R2026-0001", 1210, &taken),
            (Kind::Invoice, "R2026-0002", 1210, &other),
            (Kind::Invoice, "R2026-0001", 1211, &other),
            (Kind::CreditNote, "R2026-0001", -1210, &taken),
            (Kind::CreditNote, "R2026-0001", 1210, &other),
        ] {
            assert_eq!(of_existing(&told(kind), &found(number, amount)), *answer, "{kind:?} {number} {amount}");
        }
        let strange = InvoiceSnapshot { id: Uuid::from_u128(8), ..found("R2026-0001", 1210) };
        assert_eq!(of_existing(&told(Kind::Invoice), &strange), other);
    }

    #[test]
    fn a_batch_says_of_each_whether_it_is_taken_refused_there_already_or_unknown() {
        let row = |id, refusal: Option<&str>| BatchRow { id: Uuid::from_u128(id), refusal: refusal.map(str::to_owned) };
        let taken = Answer::Taken { link: None, is_collecting: false };
        for (rows, answer) in [
            (vec![row(7, None)], Some(taken)),
            (vec![row(7, Some("err_invalid_lang"))], Some(refused("twikey.err_invalid_lang"))),
            (vec![row(7, Some("Something went wrong"))], Some(refused(code::REFUSED))),
            (vec![row(7, Some("err_duplicate_ref"))], None),
            (vec![row(8, None)], Some(Answer::Unknown)),
        ] {
            assert_eq!(of_row(&rows, &told(Kind::Invoice)), answer);
        }
    }
}
