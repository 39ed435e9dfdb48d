//! Twikey's callback is only a bell: check the signature, write down that something is to be read, answer.

pub mod callback;
