//! What Twikey itself writes to customers: invitations, reminders, links to the portal, text messages.

use chrono::{DateTime, Utc};

use super::{
    World,
    mailbox::Email,
    mandate::{Mandate, What},
};
use crate::{
    i18n::{Language, Text},
    sandbox::refusal::Refusal,
};

const INVITE: Text = Text {
    de: "Bitte unterzeichnen Sie Ihr SEPA-Mandat",
    nl: "Gelieve uw SEPA-mandaat te ondertekenen",
    fr: "Merci de signer votre mandat SEPA",
    en: "Please sign your SEPA mandate",
};

const INVITE_BODY: Text = Text {
    de: "Guten Tag\n\n{creditor} bittet Sie um ein SEPA-Mandat. Unter dieser Adresse können Sie es lesen und unterzeichnen:\n\n{link}\n",
    nl: "Goedendag\n\n{creditor} vraagt u een SEPA-mandaat. Op dit adres kunt u het lezen en ondertekenen:\n\n{link}\n",
    fr: "Bonjour,\n\n{creditor} vous demande un mandat SEPA. Vous pouvez le lire et le signer à cette adresse :\n\n{link}\n",
    en: "Hello\n\n{creditor} asks you for a SEPA mandate. You can read and sign it here:\n\n{link}\n",
};

const REMINDER: Text = Text {
    de: "Erinnerung: Ihr SEPA-Mandat ist noch nicht unterzeichnet",
    nl: "Herinnering: uw SEPA-mandaat is nog niet ondertekend",
    fr: "Rappel : votre mandat SEPA n’est pas encore signé",
    en: "Reminder: your SEPA mandate is not signed yet",
};

const ACCESS: Text = Text {
    de: "Ihr Zugang zu Ihrem SEPA-Mandat",
    nl: "Uw toegang tot uw SEPA-mandaat",
    fr: "Votre accès à votre mandat SEPA",
    en: "Your access to your SEPA mandate",
};

const ACCESS_BODY: Text = Text {
    de: "Guten Tag\n\nUnter dieser Adresse finden Sie zwei Minuten lang Ihr Mandat für {creditor}:\n\n{link}\n",
    nl: "Goedendag\n\nOp dit adres vindt u gedurende twee minuten uw mandaat voor {creditor}:\n\n{link}\n",
    fr: "Bonjour,\n\nVous trouverez pendant deux minutes votre mandat pour {creditor} à cette adresse :\n\n{link}\n",
    en: "Hello\n\nFor two minutes you find your mandate for {creditor} here:\n\n{link}\n",
};

const CANCELLED: Text = Text {
    de: "Ihr SEPA-Mandat wurde beendet",
    nl: "Uw SEPA-mandaat is stopgezet",
    fr: "Votre mandat SEPA a pris fin",
    en: "Your SEPA mandate has ended",
};

const CANCELLED_BODY: Text = Text {
    de: "Guten Tag\n\nIhr SEPA-Mandat {reference} für {creditor} ist beendet.\n",
    nl: "Goedendag\n\nUw SEPA-mandaat {reference} voor {creditor} is stopgezet.\n",
    fr: "Bonjour,\n\nVotre mandat SEPA {reference} pour {creditor} a pris fin.\n",
    en: "Hello\n\nYour SEPA mandate {reference} for {creditor} has ended.\n",
};

const SMS: Text = Text {
    de: "{creditor} bittet Sie um ein SEPA-Mandat für das Konto {iban}. Antworten Sie mit OK, um das Mandat {reference} zu unterzeichnen.",
    nl: "{creditor} vraagt u een SEPA-mandaat voor rekening {iban}. Antwoord met OK om mandaat {reference} te ondertekenen.",
    fr: "{creditor} vous demande un mandat SEPA pour le compte {iban}. Répondez OK pour signer le mandat {reference}.",
    en: "{creditor} asks you for a SEPA mandate for account {iban}. Reply OK to sign mandate {reference}.",
};

const INVITE_SMS: Text = Text {
    de: "{creditor} bittet Sie um ein SEPA-Mandat. Bitte hier lesen und unterzeichnen: {link}",
    nl: "{creditor} vraagt u een SEPA-mandaat. Lees en onderteken het hier: {link}",
    fr: "{creditor} vous demande un mandat SEPA. À lire et signer ici : {link}",
    en: "{creditor} asks you for a SEPA mandate. Read and sign it here: {link}",
};

