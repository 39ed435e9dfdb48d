//! Pages that are filled from top to bottom: what stands where, before anything is drawn. Lengths are points.

use crate::typeset::{self, PAGE, Style};

/// Points of a millimetre.
const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// The margins of a German business letter (DIN 5008), which windows of envelopes go by elsewhere, too.
pub const LEFT: f32 = mm(25.0);
pub const RIGHT: f32 = PAGE.0 - mm(20.0);
/// Where the text of further pages begins.
pub const TOP: f32 = mm(27.0);
/// Where the text of every page ends, above its foot.
pub const BOTTOM: f32 = PAGE.1 - mm(29.0);

/// Millimetres from the left and from the top of the page.
pub const fn at(x: f32, y: f32) -> (f32, f32) {
    (mm(x), mm(y))
}

/// Something at its place on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line of text that begins here; `y` is what it stands on.
    Text { x: f32, y: f32, style: Style, text: String },
    /// A horizontal line.
    Rule { x: f32, y: f32, width: f32, weight: f32, shade: u8 },
    /// The letterhead's picture, as large as fits into the box.
    Logo { x: f32, y: f32, width: f32, height: f32 },
    /// A QR code.
    Code { x: f32, y: f32, side: f32, data: String },
    /// An area that leads to an address.
    Link { x: f32, y: f32, width: f32, height: f32, address: String },
}

/// All pages, and where the next thing goes.
#[derive(Debug, Default)]
pub struct Pages {
    pages: Vec<Vec<Mark>>,
    /// Where the next thing on the last page begins.
    pub y: f32,
}

impl Pages {
    /// The first page, to be filled from `y` on.
    pub fn begin(y: f32) -> Self {
        Self { pages: vec![Vec::new()], y }
    }

    pub fn new_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Begins a new page unless so much room is left on this one. Says whether it did.
    pub fn need(&mut self, height: f32) -> bool {
        let begins = self.y + height > BOTTOM && self.y > TOP;
        if begins {
            self.new_page();
        }
        begins
    }

    pub fn space(&mut self, points: f32) {
        self.y += points;
    }

    pub fn put(&mut self, mark: Mark) {
        let page = self.pages.len() - 1;
        self.pages[page].push(mark);
    }

    /// A text that begins at `x` and stands on `y`.
    pub fn text(&mut self, (x, y): (f32, f32), style: Style, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.put(Mark::Text { x, y, style, text });
        }
    }

    /// A text that ends at `x` and stands on `y`.
    pub fn text_ending(&mut self, (x, y): (f32, f32), style: Style, text: &str) {
        self.text((x - typeset::width(text, style), y), style, text);
    }

    pub fn rule(&mut self, x: f32, width: f32, weight: f32, shade: u8) {
        self.put(Mark::Rule { x, y: self.y, width, weight, shade });
    }

    /// Paragraphs over the width of the text, each line on whatever page has room for it.
    pub fn paragraphs(&mut self, text: &str, style: Style) {
        for paragraph in text.lines() {
            for line in typeset::broken(paragraph, style, RIGHT - LEFT) {
                self.need(style.line_height());
                self.text((LEFT, self.y + style.size), style, line);
                self.y += style.line_height();
            }
        }
    }

    /// Adds to every page what `mark` draws on it, given its number and how many there are.
    pub fn on_each(&mut self, mark: impl Fn(&mut Vec<Mark>, usize, usize)) {
        let count = self.pages.len();
        for (index, page) in self.pages.iter_mut().enumerate() {
            mark(page, index + 1, count);
        }
    }

    pub fn pages(&self) -> &[Vec<Mark>] {
        &self.pages
    }
}
