//! Mandato: SEPA mandates and collections through Twikey. This is the table of contents, from the ground up: a module names only
//! modules that stand before it in this list, which `tests/architecture.rs` checks.

// Values: no I/O. The sandbox may use them, too.
pub mod i18n; // languages, texts, dates and amounts as each language writes them
pub mod domain; // values used by several slices
pub mod clock; // what time it is, movable in tests
pub mod merge; // two changes of one record
pub mod seal; // keyed hashes
pub mod loopback; // addresses that lead back to this machine

// Looks: markup and drawing that know nothing of records.
pub mod assets; // static/ embedded under hashed names
pub mod typeset; // text on the pages of a PDF
pub mod ui; // maud components: page, field, button, dialog, table
pub mod paging; // lists that are paged by key

// The machine that the portal runs on.
pub mod logging; // ids and routes, never addresses or tokens
pub mod private; // files for their owner alone
pub mod client_address; // where a request came from

// Outside: one module for each party.
pub mod tls; // whose certificates are trusted, and why one is not
pub mod twikey; // all talk with Twikey
pub mod mail; // lettre, and nothing but
pub mod db; // one SQL text, two databases

// What every request and every job knows.
pub mod config; // environment to Config
pub mod cookies; // for this host only
pub mod error; // what went wrong, as a status
pub mod upload; // forms with a file
pub mod explain; // codes of what did not work, in words
pub mod settings; // what an administrator has set
pub mod user; // somebody of the office, and what they may do
pub mod viewer; // who looks at the page
pub mod layout; // the frame around the office's pages
pub mod visits; // how often an address may open pages by a token
pub mod passwords; // which are taken, and where they are hashed
pub mod workers; // their lanes, places in trouble, whether each goes on
pub mod app; // App: what every handler and task is given

// Slices: a kind of record each, with its rules, its SQL and its screens.
pub mod audit; // who did what to what when, as it is written down
pub mod export; // lists as CSV files
pub mod payments; // every movement of money: rules and SQL
pub mod customers; // who is asked for mandates
pub mod templates; // how e-mails are written
pub mod jobs; // what is still to be done: the list of tasks, queue, worker
pub mod messages; // every e-mail and SMS
pub mod mandates; // asked for, signed, kept true
pub mod accounts; // users, sign in, sessions
pub mod invoices; // written, handed over, followed until the money is there
pub mod feeds; // reads what Twikey reports
pub mod import; // customers and invoices from CSV files
pub mod pay; // the pages of customers: an invoice to pay, back from signing

// Where slices meet.
pub mod post; // sends e-mails, an invoice's with its PDF
pub mod clean_up; // forgets what is of no use any more
pub mod tasks; // THE table of background work: from task to function
pub mod office; // screens about several slices: overview, customer, history, jobs, settings
pub mod health; // for load balancers and monitors
pub mod doctor; // looks at everything the portal needs

// Doors.
pub mod webhooks; // Twikey rings
pub mod guard; // what every request passes
pub mod routes; // THE table of URLs
pub mod answer; // security headers, and the page around an error

pub mod server; // HTTP server, workers and timer: started and stopped together

// Beside the portal: it uses values and looks only, and nobody here names it.
pub mod sandbox; // the Twikey emulator: its own server, state and wire types
