//! The calls about invoices and their money.

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    super::{
        BatchRow, InvoiceAction, InvoicePage, InvoiceSnapshot, NewInvoice, PaymentPage, PutState, Result, code,
        transport::Call, wire::batch_of,
    },
    Client,
};

/// Twikey takes so many invoices in one batch.
pub const LARGEST_BATCH: usize = 5000;

impl Client {
    /// Hands an invoice over. Safe to repeat: its id is ours. After an unclear error look with [`Client::invoice`].
    pub async fn create_invoice(&self, invoice: &NewInvoice) -> Result<InvoiceSnapshot> {
        InvoiceSnapshot::of(&self.call(&Call::post_json(["invoice"], &invoice.json()).document()).await?, self.hosts())
    }

    /// Hands over many, at most [`LARGEST_BATCH`], and gives the id of the batch that Twikey then works at.
    pub async fn create_invoices(&self, invoices: &[NewInvoice]) -> Result<String> {
        let rows: Value = invoices.iter().map(NewInvoice::json).collect();
        batch_of(&self.call(&Call::post_json(["invoice", "bulk"], &rows).document()).await?)
    }

    /// What became of a batch, row by row; none while Twikey is still at work.
    pub async fn batch(&self, id: &str) -> Result<Option<Vec<BatchRow>>> {
        match self.call(&Call::get(["invoice", "bulk"]).query("batchId", id)).await {
            // Twikey answers 409 (source 5); which code comes with it is not documented.
            Err(error) if error.is(code::STILL_AT_WORK) || error.is(code::CALL_IN_PROGRESS) => Ok(None),
            answer => BatchRow::all_of(&answer?).map(Some),
        }
    }

    /// An invoice as it stands; none if Twikey does not know it. Rate limited at Twikey.
    pub async fn invoice(&self, id: Uuid) -> Result<Option<InvoiceSnapshot>> {
        let id = id.to_string();
        let call = Call::get(["invoice", &id]).query("include", "meta").query("include", "lastpayment");
        match self.call(&call).await {
            Err(error) if error.is(code::NOT_FOUND) => Ok(None),
            answer => InvoiceSnapshot::of(&answer?, self.hosts()).map(Some),
        }
    }

    /// Puts an invoice into another state. Twikey wants its dates again.
    pub async fn put_invoice(&self, id: Uuid, state: PutState, issued_on: NaiveDate, due_on: NaiveDate) -> Result<()> {
        let change = json!({"state": state.code(), "date": issued_on, "duedate": due_on});
        self.call(&Call::put_json(["invoice", &id.to_string()], &change)).await.map(drop)
    }

    /// Takes an invoice back; not while a debit is under way.
    pub async fn delete_invoice(&self, id: Uuid) -> Result<()> {
        self.call(&Call::delete(["invoice", &id.to_string()])).await.map(drop)
    }

    pub async fn invoice_action(&self, id: Uuid, action: &InvoiceAction) -> Result<()> {
        self.call(&Call::post(["invoice", &id.to_string(), "action"], action.form())).await.map(drop)
    }

    /// The next page of the invoice feed. See [`Client::mandate_feed`] about `resume_after`.
    pub async fn invoice_feed(&self, resume_after: Option<i64>) -> Result<InvoicePage> {
        let mut call = Call::get(["invoice"]);
        for part in ["seq", "meta", "lastpayment"] {
            call = call.query("include", part);
        }
        InvoicePage::of(&self.call(&resumed(call, resume_after)).await?, self.hosts())
    }

    /// The next page of the payment feed. See [`Client::mandate_feed`] about `resume_after`.
    pub async fn payment_feed(&self, resume_after: Option<i64>) -> Result<PaymentPage> {
        PaymentPage::of(&self.call(&resumed(Call::get(["invoice", "payment", "feed"]), resume_after)).await?)
    }
}

/// Rewinds Twikey's cursor, on the first call of a drain.
pub(super) fn resumed(call: Call, position: Option<i64>) -> Call {
    match position {
        Some(position) => call.header("X-RESUME-AFTER", position.to_string()),
        None => call,
    }
}
