//! Invoices as lists show them, in the database.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Kind, State, filter::Filter, words::Standing};
use crate::{
    customers,
    db::{Query, Result, Tx, contains},
    domain::{money::Cents, reference::Reference},
    i18n::fold,
    paging::{LIMIT, Start},
};

/// An invoice as lists show it.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
    pub id: Uuid,
    pub kind: Kind,
    pub number: Option<String>,
    company_name: String,
    first_name: String,
    last_name: String,
    pub customer_number: String,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub total: Cents,
    /// By money and credit notes.
    settled: Cents,
    pub state: State,
    pub failed: bool,
    refused: bool,
    pub collecting_since: Option<DateTime<Utc>>,
    pub failed_at: Option<DateTime<Utc>>,
    pub paid_at: Option<DateTime<Utc>>,
}

impl Listed {
    pub fn customer(&self) -> String {
        customers::called(&self.company_name, &self.first_name, &self.last_name)
    }

    pub fn standing(&self, today: NaiveDate) -> Standing {
        let overdue = self.kind == Kind::Invoice && self.due_on < today;
        Standing::new(self.state, self.failed, self.refused, overdue)
    }

    /// A credit note takes money back.
    pub fn signed_total(&self) -> Cents {
        match self.kind {
            Kind::Invoice => self.total,
            Kind::CreditNote => Cents(-self.total.0),
        }
    }

    /// What is still owed; none where nothing is or never was.
    pub fn open(&self) -> Option<Cents> {
        let open = Cents((self.total.0 - self.settled.0).max(0));
        (self.kind == Kind::Invoice && self.state.is_open()).then_some(open)
    }
}

/// What everything that a filter matches comes to.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Sums {
    pub count: i64,
    /// Credit notes taken off.
    pub total: Cents,
    pub open: Cents,
    pub drafts: i64,
}

/// The condition of a [`Filter`], bound by [`bind`]: `$1` to `$4` words, `$5` the standing, `$6` today, `$7` the customer,
/// `$8` and `$9` the range of due dates.
macro_rules! matching {
    () => {
        "(i.searchable LIKE $1 ESCAPE '\\' OR c.searchable LIKE $1 ESCAPE '\\')
         AND (i.searchable LIKE $2 ESCAPE '\\' OR c.searchable LIKE $2 ESCAPE '\\')
         AND (i.searchable LIKE $3 ESCAPE '\\' OR c.searchable LIKE $3 ESCAPE '\\')
         AND (i.searchable LIKE $4 ESCAPE '\\' OR c.searchable LIKE $4 ESCAPE '\\')
         AND ($5 = ''
              OR ($5 = 'open' AND i.kind = 'invoice' AND i.state IN ('confirmed', 'handed_over', 'collecting'))
              OR ($5 = 'overdue' AND i.kind = 'invoice' AND i.state IN ('confirmed', 'handed_over', 'collecting')
                  AND i.due_on < $6)
              OR ($5 = 'overpaid' AND i.overpaid_at IS NOT NULL)
              OR ($5 = 'refund_stuck'
                  AND i.id IN (SELECT invoice_id FROM refunds WHERE error_code IS NOT NULL AND dropped_at IS NULL))
              OR ($5 LIKE 'failed%' AND i.failure_code IS NOT NULL AND i.state IN ('confirmed', 'handed_over')
                  AND ($5 = 'failed'
                       OR ($5 LIKE 'failed for %' AND $5 LIKE '%,' || i.failure_code || ',%')
                       OR ($5 LIKE 'failed but for %' AND $5 NOT LIKE '%,' || i.failure_code || ',%')))
              OR ($5 = 'refused' AND i.refusal_code IS NOT NULL AND i.state = 'confirmed')
              OR i.state = $5)
         AND ($7 IS NULL OR i.customer_id = $7)
         AND ($8 IS NULL OR i.due_on >= $8)
         AND ($9 IS NULL OR i.due_on <= $9)"
    };
}

pub(super) use matching;

/// Binds what [`matching`] asks for.
pub(super) fn bind<'t>(query: Query<'t>, filter: &Filter, today: NaiveDate) -> Query<'t> {
    // A reference is stored bare, and shown with signs that depend on its form.
    let search = filter.q.parse().map_or_else(|_| fold(&filter.q), |reference: Reference| fold(reference.as_str()));
    let mut words = search.splitn(4, ' ').map(contains);
    let mut query = query;
    for _ in 0..4 {
        query = query.bind(words.next().unwrap_or_else(|| "%".to_owned()));
    }
    query.bind(filter.standing()).bind(today).bind(filter.customer()).bind(filter.due_from()).bind(filter.due_to())
}

macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.kind, i.number, c.company_name, c.first_name, c.last_name, c.number AS customer_number, i.issued_on,
                    i.due_on, i.total, i.state, i.failure_code IS NOT NULL AS failed, i.refusal_code IS NOT NULL AS refused,
                    i.collecting_since, i.failed_at, i.paid_at,
                    CAST(COALESCE((SELECT SUM(p.effect) FROM payments p WHERE p.invoice_id = i.id), 0) AS BIGINT) AS settled
             FROM invoices i JOIN customers c ON c.id = i.customer_id
             WHERE ",
            matching!(),
            $rest
        )
    };
}

/// A page of the list, newest first, in the order that [`Part::new`](crate::paging::Part::new) takes.
pub async fn page(tx: &mut Tx, filter: &Filter, today: NaiveDate, start: Start) -> Result<Vec<Listed>> {
    let (sql, past) = match start {
        Start::First => (listed!(" AND i.id < $10 ORDER BY i.id DESC LIMIT $11"), Uuid::max()),
        Start::After(id) => (listed!(" AND i.id < $10 ORDER BY i.id DESC LIMIT $11"), id),
        Start::Before(id) => (listed!(" AND i.id > $10 ORDER BY i.id LIMIT $11"), id),
    };
    bind(tx.query(sql), filter, today).bind(past).bind(LIMIT).all().await
}

/// The newest of a list, at most `limit`.
pub async fn newest(tx: &mut Tx, filter: &Filter, today: NaiveDate, limit: i64) -> Result<Vec<Listed>> {
    bind(tx.query(listed!(" ORDER BY i.id DESC LIMIT $10")), filter, today).bind(limit).all().await
}

/// What the whole list comes to, in one statement.
pub async fn sums(tx: &mut Tx, filter: &Filter, today: NaiveDate) -> Result<Sums> {
    let query = tx.query(concat!(
        "SELECT COUNT(*) AS count,
                CAST(COALESCE(SUM(CASE WHEN kind = 'credit_note' THEN -total ELSE total END), 0) AS BIGINT) AS total,
                CAST(COALESCE(SUM(CASE WHEN total > settled THEN total - settled ELSE 0 END), 0) AS BIGINT) AS open,
                CAST(COALESCE(SUM(CASE WHEN state = 'draft' THEN 1 ELSE 0 END), 0) AS BIGINT) AS drafts
         FROM (SELECT i.kind, i.state, i.total,
                      CASE WHEN i.kind = 'invoice' AND i.state IN ('confirmed', 'handed_over', 'collecting')
                           THEN COALESCE((SELECT SUM(p.effect) FROM payments p WHERE p.invoice_id = i.id), 0)
                           ELSE i.total END AS settled
               FROM invoices i JOIN customers c ON c.id = i.customer_id
               WHERE ",
        matching!(),
        ") AS matched"
    ));
    bind(query, filter, today).one().await
}
