//! The address a customer is sent back to after signing (source 7).

use super::{World, mandate::Mandate, webhooks::encode};
use crate::sandbox::signature;

/// How signing ended, in the words of the exit address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Ok,
    /// B2B: the bank decides.
    Pending,
    Fail,
    Cancel,
    Print,
}

impl Status {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Pending => "pending",
            Self::Fail => "fail",
            Self::Cancel => "cancel",
            Self::Print => "print",
        }
    }
}

impl World {
    /// The exit address with its placeholders filled in, when one is configured.
    pub fn exit_url(&self, mandate: &Mandate, status: Status) -> Option<String> {
        if matches!(status, Status::Ok | Status::Pending)
            && let Some(exit) = self.exit_of_set_up(mandate)
        {
            return Some(exit);
        }
        let template = self.settings.exit_url.as_deref()?;
        let website_key = &self.settings.website_key;
        let account = match (status, &mandate.iban, &mandate.bic) {
            (Status::Ok | Status::Pending, Some(iban), bic) => {
                signature::encrypt_account(website_key, &mandate.reference, iban, bic.as_deref().unwrap_or_default())
            }
            _ => String::new(),
        };
        let signed = signature::of_exit(website_key, &mandate.reference, status.code(), mandate.token.as_deref());
        let token = mandate.token.as_deref().unwrap_or_default();
        Some(fill(template, &both_styles([&mandate.reference, status.code(), &account, &signed, token])))
    }
}

/// The placeholders of a mandate's exit address, named and numbered.
fn both_styles(values: [&str; 5]) -> [(&'static str, &str); 10] {
    let [reference, status, account, signed, token] = values;
    [
        ("{{mandateNumber}}", reference),
        ("{0}", reference),
        ("{{status}}", status),
        ("{1}", status),
        ("{{account}}", account),
        ("{2}", account),
        ("{{s}}", signed),
        ("{3}", signed),
        ("{{token}}", token),
        ("{4}", token),
    ]
}

/// Fills placeholders, each of which begins with a brace; a value is never searched for placeholders itself.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 160);
    let mut rest = template;
    'text: while let Some(brace) = rest.find('{') {
        filled.push_str(&rest[..brace]);
        rest = &rest[brace..];
        for (placeholder, value) in values {
            if let Some(after) = rest.strip_prefix(placeholder) {
                filled.push_str(&encode(value));
                rest = after;
                continue 'text;
            }
        }
        filled.push('{');
        rest = &rest[1..];
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        fill(template, &both_styles(["ACME 1", "ok", "A0", "B1", "t{1}"]))
    }

    #[test]
    fn named_and_numbered_placeholders_are_filled_in() {
        assert_eq!(
            filled("https://p.example/exit?m={{mandateNumber}}&st={{status}}&a={{account}}&s={{s}}&t={{token}}"),
            "https://p.example/exit?m=ACME%201&st=ok&a=A0&s=B1&t=t%7B1%7D"
        );
        assert_eq!(filled("https://p.example/{0}/{1}/{2}/{3}/{4}"), "https://p.example/ACME%201/ok/A0/B1/t%7B1%7D");
    }

    #[test]
    fn unknown_placeholders_stay_as_they_are() {
        assert_eq!(filled("https://p.example/{{other}}/{9}/{"), "https://p.example/{{other}}/{9}/{");
    }
}
