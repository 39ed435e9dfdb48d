//! Passwords: which are taken, and where they are hashed and compared.

mod hashing;
mod password;

pub use hashing::Hashing;
pub use password::{Password, PasswordProblem};
