//! The workers of this process: their lanes, the places outside that are in trouble, and whether each of them goes on.

mod lane;
mod place;
mod pulse;

pub use lane::Lane;
pub use place::{Place, Places};
pub use pulse::{Pulse, Worker};
