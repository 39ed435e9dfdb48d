//! Lines of text on A4 pages, filled from top to bottom.

use krilla::{Document, error::KrillaError, metadata::Metadata, page::PageSettings};

use crate::typeset::{self, PAGE};

pub use crate::typeset::Style;

const MARGIN: f32 = 64.0;

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
        let height = style.line_height();
        for text in typeset::broken(text, style, PAGE.0 - 2.0 * MARGIN - indent) {
            if MARGIN + self.used + height > PAGE.1 - MARGIN {
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
            let settings = PageSettings::from_wh(PAGE.0, PAGE.1).unwrap_or_default();
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for line in self.lines.iter().filter(|line| line.page == number) {
                typeset::draw(&mut surface, (line.x, line.y), &line.text, line.style);
            }
            surface.finish();
            page.finish();
        }
        document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()));
        document.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style::regular(10.0);

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
