//! Links that Twikey gives for customers: held to Twikey's hosts before anybody is sent there, or a mail says so.

use std::fmt;

use url::{Host, Url};

use super::{Error, Result};

/// A page of Twikey's, for a customer: on one of its hosts, and safe on its way. Made by [`Hosts::check`] alone.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomerLink(Url);

impl CustomerLink {
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for CustomerLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whoever has the link can sign.
        write!(f, "CustomerLink({})", self.0.host_str().unwrap_or_default())
    }
}

/// A link as a record keeps it. It may have been written before the hosts were what they are, so nothing can be done with it
/// but checking it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct KeptLink(String);

impl From<CustomerLink> for KeptLink {
    fn from(link: CustomerLink) -> Self {
        Self(link.0.into())
    }
}

impl From<&str> for KeptLink {
    fn from(link: &str) -> Self {
        Self(link.to_owned())
    }
}

/// Where Twikey's pages and its short links are.
const TWIKEYS: [&str; 3] = ["twikey.com", "*.twikey.com", "twikey.to"];

/// Where links for customers may lead.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// Links beside the API itself are good: the sandbox, or a company's own relay.
    api: Url,
    /// In lower case; one with `*.` before it stands for all below it.
    patterns: Vec<String>,
}

impl Default for Hosts {
    /// Twikey's own.
    fn default() -> Self {
        let api = Url::parse("https://api.twikey.com").expect("a web address");
        Self { api, patterns: TWIKEYS.map(str::to_owned).to_vec() }
    }
}

impl Hosts {
    /// As the address of the API tells, and those that are named besides. None: a name is none.
    pub fn new(api: &Url, named: &[String]) -> Option<Self> {
        let api_host = api.host_str().unwrap_or_default();
        let is_twikey = api_host == "twikey.com" || api_host.ends_with(".twikey.com");
        let mut patterns = if is_twikey { TWIKEYS.map(str::to_owned).to_vec() } else { Vec::new() };
        for name in named {
            patterns.push(pattern(name)?);
        }
        Some(Self { api: api.clone(), patterns })
    }

    /// The link, if it leads to Twikey. It is read as browsers do, and from then on written as it was read.
    pub fn check(&self, link: &str) -> Result<CustomerLink> {
        let mut url: Url = link.parse().map_err(|_| Error::foreign_link(""))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let is_plain =
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        if is_plain && url.origin() == self.api.origin() {
            return Ok(CustomerLink(url));
        }
        if !is_plain || url.port().is_some() || !self.patterns.iter().any(|pattern| fits(pattern, &host)) {
            return Err(Error::foreign_link(&host));
        }
        // Twikey writes its short links without encryption, and answers with it.
        if url.set_scheme("https").is_err() {
            return Err(Error::foreign_link(&host));
        }
        Ok(CustomerLink(url))
    }

    /// The same of a link that a record keeps.
    pub fn check_kept(&self, link: &KeptLink) -> Result<CustomerLink> {
        self.check(&link.0)
    }

    /// The hosts as a content security policy names them.
    pub fn sources(&self) -> Vec<String> {
        let api = self.api.origin().ascii_serialization();
        std::iter::once(api).chain(self.patterns.iter().map(|pattern| format!("https://{pattern}"))).collect()
    }
}

fn fits(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(below) => host.len() > below.len() && host.ends_with(below),
        None => host == pattern,
    }
}

