//! Icons: the Lucide files under static/vendor, drawn inline so that they take the colour and size of the text.

use maud::{Markup, PreEscaped, html};

/// Declares the icons and where their drawings are; a missing file does not compile.
macro_rules! icons {
    ($($name:ident = $file:literal,)+) => {
        /// An icon of the house's one set (Lucide).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $($name,)+ }

        impl Icon {
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            const fn file(self) -> &'static str {
                match self {
                    $(Self::$name => include_str!(concat!("../../static/vendor/lucide-1.62.0/", $file, ".svg")),)+
                }
            }
        }
    };
}

icons! {
    ArrowDown = "arrow-down",
    ArrowRight = "arrow-right",
    ArrowUp = "arrow-up",
    Ban = "ban",
    Bold = "bold",
    Building = "building-2",
    Calendar = "calendar",
    Check = "check",
    ChevronDown = "chevron-down",
    ChevronLeft = "chevron-left",
    ChevronRight = "chevron-right",
    ChevronsUpDown = "chevrons-up-down",
    CircleAlert = "circle-alert",
    CircleCheck = "circle-check",
    CircleDashed = "circle-dashed",
    CirclePause = "circle-pause",
    CirclePlay = "circle-play",
    CircleX = "circle-x",
    Clock = "clock",
    Close = "x",
    Copy = "copy",
    CreditCard = "credit-card",
    Dashboard = "layout-dashboard",
    Download = "download",
    Ellipsis = "ellipsis",
    ExternalLink = "external-link",
    Eye = "eye",
    FileText = "file-text",
    History = "history",
    Hourglass = "hourglass",
    Inbox = "inbox",
    Info = "info",
    Italic = "italic",
    KeyRound = "key-round",
    Landmark = "landmark",
    Link = "link",
    List = "list",
    ListChecks = "list-checks",
    ListOrdered = "list-ordered",
    LogOut = "log-out",
    Mail = "mail",
    MapPin = "map-pin",
    Menu = "menu",
    Monitor = "monitor",
    Moon = "moon",
    Pencil = "pencil",
    Phone = "phone",
    Plus = "plus",
    Printer = "printer",
    QrCode = "qr-code",
    Question = "circle-question-mark",
    Receipt = "receipt-text",
    RefreshCw = "refresh-cw",
    RotateCcw = "rotate-ccw",
    Scroll = "scroll-text",
    Search = "search",
    Send = "send",
    Settings = "settings",
    ShieldCheck = "shield-check",
    Signature = "signature",
    Smartphone = "smartphone",
    Sms = "message-square-text",
    Sun = "sun",
    Template = "layout-template",
    Trash = "trash-2",
    TriangleAlert = "triangle-alert",
    Undo = "undo-2",
    Upload = "upload",
    User = "user",
    UserCog = "user-cog",
    Users = "users",
    Wallet = "wallet",
    Zap = "zap",
}

/// Draws an icon beside a text that says the same: screen readers pass over it.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg.icon viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
            stroke-linejoin="round" aria-hidden="true" focusable="false" {
            (PreEscaped(strokes(icon.file())))
        }
    }
}

/// The drawing without the `<svg>` around it, which carries a size and a namespace that we do not want repeated.
fn strokes(file: &str) -> &str {
    let start = file.find("<svg").and_then(|svg| file[svg..].find('>').map(|end| svg + end + 1)).unwrap_or_default();
    let end = file.rfind("</svg>").unwrap_or(file.len());
    file[start..end].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_has_strokes_and_nothing_around_them() {
        for icon in Icon::ALL {
            let strokes = strokes(icon.file());
            assert!(strokes.starts_with('<') && !strokes.contains("svg"), "{icon:?}: {strokes}");
        }
    }
}
