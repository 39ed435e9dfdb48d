//! Whom we believe to be who they say: authorities of our own, and why a certificate is not trusted.

mod authorities;
#[cfg(test)]
#[path = "../../tests/support/authority.rs"]
pub mod test_authority;
mod trouble;

pub use authorities::{Authorities, Unusable};
pub use trouble::{Distrust, Trouble};
