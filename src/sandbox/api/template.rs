//! `GET /creditor/template`: the profiles (source 2.5).

use actix_web::HttpResponse;
use serde::Serialize;

use super::{Answer, call::Call};
use crate::sandbox::state::account::Profile;

#[derive(Serialize)]
struct Template {
    id: u32,
    name: String,
    active: bool,
    #[serde(rename = "type")]
    scheme: &'static str,
    #[serde(rename = "mandateNumberRequired")]
    number_required: bool,
    #[serde(rename = "Attributes")]
    attributes: Vec<Attribute>,
}

#[derive(Serialize)]
struct Attribute {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "Options")]
    options: Vec<String>,
}

/// All profiles with their further fields.
#[expect(clippy::unnecessary_wraps, reason = "every call of the API has this form")]
pub fn list(call: &Call) -> Answer {
    let templates: Vec<_> = call.shared.look(|world, _| world.profiles.values().map(template).collect());
    Ok(HttpResponse::Ok().json(templates))
}

fn template(profile: &Profile) -> Template {
    let attribute = |it: &crate::sandbox::state::account::Attribute| Attribute {
        name: it.name.clone(),
        kind: it.kind.clone(),
        options: it.options.clone(),
    };
    Template {
        id: profile.id,
        name: profile.name.clone(),
        active: true,
        scheme: profile.scheme.code(),
        number_required: profile.number_required,
        attributes: profile.attributes.iter().map(attribute).collect(),
    }
}
