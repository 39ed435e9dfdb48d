//! Screens about several slices at once. They stand above all slices; a screen about one kind of record stands in its slice.

pub mod jobs; // what is stuck and what waits
