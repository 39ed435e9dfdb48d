//! Which ways there are to ask a customer for a mandate, and what is missing for the others. No I/O.

use crate::{
    customers::Customer,
    i18n::{Language, Text},
    messages::Channel,
};

/// Something without which a channel cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Email,
    Mobile,
    Iban,
    Bic,
    MailServer,
}

/// What can be offered for a customer.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    email: Vec<Missing>,
    sms: Vec<Missing>,
    /// The clerk may choose between the schemes.
    pub schemes: bool,
}

/// E-mail needs the customer's address and a mail server of ours. SMS needs mobile number, IBAN and BIC, all three:
/// Twikey signs by the customer's answer, so it must know the account beforehand.
pub(super) fn offer(customer: &Customer, has_mail_server: bool, schemes: bool) -> Offer {
    let email = [(!has_mail_server, Missing::MailServer), (customer.email.is_none(), Missing::Email)];
    let sms = [
        (customer.mobile.is_none(), Missing::Mobile),
        (customer.iban.is_none(), Missing::Iban),
        (customer.bic.is_none(), Missing::Bic),
    ];
    Offer { email: missing(&email), sms: missing(&sms), schemes }
}

fn missing(conditions: &[(bool, Missing)]) -> Vec<Missing> {
    conditions.iter().filter(|(missing, _)| *missing).map(|(_, what)| *what).collect()
}

impl Offer {
    /// What the channel lacks; nothing when it can be used.
    pub fn missing(&self, channel: Channel) -> &[Missing] {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
        }
    }
}

impl Missing {
    /// The field on the customer's form; none when an administrator must help.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Mobile => Some("mobile"),
            Self::Iban => Some("iban"),
            Self::Bic => Some("bic"),
            Self::MailServer => None,
        }
    }

    pub const fn name(self, language: Language) -> &'static str {
        match self {
            Self::Email => EMAIL.get(language),
            Self::Mobile => MOBILE.get(language),
            Self::Iban => "IBAN",
            Self::Bic => "BIC",
            Self::MailServer => MAIL_SERVER.get(language),
        }
    }
}

const EMAIL: Text = Text {
    de: "E-Mail-Adresse eintragen",
    nl: "E-mailadres invullen",
    fr: "Ajouter l’adresse e-mail",
    en: "Add the e-mail address",
};
const MOBILE: Text = Text { de: "Mobilnummer", nl: "Mobiel nummer", fr: "Numéro de mobile", en: "Mobile number" };
const MAIL_SERVER: Text = Text {
    de: "Es ist kein Mailserver eingerichtet (SMTP_URL). Bitten Sie die Administration darum.",
    nl: "Er is geen mailserver ingesteld (SMTP_URL). Vraag het aan de beheerder.",
    fr: "Aucun serveur de messagerie n’est configuré (SMTP_URL). Adressez-vous à l’administrateur.",
    en: "No mail server is set up (SMTP_URL). Please ask your administrator.",
};

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::country::Country;

    fn customer() -> Customer {
        Customer::new(Uuid::nil(), DateTime::UNIX_EPOCH, "C-1", Language::De, Country::BELGIUM)
    }

    #[test]
    fn sms_needs_mobile_number_iban_and_bic_all_three() {
        let nothing = offer(&customer(), true, false);
        assert_eq!(nothing.missing(Channel::Sms), [Missing::Mobile, Missing::Iban, Missing::Bic]);
        let account = Customer {
            iban: Some("BE16645348971174".parse().unwrap()),
            bic: Some("JVBABE22".parse().unwrap()),
            ..customer()
        };
        assert_eq!(offer(&account, true, false).missing(Channel::Sms), [Missing::Mobile]);
    }

    #[test]
    fn email_needs_an_address_and_a_mail_server() {
        let with_address = Customer { email: Some("jan@example.com".parse().unwrap()), ..customer() };
        assert!(offer(&with_address, true, false).missing(Channel::Email).is_empty());
        assert_eq!(offer(&with_address, false, false).missing(Channel::Email), [Missing::MailServer]);
        assert_eq!(offer(&customer(), true, false).missing(Channel::Email), [Missing::Email]);
    }
}