impl World {
    /// Mails the invitation, again when asked again.
    pub fn mail_invite(&mut self, reference: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mandate = self.open_mandate(reference)?;
        let link = self.signing_url(mandate);
        self.mail(reference, INVITE, INVITE_BODY, &link, now)?;
        let email = self.customer_of(self.mandate(reference)?).email;
        self.mandate_mut(reference)?.note(now, What::InviteMailed, email);
        // Without a reason this event means that an invitation went out (6.3).
        self.ring_contract(reference, "Invite", Some("PREPARED"), None, now);
        Ok(())
    }

    /// Reminds the customer of an unsigned mandate. Of a signed one there is nothing to remind: PY and JV do so and expect
    /// a success (2.4).
    pub fn mail_reminder(&mut self, reference: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.mandate(reference)?.standing.is_live() {
            return Ok(());
        }
        let mandate = self.open_mandate(reference)?;
        let link = self.signing_url(mandate);
        self.mail(reference, REMINDER, INVITE_BODY, &link, now)?;
        self.mandate_mut(reference)?.note(now, What::ReminderMailed, None);
        Ok(())
    }

    /// Mails a link into the debtor's portal, with a new token.
    pub fn mail_access(&mut self, reference: &str, token: String, now: DateTime<Utc>) -> Result<(), Refusal> {
        let link = self.grant_access(reference, token, now)?;
        self.mail(reference, ACCESS, ACCESS_BODY, &link, now)?;
        self.mandate_mut(reference)?.note(now, What::AccessMailed, None);
        Ok(())
    }

    /// Tells the customer that the mandate has ended.
    pub fn mail_cancellation(&mut self, reference: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.mail(reference, CANCELLED, CANCELLED_BODY, "", now)
    }

    /// Sends the SMS whose reply signs.
    pub fn send_sms(&mut self, reference: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.text(reference, SMS, None, now)
    }

    /// Sends an SMS with the link to the signing page (not confirmed for the API: source 2.3).
    pub fn send_invite_sms(&mut self, reference: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let link = self.signing_url(self.open_mandate(reference)?);
        self.text(reference, INVITE_SMS, Some(link), now)
    }

    fn open_mandate(&self, reference: &str) -> Result<&Mandate, Refusal> {
        let mandate = self.mandate(reference)?;
        if mandate.standing.is_open() {
            Ok(mandate)
        } else {
            Err(Refusal::about("err_invalid_state", mandate.standing.code()))
        }
    }

    fn text(&mut self, reference: &str, text: Text, link: Option<String>, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mandate = self.open_mandate(reference)?;
        let customer = self.customer_of(mandate);
        let mobile = customer.mobile.clone().ok_or(Refusal::missing("mobile"))?;
        let text = self.fill(text.get(language(customer.language.as_deref())), mandate, link.as_deref().unwrap_or(""));
        self.phone.send(&mobile, text, Some(reference), link, now);
        self.mandate_mut(reference)?.note(now, What::SmsSent, Some(mobile));
        Ok(())
    }

    fn mail(
        &mut self,
        reference: &str,
        subject: Text,
        body: Text,
        link: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if !self.settings.email_enabled {
            return Err(Refusal::new("err_email_disabled"));
        }
        let mandate = self.mandate(reference)?;
        let customer = self.customer_of(mandate);
        let to = customer.email.clone().ok_or(Refusal::missing("email"))?;
        let language = language(customer.language.as_deref());
        let text = self.fill(body.get(language), mandate, link);
        let email = Email {
            from: format!("\"{}\" <{}>", self.creditor.name, self.creditor.email),
            to: vec![to],
            subject: subject.get(language).into(),
            text: Some(text),
            ..Email::default()
        };
        self.mailbox.receive(email, now);
        Ok(())
    }

    fn fill(&self, template: &str, mandate: &Mandate, link: &str) -> String {
        template
            .replace("{creditor}", &self.creditor.name)
            .replace("{reference}", &mandate.reference)
            .replace("{iban}", mandate.iban.as_deref().unwrap_or_default())
            .replace("{link}", link)
    }
}

/// The language to write in: English for those of Twikey's languages that the sandbox does not speak.
pub fn language(code: Option<&str>) -> Language {
    code.and_then(|code| code.parse().ok()).unwrap_or_default()
}

/// A reference as the name of its PDF file: it may hold characters that file names must not.
pub fn file_name(reference: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '_' };
    format!("{}.pdf", reference.chars().map(plain).collect::<String>())
}
