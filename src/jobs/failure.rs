//! How a task ends when it does not end well.

use chrono::TimeDelta;

use crate::db;
use crate::workers::Place;

/// What a task answers: `Ok` once its job is finished (or failed) in the database.
pub type TaskResult = Result<(), Failure>;

/// Why a task could not do its work, and whether trying again may help.
#[derive(Debug)]
pub struct Failure {
    pub(super) next: Next,
    /// Stable word for the cause, as `twikey.err_invalid_iban`; pages explain it in the reader's language.
    pub code: String,
    /// For the operator. Holds no secret and no personal data.
    pub detail: String,
    /// The place that is in trouble, where it is not what we asked for: once it answers anybody, it is tried again.
    pub(super) waits_for: Option<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Retry(Wait),
    NeedsPerson,
    /// The lease lapsed and another worker has the job now: nothing may be written.
    Lapsed,
}

/// How long the next try waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// As the outside said.
    Asked(TimeDelta),
    /// Longer after each try.
    Growing { at_most: TimeDelta },
}

impl Failure {
    /// Trying again later may help.
    pub fn retry(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            next: Next::Retry(Wait::Growing { at_most: TimeDelta::days(1) }),
            code: code.into(),
            detail: detail.into(),
            waits_for: None,
        }
    }

    /// Trying again may help after this long; the outside said so.
    pub fn retry_after(wait: TimeDelta, code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { next: Next::Retry(Wait::Asked(wait)), code: code.into(), detail: detail.into(), waits_for: None }
    }

    /// Repeating changes nothing until somebody mends something.
    pub fn needs_person(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { next: Next::NeedsPerson, code: code.into(), detail: detail.into(), waits_for: None }
    }

    /// Where trying again helps, it is tried at least this often, unless the outside asked for a longer wait.
    pub fn at_least_every(mut self, interval: TimeDelta) -> Self {
        if let Next::Retry(Wait::Growing { at_most }) = &mut self.next {
            *at_most = interval.min(*at_most);
        }
        self
    }

    /// The way to this place is in trouble, whatever is asked for there.
    pub fn on_the_way_to(mut self, place: Place) -> Self {
        self.waits_for = Some(place);
        self
    }

    /// It is tried again after this long at most, whatever happened and whoever asked for a longer wait.
    pub(super) fn within(mut self, longest: TimeDelta) -> Self {
        self.next = match self.next {
            Next::Retry(Wait::Asked(wait)) => Next::Retry(Wait::Asked(wait.min(longest))),
            Next::Retry(Wait::Growing { at_most }) => Next::Retry(Wait::Growing { at_most: at_most.min(longest) }),
            Next::NeedsPerson => Next::Retry(Wait::Growing { at_most: longest }),
            Next::Lapsed => Next::Lapsed,
        };
        self
    }

    pub(super) fn lapsed() -> Self {
        Self {
            next: Next::Lapsed,
            code: "job.lapsed".into(),
            detail: "the lease lapsed before the work was done".into(),
            waits_for: None,
        }
    }

    /// Whether nobody but a person can go on from here.
    pub fn is_final(&self) -> bool {
        self.next == Next::NeedsPerson
    }
}

/// The database being busy or away passes.
impl From<db::Error> for Failure {
    fn from(error: db::Error) -> Self {
        Self::retry("database", error.to_string())
    }
}

/// How long to wait after so many tries: quick at first, growing up to a day.
pub(super) fn delay_after(attempts: i64) -> TimeDelta {
    const SECONDS: [i64; 10] = [5, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400];
    let index = usize::try_from(attempts - 1).unwrap_or(0).min(SECONDS.len() - 1);
    TimeDelta::seconds(SECONDS[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_up_to_a_day() {
        assert_eq!(delay_after(0), TimeDelta::seconds(5));
        assert_eq!(delay_after(1), TimeDelta::seconds(5));
        assert_eq!(delay_after(4), TimeDelta::minutes(5));
        assert_eq!(delay_after(10), TimeDelta::days(1));
        assert_eq!(delay_after(1_000), TimeDelta::days(1));
    }
}
