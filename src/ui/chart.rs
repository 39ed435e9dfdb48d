//! A bar chart drawn on the server. Its words are text of the page, so that they can be read on a phone; the same numbers
//! stand in a table for those who cannot see bars.

use maud::{Markup, Render, html};

/// `Chart { id: "income", title, summary, nothing, columns, as_table, bars }`
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    pub id: &'a str,
    /// What is drawn.
    pub title: &'a str,
    /// What one sees in it, in a sentence.
    pub summary: &'a str,
    /// What stands in place of the drawing when there is no bar to draw.
    pub nothing: &'a str,
    /// Over the labels and the values, in the table.
    pub columns: [&'a str; 2],
    /// What opens the table.
    pub as_table: &'a str,
    pub bars: Vec<Bar>,
}

/// A bar. One below nothing is not drawn; the table has it.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Short, as it stands under the bar.
    pub label: String,
    pub value: i64,
    /// The value as people read it.
    pub written: String,
}

/// Units of the drawing: a bar and the gap beside it are ten wide, the highest bar is a hundred high.
const STEP: usize = 10;
const WIDTH: usize = 7;
const HEIGHT: i64 = 100;

impl Render for Chart<'_> {
    fn render(&self) -> Markup {
        let Some(top) = self.bars.iter().filter(|bar| bar.value > 0).max_by_key(|bar| bar.value) else {
            return html! { figure.chart id=(self.id) { p { (self.nothing) } } };
        };
        let (title, summary) = (format!("{}-chart-title", self.id), format!("{}-chart-summary", self.id));
        html! {
            figure.chart id=(self.id) {
                div.scale aria-hidden="true" { (top.written) }
                svg viewBox={ "0 0 " (self.bars.len() * STEP) " " (HEIGHT) } preserveAspectRatio="none" role="img"
                    aria-labelledby={ (title) " " (summary) } {
                    title id=(title) { (self.title) }
                    desc id=(summary) { (self.summary) }
                    @for (index, bar) in self.bars.iter().enumerate() {
                        @let height = height(bar.value, top.value);
                        rect.bar x=(index * STEP + (STEP - WIDTH) / 2) y=(HEIGHT - height) width=(WIDTH) height=(height) {
                            title { (bar.label) ": " (bar.written) }
                        }
                    }
                }
                div.axis aria-hidden="true" { @for bar in &self.bars { span { (bar.label) } } }
                figcaption { (self.summary) }
                details {
                    summary { (self.as_table) }
                    table {
                        caption.visually-hidden { (self.title) }
                        thead { tr { @for column in self.columns { th scope="col" { (column) } } } }
                        tbody {
                            @for bar in &self.bars { tr { th scope="row" { (bar.label) } td { (bar.written) } } }
                        }
                    }
                }
            }
        }
    }
}

/// What is not nothing can be seen.
fn height(value: i64, highest: i64) -> i64 {
    if value <= 0 {
        return 0;
    }
    let height = i128::from(value) * i128::from(HEIGHT) / i128::from(highest);
    i64::try_from(height).unwrap_or(HEIGHT).clamp(1, HEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fills_the_drawing_and_the_smallest_can_be_seen() {
        assert_eq!([height(500, 500), height(250, 500), height(1, 500)], [100, 50, 1]);
        assert_eq!([height(0, 500), height(-7, 500)], [0, 0]);
        assert_eq!(height(i64::MAX, i64::MAX), 100);
    }
}
