//! Why a letter was not sent: sorted into what is tried again and what needs a person, with a sentence for the office.

use std::{error::Error as _, fmt};

use lettre::transport::smtp;

use crate::i18n::{Language, Text};

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
    error.is_tls() || error.is_client() || (!error.is_response() && io.is_some_and(|io| !broke(io)))
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
    /// No encrypted connection: a certificate that is not trusted, or no TLS at all.
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
    pub const ALL: [Self; 14] = [
        Self::Unreachable,
        Self::TimedOut,
        Self::Garbled,
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
        matches!(self, Self::Unreachable | Self::TimedOut | Self::Garbled | Self::Encryption | Self::Deferred)
    }

    fn without_reply(error: &smtp::Error) -> Self {
        if error.is_timeout() {
            Self::TimedOut
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
            Self::Unreachable => UNREACHABLE,
            Self::TimedOut => TIMED_OUT,
            Self::Garbled => GARBLED,
            Self::Encryption => ENCRYPTION,
            Self::Deferred => DEFERRED,
            Self::DeferredForDays => DEFERRED_FOR_DAYS,
            Self::Login => LOGIN,
            Self::Unsuitable => UNSUITABLE,
            Self::SenderRefused => SENDER_REFUSED,
            Self::RecipientUnknown => RECIPIENT_UNKNOWN,
            Self::MailboxFull => MAILBOX_FULL,
            Self::TooLarge => TOO_LARGE,
            Self::Policy => POLICY,
            Self::Refused => REFUSED,
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

const UNREACHABLE: Text = Text {
    de: "Der Mailserver ist nicht erreichbar. Das Portal versucht es von selbst wieder.",
    nl: "De mailserver is niet bereikbaar. Het portaal probeert het vanzelf opnieuw.",
    fr: "Le serveur de messagerie est injoignable. Le portail réessaie de lui-même.",
    en: "The mail server cannot be reached. The portal will try again by itself.",
};
const TIMED_OUT: Text = Text {
    de: "Der Mailserver hat nicht rechtzeitig geantwortet. Das Portal versucht es von selbst wieder.",
    nl: "De mailserver heeft niet op tijd geantwoord. Het portaal probeert het vanzelf opnieuw.",
    fr: "Le serveur de messagerie n’a pas répondu à temps. Le portail réessaie de lui-même.",
    en: "The mail server did not answer in time. The portal will try again by itself.",
};
const GARBLED: Text = Text {
    de: "Der Mailserver antwortet unverständlich. Das Portal versucht es von selbst wieder. Bleibt es dabei, prüft die \
         Administration die Adresse des Mailservers (SMTP_URL).",
    nl: "De mailserver geeft een onbegrijpelijk antwoord. Het portaal probeert het vanzelf opnieuw. Blijft dit zo, laat \
         dan een beheerder het adres van de mailserver (SMTP_URL) nakijken.",
    fr: "Le serveur de messagerie donne une réponse incompréhensible. Le portail réessaie de lui-même. Si cela persiste, \
         un administrateur doit vérifier l’adresse du serveur (SMTP_URL).",
    en: "The mail server’s answer makes no sense. The portal will try again by itself. If this goes on, an administrator \
         should check the mail server’s address (SMTP_URL).",
};
const ENCRYPTION: Text = Text {
    de: "Es kommt keine sichere Verbindung zum Mailserver zustande, meist wegen eines abgelaufenen Zertifikats. Das \
         Portal versucht es von selbst wieder; bitte informieren Sie die Administration.",
    nl: "Er komt geen beveiligde verbinding met de mailserver tot stand, meestal door een verlopen certificaat. Het \
         portaal probeert het vanzelf opnieuw; breng een beheerder op de hoogte.",
    fr: "La connexion sécurisée au serveur de messagerie échoue, le plus souvent à cause d’un certificat expiré. Le \
         portail réessaie de lui-même\u{a0}; veuillez prévenir un administrateur.",
    en: "No secure connection to the mail server can be made, mostly because of an expired certificate. The portal will \
         try again by itself; please tell an administrator.",
};
const DEFERRED: Text = Text {
    de: "Der Mailserver nimmt die Nachricht im Moment nicht an. Das Portal versucht es von selbst wieder.",
    nl: "De mailserver neemt het bericht nu niet aan. Het portaal probeert het vanzelf opnieuw.",
    fr: "Le serveur de messagerie n’accepte pas le message pour l’instant. Le portail réessaie de lui-même.",
    en: "The mail server is not taking the message at the moment. The portal will try again by itself.",
};
const DEFERRED_FOR_DAYS: Text = Text {
    de: "Der Mailserver hat die Nachricht fünf Tage lang nicht angenommen. Das Portal versucht es nicht mehr von selbst. Prüfen \
         Sie die Adresse, erreichen Sie den Kunden auf einem anderen Weg, oder versuchen Sie es noch einmal.",
    nl: "De mailserver heeft het bericht vijf dagen lang niet aangenomen. Het portaal probeert het niet meer vanzelf. \
         Controleer het adres, bereik de klant op een andere manier, of probeer het opnieuw.",
    fr: "Le serveur de messagerie n’a pas accepté le message pendant cinq jours. Le portail ne réessaie plus de lui-même. \
         Vérifiez l’adresse, joignez le client autrement, ou réessayez.",
    en: "The mail server has not taken the message for five days. The portal does not try any more by itself. Check the \
         address, reach the customer in another way, or try again.",
};
const LOGIN: Text = Text {
    de: "Der Mailserver lehnt die Anmeldung ab. Die Administration muss Benutzer und Passwort in SMTP_URL prüfen; \
         versuchen Sie es danach erneut.",
    nl: "De mailserver weigert de aanmelding. Een beheerder moet gebruiker en wachtwoord in SMTP_URL nakijken; probeer \
         het daarna opnieuw.",
    fr: "Le serveur de messagerie refuse la connexion. Un administrateur doit vérifier l’utilisateur et le mot de passe \
         dans SMTP_URL\u{a0}; réessayez ensuite.",
    en: "The mail server refuses the login. An administrator must check user and password in SMTP_URL; try again after \
         that.",
};
const UNSUITABLE: Text = Text {
    de: "Der Mailserver kann diese Nachricht so nicht senden: Anmeldung, Verschlüsselung oder Sonderzeichen in der \
         Adresse werden nicht unterstützt. Prüfen Sie die E-Mail-Adresse; stimmt sie, hilft die Administration (SMTP_URL).",
    nl: "De mailserver kan dit bericht zo niet verzenden: aanmelding, versleuteling of speciale tekens in het adres \
         worden niet ondersteund. Controleer het e-mailadres; klopt het, vraag dan een beheerder om hulp (SMTP_URL).",
    fr: "Le serveur de messagerie ne peut pas envoyer ce message\u{a0}: la connexion, le chiffrement ou les caractères \
         spéciaux de l’adresse ne sont pas pris en charge. Vérifiez l’adresse e-mail\u{a0}; si elle est correcte, adressez-vous \
         à un administrateur (SMTP_URL).",
    en: "The mail server cannot send this message as it is: it lacks the login, the encryption or the support for special \
         characters in the address. Check the e-mail address; if it is right, ask an administrator (SMTP_URL).",
};
const SENDER_REFUSED: Text = Text {
    de: "Der Mailserver akzeptiert die Absenderadresse nicht. Die Administration muss MAIL_FROM prüfen; versuchen Sie es \
         danach erneut.",
    nl: "De mailserver aanvaardt het afzenderadres niet. Een beheerder moet MAIL_FROM nakijken; probeer het daarna \
         opnieuw.",
    fr: "Le serveur de messagerie n’accepte pas l’adresse de l’expéditeur. Un administrateur doit vérifier MAIL_FROM\u{a0}; \
         réessayez ensuite.",
    en: "The mail server does not accept the sender’s address. An administrator must check MAIL_FROM; try again after \
         that.",
};
const RECIPIENT_UNKNOWN: Text = Text {
    de: "Diese E-Mail-Adresse gibt es nicht oder sie nimmt keine Nachrichten an. Fragen Sie den Kunden nach der richtigen \
         Adresse, ändern Sie sie im Kundenblatt und senden Sie erneut.",
    nl: "Dit e-mailadres bestaat niet of aanvaardt geen berichten. Vraag de klant naar het juiste adres, wijzig het op de \
         klantenfiche en verzend opnieuw.",
    fr: "Cette adresse e-mail n’existe pas ou n’accepte pas de messages. Demandez la bonne adresse au client, modifiez-la \
         dans la fiche client et renvoyez le message.",
    en: "This e-mail address does not exist or takes no messages. Ask the customer for the right address, change it on \
         the customer sheet and send again.",
};
const MAILBOX_FULL: Text = Text {
    de: "Das Postfach des Kunden ist voll. Versuchen Sie es später erneut oder verwenden Sie einen anderen Weg.",
    nl: "De mailbox van de klant is vol. Probeer het later opnieuw of gebruik een ander kanaal.",
    fr: "La boîte aux lettres du client est pleine. Réessayez plus tard ou utilisez un autre canal.",
    en: "The customer’s mailbox is full. Try again later, or use another channel.",
};
const TOO_LARGE: Text = Text {
    de: "Die Nachricht ist dem Mailserver zu groß. Kürzen Sie den Text und senden Sie sie neu.",
    nl: "Het bericht is te groot voor de mailserver. Kort de tekst in en verzend het opnieuw.",
    fr: "Le message est trop volumineux pour le serveur de messagerie. Raccourcissez le texte et renvoyez-le.",
    en: "The message is too large for the mail server. Shorten the text and send it anew.",
};
const POLICY: Text = Text {
    de: "Der Mailserver lehnt die Nachricht nach seinen Regeln ab, zum Beispiel durch den Spamfilter. Die Administration \
         sollte prüfen, ob der Server für die Absenderadresse senden darf (SPF, DKIM); versuchen Sie es danach erneut.",
    nl: "De mailserver weigert het bericht volgens zijn regels, bijvoorbeeld door de spamfilter. Een beheerder moet nagaan \
         of de server voor het afzenderadres mag verzenden (SPF, DKIM); probeer het daarna opnieuw.",
    fr: "Le serveur de messagerie refuse le message selon ses règles, par exemple à cause du filtre antispam. Un \
         administrateur doit vérifier que le serveur peut envoyer pour cette adresse (SPF, DKIM)\u{a0}; réessayez ensuite.",
    en: "The mail server refuses the message by its rules, for example its spam filter. An administrator should check \
         whether the server may send for the sender’s address (SPF, DKIM); try again after that.",
};
const REFUSED: Text = Text {
    de: "Der Mailserver hat die Nachricht abgelehnt. Prüfen Sie die E-Mail-Adresse und versuchen Sie es erneut; bleibt es \
         dabei, informieren Sie die Administration.",
    nl: "De mailserver heeft het bericht geweigerd. Controleer het e-mailadres en probeer het opnieuw; blijft dit zo, \
         breng dan een beheerder op de hoogte.",
    fr: "Le serveur de messagerie a refusé le message. Vérifiez l’adresse e-mail et réessayez\u{a0}; si cela persiste, \
         prévenez un administrateur.",
    en: "The mail server has refused the message. Check the e-mail address and try again; if this goes on, tell an \
         administrator.",
};

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
