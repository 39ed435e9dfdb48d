//! The application over HTTP, in process; a file per slice. Runs on SQLite, and on PostgreSQL with `TEST_DATABASE_URL`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod accounts;
mod answers;
mod by_hand;
mod certificates;
mod clocks;
mod collect;
mod collector;
mod command;
mod counting;
mod credit_notes;
mod customers;
mod dashboard;
mod database;
mod doctor;
mod doors;
mod export;
mod feeds;
mod first_account;
mod guesses;
mod handover;
mod handover_talk;
mod hanging;
mod health;
mod hostile;
mod hostile_inputs;
mod import;
mod invoice_mail;
mod invoice_sync;
mod invoices;
mod invoices_confirm;
mod invoices_edit;
mod invoices_list;
mod jobs;
mod kill;
mod links;
mod lists;
mod mandates;
mod messages;
mod messages_trouble;
mod odd_reports;
mod paper;
mod pay;
mod payments;
mod private;
mod references;
mod refunds;
mod refunds_lives;
mod resend;
mod routes;
mod sessions;
mod settings;
mod spellings;
mod stuck;
mod templates;
mod thanks;
mod told;
mod trail;
mod twikey_accounts;
mod two_at_once;
mod waiting;
mod webhooks;

#[path = "../support/mod.rs"]
mod support;
