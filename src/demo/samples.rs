//! The demo's sample records: two accounts, and customers in four languages for each thing there is to try.

use mandato::{
    accounts::{self, NewUser},
    app::App,
    audit::Actor,
    customers::{self, Customer, Kind},
    domain::{bank, country::Country, mobile::Mobile},
    i18n::Language,
    passwords::Password,
    sandbox::Sandbox,
    settings,
    user::Role,
};
use uuid::Uuid;

use super::{company, invoices};

pub const OFFICE: &str = "office@demo.example";
pub const ADMIN: &str = "admin@demo.example";
pub const PASSWORD: &str = "mandato-demo";

/// A customer; empty fields are things the person who tries the demo has to fill in.
struct Sample {
    number: &'static str,
    company: &'static str,
    first_name: &'static str,
    last_name: &'static str,
    language: Language,
    email: &'static str,
    mobile: &'static str,
    street: &'static str,
    postal_code: &'static str,
    city: &'static str,
    country: Country,
    iban: &'static str,
    notes: &'static str,
}

const NOBODY: Sample = Sample {
    number: "",
    company: "",
    first_name: "",
    last_name: "",
    language: Language::De,
    email: "",
    mobile: "",
    street: "",
    postal_code: "",
    city: "",
    country: Country::BELGIUM,
    iban: "",
    notes: "",
};

const SAMPLES: [Sample; 10] = [
    Sample {
        number: "K-1001",
        first_name: "Erika",
        last_name: "Muster",
        email: "erika.muster@kunden.example",
        mobile: "+32 470 12 34 01",
        street: "Aachener Straße 12",
        postal_code: "4700",
        city: "Eupen",
        iban: "BE16 6453 4897 1174",
        notes: "Beispiel: Mandat per E-Mail oder per SMS anfordern.",
        ..NOBODY
    },
    Sample {
        number: "K-1002",
        company: "Gartenbau Beispiel GmbH",
        first_name: "Max",
        last_name: "Beispiel",
        email: "max@gartenbau.example",
        mobile: "+49 151 23456702",
        street: "Hauptstraße 7",
        postal_code: "52062",
        city: "Aachen",
        country: Country::GERMANY,
        iban: "DE89 3704 0044 0532 0130 00",
        notes: "Beispiel: Firma; Core oder B2B zur Wahl.",
        ..NOBODY
    },
    Sample {
        number: "K-1003",
        first_name: "Jan",
        last_name: "Voorbeeld",
        language: Language::Nl,
        email: "jan.voorbeeld@klanten.example",
        mobile: "+32 470 12 34 03",
        street: "Veldstraat 5",
        postal_code: "9000",
        city: "Gent",
        iban: "BE71 0961 2345 6769",
        notes: "Voorbeeld: krijgt alles in het Nederlands.",
        ..NOBODY
    },
    Sample {
        number: "K-1004",
        company: "Voorbeeld & Zonen BV",
        first_name: "Els",
        last_name: "Staal",
        language: Language::Nl,
        email: "els@voorbeeldzonen.example",
        mobile: "+31 6 12345604",
        street: "Keizersgracht 44",
        postal_code: "1015 CS",
        city: "Amsterdam",
        country: Country::NETHERLANDS,
        iban: "NL91 ABNA 0417 1643 00",
        ..NOBODY
    },
    Sample {
        number: "K-1005",
        first_name: "Marie",
        last_name: "Exemple",
        language: Language::Fr,
        email: "marie.exemple@clients.example",
        mobile: "+33 6 12 34 56 05",
        street: "12 rue de l’Échantillon",
        postal_code: "59000",
        city: "Lille",
        country: Country::FRANCE,
        iban: "FR14 2004 1010 0505 0001 3M02 606",
        notes: "Exemple\u{a0}: reçoit tout en français.",
        ..NOBODY
    },
    Sample {
        number: "K-1006",
        company: "Atelier Modèle SRL",
        first_name: "Luc",
        last_name: "Modèle",
        language: Language::Fr,
        email: "luc@ateliermodele.example",
        mobile: "+32 470 12 34 06",
        street: "Rue du Midi 20",
        postal_code: "1000",
        city: "Bruxelles",
        iban: "BE49 4732 1198 5171",
        notes: "Exemple\u{a0}: la banque refuse les mandats B2B de ce compte.",
        ..NOBODY
    },
    Sample {
        number: "K-1007",
        first_name: "Sam",
        last_name: "Sample",
        language: Language::En,
        email: "sam.sample@customers.example",
        street: "1 Example Row",
        postal_code: "1050",
        city: "Brussels",
        notes: "Sample: no mobile number and no account yet, so e-mail only.",
        ..NOBODY
    },
    Sample {
        number: "K-1008",
        company: "Specimen Ltd",
        language: Language::En,
        mobile: "+32 470 12 34 08",
        street: "8 Pattern Street",
        postal_code: "2000",
        city: "Antwerp",
        iban: "BE08 0011 6697 9213",
        notes: "Sample: no e-mail address, so SMS only.",
        ..NOBODY
    },
    Sample {
        number: "K-1009",
        first_name: "Otto",
        last_name: "Ohneangaben",
        street: "Musterweg 9",
        postal_code: "4780",
        city: "Sankt Vith",
        notes: "Beispiel: weder E-Mail noch Mobilnummer; beide Wege sind noch zu.",
        ..NOBODY
    },
    Sample {
        number: "K-1010",
        company: "Müller, Meier & Cie. \"Zum Anker\" 🚢",
        first_name: "Zoë",
        last_name: "O’Neill-Müller",
        email: "zoe@anker.example",
        mobile: "+352 621 123 410",
        street: "Quai de la Moselle 3",
        postal_code: "6630",
        city: "Wasserbillig",
        country: Country::LUXEMBOURG,
        iban: "LU28 0019 4006 4475 0000",
        notes: "Beispiel: ein Name mit Sonderzeichen.",
        ..NOBODY
    },
];

