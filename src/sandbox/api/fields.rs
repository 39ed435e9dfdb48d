//! Form fields and query parameters, checked as far as Twikey's limits are known (source 2.1).

use chrono::{DateTime, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::{Map, Value};

use crate::{
    domain::{country::Country, email::EmailAddress, money::Cents},
    sandbox::{account_number, amount, refusal::Refusal, state::customer::Customer},
};

/// Twikey's languages.
const LANGUAGES: [&str; 7] = ["en", "fr", "nl", "de", "pt", "es", "it"];

/// Names and values in the order they came, decoded. Bytes that are not UTF-8 become replacement characters.
#[derive(Clone, Debug)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    pub fn parse(encoded: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// The texts, numbers and booleans of a JSON object.
    pub fn of_object(object: &Map<String, Value>) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        Self(object.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect())
    }

    /// These fields, then others: where both have a name, these count.
    pub fn then(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// All names and values in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A value without the spaces around it; empty ones count as absent.
    pub fn text(&self, name: &str) -> Option<String> {
        let value = self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim())?;
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// A value of at most so many characters, refused with `code` beyond.
    pub fn short(&self, name: &str, longest: usize, code: &'static str) -> Result<Option<String>, Refusal> {
        match self.text(name) {
            Some(value) if value.chars().count() > longest => Err(Refusal::about(code, name)),
            value => Ok(value),
        }
    }

    pub fn required(&self, name: &str) -> Result<String, Refusal> {
        self.text(name).ok_or_else(|| Refusal::missing(name))
    }

    /// Twikey's booleans: `true`, and `1` as one of its own clients writes.
    pub fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// A number, or `err_invalid_params`.
    pub fn number<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>, Refusal> {
        self.text(name).map(|value| value.parse().map_err(|_| Refusal::invalid(name))).transpose()
    }

    /// An amount in euros, or `err_invalid_amount`.
    pub fn amount(&self, name: &str) -> Result<Option<Cents>, Refusal> {
        self.text(name).map(|text| amount::parse(&text).ok_or(Refusal::about("err_invalid_amount", name))).transpose()
    }

    /// A day, `yyyy-mm-dd`, or `err_invalid_date`.
    pub fn date(&self, name: &str) -> Result<Option<NaiveDate>, Refusal> {
        let date = self.text(name).map(|text| text.parse().map_err(|_| Refusal::about("err_invalid_date", name)));
        date.transpose()
    }

    /// A time, or a day, which stands for its beginning. Without a zone it is UTC, as .NET writes it (1.5).
    pub fn moment(&self, name: &str) -> Result<Option<DateTime<FixedOffset>>, Refusal> {
        let Some(given) = self.text(name) else { return Ok(None) };
        let day = given.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN));
        let without_zone = day.or_else(|| given.parse::<NaiveDateTime>().ok()).map(|at| at.and_utc().fixed_offset());
        let at = without_zone.or_else(|| given.parse().ok());
        at.map(Some).ok_or_else(|| Refusal::about("err_invalid_date", name))
    }

    /// The address of a web page.
    pub fn web_address(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.text(name) {
            // Placeholders make it no address yet; browsers must not be sent anywhere but to a web page.
            Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => Err(Refusal::invalid(name)),
            url => Ok(url),
        }
    }

    /// Every value of a repeated parameter.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let values = self.0.iter().filter(|(field, _)| field == name);
        values.map(|(_, value)| value.trim()).filter(|value| !value.is_empty()).collect()
    }

    /// Whether the caller wants this further data: `include` is repeated, or a comma list.
    pub fn includes(&self, word: &str) -> bool {
        self.all("include")
            .into_iter()
            .flat_map(|words| words.split(','))
            .any(|it| it.trim().eq_ignore_ascii_case(word))
    }

    /// The profile: absent or no number is the same as unknown.
    pub fn profile(&self) -> Result<u32, Refusal> {
        self.text("ct").and_then(|ct| ct.parse().ok()).ok_or(Refusal::new("err_no_such_ct"))
    }

    pub fn iban(&self) -> Result<Option<String>, Refusal> {
        self.text("iban").map(|iban| account_number::iban(&iban)).transpose()
    }

    /// The BIC that is given, or the one that belongs to the IBAN.
    pub fn bic(&self, iban: Option<&str>) -> Result<Option<String>, Refusal> {
        match self.text("bic") {
            Some(bic) => account_number::bic(&bic).map(Some),
            None => Ok(iban.and_then(account_number::bic_of)),
        }
    }

    /// The creditor's own reference as Twikey keeps it: upper case, cut at 35 characters (source 2.1 and 11).
    pub fn mandate_number(&self) -> Result<Option<String>, Refusal> {
        let Some(given) = self.text("mandateNumber") else { return Ok(None) };
        let kept: String = given.to_uppercase().chars().take(35).collect();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "/-?:().,' ".contains(c);
        let ends = [kept.chars().next(), kept.chars().next_back()];
        let ends_well = ends.into_iter().flatten().all(|c| c.is_ascii_alphanumeric());
        if kept.chars().all(allowed) && ends_well { Ok(Some(kept)) } else { Err(Refusal::invalid("mandateNumber")) }
    }

    /// The mandate a call is about, in any case: Twikey's own tests ask for `import-1a2b` after signing it.
    pub fn reference(&self) -> Result<String, Refusal> {
        self.required("mndtId").map(|reference| reference.to_uppercase())
    }

    /// When the link shall expire: `ed`, in milliseconds, at most a year ahead. Anything else is as good as none: PY writes
    /// a day (2.1).
    pub fn expiry(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Refusal> {
        let Some(millis) = self.text("ed").and_then(|ed| ed.parse().ok()) else { return Ok(None) };
        let at = DateTime::from_timestamp_millis(millis);
        let allowed = at.filter(|&at| at > now && at <= now + Months::new(12));
        allowed.map(Some).ok_or(Refusal::about("err_invalid_date", "ed"))
    }

    /// The debtor's details; absent ones stay absent. Twikey's clients write `firstname` and `firstName` (4.1).
    pub fn customer(&self) -> Result<Customer, Refusal> {
        const NAME: &str = "err_invalid_name";
        const OTHER: &str = "err_invalid_params";
        let vat_number = self.short("vatno", 50, OTHER)?.or(self.short("coc", 50, OTHER)?);
        Ok(Customer {
            id: 0,
            number: self.short("customerNumber", 50, OTHER)?,
            email: self.email()?,
            mobile: self.mobile()?,
            first_name: self.short("firstname", 50, NAME)?.or(self.short("firstName", 50, NAME)?),
            last_name: self.short("lastname", 50, NAME)?.or(self.short("lastName", 50, NAME)?),
            company: self.short("companyName", 140, NAME)?,
            vat_number,
            address: self.short("address", 70, OTHER)?,
            zip: self.short("zip", 50, OTHER)?,
            city: self.short("city", 50, OTHER)?,
            country: self.country()?,
            language: self.language()?,
        })
    }

    pub fn email(&self) -> Result<Option<String>, Refusal> {
        const CODE: &str = "err_invalid_email";
        let Some(email) = self.short("email", 70, CODE)? else { return Ok(None) };
        email
            .parse::<EmailAddress>()
            .map(|email| Some(email.as_str().to_owned()))
            .map_err(|_| Refusal::about(CODE, "email"))
    }

    /// International form: `+32…`, `0032…`, or `32…` as PY, JV and .NET write it (1.5).
    fn mobile(&self) -> Result<Option<String>, Refusal> {
        let Some(mobile) = self.text("mobile") else { return Ok(None) };
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let marked = mobile.strip_prefix('+').or_else(|| mobile.strip_prefix("00"));
        let digits = marked.map_or_else(|| mobile.clone(), |number| number.replace([' ', '.', '-'], ""));
        if all_digits(&digits) && (7..=15).contains(&digits.len()) && !digits.starts_with('0') {
            Ok(Some(format!("+{digits}")))
        } else {
            Err(Refusal::invalid("mobile"))
        }
    }

    fn country(&self) -> Result<Option<String>, Refusal> {
        let Some(code) = self.text("country") else { return Ok(None) };
        let country = code.to_ascii_uppercase().parse::<Country>();
        country.map(|it| Some(it.code().to_owned())).map_err(|_| Refusal::about("err_invalid_country", "country"))
    }

    /// `l`, or `lang` in PY's invoices (4.1).
    fn language(&self) -> Result<Option<String>, Refusal> {
        let Some(language) = self.text("l").or_else(|| self.text("lang")) else { return Ok(None) };
        let code = language.get(..2).unwrap_or_default().to_ascii_lowercase();
        if LANGUAGES.contains(&code.as_str()) { Ok(Some(code)) } else { Err(Refusal::about("err_invalid_lang", "l")) }
    }
}

