//! Paying an invoice in parts: `paymentplan` (source 4.9).

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use super::{World, agenda::Work};
use crate::{domain::money::Cents, sandbox::refusal::Refusal};

/// What the creditor agrees with the customer.
#[derive(Clone, Debug)]
pub struct PaymentPlan {
    /// Debited now.
    pub initial: Cents,
    /// Debited on the first of each of the next months.
    pub recurring: Cents,
    /// How many months.
    pub terms: u32,
    /// The customer's newest signed mandate of the profile when not given.
    pub mandate: Option<String>,
    pub remittance: Option<String>,
}

impl World {
    /// The first part is debited now, the others month by month as long as something is open.
    pub fn plan_payments(&mut self, id: Uuid, plan: PaymentPlan, now: DateTime<Utc>) -> Result<(), Refusal> {
        let invoice = self.invoice(id)?;
        if !invoice.state.is_open() || invoice.is_credit_note() {
            return Err(Refusal::about("err_invalid_state", invoice.state.code()));
        }
        if plan.initial <= Cents::ZERO || plan.initial > invoice.open() {
            return Err(Refusal::about("err_invalid_amount", "initialAmount"));
        }
        if plan.recurring <= Cents::ZERO {
            return Err(Refusal::about("err_invalid_amount", "recurringAmount"));
        }
        if !(1..=120).contains(&plan.terms) {
            return Err(Refusal::invalid("terms"));
        }
        let newest = self.collecting_mandate(invoice.customer, invoice.profile, false);
        let mandate = plan.mandate.or(newest).ok_or(Refusal::about("err_no_contract", "mndtId"))?;
        if !self.mandate(&mandate)?.is_collectable() {
            return Err(Refusal::about("err_no_contract", mandate));
        }
        if let (Some(remittance), Some(invoice)) = (plan.remittance, self.invoices.get_mut(id)) {
            invoice.remittance = remittance;
        }
        for term in 1..=plan.terms {
            if let Some(at) = first_of_month(now, term) {
                let (mandate, amount) = (mandate.clone(), plan.recurring);
                self.agenda.add(at, Work::Instalment { invoice: id, mandate, amount });
            }
        }
        self.collect_part(id, &mandate, plan.initial, false, now);
        self.invoice_changed(id, now);
        Ok(())
    }

    /// The next part of an invoice is due.
    pub(super) fn collect_instalment(&mut self, id: Uuid, mandate: &str, amount: Cents, now: DateTime<Utc>) {
        let Some(invoice) = self.invoices.get(&id).filter(|invoice| invoice.state.is_open()) else { return };
        let amount = amount.min(invoice.open());
        if self.mandate(mandate).is_ok_and(super::mandate::Mandate::is_collectable) {
            self.collect_part(id, mandate, amount, false, now);
            self.invoice_changed(id, now);
        }
    }
}

fn first_of_month(now: DateTime<Utc>, months: u32) -> Option<DateTime<Utc>> {
    let today: NaiveDate = now.date_naive();
    let day = today.with_day(1)?.checked_add_months(Months::new(months))?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}
