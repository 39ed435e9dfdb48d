//! Customers in the database.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::customer::{Customer, Kind, PaymentMethod, full_name};
use crate::{
    audit::{self, Action, Actor, Entry, Subject},
    db::{Query, Result, Tx, contains},
    domain::{country::Country, email::EmailAddress, mobile::Mobile, vat::VatNumber},
    i18n::{Language, fold},
    paging::{LIMIT, Start},
};

macro_rules! customers {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, kind, company_name, first_name, last_name, vat_number, language, email, mobile,
                    street, postal_code, city, country, iban, bic, payment_method, notes, version, created_at, updated_at
             FROM customers ",
            $rest
        )
    };
}

pub async fn by_id(tx: &mut Tx, id: Uuid) -> Result<Option<Customer>> {
    tx.query(customers!("WHERE id = $1")).bind(id).optional().await
}

/// Keeps everybody else who does so waiting until this transaction ends.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.query("UPDATE customers SET number = number WHERE id = $1").bind(id).execute().await?;
    Ok(())
}

/// By the office's own number, which Twikey knows as `customerNumber`.
pub async fn by_number(tx: &mut Tx, number: &str) -> Result<Option<Customer>> {
    tx.query(customers!("WHERE number = $1")).bind(number.to_owned()).optional().await
}

/// Those with this e-mail address, at most `limit`.
pub async fn by_email(tx: &mut Tx, email: &EmailAddress, limit: i64) -> Result<Vec<Customer>> {
    tx.query(customers!("WHERE email = $1 ORDER BY id LIMIT $2")).bind(email.clone()).bind(limit).all().await
}

/// Writes a new customer and the entry in the audit trail. Fails with a taken `number`: see [`crate::db::is_taken`].
pub async fn create(tx: &mut Tx, actor: Actor, customer: &Customer) -> Result<()> {
    let insert = tx.query(
        "INSERT INTO customers (id, number, kind, company_name, first_name, last_name, vat_number, language, email,
             mobile, street, postal_code, city, country, iban, bic, payment_method, notes, searchable, sort_name,
             updated_at, created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
    );
    bind_values(insert, customer, customer.created_at)
        .bind(customer.created_at)
        .bind(customer.version)
        .execute()
        .await?;
    let blank = Customer::new(customer.id, customer.created_at, "", customer.language, customer.country);
    let entry = Entry::new(actor, Subject::Customer, customer.id, Action::Created).of_customer(customer.id);
    audit::record(tx, customer.created_at, entry.with(blank.changes_to(customer))).await
}

/// Whether a change was written.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Yes,
    /// Somebody else changed the customer after it was read: nothing was written.
    Outdated,
}

/// Writes what `after` has different from `before`, which was read earlier, and the entry in the audit trail.
///
/// Fails with a taken `number`: see [`crate::db::is_taken`].
pub async fn save(tx: &mut Tx, now: DateTime<Utc>, actor: Actor, before: &Customer, after: &Customer) -> Result<Saved> {
    let changes = before.changes_to(after);
    if changes.is_empty() {
        return Ok(Saved::Yes);
    }
    let update = tx.query(
        "UPDATE customers SET number = $2, kind = $3, company_name = $4, first_name = $5, last_name = $6,
             vat_number = $7, language = $8, email = $9, mobile = $10, street = $11, postal_code = $12, city = $13,
             country = $14, iban = $15, bic = $16, payment_method = $17, notes = $18, searchable = $19, sort_name = $20,
             updated_at = $21, version = version + 1
         WHERE id = $1 AND version = $22",
    );
    if bind_values(update, after, now).bind(before.version).execute().await? == 0 {
        return Ok(Saved::Outdated);
    }
    let entry = Entry::new(actor, Subject::Customer, before.id, Action::Changed).of_customer(before.id);
    audit::record(tx, now, entry.with(changes)).await?;
    Ok(Saved::Yes)
}

/// The values from `id` ($1) to `updated_at` ($21).
fn bind_values<'t>(query: Query<'t>, customer: &Customer, updated_at: DateTime<Utc>) -> Query<'t> {
    query
        .bind(customer.id)
        .bind(customer.number.clone())
        .bind(customer.kind)
        .bind(customer.company_name.clone())
        .bind(customer.first_name.clone())
        .bind(customer.last_name.clone())
        .bind(customer.vat_number.clone())
        .bind(customer.language)
        .bind(customer.email.clone())
        .bind(customer.mobile.clone())
        .bind(customer.street.clone())
        .bind(customer.postal_code.clone())
        .bind(customer.city.clone())
        .bind(customer.country)
        .bind(customer.iban.clone())
        .bind(customer.bic.clone())
        .bind(customer.payment_method)
        .bind(customer.notes.clone())
        .bind(customer.searchable())
        .bind(customer.sort_name())
        .bind(updated_at)
}

