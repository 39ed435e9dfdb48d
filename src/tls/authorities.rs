//! The certificates in TLS_CA_FILE, which are trusted besides those of the usual authorities.

#![expect(clippy::doc_markdown, reason = "TLS_CA_FILE is a variable of the environment")]

use std::{io, path::Path};

use chrono::{DateTime, Utc};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use x509_parser::prelude::{FromDer, X509Certificate};

/// More names than these fill a terminal without telling more.
const NAMED: usize = 5;

/// Authorities of our own.
#[derive(Clone, Debug, Default)]
pub struct Authorities {
    certificates: Vec<CertificateDer<'static>>,
}

/// Why a file gives no authorities, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error("TLS_CA_FILE: {path} cannot be read: {error}")]
    Unreadable { path: String, error: io::Error },
    #[error(
        "TLS_CA_FILE: {path} holds no certificate; give it in PEM form, which begins with -----BEGIN CERTIFICATE-----"
    )]
    Empty { path: String },
    #[error("TLS_CA_FILE: certificate {number} in {path} is damaged; export it once more, in PEM form")]
    Damaged { path: String, number: usize },
}

impl Authorities {
    /// Reads a file of certificates in PEM form; what else stands in it is passed over. Without a file there are none.
    pub fn read(file: Option<&Path>) -> Result<Self, Unusable> {
        let Some(file) = file else { return Ok(Self::default()) };
        let path = || file.display().to_string();
        let pem = std::fs::read(file).map_err(|error| Unusable::Unreadable { path: path(), error })?;
        let mut certificates = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let damaged = || Unusable::Damaged { path: path(), number: certificates.len() + 1 };
            let certificate = certificate.map_err(|_| damaged())?;
            let is_readable = X509Certificate::from_der(&certificate).is_ok_and(|(rest, _)| rest.is_empty());
            if !is_readable || RootCertStore::empty().add(certificate.clone()).is_err() {
                return Err(damaged());
            }
            certificates.push(certificate);
        }
        if certificates.is_empty() { Err(Unusable::Empty { path: path() }) } else { Ok(Self { certificates }) }
    }

    /// Each in DER form.
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.certificates.iter().map(AsRef::as_ref)
    }

    /// Whose they are and until when they hold, for the operator.
    pub fn describe(&self) -> String {
        let parsed = self.parsed();
        let names: Vec<_> = parsed
            .iter()
            .take(NAMED)
            .map(|certificate| format!("{} (until {})", certificate.subject(), until(certificate).date_naive()))
            .collect();
        let more = match parsed.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        format!("{}{more}", names.join("; "))
    }

    /// How many have expired.
    pub fn expired(&self, now: DateTime<Utc>) -> usize {
        self.parsed().iter().filter(|certificate| until(certificate) < now).count()
    }

    fn parsed(&self) -> Vec<X509Certificate<'_>> {
        self.certificates().filter_map(|der| X509Certificate::from_der(der).ok()).map(|(_, parsed)| parsed).collect()
    }
}

fn until(certificate: &X509Certificate<'_>) -> DateTime<Utc> {
    DateTime::from_timestamp(certificate.validity().not_after.timestamp(), 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::test_authority::Authority;

    fn read(bytes: &[u8]) -> Result<Authorities, Unusable> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        Authorities::read(Some(file.path()))
    }

    #[test]
    fn a_file_may_hold_several_authorities_with_words_between_them() {
        let (one, other) = (Authority::new("Company"), Authority::new("Data Centre"));
        let text = format!("# ours\n{}\n# theirs\r\n{}", one.pem(), other.pem().replace('\n', "\r\n"));
        let authorities = read(text.as_bytes()).unwrap();
        assert_eq!(authorities.certificates().count(), 2);
        assert_eq!(authorities.describe(), "CN=Company (until 2999-12-31); CN=Data Centre (until 2999-12-31)");
        assert_eq!(Authorities::read(None).unwrap().certificates().count(), 0);
    }

    #[test]
    fn authorities_that_have_expired_are_counted_and_of_many_a_few_are_named() {
        let pem: String =
            (1..=7).map(|number| Authority::new(&format!("Authority {number}")).pem().to_owned()).collect();
        let authorities = read(pem.as_bytes()).unwrap();
        assert!(authorities.describe().ends_with("CN=Authority 5 (until 2999-12-31); and 2 more"));
        assert_eq!(authorities.expired("2999-12-30T00:00:00Z".parse().unwrap()), 0);
        assert_eq!(authorities.expired("3000-01-02T00:00:00Z".parse().unwrap()), 7);
    }

    #[test]
    fn a_file_that_gives_no_authority_is_refused_and_says_why() {
        let authority = Authority::new("Company");
        let pem = authority.pem();
        let said = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        for empty in [
            &b""[..],
            b"no certificate",
            &authority.der(),
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ] {
            assert!(said(empty).contains("begins with -----BEGIN CERTIFICATE-----"), "{}", said(empty));
        }
        let scrambled = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let cut_off = &pem[..pem.len() / 2];
        for damaged in [format!("{pem}{scrambled}"), format!("{pem}{cut_off}")] {
            assert!(said(damaged.as_bytes()).contains("certificate 2"), "{}", said(damaged.as_bytes()));
        }
        let missing = Authorities::read(Some(Path::new("/nowhere/ca.pem"))).unwrap_err().to_string();
        assert!(missing.starts_with("TLS_CA_FILE: /nowhere/ca.pem cannot be read"), "{missing}");
    }
}
