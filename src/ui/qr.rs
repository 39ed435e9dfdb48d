//! QR codes, drawn as one SVG path.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};
use maud::{Markup, html};

/// Blank modules around the code (ISO/IEC 18004 asks for four).
const QUIET_ZONE: usize = 4;

/// A QR code of `data`; `description` is what screen readers hear. `None` when it is too long for one (2,331 bytes).
///
/// Black on white in dark mode too: many cameras cannot read an inverted code.
pub fn qr(data: &str, description: &str) -> Option<Markup> {
    let code = QRBuilder::new(data).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        for x in 0..code.size {
            if code[y][x].value() {
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE);
            }
        }
    }
    let side = code.size + 2 * QUIET_ZONE;
    Some(html! {
        svg.qr viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(description) shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_carries_its_description_and_too_long_a_text_gives_none() {
        let markup = qr("https://example.com/s/1", "Link to sign").unwrap().into_string();
        assert!(markup.contains("aria-label=\"Link to sign\""));
        assert!(qr(&"x".repeat(3000), "").is_none());
    }
}
