//! `/creditor/transfer` and below: money to customers' accounts (source 5.1).

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Answer, call::Call, transfer_wire::one};
use crate::sandbox::{
    api::fields::message,
    refusal::Refusal,
    state::refund::{NewRefund, RefundBatch},
};

/// `POST`: money to a beneficiary, which waits for its batch.
pub fn create(call: &Call) -> Answer {
    let form = call.form();
    let new = NewRefund {
        customer: form.text("customerNumber"),
        iban: form.iban()?.ok_or(Refusal::missing("iban"))?,
        amount: form.amount("amount")?.ok_or(Refusal::missing("amount"))?,
        message: message(&form)?.ok_or(Refusal::missing("message"))?,
        reference: form.short("ref", 250, "err_invalid_params")?,
        place: form.short("place", 70, "err_invalid_params")?,
        wanted_on: form.moment("date")?.map(|at| at.date_naive()),
    };
    call.shared.change(|world, now| Ok(HttpResponse::Ok().json(one(world.add_refund(new, now)?))))
}

/// `GET …/detail?id=`
pub fn detail(call: &Call) -> Answer {
    let id = call.query().required("id")?;
    call.shared.look(|world, _| Ok(HttpResponse::Ok().json(one(world.refund_named(&id)?))))
}

/// `DELETE …?id=`: takes back what was not sent yet.
pub fn remove(call: &Call) -> Answer {
    let id = call.query().required("id")?;
    call.shared.change(|world, _| world.remove_refund(&id))?;
    Ok(HttpResponse::Ok().finish())
}

#[derive(Serialize)]
struct Batches {
    #[serde(rename = "CreditTransfers")]
    batches: Vec<BatchWire>,
}

#[derive(Serialize)]
struct BatchWire {
    id: u64,
    pmtinfid: String,
    entries: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<&'static str>,
}

impl BatchWire {
    fn of(batch: &RefundBatch) -> Self {
        Self { id: batch.id, pmtinfid: batch.pmtinf.clone(), entries: batch.entries, progress: None }
    }
}

/// `POST …/complete`: sends what waits from the creditor's account, named by itself (OA) or by a profile (JV, PY).
pub fn complete(call: &Call) -> Answer {
    let form = call.form();
    let (iban, profile) = (form.iban()?, form.number::<u32>("ct")?);
    if iban.is_none() && profile.is_none() {
        return Err(Refusal::missing("iban").into());
    }
    call.shared.change(|world, now| {
        if profile.is_some_and(|profile| !world.profiles.contains_key(&profile)) {
            return Err(Refusal::new("err_no_such_ct").into());
        }
        // The sandbox's creditor has one account.
        if iban.is_some_and(|iban| iban != world.creditor.iban) {
            return Err(Refusal::about("err_invalid_iban", "iban").into());
        }
        let batches = world.send_refunds(now).map(BatchWire::of).into_iter().collect();
        Ok(HttpResponse::Ok().json(Batches { batches }))
    })
}

/// `GET …/complete?id=|pmtinfid=`
pub fn batch(call: &Call) -> Answer {
    let query = call.query();
    let (id, name) = (query.number::<u64>("id")?, query.text("pmtinfid"));
    call.shared.look(|world, _| {
        let by_id = id.and_then(|id| world.refund_batches.get(&id));
        let by_name = || world.refund_batches.values().find(|batch| Some(&batch.pmtinf) == name.as_ref());
        let found = by_id.or_else(by_name).ok_or(Refusal::invalid("id"))?;
        let batches = vec![BatchWire { progress: Some("sent"), ..BatchWire::of(found) }];
        Ok(HttpResponse::Ok().json(Batches { batches }))
    })
}
