//! What a button does to an invoice: `POST /console/invoices/{id}/{act}`

use actix_web::{
    HttpResponse,
    web::{Form, Path},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::{Note, Shared, money::Tab, see_other};
use crate::{
    domain::money::Cents,
    sandbox::{
        ids,
        refusal::Refusal,
        state::{
            World,
            booking::InvoiceChange,
            incoming::Arrival,
            invoice::{Invoice, State},
            link::{self, Outcome},
        },
    },
};

/// A message that names no invoice.
const UNCLEAR: &str = "Many thanks";

/// The last part of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Payment,
    FailedPayment,
    Transfer,
    PartialTransfer,
    UnclearTransfer,
    RepeatedTransfer,
    Collection,
    ManualPayment,
    Refund,
    Archive,
    Reopening,
    Removal,
}

/// Where a button was pressed, to lead back there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pressed {
    from: String,
}

/// `POST /console/invoices/{id}/{act}`
pub async fn act(shared: Shared, path: Path<(Uuid, Act)>, pressed: Form<Pressed>) -> HttpResponse {
    let (id, act) = path.into_inner();
    let note = shared.change(|world, now| carry_out(world, id, act, now)).unwrap_or(Note::Refused);
    let is_gone = act == Act::Removal && note == Note::Done;
    let list = Tab::Invoices.address();
    let back = if is_gone || pressed.from == "list" { list.to_owned() } else { format!("{list}/{id}") };
    see_other(&format!("{back}?note={}", note.code()))
}

fn carry_out(world: &mut World, id: Uuid, act: Act, now: DateTime<Utc>) -> Result<Note, Refusal> {
    let invoice = world.invoice(id)?;
    let change = |state| InvoiceChange { state: Some(state), ..InvoiceChange::default() };
    let done = match act {
        Act::Payment => pay(world, id, Outcome::Success, now),
        Act::FailedPayment => pay(world, id, Outcome::Failure, now),
        Act::Transfer | Act::PartialTransfer | Act::UnclearTransfer | Act::RepeatedTransfer => {
            return transfer(world, &invoice.clone(), act, now);
        }
        Act::Collection => world.reoffer(id, now),
        Act::ManualPayment => world.pay_manually(id, None, "Paid".into(), now.date_naive(), now),
        Act::Refund => world.refund(id, None, "Refund".into(), now),
        Act::Archive => world.change_invoice(id, change(State::Archived), now),
        Act::Reopening => world.change_invoice(id, change(State::Booked), now),
        Act::Removal => world.remove_invoice(id, now),
    };
    done.map(|()| Note::Done)
}

/// The customer pays on the invoice's page, or the provider answers at last.
fn pay(world: &mut World, id: Uuid, outcome: Outcome, now: DateTime<Utc>) -> Result<(), Refusal> {
    let waits = |link: &&link::PaymentLink| link.invoice == Some(id) && link.state == link::State::Pending;
    let pending = world.links.values().rev().find(waits).map(|link| link.id);
    let link = match pending {
        Some(link) => link,
        None => world.link_for_invoice(id, ids::payment_key(), now)?,
    };
    world.start_link(link, now);
    world.pay_link(link, "bancontact", outcome, now).map(drop)
}

fn transfer(world: &mut World, invoice: &Invoice, act: Act, now: DateTime<Utc>) -> Result<Note, Refusal> {
    let open = invoice.open();
    let amount = match act {
        Act::PartialTransfer => Cents(open.0 / 2),
        Act::RepeatedTransfer => invoice.amount,
        Act::UnclearTransfer if open <= Cents::ZERO => invoice.amount,
        _ => open,
    };
    if amount <= Cents::ZERO {
        return Err(Refusal::about("err_invalid_state", invoice.state.code()));
    }
    let message = if act == Act::UnclearTransfer { UNCLEAR.to_owned() } else { invoice.remittance.clone() };
    let name = Some(world.payer_of(invoice).name()).filter(|name| !name.is_empty());
    let paid = world.receive_transfer(Arrival { amount, message, name, ..Arrival::default() }, now);
    Ok(if paid.is_some() { Note::Matched } else { Note::Unmatched })
}
