//! What a failure outside means for a job.

use chrono::TimeDelta;

use super::failure::Failure;
use crate::{mail, twikey, workers::Place};

impl From<twikey::Error> for Failure {
    fn from(error: twikey::Error) -> Self {
        let code = error.code().to_owned();
        match error.remedy() {
            // Whatever stands in the way is mended within hours; then it goes on soon, and not only the next day.
            twikey::Remedy::Retry { after: None } => {
                let failure = Self::retry(code, error.to_string()).at_least_every(TimeDelta::minutes(15));
                if is_of_the_way(&error) { failure.on_the_way_to(Place::Twikey) } else { failure }
            }
            twikey::Remedy::Retry { after: Some(wait) } => Self::retry_after(wait, code, error.to_string()),
            twikey::Remedy::Person => Self::needs_person(code, error.to_string()),
        }
    }
}

/// Whether anything else that is asked of Twikey would have met the same: what waits for a batch or for another reader would not.
fn is_of_the_way(error: &twikey::Error) -> bool {
    use twikey::code::{CALL_IN_PROGRESS, STILL_AT_WORK};
    ![CALL_IN_PROGRESS, STILL_AT_WORK].iter().any(|code| error.is(code))
}

impl From<&mail::Error> for Failure {
    fn from(error: &mail::Error) -> Self {
        let code = error.reason().code();
        let detail = error.to_string();
        match error.reason() {
            // The server's word on this letter, or on its recipient.
            mail::Reason::Deferred => Self::retry(code, detail),
            _ if error.is_temporary() => Self::retry(code, detail).on_the_way_to(Place::Mail),
            _ => Self::needs_person(code, detail),
        }
    }
}
