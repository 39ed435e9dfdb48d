//! `GET /creditor/legal?locale=`: the texts a creditor must show who skips Twikey's pages (source 2.2).

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Answer, call::Call};
use crate::sandbox::{state::letters::language, terms};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Legal {
    by_signing: &'static str,
    rights_core: &'static str,
    rights_b2b: &'static str,
    info_correct: &'static str,
}

/// `locale` is a language with or without a country: `nl`, `nl_BE`.
#[expect(clippy::unnecessary_wraps, reason = "every call of the API has this form")]
pub fn legal(call: &Call) -> Answer {
    let locale = call.query().text("locale").unwrap_or_default();
    let language = language(locale.get(..2));
    Ok(HttpResponse::Ok().json(Legal {
        by_signing: terms::BY_SIGNING.get(language),
        rights_core: terms::RIGHTS_CORE.get(language),
        rights_b2b: terms::RIGHTS_B2B.get(language),
        info_correct: terms::INFO_CORRECT.get(language),
    }))
}
