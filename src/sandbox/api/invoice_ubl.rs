//! `POST /creditor/invoice/ubl`: an invoice or credit note as UBL (source 4.4).

use actix_web::{HttpResponse, http::header::HeaderMap};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};

use super::{
    Answer,
    call::Call,
    invoice::{Manner, parse},
    invoice_wire::{self, Include},
};
use crate::sandbox::{
    refusal::Refusal,
    ubl::{self, Document},
};

/// All of them must be there, or Twikey finds no amount to pay (tests of ND).
const AMOUNTS: [&str; 4] = ["LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount"];

/// Books what the document says; one that is known by its number or `X-INVOICE-ID` is answered as it is.
pub fn upload(call: &Call) -> Answer {
    let document = ubl::read(&call.body).map_err(|_| Refusal::new("invalid_file"))?;
    let mut new = parse(&body(call, &document)?, &Manner::of(call))?;
    new.ubl = Some(String::from_utf8(call.body.to_vec()).map_err(|_| Refusal::new("invalid_file"))?);
    call.shared.change(|world, now| {
        // A credit note may be about an invoice that Twikey never saw.
        new.related = new.related.filter(|number| world.invoices.by_number(number).is_some());
        let id = world.book_or_find(new, now)?;
        Ok(HttpResponse::Ok().json(invoice_wire::invoice(world, world.invoice(id)?, Include::default())))
    })
}

/// The document and its headers in the words of `POST /creditor/invoice`.
fn body(call: &Call, document: &Document) -> Result<Map<String, Value>, Refusal> {
    let total = |name: &str| document.text(&format!("LegalMonetaryTotal/{name}"));
    if AMOUNTS.iter().any(|name| total(name).is_none()) {
        return Err(Refusal::about("err_invalid_amount", "PayableAmount"));
    }
    let payable = total("PayableAmount").unwrap_or_default();
    let amount = if document.is_credit_note { format!("-{payable}") } else { payable.to_owned() };
    let date = document.text("IssueDate");
    let due = document.text("DueDate").or(document.text("PaymentMeans/PaymentDueDate")).or(date);
    let body = json!({
        "number": document.text("ID"),
        "amount": amount,
        "date": date,
        "duedate": due,
        "remittance": document.text("PaymentMeans/PaymentID"),
        "relatedInvoiceNumber": document.text("BillingReference/InvoiceDocumentReference/ID"),
        "pdf": pdf(document),
        "id": call.header("X-INVOICE-ID"),
        "ct": call.header("X-TEMPLATE"),
        "customerByDocument": call.header("X-CONTRACT"),
        "campaign": call.header("X-CAMPAIGN"),
        "ref": call.header("X-REF"),
        "customer": customer(document)?,
        "extra": attributes(call.request.headers()),
    });
    body.as_object().cloned().ok_or(Refusal::new("invalid_file"))
}

fn customer(document: &Document) -> Result<Value, Refusal> {
    const PARTY: &str = "AccountingCustomerParty/Party";
    let at = |path: &str| document.text(&format!("{PARTY}/{path}"));
    // Twikey fails without it; a refusal is kinder (tests of ND, emulator choice).
    if !document.has(&format!("{PARTY}/PostalAddress")) {
        return Err(Refusal::missing("PostalAddress"));
    }
    Ok(json!({
        "customerNumber": document.text("AccountingCustomerParty/SupplierAssignedAccountID").or(at("PartyIdentification/ID")),
        "email": at("Contact/ElectronicMail").or(at("Contact/Email")),
        "companyName": at("PartyName/Name").or(at("PartyLegalEntity/RegistrationName")),
        "vatno": at("PartyTaxScheme/CompanyID").or(at("PartyLegalEntity/CompanyID")),
        "address": at("PostalAddress/StreetName"),
        "zip": at("PostalAddress/PostalZone"),
        "city": at("PostalAddress/CityName"),
        "country": at("PostalAddress/Country/IdentificationCode"),
    }))
}

/// The embedded document, when it is a PDF.
fn pdf(document: &Document) -> Option<String> {
    let embedded = document.text("AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject")?;
    let content: String = embedded.split_whitespace().collect();
    let is_pdf = BASE64_STANDARD.decode(&content).is_ok_and(|file| file.starts_with(b"%PDF-"));
    is_pdf.then_some(content)
}

/// `X-ATTR-name` headers.
fn attributes(headers: &HeaderMap) -> Map<String, Value> {
    let attribute = |(name, value): (&actix_web::http::header::HeaderName, &actix_web::http::header::HeaderValue)| {
        let name = name.as_str().strip_prefix("x-attr-")?.to_owned();
        Some((name, Value::from(value.to_str().ok()?)))
    };
    headers.iter().filter_map(attribute).collect()
}
