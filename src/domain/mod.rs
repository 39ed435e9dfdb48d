//! Values used by several slices: checked once, at construction. No I/O here.
