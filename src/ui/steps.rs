//! Steps: how far something has come, such as a mandate from its request to the signature.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon};
use crate::i18n::{Language, Text};

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Done,
    /// Under way now.
    Current,
    Waiting,
    Failed,
}

impl Progress {
    const fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Current => "current",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
        }
    }

    const fn words(self) -> Text {
        match self {
            Self::Done => Text { de: "erledigt", nl: "klaar", fr: "fait", en: "done" },
            Self::Current => Text { de: "läuft", nl: "bezig", fr: "en cours", en: "under way" },
            Self::Waiting => Text { de: "noch nicht", nl: "nog niet", fr: "à venir", en: "not yet" },
            Self::Failed => Text { de: "gescheitert", nl: "mislukt", fr: "échec", en: "failed" },
        }
    }
}

/// A row of steps: `Steps { language, steps: vec![Step { label, note, progress }] }`.
#[derive(Clone, Debug)]
pub struct Steps<'a> {
    pub language: Language,
    pub steps: Vec<Step<'a>>,
}

/// One step, with a short note under it (a date, "waiting for the customer").
#[derive(Clone, Debug)]
pub struct Step<'a> {
    pub label: &'a str,
    pub note: Option<String>,
    pub progress: Progress,
}

impl Render for Steps<'_> {
    fn render(&self) -> Markup {
        html! {
            ol.steps {
                @for step in &self.steps {
                    li.(step.progress.class()) aria-current=[(step.progress == Progress::Current).then_some("step")] {
                        span.sign {
                            @match step.progress {
                                Progress::Done => (icon(Icon::Check)),
                                Progress::Failed => (icon(Icon::Close)),
                                Progress::Current | Progress::Waiting => {}
                            }
                        }
                        span.label {
                            (step.label)
                            span.visually-hidden { ": " (step.progress.words().get(self.language)) }
                        }
                        @if let Some(note) = &step.note { span.note { (note) } }
                    }
                }
            }
        }
    }
}
