//! Accounts: who may sign in, sessions, what was done by whom.

pub mod command;
pub mod edit;
mod guess;
mod guess_queries;
mod guesses;
mod known_browser;
pub mod list;
pub mod preferences;
mod queries;
mod session_store;
pub mod setup;
pub mod sign_in;
mod sign_in_name;
mod trail;
mod words;

pub use guess_queries::forget_old as forget_old_guesses;
pub use queries::{NewUser, create_user, forget_ended_sessions, has_users, signed_in};
pub use session_store::{DatabaseSessions, Sessions, SignedIn};
pub use words::label;
