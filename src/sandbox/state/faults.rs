//! Faults that a person or a test asks for: slow, refusing or talking nonsense (`POST /_sandbox/faults`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The next `count` calls to `path` go wrong like this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The path below `/creditor`, or the start of one that ends in `*`; `*` is every call.
    pub path: String,
    /// Only calls with this method.
    #[serde(default)]
    pub method: Option<String>,
    /// Answered instead; without it the call is only delayed.
    #[serde(default)]
    pub status: Option<u16>,
    /// Answered as Twikey answers errors, unless `body` says otherwise.
    #[serde(default)]
    pub code: Option<String>,
    /// The exact body of the answer, to talk nonsense.
    #[serde(default)]
    pub body: Option<String>,
    /// Headers of the answer besides, or instead of, those it would have.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub delay_ms: u64,
    #[serde(default = "once")]
    pub count: u32,
    /// The call takes effect first, and only its answer is lost: the caller cannot know.
    #[serde(default)]
    pub after: bool,
}

fn once() -> u32 {
    1
}

impl Fault {
    fn fits(&self, method: &str, path: &str) -> bool {
        let path_fits = match self.path.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == self.path,
        };
        path_fits && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
    }
}

/// Takes the first fault that fits a call, counting it down.
pub fn take(faults: &mut Vec<Fault>, method: &str, path: &str) -> Option<Fault> {
    let index = faults.iter().position(|fault| fault.count > 0 && fault.fits(method, path))?;
    let fault = &mut faults[index];
    fault.count -= 1;
    let taken = fault.clone();
    if taken.count == 0 {
        faults.remove(index);
    }
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_it_says() {
        let mut faults: Vec<Fault> =
            serde_json::from_str(r#"[{"path":"/mandate/*","method":"get","status":500,"count":2}]"#).unwrap();

        assert!(take(&mut faults, "GET", "/invite").is_none());
        assert!(take(&mut faults, "POST", "/mandate/detail").is_none());
        assert!(take(&mut faults, "GET", "/mandate/detail").is_some());
        assert!(take(&mut faults, "GET", "/mandate/pdf").is_some());
        assert!(take(&mut faults, "GET", "/mandate/pdf").is_none());
        assert!(faults.is_empty());
    }
}
