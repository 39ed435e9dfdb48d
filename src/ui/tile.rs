//! Tiles: the parts of a sheet. A tile may refresh itself until what it shows is final.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};

/// A part of a sheet. The function that renders one is called by the page and by the tile's own address.
#[derive(Clone, Debug)]
pub struct Tile<'a> {
    /// Also how an answer finds it: `dialog::replace(id, tile)`.
    pub id: &'a str,
    pub title: &'a str,
    pub icon: Option<Icon>,
    /// Buttons beside the title.
    pub actions: Option<Markup>,
    pub content: Markup,
    /// The address that renders this tile alone, as long as something is still going to change by itself.
    pub refresh: Option<&'a str>,
    pub span: Span,
}

/// How much of a sheet's width a tile takes.
#[derive(Clone, Copy, Debug, Default)]
pub enum Span {
    #[default]
    One,
    Two,
    Full,
}

impl Render for Tile<'_> {
    fn render(&self) -> Markup {
        let span = match self.span {
            Span::One => "one",
            Span::Two => "two",
            Span::Full => "all",
        };
        html! {
            section.tile.(span) id=(self.id) aria-labelledby={ (self.id) "-title" }
                hx-get=[self.refresh] hx-trigger=[self.refresh.map(|_| "every 3s, refresh")]
                hx-swap=[self.refresh.map(|_| "outerMorph")] {
                header {
                    h2 id={ (self.id) "-title" } { @if let Some(sign) = self.icon { (icon(sign)) } (self.title) }
                    @if let Some(actions) = &self.actions { div.actions { (actions) } }
                }
                // Only what changes is read out when the tile is morphed.
                div.body aria-live="polite" { (self.content) }
            }
        }
    }
}

/// A sheet of two columns: on the left what is worked on, on the right what one looks up.
pub fn sheet(work: impl Render, look_up: impl Render) -> Markup {
    html! { div.sheet { div { (work) } div { (look_up) } } }
}

/// A grid of equal tiles, as on the dashboard.
pub fn tiles(content: impl Render) -> Markup {
    html! { div.tiles { (content) } }
}

/// A number with its meaning, leading to what it counts: for the dashboard.
pub fn figure(label: &str, value: &str, href: &str) -> Markup {
    html! { a.figure href=(href) { span.value { (value) } span.label { (label) } } }
}

/// A number of things that wait for a person.
pub fn urgent(label: &str, value: &str, href: &str) -> Markup {
    html! {
        a.figure.urgent href=(href) { span.value { (icon(Icon::TriangleAlert)) (value) } span.label { (label) } }
    }
}

/// The row that [`figure`]s stand in.
pub fn figures(content: impl Render) -> Markup {
    html! { div.figures { (content) } }
}
