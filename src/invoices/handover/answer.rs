//! What Twikey's words mean for each invoice. No I/O.

use uuid::Uuid;

use super::super::{Invoice, Kind};
use crate::{
    domain::money::Cents,
    jobs::Failure,
    twikey::{BatchRow, Error, InvoiceSnapshot, InvoiceState, code},
};

/// What became of one invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Taken {
        link: Option<String>,
        /// Twikey has begun a debit at once.
        is_collecting: bool,
    },
    /// A person has to mend something first.
    Refused { code: String, detail: Option<String> },
    /// Twikey has something under its id or number already.
    Exists,
    /// Twikey does not know it: it is told again.
    Unknown,
}

/// What became of many, and why the rest has to be asked again.
#[derive(Debug, Default)]
pub struct Answered {
    pub answers: Vec<(Uuid, Answer)>,
    pub failure: Option<Failure>,
}

impl Answered {
    pub fn later(failure: Failure) -> Self {
        Self { answers: Vec::new(), failure: Some(failure) }
    }

    pub fn all(invoices: &[Invoice], answer: &Answer) -> Self {
        Self { answers: invoices.iter().map(|invoice| (invoice.id, answer.clone())).collect(), failure: None }
    }

    /// What Twikey left out of a batch is told again, but not at once: it may leave it out again.
    pub fn with_unknown_later(mut self) -> Self {
        if self.answers.iter().any(|(_, answer)| *answer == Answer::Unknown) {
            self.failure.get_or_insert_with(|| Failure::retry(code::UNREADABLE, "the batch leaves invoices out"));
        }
        self
    }

    /// Adds one. False: the talk ends here.
    pub fn add(&mut self, invoice: Uuid, answer: Result<Answer, Failure>) -> bool {
        match answer {
            Ok(answer) => self.answers.push((invoice, answer)),
            Err(failure) => self.failure = Some(failure),
        }
        self.failure.is_none()
    }
}

/// Whether an error is about what we handed over, rather than about the connection or our account.
pub fn is_about_invoices(error: &Error) -> bool {
    let ours = [code::NO_LOGIN, code::FORBIDDEN, code::WRONG_ADDRESS];
    !error.is_temporary() && !ours.iter().any(|code| error.is(code))
}

/// An error that is nobody's invoice's fault. It is tried again whatever it is: nobody would think of doing so by hand.
pub fn later(error: &Error) -> Failure {
    match error.retry_after() {
        Some(wait) => Failure::retry_after(wait, error.code(), "handing over invoices"),
        None => Failure::retry(error.code(), "handing over invoices"),
    }
}

/// The answer to a single invoice.
pub fn of_creation(invoice: &Invoice, answer: Result<InvoiceSnapshot, Error>) -> Result<Answer, Failure> {
    match answer {
        // A number that it has already may be answered by what it has (dossier 4.1: not known).
        Ok(taken) => Ok(of_existing(invoice, Some(&taken))),
        Err(error) if is_about_invoices(&error) => Ok(refused(error.code())),
        Err(error) => Err(later(&error)),
    }
}

/// What Twikey has under our id, perhaps since before.
pub fn of_existing(invoice: &Invoice, found: Option<&InvoiceSnapshot>) -> Answer {
    let amount = match invoice.kind {
        Kind::Invoice => invoice.total,
        Kind::CreditNote => Cents(-invoice.total.0),
    };
    let is_ours = |found: &&InvoiceSnapshot| {
        Some(found.id) == invoice.twikey_id
            && (found.number.is_none() || found.number == invoice.number)
            && found.amount.is_none_or(|at_twikey| at_twikey == amount)
    };
    // Another invoice with the number, or another one under the id: neither is what we handed over.
    found.filter(is_ours).map_or_else(|| refused(code::DUPLICATE), of_snapshot)
}

/// The line of a batch about an invoice.
pub fn of_row(rows: &[BatchRow], invoice: &Invoice) -> Answer {
    let Some(row) = rows.iter().find(|row| Some(row.id) == invoice.twikey_id) else { return Answer::Unknown };
    match row.refusal.as_deref() {
        None => Answer::Taken { link: None, is_collecting: false },
        Some(refusal) => match of_refusal(refusal) {
            code if code == code::DUPLICATE => Answer::Exists,
            code => refused(&code),
        },
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

fn of_snapshot(snapshot: &InvoiceSnapshot) -> Answer {
    Answer::Taken { link: snapshot.link.clone(), is_collecting: snapshot.state == InvoiceState::Pending }
}

/// A code may name the field that it is about.
fn refused(code: &str) -> Answer {
    let detail = code.split_once(':').map(|(_, field)| field.to_owned());
    Answer::Refused { code: code.to_owned(), detail }
}
