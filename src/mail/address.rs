//! What SMTP_URL says of the way to the mail server: how it is encrypted, and whether a password would be read on it.

#![expect(clippy::doc_markdown, reason = "SMTP_URL is a variable of the environment")]

use lettre::transport::smtp::{
    Error,
    client::{Certificate, Tls, TlsParameters},
};
use url::{Host, Url};

use crate::{loopback, tls::Authorities};

/// Whether a password would leave this machine in the clear, or could be made to: a server that says it has no TLS is believed by
/// `tls=opportunistic`, and so is whoever says it in its place.
pub(super) fn gives_password_away(url: &Url) -> bool {
    // lettre signs in where there is a password, and only there.
    url.password().is_some() && !is_encrypted(url) && !loopback::is_meant(url)
}

/// The encryption that lettre reads from the address, with our authorities besides its own.
pub(super) fn encryption(url: &Url, authorities: &Authorities) -> Result<Tls, Error> {
    let parameters = || parameters(url, authorities);
    match (url.scheme(), asked_for(url).as_deref()) {
        ("smtps", _) => parameters().map(Tls::Wrapper),
        (_, Some("required")) => parameters().map(Tls::Required),
        (_, Some("opportunistic")) => parameters().map(Tls::Opportunistic),
        _ => Ok(Tls::None),
    }
}

fn parameters(url: &Url, authorities: &Authorities) -> Result<TlsParameters, Error> {
    let host = match url.host() {
        // Certificates write it without the brackets.
        Some(Host::Ipv6(address)) => address.to_string(),
        _ => url.host_str().unwrap_or_default().to_owned(),
    };
    let mut parameters = TlsParameters::builder(host);
    for certificate in authorities.certificates() {
        parameters = parameters.add_root_certificate(Certificate::from_der(certificate.to_vec())?);
    }
    parameters.build()
}

fn is_encrypted(url: &Url) -> bool {
    url.scheme() == "smtps" || asked_for(url).as_deref() == Some("required")
}

/// The first of several counts, as it does for lettre.
fn asked_for(url: &Url) -> Option<String> {
    url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_leaves_this_machine_encrypted_or_not_at_all() {
        let gives_away = |url: &str| gives_password_away(&url.parse().unwrap());
        for url in [
            "smtp://user:pw@mail.company.example",
            "SMTP://user:pw@mail.company.example:2525",
            "smtp://user:p%40w@mail.company.example/portal.company.example",
            "smtp://:pw@mail.company.example",
            "smtp://user:pw@mail.company.example?tls=opportunistic",
            "smtp://user:pw@mail.company.example?TLS=required",
            "smtp://user:pw@mail.company.example?tls=opportunistic&tls=required",
            "smtp://user:pw@localhost.company.example",
            "smtp://user:pw@%6cocalhost",
            "smtp://user:pw@10.0.0.25",
            "smtp://user:pw@[2001:db8::25]",
            "smtp://localhost:pw@mail.company.example",
        ] {
            assert!(gives_away(url), "{url}");
        }
        for url in [
            "smtps://user:pw@mail.company.example",
            "SMTPS://user:pw@mail.company.example?tls=none",
            "smtp://user:pw@mail.company.example?tls=required",
            "smtp://user:pw@mail.company.example?x=1&tls=r%65quired",
            "smtp://mail.company.example",
            "smtp://user@mail.company.example",
            "smtp://user:@mail.company.example",
            "smtp://user:pw@localhost:2525",
            "smtp://user:pw@LOCALHOST",
            "smtp://user:pw@127.1.2.3?tls=opportunistic",
            "smtp://user:pw@[::1]:2525",
        ] {
            assert!(!gives_away(url), "{url}");
        }
    }

    #[test]
    fn the_encryption_is_what_the_address_asks_for() {
        let kind = |url: &str| match encryption(&url.parse().unwrap(), &Authorities::default()).unwrap() {
            Tls::None => "none",
            Tls::Opportunistic(_) => "opportunistic",
            Tls::Required(_) => "required",
            Tls::Wrapper(_) => "wrapper",
        };
        assert_eq!(kind("smtp://mail.company.example"), "none");
        assert_eq!(kind("smtp://mail.company.example?tls=opportunistic"), "opportunistic");
        assert_eq!(kind("SMTP://mail.company.example?tls=required"), "required");
        assert_eq!(kind("smtps://mail.company.example"), "wrapper");
    }
}
