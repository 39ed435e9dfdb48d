//! Lists that come page by page (source 2.5, 5).

use serde::Serialize;

/// `_links`: the page's own address, and the next one's if there is more.
#[derive(Serialize)]
pub struct PageLinks {
    #[serde(rename = "self")]
    pub this: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
