//! A mandate as the feed and the detail call write it (source 3.2 to 3.4).

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::{fields::Fields, instant};
use crate::sandbox::{
    account_number,
    state::{
        World,
        account::{Creditor, Scheme},
        customer::Customer,
        events::{Event, Kind},
        mandate::{Mandate, Standing},
    },
};

/// Which further data the caller wants (`include`); words that Twikey does not know are ignored (1.5).
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each word of `include`")]
pub struct Include {
    pub sequence: bool,
    pub mandate: bool,
    pub person: bool,
    pub signature: bool,
    pub cancelled_mandate: bool,
}

impl Include {
    pub const ALL: Self =
        Self { sequence: true, mandate: true, person: true, signature: true, cancelled_mandate: true };

    pub fn from(query: &Fields) -> Self {
        Self {
            sequence: query.includes("seq"),
            mandate: query.includes("mandate"),
            person: query.includes("person"),
            signature: query.includes("signature"),
            cancelled_mandate: query.includes("cancelled_mandate"),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Feed {
    grp_hdr: GroupHeader,
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct GroupHeader {
    #[serde(rename = "CreDtTm")]
    created_at: String,
}

/// One entry. Whether `EvtId` comes without `include=seq` is unknown (12, question 15): here it does not.
#[derive(Serialize)]
struct Message {
    #[serde(rename = "EvtId", skip_serializing_if = "Option::is_none")]
    id: Option<u64>,
    #[serde(rename = "EvtTime")]
    at: String,
    #[serde(rename = "OrgnlMndtId", skip_serializing_if = "Option::is_none")]
    original: Option<String>,
    #[serde(rename = "AmdmntRsn", skip_serializing_if = "Option::is_none")]
    amendment: Option<Reason>,
    #[serde(rename = "CxlRsn", skip_serializing_if = "Option::is_none")]
    cancellation: Option<Reason>,
    #[serde(rename = "CdtrSchmeId", skip_serializing_if = "Option::is_none")]
    creditor_id: Option<String>,
    #[serde(rename = "Mndt", skip_serializing_if = "Option::is_none")]
    mandate: Option<MandateWire>,
}

#[derive(Serialize)]
struct Reason {
    #[serde(rename = "Orgtr")]
    originator: Originator,
    #[serde(rename = "Rsn")]
    reason: String,
}

#[derive(Serialize)]
struct Originator {
    #[serde(rename = "CtctDtls")]
    contact: Contact,
}

/// The answer of the detail call.
#[derive(Serialize)]
pub struct Detail {
    #[serde(rename = "Mndt")]
    mandate: MandateWire,
}

/// JV and PHP read the bank, the contract number, the debtor's address and the supplementary data of every mandate: these
/// are never left out.
#[derive(Serialize)]
struct MandateWire {
    #[serde(rename = "MndtId")]
    reference: String,
    #[serde(rename = "LclInstrm")]
    scheme: &'static str,
    #[serde(rename = "Ocrncs")]
    occurrences: Occurrences,
    #[serde(rename = "MaxAmt")]
    largest_amount: &'static str,
    #[serde(rename = "CdtrSchmeId")]
    creditor_id: String,
    #[serde(rename = "Cdtr")]
    creditor: Party,
    #[serde(rename = "Dbtr")]
    debtor: Party,
    #[serde(rename = "DbtrAcct", skip_serializing_if = "Option::is_none")]
    iban: Option<String>,
    #[serde(rename = "DbtrAgt")]
    bank: Agent,
    #[serde(rename = "RfrdDoc")]
    contract_number: String,
    #[serde(rename = "SplmtryData")]
    more: Vec<Pair>,
}

#[derive(Serialize)]
struct Occurrences {
    #[serde(rename = "SeqTp")]
    sequence: &'static str,
    #[serde(rename = "Frqcy")]
    frequency: &'static str,
    #[serde(rename = "Drtn")]
    duration: Duration,
}

#[derive(Serialize)]
struct Duration {
    #[serde(rename = "FrDt")]
    from: String,
}

#[derive(Serialize)]
struct Party {
    #[serde(rename = "Nm")]
    name: String,
    #[serde(rename = "PstlAdr")]
    address: Address,
    #[serde(rename = "Id", skip_serializing_if = "Option::is_none")]
    enterprise_number: Option<String>,
    #[serde(rename = "CtryOfRes", skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(rename = "CtctDtls")]
    contact: Contact,
}

#[derive(Serialize)]
struct Address {
    #[serde(rename = "AdrLine", skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    #[serde(rename = "PstCd", skip_serializing_if = "Option::is_none")]
    zip: Option<String>,
    #[serde(rename = "TwnNm", skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    #[serde(rename = "Ctry", skip_serializing_if = "Option::is_none")]
    country: Option<String>,
}

#[derive(Serialize)]
struct Contact {
    #[serde(rename = "EmailAdr", skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(rename = "MobNb", skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    /// The customer number; Twikey's own description forgets it, its clients read it (3.2).
    #[serde(rename = "Othr", skip_serializing_if = "Option::is_none")]
    number: Option<String>,
}

#[derive(Serialize)]
struct Agent {
    #[serde(rename = "FinInstnId")]
    institution: Institution,
}

#[derive(Serialize)]
struct Institution {
    #[serde(rename = "BICFI", skip_serializing_if = "Option::is_none")]
    bic: Option<String>,
    #[serde(rename = "Nm", skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
}

/// `Value` is a text or a number.
#[derive(Serialize)]
struct Pair {
    #[serde(rename = "Key")]
    key: String,
    #[serde(rename = "Value")]
    value: Value,
}

/// A page of the feed.
pub fn feed(world: &World, events: &[&Event], include: Include, now: DateTime<Utc>) -> Feed {
    let messages = events.iter().map(|event| message(world, event, include)).collect();
    Feed { grp_hdr: GroupHeader { created_at: instant(now) }, messages }
}

/// One mandate as it is, with everything that is known of it.
pub fn detail(world: &World, mandate: &Mandate) -> Detail {
    let (scheme, customer) = (world.scheme_of(mandate), world.customer_of(mandate));
    Detail { mandate: mandate_wire(world, mandate, &customer, scheme, Include::ALL) }
}

fn message(world: &World, event: &Event, include: Include) -> Message {
    let (what, ended) = (&event.what, matches!(event.what.kind, Kind::Cancellation { .. }));
    let (amendment, cancellation) = match &what.kind {
        Kind::New => (None, None),
        Kind::Amendment { reason, by } => (Some(why(reason, by)), None),
        Kind::Cancellation { reason, by } => (None, Some(why(reason, by))),
    };
    let mandate = || mandate_wire(world, &what.mandate, &what.customer, what.scheme, include);
    Message {
        id: include.sequence.then_some(event.id),
        at: instant(event.at),
        original: (what.kind != Kind::New).then(|| what.original_reference.clone()),
        amendment,
        cancellation,
        creditor_id: ended.then(|| world.creditor.scheme_id.clone()),
        mandate: (!ended || include.cancelled_mandate).then(mandate),
    }
}

fn why(reason: &str, by: &str) -> Reason {
    let contact = Contact { email: Some(by.to_owned()), mobile: None, number: None };
    Reason { originator: Originator { contact }, reason: reason.to_owned() }
}

fn mandate_wire(
    world: &World,
    mandate: &Mandate,
    customer: &Customer,
    scheme: Scheme,
    include: Include,
) -> MandateWire {
    let from = mandate.signature.as_ref().map_or(mandate.created_at, |signature| signature.at);
    let name = mandate.iban.as_deref().and_then(account_number::bank_name);
    MandateWire {
        reference: mandate.reference.clone(),
        scheme: scheme.code(),
        occurrences: Occurrences {
            sequence: "RCUR",
            frequency: "ADHO",
            duration: Duration { from: from.date_naive().to_string() },
        },
        // A text "0" in Twikey's examples, although its description says number (3.3).
        largest_amount: "0",
        creditor_id: world.creditor.scheme_id.clone(),
        creditor: creditor(&world.creditor),
        debtor: debtor(customer),
        iban: mandate.iban.clone(),
        bank: Agent { institution: Institution { name: mandate.bic.as_ref().and(name), bic: mandate.bic.clone() } },
        contract_number: world.contract_number_of(mandate).to_owned(),
        more: supplementary(world, mandate, customer, include),
    }
}

fn creditor(creditor: &Creditor) -> Party {
    Party {
        name: creditor.name.clone(),
        address: Address {
            line: Some(creditor.address.clone()),
            zip: Some(creditor.zip.clone()),
            city: Some(creditor.city.clone()),
            country: Some(creditor.country.clone()),
        },
        enterprise_number: Some(creditor.enterprise_number.clone()),
        country: Some(creditor.country.clone()),
        contact: Contact { email: Some(creditor.email.clone()), mobile: None, number: None },
    }
}

fn debtor(customer: &Customer) -> Party {
    let address = Address {
        line: customer.address.clone(),
        zip: customer.zip.clone(),
        city: customer.city.clone(),
        country: customer.country.clone(),
    };
    Party {
        name: customer.name(),
        address,
        // For companies only (3.2).
        enterprise_number: customer.company.as_ref().and(customer.vat_number.clone()),
        country: customer.country.clone(),
        contact: Contact {
            email: customer.email.clone(),
            mobile: customer.mobile.clone(),
            number: customer.number.clone(),
        },
    }
}

fn supplementary(world: &World, mandate: &Mandate, customer: &Customer, include: Include) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut add = |key: &str, value: Option<Value>| {
        pairs.extend(value.map(|value| Pair { key: key.to_owned(), value }));
    };
    if include.mandate {
        let profile = world.profiles.get(&mandate.profile);
        add("MandateName", profile.map(|profile| profile.name.clone().into()));
        add("TemplateId", Some(mandate.profile.into()));
        for (name, value) in &mandate.attributes {
            add(name, Some(value.clone().into()));
        }
    }
    if include.person {
        add("Language", customer.language.clone().map(Value::from));
        add("FirstName", customer.first_name.clone().map(Value::from));
        add("LastName", customer.last_name.clone().map(Value::from));
    }
    if let Some(signature) = mandate.signature.as_ref().filter(|_| include.signature) {
        add("SignerMethod#0", Some(signature.method.feed_code().into()));
        add("Signer#0", Some(signature.signer.clone().into()));
        add("SignerPlace#0", signature.place.clone().map(Value::from));
        add("SignerDate#0", Some(instant(signature.at).into()));
        add("SignerPayload#0", signature.payload.clone().map(Value::from));
    }
    pairs
}

/// Whether `/mandate/detail` shows a mandate in this state without `force`.
pub const fn is_signed(standing: Standing) -> bool {
    standing.is_live() || matches!(standing, Standing::Cancelled)
}
