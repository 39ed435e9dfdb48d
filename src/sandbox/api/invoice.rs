//! `POST /creditor/invoice` (source 4.1) and what becomes of an invoice later: `GET`, `PUT` and `DELETE` (4.4).

use actix_web::HttpResponse;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Answer,
    call::Call,
    fields::Fields,
    invoice_wire::{self, Include},
};
use crate::{
    domain::money::Cents,
    sandbox::{
        refusal::Refusal,
        state::{
            booking::{InvoiceChange, NewInvoice, Payer},
            invoice::State,
        },
    },
};

/// Twikey's languages of an invoice, some with a country.
const LOCALES: [&str; 9] = ["en", "nl", "nl_nl", "fr", "fr_fr", "de", "it", "pt", "es"];

/// The fields of an invoice that are a text, a number or a boolean (OA; `lines` is a text in JV).
const FIELDS: [&str; 22] = [
    "id",
    "number",
    "title",
    "remittance",
    "ref",
    "ct",
    "amount",
    "date",
    "duedate",
    "paidamount",
    "locale",
    "customerByDocument",
    "customerByRef",
    "manual",
    "pdf",
    "pdfUrl",
    "redirectUrl",
    "email",
    "relatedInvoiceNumber",
    "cc",
    "campaign",
    "lines",
];

/// What a call says about all the invoices it brings, in its headers.
pub struct Manner {
    manual: bool,
    force: bool,
    registered_via: String,
}

impl Manner {
    pub fn of(call: &Call) -> Self {
        let is_true = |name| call.header(name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1");
        Self { manual: is_true("X-MANUAL"), force: is_true("X-Force-Transaction"), registered_via: call.partner() }
    }
}

/// Books an invoice; one that is known by id or number is answered as it is. `X-Purpose` makes no difference: the sandbox has one address for each invoice.
pub fn create(call: &Call) -> Answer {
    let new = parse(&object(&call.body)?, &Manner::of(call))?;
    call.shared.change(|world, now| {
        let id = world.book_or_find(new, now)?;
        Ok(HttpResponse::Ok().json(invoice_wire::invoice(world, world.invoice(id)?, Include::default())))
    })
}

/// The body of a call as a JSON object.
pub fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::new("err_invalid_params"))
}

/// One invoice as JSON, checked.
pub fn parse(body: &Map<String, Value>, manner: &Manner) -> Result<NewInvoice, Refusal> {
    const OTHER: &str = "err_invalid_params";
    let fields = Fields::of_object(body);
    fields.required("number")?;
    let amount = fields.amount("amount")?.ok_or(Refusal::missing("amount"))?;
    let paid_before = fields.amount("paidamount")?.unwrap_or_default();
    if amount == Cents::ZERO {
        return Err(Refusal::about("err_invalid_amount", "amount"));
    }
    if paid_before < Cents::ZERO || (paid_before > Cents::ZERO && paid_before > amount) {
        return Err(Refusal::about("err_invalid_amount", "paidamount"));
    }
    let (pdf, pdf_url) = (pdf(&fields)?, fields.web_address("pdfUrl")?);
    if pdf.is_some() && pdf_url.is_some() {
        return Err(Refusal::invalid("pdfUrl"));
    }
    Ok(NewInvoice {
        id: id(&fields)?.unwrap_or_else(Uuid::new_v4),
        number: fields.short("number", 50, OTHER)?.unwrap_or_default(),
        title: fields.short("title", 140, OTHER)?,
        remittance: fields.short("remittance", 140, OTHER)?,
        reference: fields.short("ref", 250, OTHER)?,
        profile: fields.text("ct").is_some().then(|| fields.profile()).transpose()?,
        amount,
        paid_before,
        date: fields.date("date")?.ok_or(Refusal::missing("date"))?,
        due: fields.date("duedate")?.ok_or(Refusal::missing("duedate"))?,
        locale: locale(&fields)?,
        payer: payer(body, &fields)?,
        manual: manner.manual || fields.flag("manual"),
        force: manner.force,
        pdf,
        pdf_url,
        ubl: None,
        redirect_url: fields.web_address("redirectUrl")?,
        email: fields.email()?,
        related: fields.short("relatedInvoiceNumber", 50, OTHER)?,
        campaign: fields.short("campaign", 250, OTHER)?,
        extra: own(&fields).chain(extra(body)).collect(),
        lines: body.get("lines").and_then(Value::as_array).cloned().unwrap_or_default(),
        registered_via: manner.registered_via.clone(),
    })
}

