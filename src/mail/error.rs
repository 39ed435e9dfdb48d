//! Why a letter was not sent: sorted into what is tried again and what needs a person, with a sentence for the office.

mod texts;

use std::{error::Error as _, fmt};

use lettre::transport::smtp;

use crate::{
    i18n::{Language, Text},
    tls::{Distrust, Trouble},
};

/// The mail server did not take the letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    reason: Reason,
    /// The server's own words. They may name the recipient, so they belong on the message's page and in no log.
    reply: Option<String>,
    unclear: bool,
}

impl Error {
    pub(super) fn of(reason: Reason) -> Self {
        Self { reason, reply: None, unclear: false }
    }

    /// The server went on being silent, whatever it may have done.
    pub(super) fn timed_out() -> Self {
        Self { unclear: true, ..Self::of(Reason::TimedOut) }
    }

    pub(super) fn from_smtp(error: &smtp::Error) -> Self {
        let Some(code) = error.status() else {
            return Self { unclear: !is_unheard(error), ..Self::of(Reason::without_reply(error)) };
        };
        let words = error.source().map(ToString::to_string).unwrap_or_default();
        let reason = if error.is_transient() { Reason::Deferred } else { Reason::of_refusal(code.into(), &words) };
        let reply = format!("{code} {words}").split_whitespace().collect::<Vec<_>>().join(" ");
        Self { reply: Some(reply), ..Self::of(reason) }
    }

    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// The server's answer to the letter, when there was one.
    pub fn reply(&self) -> Option<&str> {
        self.reply.as_deref()
    }

    /// Whether the server may have taken the letter, although we did not hear so.
    pub fn is_unclear(&self) -> bool {
        self.unclear
    }

    /// Whether the same letter may well be taken later.
    pub fn is_temporary(&self) -> bool {
        self.reason.is_temporary()
    }
}

/// Whether the talk surely ended before the letter was handed over.
fn is_unheard(error: &smtp::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, TimedOut, UnexpectedEof};
    let broke = |error: &std::io::Error| {
        matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | TimedOut | UnexpectedEof)
    };
    let io = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    // lettre wraps an error of its own once more only where encryption did not come about.
    let is_of_encryption = matches!(error.source(), Some(source) if source.is::<smtp::Error>());
    error.is_tls() || error.is_client() || is_of_encryption || (!error.is_response() && io.is_some_and(|io| !broke(io)))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.explain(Language::En))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mail::Error({})", self.reason.code())
    }
}

impl std::error::Error for Error {}

/// What stood in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No connection: refused, unknown host, broken off.
    Unreachable,
    TimedOut,
    /// The answer was not SMTP.
    Garbled,
    /// The server's certificate is not trusted.
    Certificate(Distrust),
    /// No encrypted connection for another reason, as no TLS at all.
    Encryption,
    /// The server asks to come back later (4xx), be it busy or greylisting.
    Deferred,
    /// It asked so for days.
    DeferredForDays,
    /// User or password is wrong, or a login is required.
    Login,
    /// The server lacks what this letter needs: a way to sign in, STARTTLS, international addresses.
    Unsuitable,
    SenderRefused,
    RecipientUnknown,
    MailboxFull,
    TooLarge,
    /// Refused by a rule: spam filter, missing authorisation of the sender's domain.
    Policy,
    /// Refused (5xx) without a reason that we know.
    Refused,
}

impl Reason {
    pub const ALL: [Self; 18] = [
        Self::Unreachable,
        Self::TimedOut,
        Self::Garbled,
        Self::Certificate(Distrust::UnknownAuthority),
        Self::Certificate(Distrust::NotValidNow),
        Self::Certificate(Distrust::WrongName),
        Self::Certificate(Distrust::Unusable),
        Self::Encryption,
        Self::Deferred,
        Self::DeferredForDays,
        Self::Login,
        Self::Unsuitable,
        Self::SenderRefused,
        Self::RecipientUnknown,
        Self::MailboxFull,
        Self::TooLarge,
        Self::Policy,
        Self::Refused,
    ];

    /// As it is stored with the message.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "mail.unreachable",
            Self::TimedOut => "mail.timed_out",
            Self::Garbled => "mail.garbled",
            Self::Certificate(Distrust::UnknownAuthority) => "mail.certificate_unknown",
            Self::Certificate(Distrust::NotValidNow) => "mail.certificate_expired",
            Self::Certificate(Distrust::WrongName) => "mail.certificate_wrong_name",
            Self::Certificate(Distrust::Unusable) => "mail.certificate_unusable",
            Self::Encryption => "mail.encryption",
            Self::Deferred => "mail.deferred",
            Self::DeferredForDays => "mail.deferred_for_days",
            Self::Login => "mail.login",
            Self::Unsuitable => "mail.unsuitable",
            Self::SenderRefused => "mail.sender_refused",
            Self::RecipientUnknown => "mail.recipient_unknown",
            Self::MailboxFull => "mail.mailbox_full",
            Self::TooLarge => "mail.too_large",
            Self::Policy => "mail.policy",
            Self::Refused => "mail.refused",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Whether waiting may help; otherwise somebody has to change something first.
    pub const fn is_temporary(self) -> bool {
        matches!(
            self,
            Self::Unreachable
                | Self::TimedOut
                | Self::Garbled
                | Self::Certificate(_)
                | Self::Encryption
                | Self::Deferred
        )
    }

