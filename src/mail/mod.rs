//! Sends letters over SMTP. The only module that knows lettre.

mod address;
mod error;
mod letter;
#[cfg(test)]
#[path = "../../tests/support/mail_server.rs"]
mod mail_server;
#[cfg(test)]
mod trust_tests;

use std::{fmt, time::Duration};

use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, transport::smtp::extension::ClientId};
use url::Url;
use uuid::Uuid;

use crate::tls::Authorities;

pub use self::{
    error::{Error, Reason},
    letter::{Attachment, BadAddress, Letter, Mailbox, MessageId, Subject},
};

/// How long to wait for the mail server to take a connection.
const CONNECT: Duration = Duration::from_secs(15);
/// How long one letter may take from connecting to the server's yes; lettre itself only limits connecting.
const LETTER: Duration = Duration::from_mins(1);

/// The mail server, and the address that letters are sent from.
///
/// Every letter has a connection of its own. lettre's pool gives a connection on whose last talk was given up half-way,
/// as after [`LETTER`]; the next letter would take the answer to the one before for its own.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
}

/// A setting that no letter can be sent with.
#[derive(Debug, thiserror::Error)]
pub enum Misconfigured {
    #[error("SMTP_URL is not of the form smtps://user:password@host: {0}")]
    Url(String),
    #[error(
        "SMTP_URL would let the password be read on the way: write smtps://user:password@host, or \
         smtp://user:password@host?tls=required"
    )]
    PasswordInTheClear,
    #[error("MAIL_FROM is not of the form \"Firma <rechnung@firma.example>\"")]
    From,
}

impl Mailer {
    /// Takes the mail server from `smtp_url` (lettre's form, `smtps://user:password@host`) and the sender from
    /// `mail_from` (`Firma <rechnung@firma.example>`); trusts `authorities` besides the usual ones. Does not connect yet.
    pub fn from_url(smtp_url: &str, mail_from: &str, authorities: &Authorities) -> Result<Self, Misconfigured> {
        let from: Mailbox = mail_from.parse().map_err(|BadAddress| Misconfigured::From)?;
        let unusable = |error: lettre::transport::smtp::Error| Misconfigured::Url(error.to_string());
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp_url).map_err(unusable)?;
        let url = Url::parse(smtp_url).map_err(|error| Misconfigured::Url(error.to_string()))?;
        if address::gives_password_away(&url) {
            return Err(Misconfigured::PasswordInTheClear);
        }
        let encryption = address::encryption(&url, authorities).map_err(unusable)?;
        let transport = transport.tls(encryption).timeout(Some(CONNECT));
        // Without a name of its own in the URL, lettre greets with the machine's host name; some servers refuse one
        // that has no dot, and the sender's domain always has an owner who can be asked.
        let named = url.path().len() > 1;
        let transport =
            if named { transport } else { transport.hello_name(ClientId::Domain(from.domain().to_owned())) };
        Ok(Self { transport: transport.build(), from, patience: LETTER })
    }

    /// Who letters are from.
    pub fn from(&self) -> &Mailbox {
        &self.from
    }

    /// The Message-ID of the message with this id: the same at every try, so that a letter that is sent again after
    /// a crash is recognised as the same one.
    pub fn message_id(&self, message: Uuid) -> MessageId {
        MessageId::new(message, &self.from)
    }

    /// Hands the letter to the mail server; `Ok` means that the server has taken charge of it.
    pub async fn send(&self, letter: &Letter) -> Result<(), Error> {
        let message = letter.to_lettre()?;
        within(self.patience, self.transport.send(message)).await.map(drop)
    }

    /// Connects, greets and signs in, and sends nothing: for `mandato doctor`.
    pub async fn check(&self) -> Result<(), Error> {
        let connected = within(self.patience, self.transport.test_connection()).await?;
        if connected { Ok(()) } else { Err(Error::of(Reason::Unreachable)) }
    }
}