/// The number of the newest customer.
pub async fn newest_number(tx: &mut Tx) -> Result<Option<String>> {
    let newest: Option<(String,)> =
        tx.query("SELECT number FROM customers ORDER BY id DESC LIMIT 1").optional().await?;
    Ok(newest.map(|(number,)| number))
}

/// A customer as lists show it.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
    pub id: Uuid,
    pub number: String,
    pub(super) kind: Kind,
    pub(super) company_name: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) vat_number: Option<VatNumber>,
    pub(super) language: Language,
    pub email: Option<EmailAddress>,
    pub(super) mobile: Option<Mobile>,
    pub(super) street: String,
    pub postal_code: String,
    pub city: String,
    pub country: Country,
    pub payment_method: PaymentMethod,
}

impl Listed {
    /// A person with the last name first, which the list is sorted by.
    pub fn name(&self) -> String {
        match self.kind {
            Kind::Person if !self.first_name.is_empty() => format!("{}, {}", self.last_name, self.first_name),
            _ => full_name(self.kind, &self.company_name, &self.first_name, &self.last_name),
        }
    }
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Name,
    Number,
}

/// What a list shows.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'a> {
    /// Each word must occur; the fourth and all after it count as one.
    pub search: &'a str,
    pub payment_method: Option<PaymentMethod>,
    pub key: Key,
    pub descending: bool,
    pub start: Start,
}

macro_rules! listed {
    ($key:literal $direction:literal) => {
        listed!($key $direction, "")
    };
    // Past the customer $7, wherever it stands by now. Its place is looked up, so that addresses carry no names.
    ($key:literal $direction:literal past $side:literal) => {
        listed!($key $direction,
            " AND (", $key, ", id) ", $side, " (SELECT ", $key, ", id FROM customers WHERE id = $7)")
    };
    ($key:literal $direction:literal, $($past:literal),*) => {
        concat!(
            "SELECT id, number, kind, company_name, first_name, last_name, vat_number, language, email, mobile, street,
                    postal_code, city, country, payment_method
             FROM customers
             WHERE searchable LIKE $1 ESCAPE '\\' AND searchable LIKE $2 ESCAPE '\\'
               AND searchable LIKE $3 ESCAPE '\\' AND searchable LIKE $4 ESCAPE '\\'
               AND ($5 = '' OR payment_method = $5)",
            $($past,)*
            " ORDER BY ", $key, " ", $direction, ", id ", $direction, " LIMIT $6"
        )
    };
}

/// The statements of one key: from the start up, from the start down, past a customer up, past a customer down.
macro_rules! sorted_by {
    ($key:literal) => {
        [
            listed!($key "ASC"),
            listed!($key "DESC"),
            listed!($key "ASC" past ">"),
            listed!($key "DESC" past "<"),
        ]
    };
}

/// A page of the list, in the order that [`Part::new`](crate::paging::Part::new) takes.
pub(super) async fn list(tx: &mut Tx, wanted: &Wanted<'_>) -> Result<Vec<Listed>> {
    let (past, backwards) = match wanted.start {
        Start::First => (None, false),
        Start::After(id) => (Some(id), false),
        Start::Before(id) => (Some(id), true),
    };
    let statements = match wanted.key {
        Key::Name => sorted_by!("sort_name"),
        Key::Number => sorted_by!("number"),
    };
    let sql = statements[2 * usize::from(past.is_some()) + usize::from(wanted.descending != backwards)];
    let search = fold(wanted.search);
    let mut words = search.splitn(4, ' ').map(contains);
    let mut query = tx.query(sql);
    for _ in 0..4 {
        query = query.bind(words.next().unwrap_or_else(|| "%".to_owned()));
    }
    query = query.bind(wanted.payment_method.map_or("", PaymentMethod::code)).bind(LIMIT);
    if let Some(id) = past {
        query = query.bind(id);
    }
    query.all().await
}

/// The customers that fit these words best to choose from, by name; a few.
pub async fn suggestions(tx: &mut Tx, words: &str) -> Result<Vec<Listed>> {
    let wanted = Wanted { search: words, payment_method: None, key: Key::Name, descending: false, start: Start::First };
    let mut found = list(tx, &wanted).await?;
    found.truncate(8);
    Ok(found)
}
