//! Components: small functions and structs that render maud markup.
