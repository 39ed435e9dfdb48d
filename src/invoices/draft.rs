//! Writing a new draft, whoever does: an invoice from its form or a file, a credit note for what is left of an invoice.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Draft, Invoice, Kind, Written, queries};
use crate::{
    audit::{self, Action, Actor, Change, Entry, Subject},
    db::{self, Tx},
};

/// Writes the draft with its lines, and the entry in the audit trail.
pub async fn write_draft(tx: &mut Tx, now: DateTime<Utc>, actor: Actor, written: &Written) -> db::Result<Invoice> {
    let draft = Draft {
        kind: if written.credits.is_some() { Kind::CreditNote } else { Kind::Invoice },
        customer: written.customer,
        credits: written.credits,
        language: written.language,
        issued_on: written.issued_on,
        due_on: written.due_on,
        note: written.note.clone(),
        by: actor.user(),
    };
    let invoice = Invoice::draft(Uuid::now_v7(), draft, &written.totals, now);
    queries::insert(tx, &invoice).await?;
    queries::replace_lines(tx, invoice.id, &written.lines).await?;
    let entry = Entry::new(actor, Subject::Invoice, invoice.id, Action::Created).of_customer(invoice.customer_id);
    let total = Change::between("total", None, Some(&invoice.total.0.to_string()));
    audit::record(tx, now, entry.with(total.into_iter().collect())).await?;
    Ok(invoice)
}
