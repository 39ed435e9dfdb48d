//! Screens about several slices at once. They stand above all slices; a screen about one kind of record stands in its slice.

pub mod customer;
pub mod history; // what happened, who did it and when
pub mod invoice; // its sheet, with its history
pub mod jobs; // what is stuck and what waits
pub mod mandate; // its sheet, with its history
pub mod mandates; // the list, with what nobody has assigned
pub mod overview;
pub mod settings;
