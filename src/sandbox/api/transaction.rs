//! `/creditor/transaction` and below: debits on their own, and those of invoices (source 5).

use actix_web::HttpResponse;

use super::{
    Answer,
    call::Call,
    fields::Fields,
    reservation,
    transaction_wire::{Include, entries},
    transfer_wire,
};
use crate::{
    domain::money::Cents,
    sandbox::{
        api::fields::message,
        refusal::Refusal,
        state::{
            World,
            debit::{Debit, NewDebit, State},
            debit_changes::{DebitAction, DebitChange},
            refund::DebitRefund,
        },
    },
};

/// The most entries that a query answers.
const PAGE: usize = 500;

/// `POST`: a debit with a signed mandate, for which an amount may have been reserved.
pub fn create(call: &Call) -> Answer {
    let form = call.form();
    if form.flag("reservation") {
        return reservation::reserve(call, &form);
    }
    let reserved = reservation::named(call)?;
    let new = read(&form)?;
    call.shared.change(|world, now| {
        let id = match reserved {
            Some(reservation) => world.add_reserved_debit(reservation, new, now)?,
            None => world.add_debit(new, now)?,
        };
        Ok(HttpResponse::Ok().json(entries(world, [world.debit(id)?], Include::default())))
    })
}

/// A debit as it is asked for.
pub fn read(form: &Fields) -> Result<NewDebit, Refusal> {
    let new = NewDebit {
        mandate: form.reference()?,
        amount: form.amount("amount")?.ok_or(Refusal::missing("amount"))?,
        message: message(form)?.ok_or(Refusal::missing("message"))?,
        reference: form.short("ref", 250, "err_invalid_params")?,
        reference_is_e2e: form.flag("refase2e"),
        place: form.short("place", 70, "err_invalid_params")?,
        date: form.moment("date")?.map(|at| at.to_utc()),
        requested_on: form.moment("reqcolldt")?.map(|at| at.date_naive()),
    };
    if new.amount <= Cents::ZERO {
        return Err(Refusal::about("err_invalid_amount", "amount"));
    }
    Ok(new)
}

/// `GET …/detail`: by id, reference or mandate, each also several times; all that are open when nothing is asked for.
pub fn detail(call: &Call) -> Answer {
    let query = call.query();
    let ids = query.all("id").into_iter().map(|id| id.parse().map_err(|_| Refusal::invalid("id")));
    let ids = ids.collect::<Result<Vec<u64>, _>>()?;
    let references = query.all("ref");
    let (mandate, state) = (query.text("mndtId").map(|it| it.to_uppercase()), query.text("state"));
    let include = Include::from(&query);
    let by_key = !ids.is_empty() || !references.is_empty();
    let nothing = !by_key && mandate.is_none() && state.is_none();
    let wanted = |debit: &&Debit| {
        let named = ids.contains(&debit.id) || debit.reference.as_deref().is_some_and(|it| references.contains(&it));
        (!by_key || named)
            && mandate.as_ref().is_none_or(|it| *it == debit.mandate)
            && state.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(debit.state.code()))
            && (!nothing || debit.state == State::Open)
            && debit.state != State::Withdrawn
    };
    call.shared.look(|world, _| {
        let found: Vec<_> = world.debits.values().filter(wanted).take(PAGE).collect();
        Ok(HttpResponse::Ok().json(entries(world, found, include)))
    })
}

/// `GET …/query?fromId=&mndtId=`: those with a higher id.
pub fn query(call: &Call) -> Answer {
    let query = call.query();
    query.required("fromId")?;
    let from: i64 = query.number("fromId")?.unwrap_or_default();
    let mandate = query.text("mndtId").map(|it| it.to_uppercase());
    let wanted =
        |debit: &&Debit| debit.state != State::Withdrawn && mandate.as_ref().is_none_or(|it| *it == debit.mandate);
    call.shared.look(|world, _| {
        let after = u64::try_from(from).unwrap_or(0);
        let later = world.debits.range(after.saturating_add(1)..).map(|(_, debit)| debit);
        let found: Vec<_> = later.filter(wanted).take(PAGE).collect();
        Ok(HttpResponse::Ok().json(entries(world, found, Include::default())))
    })
}

/// `PUT`: changes a debit that is not at the bank yet.
pub fn update(call: &Call) -> Answer {
    let form = call.form();
    let id = id(&form)?;
    let change = DebitChange {
        requested_on: form.moment("reqcolldt")?.map(|at| at.date_naive()),
        message: message(&form)?,
        reference: form.short("ref", 250, "err_invalid_params")?,
        amount: form.amount("amount")?,
        place: form.short("place", 70, "err_invalid_params")?,
    };
    if change.amount.is_some_and(|amount| amount <= Cents::ZERO) {
        return Err(Refusal::about("err_invalid_amount", "amount").into());
    }
    call.shared.change(|world, now| world.change_debit(id, change, now))?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE …?id=|ref=`: takes back a debit that is not at the bank yet, or the reservation that a header names (GO).
pub fn remove(call: &Call) -> Answer {
    let query = call.query();
    if reservation::named(call)?.is_some() {
        return reservation::delete(call);
    }
    call.shared.change(|world, now| {
        let id = match query.text("ref") {
            Some(reference) if query.text("id").is_none() => by_reference(world, &reference)?,
            _ => id(&query)?,
        };
        // This address calls an unknown debit `err_not_found` (OA).
        world.remove_debit(id, now).map_err(|refusal| refusal.renamed("err_no_transaction", "err_not_found"))
    })?;
    Ok(HttpResponse::NoContent().finish())
}

fn by_reference(world: &World, reference: &str) -> Result<u64, Refusal> {
    let same = |debit: &&Debit| debit.reference.as_deref() == Some(reference) && debit.state != State::Withdrawn;
    let mut found = world.debits.values().filter(same);
    match (found.next(), found.next()) {
        (Some(debit), None) => Ok(debit.id),
        (Some(_), Some(_)) => Err(Refusal::about("err_duplicate_tx", reference)),
        (None, _) => Err(Refusal::about("err_not_found", reference)),
    }
}

/// `POST …/action`
pub fn act(call: &Call) -> Answer {
    let form = call.form();
    let id = id(&form)?;
    let action = match form.required("action")?.as_str() {
        "paid" => DebitAction::Paid,
        "reoffer" => DebitAction::Reoffer,
        "unsettle" => DebitAction::Unsettle,
        "archive" => DebitAction::Archive,
        // Another way to be paid, which Twikey would have to switch on.
        "backup" => return Err(Refusal::new("err_no_integration").into()),
        _ => return Err(Refusal::invalid("action").into()),
    };
    call.shared.change(|world, now| world.act_on_debit(id, action, now))?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST …/refund`: pays a debit back, by a credit transfer that waits for its batch like any other.
pub fn refund(call: &Call) -> Answer {
    let form = call.form();
    let id = id(&form)?;
    let iban = form.iban()?;
    let refund = DebitRefund {
        amount: form.amount("amount")?.ok_or(Refusal::missing("amount"))?,
        message: form.text("message").ok_or(Refusal::about("err_msg_missing", "message"))?,
        reference: form.text("ref"),
        place: form.text("place"),
        bic: form.bic(iban.as_deref())?,
        iban,
    };
    call.shared
        .change(|world, now| Ok(HttpResponse::Ok().json(transfer_wire::one(world.refund_debit(id, refund, now)?))))
}

fn id(fields: &Fields) -> Result<u64, Refusal> {
    let given = fields.required("id")?;
    given.parse().map_err(|_| Refusal::about("err_no_transaction", given))
}
