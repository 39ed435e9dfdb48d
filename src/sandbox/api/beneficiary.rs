//! `/creditor/transfers/beneficiaries`: the accounts that money may go to (source 5.1).

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Answer, call::Call};
use crate::sandbox::{
    account_number,
    refusal::Refusal,
    state::beneficiary::{Beneficiary, NewBeneficiary},
};

#[derive(Serialize)]
struct Beneficiaries {
    beneficiaries: Vec<BeneficiaryWire>,
}

#[derive(Serialize)]
struct BeneficiaryWire {
    name: String,
    iban: String,
    bic: Option<String>,
    available: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address>,
}

#[derive(Serialize)]
struct Address {
    street: Option<String>,
    zip: Option<String>,
    city: Option<String>,
    country: Option<String>,
}

/// Registers an account or changes it. JV names a customer that is known and nothing else.
pub fn create(call: &Call) -> Answer {
    let form = call.form();
    let bic = form.text("bic").map(|bic| account_number::bic(&bic)).transpose();
    let new = NewBeneficiary {
        name: form.short("name", 140, "err_name_required")?,
        details: form.customer()?,
        iban: form.iban()?.ok_or(Refusal::about("err_invalid_iban", "iban"))?,
        // This address has a code of its own for it (OA).
        bic: bic.map_err(|refusal| refusal.renamed("err_invalid_params", "err_invalid_bic"))?,
    };
    call.shared.change(|world, _| Ok(HttpResponse::Ok().json(wire(world.add_beneficiary(new)?, true))))
}

/// All accounts, also those that were disabled; with `withAddress`, where their owners live (JV).
pub fn list(call: &Call) -> Answer {
    let with_address = call.query().flag("withAddress");
    call.shared.look(|world, _| {
        let beneficiaries = world.beneficiaries.iter().map(|it| wire(it, with_address)).collect();
        Ok(HttpResponse::Ok().json(Beneficiaries { beneficiaries }))
    })
}

/// Disables an account: the address ends with it, or JV names it as a parameter.
pub fn disable(call: &Call) -> Answer {
    let query = call.query();
    let segment = Some(call.segment()).filter(|segment| !segment.is_empty());
    let given = segment.or_else(|| query.text("iban")).ok_or(Refusal::missing("iban"))?;
    let iban = account_number::iban(&given)?;
    call.shared.change(|world, _| world.disable_beneficiary(&iban, query.text("customerNumber").as_deref()))?;
    Ok(HttpResponse::NoContent().finish())
}

fn wire(beneficiary: &Beneficiary, with_address: bool) -> BeneficiaryWire {
    let it = beneficiary.clone();
    let address = Address { street: it.street, zip: it.zip, city: it.city, country: it.country };
    let address = with_address.then_some(address);
    BeneficiaryWire { name: it.name, iban: it.iban, bic: it.bic, available: it.available, address }
}
