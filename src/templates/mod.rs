//! How e-mails are written: templates with placeholders, bodies with simple formatting, the look of the finished mail.

pub mod body;
pub mod defaults;
pub mod layout;
pub mod mistake;
pub mod placeholders;
pub mod refused;
pub mod template;

pub use self::{
    body::{Body, Links},
    refused::Refused,
    template::{Draft, Kind, Template, Values, salutation},
};
