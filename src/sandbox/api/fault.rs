//! The faults a person or a test asked for, around every call of the API.

use std::time::Duration;

use actix_web::{
    Error, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
    web::Data,
};

use crate::sandbox::{
    Shared,
    api::error::language,
    state::faults::{self, Fault},
};

/// Lets a call through, late or not at all.
pub async fn strike(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let fault = request.app_data::<Data<Shared>>().and_then(|shared| {
        let (method, path) = (request.method().as_str(), below_base(request.path()));
        shared.change(|world, _| faults::take(&mut world.faults, method, path))
    });
    let Some(fault) = fault else {
        let answer = next.call(request).await?.map_into_boxed_body();
        // The pattern only: addresses may hold the keys of links, and parameters account numbers.
        let route = answer.request().match_pattern().unwrap_or_default();
        tracing::debug!(method = %answer.request().method(), route, status = %answer.status());
        return Ok(answer);
    };
    tracing::info!(path = request.path(), ?fault, "a fault strikes");

    // Without a status the call is only slow: it takes effect, and its answer is late.
    if fault.after || fault.status.is_none() {
        let answer = next.call(request).await?;
        // The answer is kept alive meanwhile: a feed stays occupied by its slow reader.
        wait(&fault).await;
        let wrong = answer_instead(&fault, answer.request());
        return Ok(match wrong {
            Some(wrong) => answer.into_response(wrong),
            None => answer.map_into_boxed_body(),
        });
    }
    wait(&fault).await;
    let (request, _) = request.into_parts();
    let wrong = answer_instead(&fault, &request).unwrap_or_else(|| HttpResponse::InternalServerError().finish());
    Ok(ServiceResponse::new(request, wrong))
}

async fn wait(fault: &Fault) {
    if fault.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    }
}

fn answer_instead(fault: &Fault, request: &actix_web::HttpRequest) -> Option<HttpResponse> {
    let status = StatusCode::from_u16(fault.status?).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = HttpResponse::build(status);
    if status == StatusCode::TOO_MANY_REQUESTS {
        answer.insert_header(("X-Rate-Limit-Retry-After-Seconds", 30));
    }
    for header in &fault.headers {
        answer.insert_header((header.0.as_str(), header.1.as_str()));
    }
    if let Some(body) = &fault.body {
        return Some(answer.body(body.clone()));
    }
    let Some(code) = &fault.code else { return Some(answer.finish()) };
    answer.insert_header(("ApiErrorCode", code.as_str())).insert_header(("ApiError", code.as_str()));
    // Codes of a fault are the tester's own words, those of a refusal are ours.
    let message = super::messages::message(code, None).get(language(request));
    Some(answer.json(serde_json::json!({ "code": code, "message": message, "extra": null })))
}

/// The path as faults name it: below either base address.
fn below_base(path: &str) -> &str {
    let path = path.strip_prefix("/api").unwrap_or(path);
    path.strip_prefix("/creditor").unwrap_or(path)
}
