//! Why Twikey refuses a call: its error code and the parameter or id that is wrong (source 1.6).

/// A refusal in Twikey's words. The API turns it into a 400 with a message in the caller's language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} ({extra:?})")]
pub struct Refusal {
    pub code: &'static str,
    /// The bad parameter's name, or the unknown id.
    pub extra: Option<String>,
}

impl Refusal {
    pub fn new(code: &'static str) -> Self {
        Self { code, extra: None }
    }

    pub fn about(code: &'static str, extra: impl Into<String>) -> Self {
        Self { code, extra: Some(extra.into()) }
    }

    /// The same refusal by the name that some addresses have for it.
    pub fn renamed(self, usual: &str, here: &'static str) -> Self {
        if self.code == usual { Self { code: here, ..self } } else { self }
    }

    /// A parameter that must be there is not.
    pub fn missing(parameter: &str) -> Self {
        Self::about("err_missing_params", parameter)
    }

    /// A parameter that is there cannot be used.
    pub fn invalid(parameter: &str) -> Self {
        Self::about("err_invalid_params", parameter)
    }

    /// No mandate has this reference.
    pub fn no_mandate(reference: &str) -> Self {
        Self::about("err_no_contract", reference)
    }
}
