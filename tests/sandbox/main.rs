//! The Twikey sandbox over real HTTP, a file for each thing it can do.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail like tests")]

mod bank;
mod browser;
mod changes;
mod clients;
mod collect;
mod customers;
mod debit;
mod desk;
mod desk_money;
mod faults;
mod feed;
mod helpers;
mod invite;
mod invoice;
mod invoice_action;
mod invoice_bulk;
mod invoice_feed;
mod invoice_page;
mod json_api;
mod killed;
mod login;
mod mail;
mod payment_feed;
mod payment_link;
mod pdf;
mod portal;
mod query;
mod reservation;
mod restart;
mod sign;
mod signing_page;
mod subscription;
mod transaction;
mod transaction_bulk;
mod transfer;
mod ubl;
mod webhooks;
