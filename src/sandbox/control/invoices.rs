//! What customers and banks do to invoices: `/_sandbox/invoices/{id or number}/…`, and transfers that arrive.

use actix_web::{
    HttpResponse,
    web::{Json, Path},
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Shared, or_default, refused};
use crate::{
    domain::money::Cents,
    sandbox::{
        account_number, amount, ids,
        refusal::Refusal,
        state::{
            World,
            customer::Customer,
            debit::Debit,
            incoming::Arrival,
            invoice::Invoice,
            link::{Outcome, State},
        },
    },
};

/// An invoice with what belongs to it.
#[derive(Serialize)]
pub struct InvoiceView<'world> {
    #[serde(flatten)]
    invoice: &'world Invoice,
    open: Cents,
    url: String,
    customer: Customer,
    debits: Vec<&'world Debit>,
}

pub fn view<'world>(world: &'world World, invoice: &'world Invoice) -> InvoiceView<'world> {
    InvoiceView {
        invoice,
        open: invoice.open(),
        url: world.invoice_url(invoice),
        customer: world.payer_of(invoice),
        debits: invoice.debits.iter().filter_map(|id| world.debits.get(id)).collect(),
    }
}

/// `GET …`
pub async fn show(shared: Shared, name: Path<String>) -> HttpResponse {
    shared.look(|world, _| match world.invoice_named(&name) {
        Ok(invoice) => HttpResponse::Ok().json(view(world, invoice)),
        Err(refusal) => refused(&refusal),
    })
}

#[derive(Deserialize)]
pub struct Payment {
    method: Method,
    #[serde(default)]
    amount: Euros,
    #[serde(default)]
    outcome: Outcome,
    /// Of a transfer; the way to pay at the provider stays `bancontact`.
    #[serde(default)]
    iban: Option<String>,
    /// Of a payment by hand.
    #[serde(default)]
    message: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Method {
    Paylink,
    Transfer,
    Manual,
}

/// An amount in euros as a number or a text.
#[derive(Default)]
struct Euros(Option<Cents>);

impl<'de> Deserialize<'de> for Euros {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::Null => return Ok(Self(None)),
            Value::String(text) => text,
            other => other.to_string(),
        };
        let amount = amount::parse(&text).filter(|amount| *amount > Cents::ZERO);
        amount.map(|amount| Self(Some(amount))).ok_or_else(|| serde::de::Error::custom("not an amount in euros"))
    }
}

/// `POST …/payment`
pub async fn pay(shared: Shared, name: Path<String>, payment: Json<Payment>) -> HttpResponse {
    let payment = payment.into_inner();
    shared.change(|world, now| {
        let paid = world.invoice_named(&name).map(|invoice| invoice.id).and_then(|id| {
            let exit = match payment.method {
                Method::Paylink => pay_by_link(world, id, payment.outcome, now)?,
                Method::Manual => {
                    let message = payment.message.unwrap_or_else(|| "Paid".into());
                    world.pay_manually(id, payment.amount.0, message, now.date_naive(), now)?;
                    None
                }
                Method::Transfer => {
                    let invoice = world.invoice(id)?;
                    let (message, open) = (invoice.remittance.clone(), invoice.open().max(Cents::ZERO));
                    // Paid already: somebody transfers all of it once more.
                    let usual = if open == Cents::ZERO { invoice.amount } else { open };
                    let amount = payment.amount.0.unwrap_or(usual);
                    let iban = payment.iban.as_deref().map(account_number::iban).transpose()?;
                    world.receive_transfer(Arrival { amount, message, iban, ..Arrival::default() }, now);
                    None
                }
            };
            Ok((id, exit))
        });
        let shown = paid.and_then(|(id, exit_url)| {
            let invoice = world.invoice(id)?;
            Ok(HttpResponse::Ok().json(json!({ "exit_url": exit_url, "invoice": view(world, invoice) })))
        });
        shown.unwrap_or_else(|refusal| refused(&refusal))
    })
}

/// The customer goes to the provider from the invoice's page, or comes back from where he is waiting.
fn pay_by_link(
    world: &mut World,
    invoice: Uuid,
    outcome: Outcome,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Option<String>, Refusal> {
    let pending = world.links.values().rev().find(|it| it.invoice == Some(invoice) && it.state == State::Pending);
    let link = match pending {
        Some(link) => link.id,
        None => world.link_for_invoice(invoice, ids::payment_key(), now)?,
    };
    world.start_link(link, now);
    world.pay_link(link, "bancontact", outcome, now).map(|visited| visited.exit_url)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Reversal {
    code: Option<String>,
}

/// `POST …/reversal`
pub async fn reverse(shared: Shared, name: Path<String>, body: Option<Json<Reversal>>) -> HttpResponse {
    let code = or_default(body).code.unwrap_or_else(|| "MD06".into());
    shared.change(|world, now| {
        let done = world.invoice_named(&name).map(|invoice| invoice.id);
        let done = done.and_then(|id| world.reverse(id, &code, now).map(|()| id));
        match done.and_then(|id| world.invoice(id)) {
            Ok(invoice) => HttpResponse::Ok().json(view(world, invoice)),
            Err(refusal) => refused(&refusal),
        }
    })
}

#[derive(Deserialize)]
pub struct Arriving {
    remittance: String,
    amount: Euros,
    #[serde(default)]
    iban: Option<String>,
    #[serde(default)]
    bic: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

/// `POST /_sandbox/transfers`
pub async fn transfer(shared: Shared, arriving: Json<Arriving>) -> HttpResponse {
    let Arriving { remittance: message, amount, iban, bic, name } = arriving.into_inner();
    let checked = amount.0.ok_or(Refusal::missing("amount")).and_then(|amount| {
        let iban = iban.as_deref().map(account_number::iban).transpose()?;
        let bic = bic.as_deref().map(account_number::bic).transpose()?;
        Ok(Arrival { amount, message, iban, bic, name })
    });
    match checked {
        Ok(arrival) => {
            let invoice = shared.change(|world, now| world.receive_transfer(arrival, now));
            HttpResponse::Ok().json(json!({ "invoice": invoice }))
        }
        Err(refusal) => refused(&refusal),
    }
}
