//! Ten thousand invoices confirmed at once, against the real programs: how long it takes, and how much memory the portal
//! needs for it. `cargo bench` runs it; it fails when the portal grows past 200 MB.
//!
//! The portal and the sandbox are processes of their own, as in production; half of the customers have a mandate. The
//! figures depend on the machine, so nothing but the memory is judged.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on may panic")]

mod office;
mod programs;
mod records;

use std::time::{Duration, Instant};

use office::Office;
use programs::Programs;
use records::Records;

const INVOICES: usize = 10_000;
const CUSTOMERS: usize = 200;
const MOST_MEMORY_MB: u64 = 200;

/// Far longer than any of it takes.
const PATIENCE: Duration = Duration::from_mins(30);

const CONFIRMED: &str = "SELECT COUNT(*) FROM invoices WHERE state <> 'draft'";
const HANDED_OVER: &str = "SELECT COUNT(*) FROM invoices WHERE handed_over_at IS NOT NULL";
const COLLECTING: &str = "SELECT COUNT(*) FROM invoices WHERE state IN ('collecting', 'paid')";
const PAID: &str = "SELECT COUNT(*) FROM invoices WHERE state = 'paid'";
/// Each customer gets one e-mail about each invoice: a notice of the debit, or the link to pay.
const MAILED: &str = "SELECT COUNT(*) FROM messages WHERE state = 'sent'";

#[actix_web::main]
async fn main() {
    mandato::twikey::install_crypto();
    let programs = Programs::start().await;
    let records = Records::open(&programs).await;

    let customers = timed("customers and mandates", records.plant_customers(&programs, CUSTOMERS)).await;
    timed("drafts", records.plant_drafts(&customers, INVOICES)).await;
    let office = Office::sign_in(&programs).await;
    println!("{:>44}  {} MB", "portal before", programs.portal_memory_mb());

    let start = Instant::now();
    timed("confirm all: the click", office.confirm_all_drafts()).await;
    timed("  until all are confirmed", records.until(CONFIRMED, INVOICES)).await;
    timed("  until all are handed over", records.until(HANDED_OVER, INVOICES)).await;
    println!("{:>44}  {:.1?}", "from the click to the last hand-over", start.elapsed());
    timed("  until all debits are known to be under way", records.until(COLLECTING, INVOICES / 2)).await;
    timed("bank run", programs.run_bank()).await;
    timed("  until all collected are paid", records.until(PAID, INVOICES / 2)).await;
    timed("  until every e-mail is sent", records.until(MAILED, INVOICES)).await;

    let peak = programs.portal_memory_mb();
    println!("{:>44}  {peak} MB", "portal at its largest");
    records.check_the_books(INVOICES).await;
    assert!(peak < MOST_MEMORY_MB, "the portal grew to {peak} MB");
}

/// Does it and says how long it took.
async fn timed<T>(what: &str, work: impl Future<Output = T>) -> T {
    let start = Instant::now();
    let result = tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| panic!("{what}: still not done"));
    println!("{what:>44}  {:.1?}", start.elapsed());
    result
}
