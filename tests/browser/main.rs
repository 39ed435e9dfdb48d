//! What only a browser can show: dialogs, keys, a phone, what a screen reader is told. Needs Chromium and its driver,
//! which `tests/run` installs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod chrome;
mod editor;
mod invoices;
mod office;
mod pages;
mod reports;
mod story;
mod walk;

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the tests over HTTP use the rest")]
mod support;