/// The creditor's own id.
fn id(fields: &Fields) -> Result<Option<Uuid>, Refusal> {
    fields.text("id").map(|id| Uuid::try_parse(&id).map_err(|_| Refusal::invalid("id"))).transpose()
}

fn locale(fields: &Fields) -> Result<Option<String>, Refusal> {
    let Some(locale) = fields.text("locale") else { return Ok(None) };
    let known = locale.to_ascii_lowercase().replace('-', "_");
    if LOCALES.contains(&known.as_str()) { Ok(Some(known)) } else { Err(Refusal::about("err_invalid_lang", "locale")) }
}

fn pdf(fields: &Fields) -> Result<Option<String>, Refusal> {
    let Some(pdf) = fields.text("pdf") else { return Ok(None) };
    BASE64_STANDARD.decode(&pdf).map_err(|_| Refusal::invalid("pdf"))?;
    Ok(Some(pdf))
}

/// The customer: details, a mandate's, or one that is known. PY names the latter two inside `customer`.
fn payer(body: &Map<String, Value>, fields: &Fields) -> Result<Payer, Refusal> {
    let details = body.get("customer").and_then(Value::as_object).map(Fields::of_object);
    let named = |name| fields.text(name).or_else(|| details.as_ref()?.text(name));
    if let Some(reference) = named("customerByDocument") {
        return Ok(Payer::Mandate(reference.to_uppercase()));
    }
    if let Some(number) = named("customerByRef") {
        return Ok(Payer::Number(number));
    }
    Ok(Payer::Details(Box::new(details.ok_or(Refusal::missing("customer"))?.customer()?)))
}

/// Custom attributes.
fn extra(body: &Map<String, Value>) -> impl Iterator<Item = (String, String)> {
    let given = body.get("extra").and_then(Value::as_object).into_iter().flatten();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    given.map(move |(name, value)| (name.clone(), text(value)))
}

/// Custom attributes beside the invoice's own fields, where JV writes them.
fn own(fields: &Fields) -> impl Iterator<Item = (String, String)> {
    let custom = fields.iter().filter(|(name, _)| !FIELDS.contains(name));
    custom.map(|(name, value)| (name.to_owned(), value.to_owned()))
}

/// `GET /creditor/invoice/{id or number}`. A number with `#` is answered with nothing at all, as Twikey does (4.4).
pub fn detail(call: &Call) -> Answer {
    let name = call.segment();
    if name.contains('#') {
        return Ok(HttpResponse::Ok().finish());
    }
    let include = Include::from(&call.query());
    call.shared.look(|world, _| {
        Ok(HttpResponse::Ok().json(invoice_wire::invoice(world, world.invoice_named(&name)?, include)))
    })
}

/// `PUT /creditor/invoice/{id}`. `state` in Twikey's description, `status` in some of its clients (4.4).
pub fn update(call: &Call) -> Answer {
    let body = object(&call.body)?;
    let fields = Fields::of_object(&body);
    let (name, state) = if fields.text("state").is_some() { ("state", "state") } else { ("status", "status") };
    let state = match fields.text(state).map(|state| state.to_ascii_lowercase()).as_deref() {
        None => None,
        Some("booked") => Some(State::Booked),
        Some("archived") => Some(State::Archived),
        Some("paid") => Some(State::Paid),
        Some(_) => return Err(Refusal::invalid(name).into()),
    };
    let change = InvoiceChange {
        title: fields.short("title", 140, "err_invalid_params")?,
        date: fields.date("date")?,
        due: fields.date("duedate")?,
        reference: fields.short("ref", 250, "err_invalid_params")?,
        pdf: pdf(&fields)?,
        state,
        extra: extra(&body).collect(),
    };
    call.shared.change(|world, now| {
        let id = world.invoice_named(&call.segment())?.id;
        world.change_invoice(id, change, now)?;
        Ok(HttpResponse::Ok().json(invoice_wire::invoice(world, world.invoice(id)?, Include::default())))
    })
}

/// `DELETE /creditor/invoice/{id}`.
pub fn delete(call: &Call) -> Answer {
    call.shared.change(|world, now| {
        let id = world.invoice_named(&call.segment())?.id;
        world.remove_invoice(id, now)?;
        Ok(HttpResponse::NoContent().finish())
    })
}
