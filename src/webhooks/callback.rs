//! `GET /twikey/webhook`: Twikey rings. 403 for whoever is not Twikey, else 204.
//!
//! Nothing in a callback is believed beyond which mandate it is about: it may be late, repeated or out of order. What
//! happened is read from the feed, or, for what no feed reports, asked of Twikey by a job.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use url::form_urlencoded;

use crate::{
    app::App,
    error::{Error, Result},
    jobs::{self, CheckReason, Task, Topic},
    mandates,
};

/// Longer ones are none of Twikey's.
const QUERY_BYTES: usize = 4096;

/// `GET /twikey/webhook`
pub async fn receive(app: Data<App>, request: HttpRequest) -> Result<HttpResponse> {
    let twikey = app.twikey.as_ref().ok_or(Error::NotFound)?;
    let query = request.query_string();
    let signature = request.headers().get("X-Signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if query.len() > QUERY_BYTES || !twikey.callback_is_genuine(query, signature) {
        return Ok(HttpResponse::Forbidden().finish());
    }
    let call = Call::of(query);
    if !call.is_test() {
        write_down(&app, &call).await?;
        app.new_jobs.notify_waiters();
    }
    Ok(HttpResponse::NoContent().finish())
}

async fn write_down(app: &App, call: &Call) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    for topic in call.topics() {
        jobs::enqueue_unless_waiting(&mut tx, now, &Task::ReadFeeds { topic: *topic }).await?;
    }
    if let Some((reference, reason)) = call.unreported()
        && let Some(mandate) = mandates::find_by_reference(&mut tx, reference).await?
    {
        jobs::enqueue_unless_waiting(&mut tx, now, &Task::CheckMandate { mandate: mandate.id, reason }).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What a callback says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Call {
    kind: String,
    message: String,
    mandate: String,
    event: String,
    state: String,
    reason: String,
}

impl Call {
    /// Reads the raw query: decoded as a whole, an `&` within a value would cut it. Unknown names are passed over.
    fn of(query: &str) -> Self {
        let mut call = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match name.to_ascii_lowercase().as_str() {
                "type" => &mut call.kind,
                "msg" => &mut call.message,
                "mandatenumber" => &mut call.mandate,
                "event" => &mut call.event,
                "state" => &mut call.state,
                "reason" => &mut call.reason,
                _ => continue,
            };
            *field = value.into_owned();
        }
        call
    }

    /// The test button in Twikey's settings.
    fn is_test(&self) -> bool {
        self.kind == "event" && self.message == "dummytest"
    }

    /// What the feeds may tell more of. Of a kind that we do not know that is anything.
    fn topics(&self) -> &'static [Topic] {
        match self.kind.to_ascii_lowercase().as_str() {
            "contract" => &[Topic::Mandates],
            "payment" => &[Topic::Money],
            _ => &Topic::ALL,
        }
    }

    /// The mandate and what happened to it, if no feed will tell.
    fn unreported(&self) -> Option<(&str, CheckReason)> {
        let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
        if !is(&self.kind, "contract") || self.mandate.is_empty() {
            return None;
        }
        let reason = match () {
            () if is(&self.event, "Invite") && is(&self.reason, "expired") => CheckReason::Expired,
            () if is(&self.event, "Invite") && is(&self.reason, "removed") => CheckReason::Removed,
            // A business mandate that waits for its bank, or just no longer does: the state may be the one before.
            () if is(&self.state, "SIGNED_PENDING_DEBTOR_BANK") => CheckReason::Bank,
            () => return None,
        };
        Some((&self.mandate, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case_and_unknown_ones_passed_over() {
        let call = Call::of("Type=contract&MANDATENUMBER=ACME+00013&event=Invite&state=PREPARED&reason=expired&new=1");
        assert_eq!(call.unreported(), Some(("ACME 00013", CheckReason::Expired)));
    }

    #[test]
    fn what_the_feed_reports_is_left_to_the_feed() {
        for query in [
            "type=payment",
            "type=contract&mandateNumber=A&event=Cancel&state=SIGNED&reason=expired",
            "type=contract&mandateNumber=A&event=Update",
            "type=contract&mandateNumber=A&event=Sign&state=SIGNED",
            "type=contract&mandateNumber=A&event=Invite",
            "type=contract&event=Invite&reason=removed",
            "type=brand-new&mandateNumber=A&event=Invite&reason=removed",
        ] {
            assert_eq!(Call::of(query).unreported(), None, "{query}");
        }
    }

    #[test]
    fn each_kind_of_callback_rings_for_the_feeds_that_tell_of_it() {
        assert_eq!(Call::of("type=contract&mandateNumber=A&event=Sign").topics(), [Topic::Mandates]);
        assert_eq!(Call::of("type=payment&id=812589&status=paid").topics(), [Topic::Money]);
        assert_eq!(Call::of("type=brand-new").topics(), Topic::ALL);
    }

    #[test]
    fn the_test_button_is_recognised() {
        assert!(Call::of("msg=dummytest&type=event").is_test());
        assert!(!Call::of("msg=dummytest&type=contract").is_test());
    }
}
