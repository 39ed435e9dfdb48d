//! The talks with Twikey about invoices: what it is told, and what it is asked.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    super::Invoice,
    answer::{self, Answer, Answered, of_creation, of_existing},
};
use crate::{
    clock::Clock,
    jobs::Failure,
    twikey::{BatchRow, Client, Error, NewInvoice, code},
};

/// Twikey is asked for the outcome of a batch after these waits; then again by a later try.
const POLLS: [Duration; 4] =
    [Duration::ZERO, Duration::from_millis(200), Duration::from_millis(500), Duration::from_secs(1)];

/// When that later try is.
const NEXT_POLL: TimeDelta = TimeDelta::seconds(5);

/// A batch that Twikey says nothing of for so long counts as lost.
const LOST: TimeDelta = TimeDelta::hours(1);

pub struct Talk<'a> {
    pub twikey: &'a Client,
    pub clock: &'a Clock,
    /// From then on the rest is left to the next job: what was answered has to be written down in time.
    pub until: DateTime<Utc>,
}

impl Talk<'_> {
    /// Tells Twikey of one after the other.
    pub async fn tell_each(&self, invoices: &[Invoice], offers: &[NewInvoice]) -> Answered {
        let mut answered = Answered::default();
        for (invoice, offer) in invoices.iter().zip(offers) {
            if self.is_over() || !answered.add(invoice, self.tell(invoice, offer).await) {
                break;
            }
        }
        answered
    }

    async fn tell(&self, invoice: &Invoice, offer: &NewInvoice) -> Result<Answer, Error> {
        match self.twikey.create_invoice(offer).await {
            Err(error) if error.is(code::DUPLICATE) => self.existing(invoice).await,
            answer => of_creation(invoice, answer),
        }
    }

    /// Asks what became of a batch, until Twikey knows it.
    pub async fn poll(&self, batch: &str, invoices: &[Invoice]) -> Answered {
        let told_at = invoices.iter().map(|invoice| invoice.updated_at).max();
        let is_lost = told_at.is_some_and(|told_at| told_at + LOST < self.clock.now());
        for wait in POLLS {
            tokio::time::sleep(wait).await;
            match self.twikey.batch(batch).await {
                Ok(Some(rows)) => return self.outcomes(&rows, invoices).await,
                Ok(None) => {}
                Err(error) if error.is(code::NOT_FOUND) => return Answered::unknown(invoices),
                Err(error) if is_lost && !error.is_temporary() => return Answered::unknown(invoices),
                Err(error) => return Answered::later(answer::later(&error)),
            }
        }
        if is_lost {
            return Answered::unknown(invoices);
        }
        Answered::later(Failure::retry_after(NEXT_POLL, code::STILL_AT_WORK, "Twikey is still at work on the batch"))
    }

    async fn outcomes(&self, rows: &[BatchRow], invoices: &[Invoice]) -> Answered {
        let mut answered = Answered::default();
        for invoice in invoices {
            let answer = match answer::of_row(rows, invoice) {
                Some(answer) => Ok(answer),
                None if self.is_over() => break,
                None => self.existing(invoice).await,
            };
            if !answered.add(invoice, answer) {
                break;
            }
        }
        answered.with_unknown_later()
    }

    /// Finds out whether Twikey has them.
    pub async fn ask(&self, invoices: &[Invoice]) -> Answered {
        let mut answered = Answered::default();
        for invoice in invoices {
            if self.is_over() || !answered.add(invoice, self.find(invoice).await) {
                break;
            }
        }
        answered
    }

    /// Twikey says that it has something under the id or number already.
    async fn existing(&self, invoice: &Invoice) -> Result<Answer, Error> {
        Ok(match self.find(invoice).await? {
            Answer::Unknown => answer::refused(code::DUPLICATE),
            answer => answer,
        })
    }

    /// What Twikey has under our id counts as taken, if it is the invoice.
    async fn find(&self, invoice: &Invoice) -> Result<Answer, Error> {
        let Some(id) = invoice.twikey_id else { return Ok(Answer::Unknown) };
        let found = self.twikey.invoice(id).await?;
        Ok(found.map_or(Answer::Unknown, |found| of_existing(invoice, &found)))
    }

    fn is_over(&self) -> bool {
        self.clock.now() >= self.until
    }
}