/// Who signed a mandate before the demo began.
const SIGNED: &str = "K-1003";

/// Writes the samples into an empty database; a database with accounts is left as it is.
pub async fn plant(app: &App, sandbox: &Sandbox) -> anyhow::Result<()> {
    let password =
        Password::check(PASSWORD, OFFICE).map_err(|problem| anyhow::anyhow!(problem.explain(Language::En)))?;
    let password_hash = app.hashing.hash(password).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if accounts::has_users(&mut tx).await? {
        return Ok(());
    }
    for (email, name, role) in [(OFFICE, "Toni Büro", Role::Staff), (ADMIN, "Alex Admin", Role::Admin)] {
        let user = NewUser {
            email: email.to_owned(),
            name: name.to_owned(),
            role,
            language: Language::De,
            password_hash: password_hash.clone(),
        };
        accounts::create_user(&mut tx, now, user).await?;
    }
    let mut current = settings::read(&mut tx).await?;
    let version = current.version;
    company::name_in(&mut current)?;
    settings::save(&mut tx, &current, version).await?;
    for sample in &SAMPLES {
        customers::create(&mut tx, Actor::System, &customer(sample, now)?).await?;
    }
    invoices::plant(app, &mut tx, &current).await?;
    tx.commit().await?;
    for sample in SAMPLES.iter().filter(|sample| sample.number == SIGNED) {
        sign_at_twikey(sandbox, sample)?;
    }
    Ok(())
}

/// The customer signs a mandate at Twikey; its callback brings it to the portal, as any other.
fn sign_at_twikey(sandbox: &Sandbox, sample: &Sample) -> anyhow::Result<()> {
    use mandato::sandbox::state::customer;
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let details = customer::Customer {
        number: text(sample.number),
        language: text(sample.language.code()),
        email: text(sample.email),
        first_name: text(sample.first_name),
        last_name: text(sample.last_name),
        address: text(sample.street),
        zip: text(sample.postal_code),
        city: text(sample.city),
        country: text(sample.country.code()),
        ..customer::Customer::default()
    };
    sandbox
        .change(|world, now| world.sign_for(details, sample.iban, now))
        .map_err(|refusal| anyhow::anyhow!("the sample mandate cannot be signed: {refusal:?}"))?;
    Ok(())
}

fn customer(sample: &Sample, now: chrono::DateTime<chrono::Utc>) -> anyhow::Result<Customer> {
    let text = |text: &str| text.to_owned();
    let optional = |text: &'static str| Some(text).filter(|text| !text.is_empty());
    let iban: Option<mandato::domain::iban::Iban> =
        optional(sample.iban).map(str::parse).transpose().map_err(|_| wrong(sample, "IBAN"))?;
    let mut customer = Customer::new(Uuid::now_v7(), now, sample.number, sample.language, sample.country);
    customer.kind = if sample.company.is_empty() { Kind::Person } else { Kind::Company };
    customer.company_name = text(sample.company);
    customer.first_name = text(sample.first_name);
    customer.last_name = text(sample.last_name);
    customer.email = optional(sample.email).map(str::parse).transpose().map_err(|_| wrong(sample, "e-mail address"))?;
    customer.mobile = optional(sample.mobile)
        .map(|mobile| Mobile::parse(mobile, sample.country))
        .transpose()
        .map_err(|_| wrong(sample, "mobile number"))?;
    customer.street = text(sample.street);
    customer.postal_code = text(sample.postal_code);
    customer.city = text(sample.city);
    customer.bic = iban.as_ref().and_then(bank::of).and_then(|bank| bank.bic);
    customer.iban = iban;
    customer.notes = text(sample.notes);
    Ok(customer)
}

fn wrong(sample: &Sample, what: &str) -> anyhow::Error {
    anyhow::anyhow!("the {what} of the sample {} is wrong", sample.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_a_customer_that_the_forms_would_take() {
        for sample in &SAMPLES {
            let customer = customer(sample, chrono::DateTime::UNIX_EPOCH).unwrap();
            assert_eq!(customer.iban.is_some(), customer.bic.is_some(), "{}", sample.number);
        }
    }

    #[test]
    fn the_password_is_one_that_the_portal_takes() {
        for email in [OFFICE, ADMIN] {
            assert!(Password::check(PASSWORD, email).is_ok());
        }
    }
}
