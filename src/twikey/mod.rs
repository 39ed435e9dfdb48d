//! All talk with Twikey, and nobody else's: the portal knows Twikey only through this module.

pub mod signature;
