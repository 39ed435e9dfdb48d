//! Mandato: SEPA mandates and collections through Twikey. This is the table of contents.

pub mod accounts; // users, sign in, sessions, roles
pub mod answer; // security headers, and the page around an error
pub mod app; // App: what every handler and task is given
pub mod assets; // static/ embedded under hashed names
pub mod audit; // who did what to what when
pub mod clean_up; // forgets what is of no use any more
pub mod client_address; // where a request came from
pub mod clock; // what time it is, movable in tests
pub mod config; // environment to Config
pub mod cookies; // for this host only
pub mod customers; // who is asked for mandates
pub mod db; // one SQL text, two databases
pub mod doctor; // looks at everything the portal needs
pub mod domain; // values used by several slices, no I/O
pub mod error; // what went wrong, as a status
pub mod explain; // failures outside as codes, and codes in words
pub mod export; // lists as CSV files
pub mod feeds; // reads what Twikey reports
pub mod guard; // what every request passes
pub mod health; // for load balancers and monitors
pub mod i18n; // languages, texts, dates and amounts as each language writes them
pub mod import; // customers and invoices from CSV files
pub mod invoices; // written, handed over, followed until the money is there
pub mod jobs; // what is still to be done outside
pub mod layout; // the frame around the office's pages
pub mod logging; // ids and routes, never addresses or tokens
pub mod loopback; // addresses that lead back to this machine
pub mod mail; // lettre, and nothing but
pub mod mandates; // asked for, signed, kept true
pub mod merge; // two changes of one record
pub mod messages; // every e-mail and SMS
pub mod office; // screens about several slices: jobs
pub mod paging; // lists that are paged by key
pub mod passwords; // which are taken, and where they are hashed
pub mod pay; // the page on which customers pay an invoice
pub mod payments; // every movement of money
pub mod post; // sends e-mails, an invoice's with its PDF
pub mod private; // files for their owner alone
pub mod routes; // THE table of URLs
pub mod sandbox; // the Twikey emulator: its own server, state and wire types
pub mod seal; // keyed hashes
pub mod server; // HTTP server, workers and timer: started and stopped together
pub mod settings; // what an administrator may change while the portal runs
pub mod tasks; // THE table of background work
pub mod templates; // how e-mails are written
pub mod tls; // whose certificates are trusted, and why one is not
pub mod twikey; // all talk with Twikey
pub mod typeset; // text on the pages of a PDF
pub mod ui; // maud components: page, field, button, dialog, table
pub mod upload; // forms with a file
pub mod user; // somebody of the office, and what they may do
pub mod viewer; // who looks at the page
pub mod visits; // how often an address may open pages by a token
pub mod webhooks;
pub mod workers; // lanes, places in trouble, whether each worker goes on // Twikey rings
