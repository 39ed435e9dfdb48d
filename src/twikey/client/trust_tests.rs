use std::net::SocketAddr;

use actix_web::HttpResponse;
use serde_json::json;

use super::{super::fake::Fake, *};
use crate::{
    i18n::Language,
    tls::test_authority::{Authority, Door},
};

fn trusting(authority: &Authority) -> Authorities {
    Authorities::read(Some(authority.file().path())).unwrap()
}

fn twikey() -> (Fake, SocketAddr) {
    let fake = Fake::start(|_, _| {
        HttpResponse::Ok().insert_header(("Authorization", "token")).json(json!({"Authorization": "token"}))
    });
    let address = fake.url.trim_start_matches("http://").parse().unwrap();
    (fake, address)
}

async fn log_in(url: &str, authorities: &Authorities) -> Result<Login> {
    let credentials = Credentials {
        api_url: url.parse().unwrap(),
        api_key: "KEY".into(),
        private_key: None,
        website_key: None,
        link_hosts: Vec::new(),
    };
    let clock = Clock::frozen(chrono_tz::Europe::Brussels, "2026-11-23T12:00:00Z".parse().unwrap());
    Client::new(credentials, authorities, clock).unwrap().check_login().await
}

#[actix_web::test]
async fn a_twikey_is_trusted_whose_authority_the_file_holds_and_no_other() {
    let (fake, address) = twikey();
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let url = format!("https://localhost:{}", ours.door(Door::default(), address).await);
    for authorities in [Authorities::default(), trusting(&theirs)] {
        let error = log_in(&url, &authorities).await.unwrap_err();
        assert_eq!(error.code(), code::CERTIFICATE_UNKNOWN);
        assert!(error.is_temporary() && !error.is_unclear());
        assert!(!format!("{error} {error:?}").contains("localhost"), "an error holds no address: {error:?}");
        for language in Language::ALL {
            assert!(error.explain(language).contains("TLS_CA_FILE"), "{language}");
        }
    }
    assert_eq!(fake.logins(), 0, "whoever is not trusted hears no key");
    assert!(log_in(&url, &trusting(&ours)).await.is_ok());
}

#[actix_web::test]
async fn what_is_wrong_with_twikeys_certificate_is_told_apart() {
    let (fake, address) = twikey();
    let ours = Authority::new("Ours");
    for (door, code) in [
        (Door { has_expired: true, ..Door::default() }, code::CERTIFICATE_EXPIRED),
        (Door { name: "api.other.example", ..Door::default() }, code::CERTIFICATE_WRONG_NAME),
        (Door { is_authoritys_own: true, ..Door::default() }, code::CERTIFICATE_UNUSABLE),
    ] {
        let url = format!("https://localhost:{}", ours.door(door, address).await);
        assert_eq!(log_in(&url, &trusting(&ours)).await.unwrap_err().code(), code);
    }
    let in_the_clear = format!("https://{address}");
    assert_eq!(log_in(&in_the_clear, &trusting(&ours)).await.unwrap_err().code(), code::ENCRYPTION);
    assert_eq!(fake.logins(), 0);
}
