//! Badges: a state as a word with a sign and a colour, so that the colour never says it alone.

use maud::{Markup, html};

use super::icon::{Icon, icon};

/// What a colour means, everywhere: badges, toasts, notices, the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing to say: drafts, ended things.
    #[default]
    Neutral,
    /// Under way, waiting for somebody else.
    Info,
    /// Done, in force, paid.
    Success,
    /// Needs attention soon.
    Warning,
    /// Failed, refused, needs a person now.
    Danger,
}

impl Tone {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    pub(super) const fn icon(self) -> Icon {
        match self {
            Self::Neutral => Icon::CircleDashed,
            Self::Info => Icon::Clock,
            Self::Success => Icon::CircleCheck,
            Self::Warning => Icon::TriangleAlert,
            Self::Danger => Icon::CircleAlert,
        }
    }
}

/// A state in a word or two: `badge(Tone::Success, "Unterzeichnet")`.
pub fn badge(tone: Tone, label: &str) -> Markup {
    html! { span.badge.(tone.class()) { (icon(tone.icon())) (label) } }
}

/// A badge with a sign of its own, for a kind rather than a state (SMS, e-mail, B2B).
pub fn kind_badge(sign: Icon, label: &str) -> Markup {
    html! { span.badge.kind { (icon(sign)) (label) } }
}