/// The characters that banks take (EPC217-08).
pub fn message(form: &Fields) -> Result<Option<String>, Refusal> {
    let message = form.short("message", 140, "err_invalid_params")?;
    let sepa = |c: char| c.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(c);
    match message {
        Some(message) if !message.chars().all(sepa) => Err(Refusal::about("err_invalid_sepachars", "message")),
        message => Ok(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(encoded: &str) -> Fields {
        Fields::parse(encoded.as_bytes())
    }

    #[test]
    fn a_mandate_number_is_kept_in_upper_case_and_cut() {
        assert_eq!(fields("mandateNumber=acme-7").mandate_number(), Ok(Some("ACME-7".into())));
        let long = fields("mandateNumber=1234567890123456789012345678901234567890").mandate_number();
        assert_eq!(long.unwrap().unwrap().len(), 35);
        assert_eq!(fields("mandateNumber=/acme").mandate_number(), Err(Refusal::invalid("mandateNumber")));
        assert_eq!(fields("mandateNumber=acm%C3%A9").mandate_number(), Err(Refusal::invalid("mandateNumber")));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_like_other_wrong_values() {
        assert!(fields("email=%FF%FE@example.com").customer().is_err());
        assert_eq!(fields("l=%C3%A9").customer(), Err(Refusal::about("err_invalid_lang", "l")));
    }

    #[test]
    fn a_link_expires_within_a_year() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let ed = |at: DateTime<Utc>| fields(&format!("ed={}", at.timestamp_millis())).expiry(now);
        assert!(ed(now + chrono::TimeDelta::days(30)).unwrap().is_some());
        assert!(ed(now - chrono::TimeDelta::days(1)).is_err());
        assert!(ed(now + chrono::TimeDelta::days(400)).is_err());
        assert_eq!(fields("ed=2025-07-31").expiry(now), Ok(None), "PY writes a day, and its test expects a success");
    }

    #[test]
    fn a_mobile_number_is_international_with_or_without_its_plus_sign() {
        let mobile = |number: &str| Fields(vec![("mobile".into(), number.into())]).mobile().ok().flatten();
        let same = Some("+32498665995".to_owned());
        assert_eq!(
            [mobile("+32 498 66.59-95"), mobile("0032498665995"), mobile("32498665995")],
            [same.clone(), same.clone(), same]
        );
        // In a form, a plus sign that was not encoded is a space: no less a number than without one.
        assert_eq!(fields("mobile=+32498665995").mobile(), Ok(Some("+32498665995".to_owned())));
        assert_eq!(fields("mobile=0498665995").mobile(), Err(Refusal::invalid("mobile")));
        for wrong in ["0498665995", "32 498 665995", "+0498665995", "123456", "many"] {
            assert_eq!(mobile(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_moment_is_a_day_or_a_time_with_or_without_a_zone() {
        let moment = |given: &str| Fields(vec![("date".into(), given.into())]).moment("date").ok().flatten();
        let at = |text: &str| text.parse::<DateTime<FixedOffset>>().ok();
        assert_eq!(moment("2026-11-23"), at("2026-11-23T00:00:00Z"));
        assert_eq!(moment("2026-11-23T08:13:21"), at("2026-11-23T08:13:21Z"));
        assert_eq!(moment("2026-11-23T08:13:21Z"), at("2026-11-23T08:13:21Z"));
        assert_eq!(moment("2026-12-01T00:30:00+01:00").map(|at| at.date_naive()), "2026-12-01".parse().ok());
        assert_eq!(moment("soon"), None);
    }
}
