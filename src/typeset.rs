//! Text in the embedded typeface: measured, broken into lines, and drawn on pages of a PDF.
//!
//! Left to right and without ligatures: enough for names and sentences in Latin letters. What the typeface lacks is
//! written in Latin letters that sound alike, so that nobody's name becomes a row of boxes.

use std::{borrow::Cow, sync::LazyLock};

use deunicode::deunicode_char;
use icu_normalizer::ComposingNormalizerBorrowed;
use krilla::{
    color::rgb,
    geom::Point,
    num::NormalizedF32,
    paint::{Fill, FillRule},
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};

const REGULAR: &[u8] = include_bytes!("../static/vendor/figtree-ttf-0.4.1/Figtree_400Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../static/vendor/figtree-ttf-0.4.1/Figtree_600SemiBold.ttf");

/// A4 in points.
pub const PAGE: (f32, f32) = (595.28, 841.89);

/// From one line to the next, in sizes of the text.
pub const LEADING: f32 = 1.45;

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// In points.
    pub size: f32,
    pub bold: bool,
    pub grey: bool,
}

impl Style {
    pub const fn regular(size: f32) -> Self {
        Self { size, bold: false, grey: false }
    }

    pub const fn bold(size: f32) -> Self {
        Self { size, bold: true, grey: false }
    }

    pub const fn grey(size: f32) -> Self {
        Self { size, bold: false, grey: true }
    }

    /// From one line to the next, in points.
    pub fn line_height(self) -> f32 {
        self.size * LEADING
    }
}

/// Draws a line of text that begins at `x` and stands on `y`.
pub fn draw(surface: &mut Surface<'_>, (x, y): (f32, f32), text: &str, style: Style) {
    fill(surface, if style.grey { 96 } else { 16 });
    let typeface = typeface(style.bold);
    let text = typeface.drawable(text);
    let glyphs = typeface.glyphs(&text);
    surface.draw_glyphs(Point::from_xy(x, y), &glyphs, typeface.font.clone(), &text, style.size, false);
}

/// What is drawn next has this shade of grey; 0 is black.
pub fn fill(surface: &mut Surface<'_>, shade: u8) {
    surface.set_fill(Some(Fill {
        paint: rgb::Color::new(shade, shade, shade).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }));
}

/// The width of a text in points.
pub fn width(text: &str, style: Style) -> f32 {
    let typeface = typeface(style.bold);
    typeface.width(&typeface.drawable(text)) * style.size
}

/// A text in lines of at most `width` points. A word that is wider is broken where it has to be.
pub fn broken(text: &str, style: Style, width: f32) -> Vec<String> {
    let typeface = typeface(style.bold);
    let text = typeface.drawable(text);
    // Without kerning the width of a line is the sum of its parts.
    let room = width / style.size;
    let space = typeface.width(" ");
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("there is always a line");
        let gap = if line.is_empty() { 0.0 } else { space };
        let wide = typeface.width(word);
        if used + gap + wide <= room {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            used += gap + wide;
            continue;
        }
        if !line.is_empty() {
            lines.push(String::new());
        }
        used = 0.0;
        for sign in word.chars() {
            let wide = typeface.advance(sign);
            if used > 0.0 && used + wide > room {
                lines.push(String::new());
                used = 0.0;
            }
            lines.last_mut().expect("there is always a line").push(sign);
            used += wide;
        }
    }
    lines
}

/// A typeface to draw with and to measure with.
struct Typeface {
    font: Font,
    map: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units_per_em: f32,
}

fn typeface(bold: bool) -> &'static Typeface {
    static TYPEFACES: LazyLock<[Typeface; 2]> = LazyLock::new(|| [Typeface::read(REGULAR), Typeface::read(SEMIBOLD)]);
    &TYPEFACES[usize::from(bold)]
}

impl Typeface {
    fn read(data: &'static [u8]) -> Self {
        let font = Font::new(data.into(), 0).expect("the embedded file is a typeface");
        let face = FontRef::new(data).expect("the embedded file is a typeface");
        let units_per_em = font.units_per_em();
        let metrics = face.glyph_metrics(Size::unscaled(), LocationRef::default());
        Self { font, map: face.charmap(), metrics, units_per_em }
    }

    /// The text in signs that the typeface has.
    fn drawable<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
        if composed.chars().all(|sign| self.has(sign)) {
            return composed;
        }
        let mut drawable = String::with_capacity(text.len());
        for sign in composed.chars() {
            match sign {
                _ if self.has(sign) => drawable.push(sign),
                _ if sign.is_whitespace() => drawable.push(' '),
                // Neither seen nor heard: control signs, joiners, marks of direction and of byte order.
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
                }
                _ if sign.is_control() => {}
                _ => drawable.extend(deunicode_char(sign).unwrap_or("?").chars().filter(|&sign| self.has(sign))),
            }
        }
        drawable.into()
    }

    fn has(&self, sign: char) -> bool {
        // Some typefaces draw signs that are not to be seen; PDF/A takes no mark of byte order for a letter.
        let is_letter = !sign.is_control() && !matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}');
        is_letter && self.map.map(sign).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(start, character): (usize, char)| {
            let id = self.map.map(character).unwrap_or_default();
            let range = start..start + character.len_utf8();
            KrillaGlyph::new(GlyphId::new(id.to_u32()), self.advance(character), 0.0, 0.0, 0.0, range, None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// The width of a text of size 1.
    fn width(&self, text: &str) -> f32 {
        text.chars().map(|sign| self.advance(sign)).sum()
    }

    /// How far a sign of size 1 moves on.
    fn advance(&self, sign: char) -> f32 {
        let id = self.map.map(sign).unwrap_or_default();
        self.metrics.advance_width(id).unwrap_or_default() / self.units_per_em
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style::regular(10.0);

    #[test]
    fn text_is_broken_between_words_and_inside_a_word_that_is_too_wide() {
        let lines = broken("one two three", STYLE, 40.0);
        assert_eq!(lines, ["one two", "three"]);
        let long = "W".repeat(40);
        let lines = broken(&long, STYLE, 100.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.concat(), long);
        assert_eq!(broken("", STYLE, 100.0), [""]);
        assert_eq!(broken("W", STYLE, 1.0), ["W"], "one letter stands even where there is no room");
    }

    #[test]
    fn an_amount_is_not_torn_from_its_currency() {
        assert_eq!(broken("for 12,50\u{a0}€", STYLE, 42.0), ["for", "12,50\u{a0}€"]);
    }

    #[test]
    fn what_the_typeface_lacks_is_written_in_latin_letters() {
        let drawable = |text| typeface(false).drawable(text).into_owned();
        assert_eq!(drawable("Łódź, Ærø, Ştefan"), "Łódź, Ærø, Ştefan");
        assert_eq!(drawable("Mu\u{308}ller"), "Müller");
        assert_eq!(drawable("Ελλάδα София"), "Ellada Sofiia");
        assert_eq!(drawable("a\u{0}b\u{200b}c"), "abc");
    }
}
