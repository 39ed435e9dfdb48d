//! The pages as a PDF: PDF/A-3b (ISO 19005-3), so that it can be read and archived for as long as the law asks.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{Datelike, Timelike};
use fast_qr::{ECL, QRBuilder};
use krilla::{
    Document, SerializeSettings,
    action::{Action, LinkAction},
    annotation::{Annotation, LinkAnnotation, Target},
    configure::{Archival, ConfigurationBuilder},
    geom::{PathBuilder, Rect, Size, Transform},
    image::Image,
    metadata::{DateTime, Metadata},
    page::{Page, PageSettings},
    surface::Surface,
};

use super::{
    Paper,
    layout::{Mark, Pages},
};
use crate::{
    settings::Logo,
    typeset::{self, PAGE},
};

/// As many pixels as a letterhead ever needs, and few enough to be decoded on the way: of each there are up to eight bytes,
/// however short the file is.
const MOST_PIXELS: usize = 2_000_000;

/// A picture, decoded once for all papers it stands on.
#[derive(Clone, Debug)]
pub struct Picture(Image);

impl Picture {
    /// None: it cannot be read, or not be archived (colours for print without their profile).
    pub fn of(logo: &Logo) -> Option<Self> {
        let bytes = STANDARD.decode(&logo.content).ok()?;
        let size = imagesize::blob_size(&bytes).ok()?;
        if !(1..=MOST_PIXELS).contains(&size.width.saturating_mul(size.height)) {
            return None;
        }
        let image = match logo.media_type.as_str() {
            "image/png" => Image::from_png(bytes.into(), false),
            "image/jpeg" => Image::from_jpeg(bytes.into(), false),
            _ => return None,
        };
        let picture = Self(image.ok()?);
        picture.can_be_drawn().then_some(picture)
    }

    /// What is wrong with a picture shows only when a file is finished.
    fn can_be_drawn(&self) -> bool {
        let mut document = Document::new_with(archival());
        let mut page = document.start_page();
        let mut surface = page.surface();
        self.draw(&mut surface, (0.0, 0.0), (1.0, 1.0));
        surface.finish();
        page.finish();
        document.finish().is_ok()
    }

    /// As large as fits into the box, at its upper left corner.
    #[expect(clippy::cast_precision_loss, reason = "pictures have a limit")]
    fn draw(&self, surface: &mut Surface<'_>, (x, y): (f32, f32), (width, height): (f32, f32)) {
        let (pixels_wide, pixels_high) = self.0.size();
        let (wide, high) = (pixels_wide as f32, pixels_high as f32);
        let scale = (width / wide).min(height / high);
        let Some(size) = Size::from_wh(wide * scale, high * scale) else { return };
        surface.push_transform(&Transform::from_translate(x, y));
        surface.draw_image(self.0.clone(), size);
        surface.pop();
    }
}

/// The finished file.
pub fn pdf(paper: &Paper, pages: &Pages, title: &str) -> Vec<u8> {
    let mut document = Document::new_with(archival());
    for marks in pages.pages() {
        let mut page = document.start_page_with(PageSettings::from_wh(PAGE.0, PAGE.1).unwrap_or_default());
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, mark, paper.creditor.logo.as_ref());
        }
        surface.finish();
        for mark in marks {
            link(&mut page, mark, title);
        }
        page.finish();
    }
    document.set_metadata(metadata(paper, title));
    document.finish().expect("nothing is drawn that PDF/A-3b forbids")
}

fn archival() -> SerializeSettings {
    let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A3_B).finish();
    let configuration = configuration.expect("the version that PDF/A-3b asks for is chosen with it");
    SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() }
}

/// Dated when the invoice was confirmed, so that drawing it again gives the same file.
fn metadata(paper: &Paper, title: &str) -> Metadata {
    let invoice = &paper.invoice;
    let at = invoice.confirmed_at.unwrap_or(invoice.created_at);
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let date = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let author = Some(paper.creditor.settings.creditor_name.clone()).filter(|name| !name.is_empty());
    Metadata::new()
        .title(title.to_owned())
        .authors(author.into_iter().collect())
        .language(paper.language().code().to_owned())
        .creation_date(date)
        .document_id(invoice.id.to_string())
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, logo: Option<&Picture>) {
    match mark {
        Mark::Text { x, y, style, text } => typeset::draw(surface, (*x, *y), text, *style),
        Mark::Rule { x, y, width, weight, shade } => {
            let mut path = PathBuilder::new();
            push(&mut path, Rect::from_xywh(*x, *y - weight / 2.0, *width, *weight));
            fill(surface, path, *shade);
        }
        Mark::Code { x, y, side, data } => code(surface, data, (*x, *y), *side),
        Mark::Logo { x, y, width, height } => {
            if let Some(picture) = logo {
                picture.draw(surface, (*x, *y), (*width, *height));
            }
        }
        Mark::Link { .. } => {}
    }
}

/// A QR code as one shape, in whole modules: that is short to write and quick to draw. One that holds too much is left out;
/// what it says stands beside it.
#[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules to a side")]
fn code(surface: &mut Surface<'_>, data: &str, (x, y): (f32, f32), side: f32) {
    let Ok(code) = QRBuilder::new(data).ecl(ECL::M).build() else { return };
    let module = side / code.size as f32;
    let mut path = PathBuilder::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let run = (column..code.size).take_while(|&column| code[row][column].value()).count();
            push(&mut path, Rect::from_xywh(column as f32, row as f32, run as f32, 1.0).filter(|_| run > 0));
            column += run.max(1);
        }
    }
    surface.push_transform(&Transform::from_row(module, 0.0, 0.0, module, x, y));
    fill(surface, path, 0);
    surface.pop();
}

fn push(path: &mut PathBuilder, area: Option<Rect>) {
    if let Some(area) = area {
        path.push_rect(area);
    }
}

fn fill(surface: &mut Surface<'_>, path: PathBuilder, shade: u8) {
    typeset::fill(surface, shade);
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn link(page: &mut Page<'_>, mark: &Mark, title: &str) {
    let Mark::Link { x, y, width, height, address } = mark else { return };
    let Some(area) = Rect::from_xywh(*x, *y, *width, *height) else { return };
    let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
    page.add_annotation(Annotation::new_link(LinkAnnotation::new(area, target), Some(title.to_owned())));
}