/// `pay.company.example` or `*.company.example`: a name of at least two parts, as browsers write it.
fn pattern(name: &str) -> Option<String> {
    let name = name.trim().to_ascii_lowercase();
    let (star, host) = name.strip_prefix("*.").map_or(("", &*name), |host| ("*.", host));
    let is_name = !host.contains('*') && matches!(Host::parse(host), Ok(Host::Domain(parsed)) if parsed == host);
    (is_name && host.contains('.') && !host.ends_with('.')).then(|| format!("{star}{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(api: &str, named: &[&str]) -> Hosts {
        let named: Vec<_> = named.iter().map(|&name| name.to_owned()).collect();
        Hosts::new(&api.parse().unwrap(), &named).unwrap()
    }

    #[test]
    fn twikeys_own_pages_are_led_to_with_encryption() {
        for api in ["https://api.twikey.com/creditor", "https://acme.beta.twikey.com/api/creditor"] {
            for (link, read) in [
                ("https://www.twikey.com/p/1?x=2", "https://www.twikey.com/p/1?x=2"),
                ("https://page.beta.twikey.com/invoice.html?7", "https://page.beta.twikey.com/invoice.html?7"),
                ("http://twikey.to/acme/xlBF", "https://twikey.to/acme/xlBF"),
                ("HTTPS://WWW.TWIKEY.COM:443/a", "https://www.twikey.com/a"),
            ] {
                assert_eq!(hosts(api, &[]).check(link).unwrap().as_str(), read);
            }
        }
    }

    #[test]
    fn no_spelling_leads_anywhere_else() {
        let hosts = hosts("https://api.twikey.com/creditor", &["pay.company.example", "*.collect.example"]);
        for link in [
            "https://twikey.com.evil.example/",
            "https://eviltwikey.com/",
            "https://twikey.to.evil.example/",
            "https://www.twikey.com@evil.example/",
            "https://www.twikey.com:443@evil.example/",
            "https://user@www.twikey.com/",
            "https://user:password@www.twikey.com/",
            "https://evil.example\\@www.twikey.com/",
            "https://evil.example\\.twikey.com/",
            "https:\\\\evil.example\\www.twikey.com",
            "https://evil.example/www.twikey.com",
            "https://evil.example#.twikey.com",
            "https://evil.example?.twikey.com",
            "https://evil.example%2f.twikey.com/",
            "https://evil\t.example/",
            "https://www.twikey.com./",
            "https://www.twikey.com:8443/",
            "http://www.twikey.com:8080/",
            "https://xn--twkey-q4a.com/",
            "https://www.tw\u{131}key.com/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
            "//evil.example/",
            "www.twikey.com/",
            "/relative",
            "",
            "javascript:alert(1)//www.twikey.com",
            "data:text/html,www.twikey.com",
            "ftp://www.twikey.com/",
            "file://www.twikey.com/etc/passwd",
            "https://company.example/",
            "https://evil.pay.company.example/",
            "https://collect.example/",
            "https://evilcollect.example/",
        ] {
            let error = hosts.check(link).expect_err(link);
            assert!(error.is(super::super::code::FOREIGN_LINK) && !error.is_temporary(), "{link}");
        }
        for link in ["https://pay.company.example/1", "https://a.collect.example/1"] {
            assert!(hosts.check(link).is_ok(), "{link}");
        }
    }

    #[test]
    fn what_is_beside_another_api_is_good_and_nothing_else() {
        let hosts = hosts("http://127.0.0.1:8081/creditor", &[]);
        assert!(hosts.check("http://127.0.0.1:8081/acme/x").is_ok());
        for link in
            ["http://127.0.0.1:8082/x", "http://127.0.0.1/x", "https://127.0.0.1:8081/x", "https://www.twikey.com/"]
        {
            assert!(hosts.check(link).is_err(), "{link}");
        }
    }

    #[test]
    fn a_name_that_is_none_is_refused() {
        for name in [
            "https://a.example",
            "a.example/b",
            "a.example:8443",
            "*",
            "*.example",
            "com",
            "a b.example",
            "",
            "a.*.example",
            "127.0.0.1",
            "a.example.",
        ] {
            assert!(Hosts::new(&"https://api.twikey.com".parse().unwrap(), &[name.to_owned()]).is_none(), "{name}");
        }
    }

    #[test]
    fn the_host_that_was_refused_is_named_and_nothing_that_could_do_harm() {
        let hosts = hosts("https://api.twikey.com", &[]);
        let error = hosts.check("https://evil.example/token").unwrap_err();
        assert_eq!(error.code(), "twikey.foreign_link:evil.example");
        assert!(error.explain(crate::i18n::Language::En).contains("evil.example"));
    }
}
