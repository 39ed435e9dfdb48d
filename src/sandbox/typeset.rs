//! Lines of text on A4 pages, as a PDF with its typeface embedded.
//!
//! Left to right and without ligatures: enough for names and sentences in Latin letters. A character that the typeface
//! lacks is drawn as its empty box.

use std::sync::LazyLock;

use krilla::{
    Document,
    color::rgb,
    error::KrillaError,
    geom::Point,
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
};

const REGULAR: &[u8] = include_bytes!("../../static/vendor/figtree-ttf-0.4.1/Figtree_400Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../static/vendor/figtree-ttf-0.4.1/Figtree_600SemiBold.ttf");

/// A4 in points.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 64.0;

/// How a text looks.
#[derive(Clone, Copy)]
pub struct Style {
    /// In points.
    pub size: f32,
    pub bold: bool,
    pub grey: bool,
}

/// A text at its place.
struct Line {
    page: usize,
    x: f32,
    y: f32,
    style: Style,
    text: String,
}

/// Pages that are filled from top to bottom.
#[derive(Default)]
pub struct Paper {
    lines: Vec<Line>,
    page: usize,
    /// Points used of this page, below its margin.
    used: f32,
}

impl Paper {
    /// Leaves so many points free.
    pub fn space(&mut self, points: f32) {
        self.used += points;
    }

    /// A text over the whole width, broken into lines.
    pub fn text(&mut self, text: &str, style: Style) {
        self.column(text, style, 0.0);
    }

    /// A label on the left and its text beside it.
    pub fn fact(&mut self, label: &str, text: &str, style: Style) {
        const LABEL_WIDTH: f32 = 150.0;
        let (page, top) = (self.page, self.used);
        self.column(text, style, LABEL_WIDTH);
        let below = (self.page, self.used);
        if page == self.page {
            self.used = top;
            self.column(label, Style { grey: true, ..style }, 0.0);
            self.used = below.1.max(self.used);
        }
    }

    fn column(&mut self, text: &str, style: Style, indent: f32) {
        let height = style.size * 1.45;
        for text in broken(text, style, WIDTH - 2.0 * MARGIN - indent) {
            if MARGIN + self.used + height > HEIGHT - MARGIN {
                self.page += 1;
                self.used = 0.0;
            }
            self.used += height;
            self.lines.push(Line { page: self.page, x: MARGIN + indent, y: MARGIN + self.used, style, text });
        }
    }

    /// The finished file.
    pub fn finish(self, title: &str, language: &str) -> Result<Vec<u8>, KrillaError> {
        let mut document = Document::new();
        for number in 0..=self.page {
            let settings = PageSettings::from_wh(WIDTH, HEIGHT).unwrap_or_default();
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for line in self.lines.iter().filter(|line| line.page == number) {
                draw(&mut surface, line);
            }
            surface.finish();
            page.finish();
        }
        document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()));
        document.finish()
    }
}

fn draw(surface: &mut Surface<'_>, line: &Line) {
    let shade = if line.style.grey { 96 } else { 16 };
    surface.set_fill(Some(Fill {
        paint: rgb::Color::new(shade, shade, shade).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }));
    let typeface = typeface(line.style.bold);
    let start = Point::from_xy(line.x, line.y);
    surface.draw_glyphs(start, &typeface.glyphs(&line.text), typeface.font.clone(), &line.text, line.style.size, false);
}

/// A text in lines of at most `width` points. A word that is wider is broken where it has to be.
fn broken(text: &str, style: Style, width: f32) -> Vec<String> {
    let typeface = typeface(style.bold);
    let fits = |text: &str| typeface.width(text) * style.size <= width;
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut line = lines.pop().unwrap_or_default();
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&longer) {
            lines.push(longer);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for character in word.chars() {
            line.push(character);
            if !fits(&line) && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, character.to_string()));
            }
        }
        lines.push(line);
    }
    lines
}

/// A typeface to draw with and to measure with.
struct Typeface {
    font: Font,
    metrics: FontRef<'static>,
    units_per_em: f32,
}

fn typeface(bold: bool) -> &'static Typeface {
    static TYPEFACES: LazyLock<[Typeface; 2]> = LazyLock::new(|| [Typeface::read(REGULAR), Typeface::read(SEMIBOLD)]);
    &TYPEFACES[usize::from(bold)]
}

impl Typeface {
    fn read(data: &'static [u8]) -> Self {
        let font = Font::new(data.into(), 0).expect("the embedded file is a typeface");
        let metrics = FontRef::new(data).expect("the embedded file is a typeface");
        let units_per_em = font.units_per_em();
        Self { font, metrics, units_per_em }
    }

    fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let (map, metrics) =
            (self.metrics.charmap(), self.metrics.glyph_metrics(Size::unscaled(), LocationRef::default()));
        let glyph = |(start, character): (usize, char)| {
            let id = map.map(character).unwrap_or_default();
            let advance = metrics.advance_width(id).unwrap_or_default() / self.units_per_em;
            let range = start..start + character.len_utf8();
            KrillaGlyph::new(GlyphId::new(id.to_u32()), advance, 0.0, 0.0, 0.0, range, None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// The width of a text of size 1.
    fn width(&self, text: &str) -> f32 {
        let (map, metrics) =
            (self.metrics.charmap(), self.metrics.glyph_metrics(Size::unscaled(), LocationRef::default()));
        let advance = |character| metrics.advance_width(map.map(character).unwrap_or_default()).unwrap_or_default();
        text.chars().map(advance).sum::<f32>() / self.units_per_em
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { size: 10.0, bold: false, grey: false };

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
    fn what_does_not_fit_goes_on_another_page() {
        let mut paper = Paper::default();
        for _ in 0..100 {
            paper.fact("label", "text", STYLE);
        }
        assert_eq!(paper.page, 2);
        let file = paper.finish("Title", "en").unwrap();
        assert!(file.starts_with(b"%PDF-"));
    }
}