    fn without_reply(error: &smtp::Error) -> Self {
        if error.is_timeout() {
            Self::TimedOut
        } else if let Some(trouble) = Trouble::behind(error) {
            match trouble {
                Trouble::Certificate(distrust) => Self::Certificate(distrust),
                Trouble::Encryption => Self::Encryption,
            }
        } else if error.is_tls() {
            Self::Encryption
        } else if error.is_client() {
            Self::Unsuitable
        } else if error.is_response() {
            Self::Garbled
        } else {
            // lettre counts a refused connection as neither permanent nor transient.
            Self::Unreachable
        }
    }

    /// Reads a 5xx answer. The enhanced status code (RFC 3463), where the server sends one, says more than the reply
    /// code (RFC 5321, section 4.2.3).
    fn of_refusal(code: u16, words: &str) -> Self {
        if matches!(code, 530 | 534 | 535 | 538) {
            return Self::Login;
        }
        match enhanced_code(words) {
            Some((1, 7 | 8)) => Self::SenderRefused,
            Some((1, _) | (2, 0 | 1)) => Self::RecipientUnknown,
            Some((2, 2)) => Self::MailboxFull,
            Some((2, 3) | (3, 4)) => Self::TooLarge,
            Some((7, _)) => Self::Policy,
            Some(_) => Self::Refused,
            None => match code {
                550 | 551 | 553 => Self::RecipientUnknown,
                552 => Self::MailboxFull,
                554 => Self::Policy,
                _ => Self::Refused,
            },
        }
    }

    /// What happened and what to do, for the office.
    pub const fn explain(self, language: Language) -> &'static str {
        self.sentence().get(language)
    }

    const fn sentence(self) -> Text {
        match self {
            Self::Unreachable => texts::UNREACHABLE,
            Self::TimedOut => texts::TIMED_OUT,
            Self::Garbled => texts::GARBLED,
            Self::Certificate(distrust) => distrust.of_mail_server(),
            Self::Encryption => texts::ENCRYPTION,
            Self::Deferred => texts::DEFERRED,
            Self::DeferredForDays => texts::DEFERRED_FOR_DAYS,
            Self::Login => texts::LOGIN,
            Self::Unsuitable => texts::UNSUITABLE,
            Self::SenderRefused => texts::SENDER_REFUSED,
            Self::RecipientUnknown => texts::RECIPIENT_UNKNOWN,
            Self::MailboxFull => texts::MAILBOX_FULL,
            Self::TooLarge => texts::TOO_LARGE,
            Self::Policy => texts::POLICY,
            Self::Refused => texts::REFUSED,
        }
    }
}

/// Subject and detail of an enhanced status code such as `5.1.1` at the start of an answer.
fn enhanced_code(words: &str) -> Option<(u16, u16)> {
    let mut parts = words.split_whitespace().next()?.splitn(3, '.').map(str::parse::<u16>);
    match (parts.next()?, parts.next()?, parts.next()?) {
        (Ok(5), Ok(subject), Ok(detail)) => Some((subject, detail)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enhanced_status_code_says_more_than_the_reply_code() {
        assert_eq!(Reason::of_refusal(550, "5.1.1 No such user"), Reason::RecipientUnknown);
        assert_eq!(Reason::of_refusal(550, "5.2.2 Over quota"), Reason::MailboxFull);
        assert_eq!(Reason::of_refusal(550, "5.7.1 Relaying denied"), Reason::Policy);
        assert_eq!(Reason::of_refusal(553, "5.1.8 Sender's domain does not exist"), Reason::SenderRefused);
        assert_eq!(Reason::of_refusal(552, "5.3.4 Message too big"), Reason::TooLarge);
    }

    #[test]
    fn without_an_enhanced_status_code_the_reply_code_decides() {
        assert_eq!(Reason::of_refusal(550, "Mailbox unavailable"), Reason::RecipientUnknown);
        assert_eq!(Reason::of_refusal(554, "Transaction failed"), Reason::Policy);
        assert_eq!(Reason::of_refusal(503, ""), Reason::Refused);
        assert_eq!(Reason::of_refusal(535, "5.7.8 Bad credentials"), Reason::Login);
    }

    #[test]
    fn a_stored_code_leads_back_to_its_reason() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
        }
        assert_eq!(Reason::from_code("err_no_login"), None);
    }
}