async fn within<T>(
    limit: Duration,
    talk: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, Error> {
    match tokio::time::timeout(limit, talk).await {
        Ok(answer) => answer.map_err(|error| Error::from_smtp(&error)),
        Err(_elapsed) => Err(Error::timed_out()),
    }
}

impl fmt::Debug for Mailer {
    /// Without the transport: it holds the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("from", &self.from).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{mail_server::MailServer, *};

    fn letter(mailer: &Mailer) -> Letter {
        Letter {
            message_id: mailer.message_id(Uuid::nil()),
            date: "2026-11-23T17:00:00Z".parse().unwrap(),
            from: mailer.from().clone(),
            to: Mailbox::new("Anna \"Änn\" Müller & Söhne 🎉", "anna@example.com").unwrap(),
            reply_to: None,
            subject: Subject::new("SEPA-Mandat für »Müller & Söhne«\r\nBcc: all@example.com"),
            html: "<p>Grüß Gott 🎉</p>".into(),
            text: "Grüß Gott 🎉\n.\nBis bald\n".into(),
            attachment: None,
        }
    }

    fn mailer(server: &MailServer) -> Mailer {
        Mailer::from_url(&server.url(), "Firma <rechnung@firma.example>", &Authorities::default()).unwrap()
    }

    #[tokio::test]
    async fn a_letter_arrives_with_names_subject_and_both_bodies_as_written() {
        let server = MailServer::start().await;
        let mailer = mailer(&server);

        mailer.send(&letter(&mailer)).await.unwrap();

        let received = server.received();
        let mail = mail_parser::MessageParser::default().parse(received[0].as_bytes()).unwrap();
        assert_eq!(mail.message_id(), Some("00000000-0000-0000-0000-000000000000@firma.example"));
        assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Firma"));
        assert_eq!(mail.to().unwrap().first().unwrap().name(), Some("Anna \"Änn\" Müller & Söhne 🎉"));
        assert_eq!(mail.subject(), Some("SEPA-Mandat für »Müller & Söhne« Bcc: all@example.com"));
        assert_eq!(mail.bcc(), None);
        assert_eq!(mail.body_html(0).unwrap().trim(), "<p>Grüß Gott 🎉</p>");
        assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), "Grüß Gott 🎉\n.\nBis bald\n");
        assert!(received[0].contains("multipart/alternative"));
    }

    #[tokio::test]
    async fn the_same_letter_sent_again_is_the_same_message() {
        let server = MailServer::start().await;
        let mailer = mailer(&server);
        let letter = letter(&mailer);

        mailer.send(&letter).await.unwrap();
        mailer.send(&letter).await.unwrap();

        let ids = server.received().iter().map(|mail| header(mail, "Message-ID")).collect::<Vec<_>>();
        assert_eq!(ids[0], ids[1]);
    }

    fn header(mail: &str, name: &str) -> String {
        mail.lines().find(|line| line.starts_with(name)).unwrap().to_owned()
    }

    #[tokio::test]
    async fn a_refused_recipient_needs_a_person() {
        let server = MailServer::start().await;
        server.answer("RCPT", "550 5.1.1 <anna@example.com> unknown");
        let mailer = mailer(&server);

        let error = mailer.send(&letter(&mailer)).await.unwrap_err();

        assert_eq!(error.reason(), Reason::RecipientUnknown);
        assert!(!error.is_temporary());
        assert_eq!(error.reply(), Some("550 5.1.1 <anna@example.com> unknown"));
        assert!(!error.to_string().contains("anna"), "an error message carries no address: {error}");
    }

    #[tokio::test]
    async fn a_server_that_asks_to_come_back_later_is_tried_again() {
        let server = MailServer::start().await;
        server.answer("DATA", "451 4.7.1 greylisted, come back");
        let mailer = mailer(&server);

        let error = mailer.send(&letter(&mailer)).await.unwrap_err();

        assert_eq!(error.reason(), Reason::Deferred);
        assert!(error.is_temporary());

        server.relent();
        mailer.send(&letter(&mailer)).await.unwrap();
        assert_eq!(server.received().len(), 1);
    }

    #[tokio::test]
    async fn a_server_that_is_down_is_tried_again() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        drop(listener);
        let mailer = Mailer::from_url(&url, "firma@example.com", &Authorities::default()).unwrap();

        assert_eq!(mailer.send(&letter(&mailer)).await.unwrap_err().reason(), Reason::Unreachable);
        assert_eq!(mailer.check().await.unwrap_err().reason(), Reason::Unreachable);
    }

    #[tokio::test]
    async fn a_server_that_talks_nonsense_is_tried_again() {
        let server = MailServer::start().await;
        server.answer("EHLO", "HTTP/1.1 400 Bad Request");
        server.answer("HELO", "what?");

        let error = mailer(&server).check().await.unwrap_err();

        assert!(error.is_temporary(), "{error:?}");
    }

    #[tokio::test]
    async fn a_server_that_never_answers_is_given_up_on() {
        let server = MailServer::start().await;
        server.hang();
        let mut mailer = mailer(&server);
        mailer.patience = Duration::from_millis(50);

        let error = mailer.send(&letter(&mailer)).await.unwrap_err();

        assert_eq!(error.reason(), Reason::TimedOut);
    }

    #[tokio::test]
    async fn a_wrong_password_needs_a_person_and_is_not_repeated_in_the_error() {
        let server = MailServer::start().await;
        server.answer("AUTH", "535 5.7.8 no");
        let url = server.url().replace("smtp://", "smtp://user:s3cret@");

        let error =
            Mailer::from_url(&url, "firma@example.com", &Authorities::default()).unwrap().check().await.unwrap_err();

        assert_eq!(error.reason(), Reason::Login);
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }

    #[tokio::test]
    async fn a_check_signs_in_and_sends_nothing() {
        let server = MailServer::start().await;
        mailer(&server).check().await.unwrap();
        assert!(server.received().is_empty());
    }

    #[test]
    fn wrong_settings_are_named() {
        let url =
            Mailer::from_url("http://mail.example.com", "firma@example.com", &Authorities::default()).unwrap_err();
        assert!(url.to_string().contains("SMTP_URL"));
        let from = Mailer::from_url("smtp://localhost", "Firma", &Authorities::default()).unwrap_err();
        assert!(from.to_string().contains("MAIL_FROM"));
    }

    #[test]
    fn a_password_in_the_clear_is_refused_and_not_repeated() {
        let refused = |url: &str| Mailer::from_url(url, "firma@example.com", &Authorities::default()).unwrap_err();
        for url in ["smtp://user:s3cret@mail.example.com", "SMTP://user:s3cret@mail.example.com?tls=opportunistic"] {
            let said = refused(url).to_string();
            assert!(said.contains("smtps://user:password@host") && said.contains("?tls=required"), "{said}");
            assert!(!said.contains("s3cret"), "{said}");
        }
    }
}
