use std::net::SocketAddr;

use super::{mail_server::MailServer, *};
use crate::{
    i18n::Language,
    tls::{
        Distrust,
        test_authority::{Authority, Door},
    },
};

/// Authorities as the configuration gives them.
fn trusting(authority: &Authority) -> Authorities {
    Authorities::read(Some(authority.file().path())).unwrap()
}

/// An address of each way to encrypt, with the door that stands there.
async fn ways(authority: &Authority, door: Door, server: SocketAddr) -> [String; 3] {
    let wrapped = authority.door(door, server).await;
    let started = authority.door(Door { starts_in_the_clear: true, ..door }, server).await;
    [
        format!("smtps://user:pw@localhost:{wrapped}"),
        format!("smtp://user:pw@localhost:{started}?tls=required"),
        format!("smtp://localhost:{started}?tls=opportunistic"),
    ]
}

async fn check(url: &str, authorities: &Authorities) -> Result<(), Error> {
    Mailer::from_url(url, "firma@example.com", authorities).unwrap().check().await
}

#[tokio::test]
async fn a_mail_server_is_trusted_whose_authority_the_file_holds_and_no_other() {
    let server = MailServer::start().await;
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    for url in ways(&ours, Door::default(), server.address()).await {
        assert_eq!(check(&url, &trusting(&ours)).await, Ok(()), "{url}");
        for authorities in [Authorities::default(), trusting(&theirs)] {
            let error = check(&url, &authorities).await.unwrap_err();
            assert_eq!(error.reason(), Reason::Certificate(Distrust::UnknownAuthority), "{url}");
            assert!(error.is_temporary() && !error.is_unclear(), "{url}");
            for language in Language::ALL {
                assert!(error.reason().explain(language).contains("TLS_CA_FILE"), "{language}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_told_apart() {
    let server = MailServer::start().await;
    let ours = Authority::new("Ours");
    for (door, distrust) in [
        (Door { has_expired: true, ..Door::default() }, Distrust::NotValidNow),
        (Door { name: "mail.other.example", ..Door::default() }, Distrust::WrongName),
        (Door { is_authoritys_own: true, ..Door::default() }, Distrust::Unusable),
    ] {
        for url in ways(&ours, door, server.address()).await {
            let error = check(&url, &trusting(&ours)).await.unwrap_err();
            assert_eq!(error.reason(), Reason::Certificate(distrust), "{url}");
        }
    }
}

#[tokio::test]
async fn a_server_that_speaks_in_the_clear_is_no_matter_of_certificates() {
    let server = MailServer::start().await;
    let url = format!("smtps://user:pw@{}", server.address());
    let error = check(&url, &Authorities::default()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::Encryption);
    assert!(error.is_temporary() && !error.is_unclear());
}
