//! What Twikey writes to customers about an invoice: e-mail and text messages with its link, reminders, letters
//! (source 4.4, 9).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{World, invoice::Invoice, letters::language, mailbox::Email};
use crate::{
    i18n::{Language, Text, format},
    sandbox::refusal::Refusal,
};

const INVOICE: Text = Text {
    de: "Ihre Rechnung {number} von {creditor}",
    nl: "Uw factuur {number} van {creditor}",
    fr: "Votre facture {number} de {creditor}",
    en: "Your invoice {number} from {creditor}",
};

const INVOICE_BODY: Text = Text {
    de: "Guten Tag\n\n{creditor} bittet Sie um {amount} bis {due} für die Rechnung {number}. Hier können Sie sie lesen und bezahlen:\n\n{link}\n",
    nl: "Goedendag\n\n{creditor} vraagt u {amount} te betalen tegen {due} voor factuur {number}. U kunt ze hier lezen en betalen:\n\n{link}\n",
    fr: "Bonjour,\n\n{creditor} vous demande {amount} pour le {due}, facture {number}. Vous pouvez la lire et la payer ici :\n\n{link}\n",
    en: "Hello\n\n{creditor} asks you for {amount} by {due} for invoice {number}. You can read and pay it here:\n\n{link}\n",
};

const REMINDER: Text = Text {
    de: "Erinnerung: Rechnung {number} von {creditor}",
    nl: "Herinnering: factuur {number} van {creditor}",
    fr: "Rappel : facture {number} de {creditor}",
    en: "Reminder: invoice {number} from {creditor}",
};

const LETTER: Text = Text {
    de: "Brief an {name}: Rechnung {number}",
    nl: "Brief aan {name}: factuur {number}",
    fr: "Lettre à {name} : facture {number}",
    en: "Letter to {name}: invoice {number}",
};

const SMS: Text = Text {
    de: "{creditor}: Rechnung {number} über {amount}, fällig am {due}. Lesen und bezahlen: {link}",
    nl: "{creditor}: factuur {number} van {amount}, te betalen tegen {due}. Lezen en betalen: {link}",
    fr: "{creditor} : facture {number} de {amount}, à payer pour le {due}. À lire et à payer ici : {link}",
    en: "{creditor}: invoice {number} over {amount}, due {due}. Read and pay: {link}",
};

/// The highest level of reminders.
const LAST_REMINDER: u8 = 4;

impl World {
    /// Sends the invoice the way the customer can be reached: by e-mail, else by SMS, else by letter.
    pub fn send_invoice(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Refusal> {
        let invoice = self.invoice(id)?;
        let customer = self.payer_of(invoice);
        if invoice.email.is_some() || customer.email.is_some() {
            self.mail_invoice(id, now)
        } else if customer.mobile.is_some() {
            self.text_invoice(id, now)
        } else {
            self.post_invoice(id, now)
        }
    }

    /// Mails the invoice's link.
    pub fn mail_invoice(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.write_about(id, INVOICE, None, now)
    }

    /// Mails a reminder of the next level.
    pub fn remind_of_invoice(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.open_invoice(id)?;
        self.write_about(id, REMINDER, None, now)?;
        self.raise_reminder(id, now);
        Ok(())
    }

    /// Texts the invoice's link.
    pub fn text_invoice(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Refusal> {
        let invoice = self.invoice(id)?;
        let customer = self.payer_of(invoice);
        let mobile = customer.mobile.clone().ok_or(Refusal::missing("mobile"))?;
        let text = self.fill_invoice(SMS.get(self.language_of(invoice)), invoice);
        let link = self.invoice_url(invoice);
        self.phone.send(&mobile, text, None, Some(link), now);
        Ok(())
    }

    /// Texts a reminder of the next level.
    pub fn text_reminder(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.open_invoice(id)?;
        self.text_invoice(id, now)?;
        self.raise_reminder(id, now);
        Ok(())
    }

    /// Posts a letter. Twikey's test environment mails it to the creditor instead (9).
    pub fn post_invoice(&mut self, id: Uuid, now: DateTime<Utc>) -> Result<(), Refusal> {
        let creditor = self.creditor.email.clone();
        self.write_about(id, LETTER, Some(creditor), now)
    }

    fn open_invoice(&self, id: Uuid) -> Result<&Invoice, Refusal> {
        let invoice = self.invoice(id)?;
        if invoice.state.is_open() {
            Ok(invoice)
        } else {
            Err(Refusal::about("err_invalid_state", invoice.state.code()))
        }
    }

    fn raise_reminder(&mut self, id: Uuid, now: DateTime<Utc>) {
        if let Some(invoice) = self.invoices.get_mut(id) {
            invoice.reminder_level = LAST_REMINDER.min(invoice.reminder_level + 1);
            self.invoice_changed(id, now);
        }
    }

    fn write_about(
        &mut self,
        id: Uuid,
        subject: Text,
        instead: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if !self.settings.email_enabled {
            return Err(Refusal::new("err_email_disabled"));
        }
        let invoice = self.invoice(id)?;
        let own = invoice.email.clone().or_else(|| self.payer_of(invoice).email);
        let to = instead.or(own).ok_or(Refusal::missing("email"))?;
        let language = self.language_of(invoice);
        let email = Email {
            from: format!("\"{}\" <{}>", self.creditor.name, self.creditor.email),
            to: vec![to],
            subject: self.fill_invoice(subject.get(language), invoice),
            text: Some(self.fill_invoice(INVOICE_BODY.get(language), invoice)),
            ..Email::default()
        };
        self.mailbox.receive(email, now);
        Ok(())
    }

    /// The language of an invoice, or else of its customer.
    pub fn language_of(&self, invoice: &Invoice) -> Language {
        let own = invoice.locale.as_deref().and_then(|locale| locale.get(..2));
        language(own.or(self.payer_of(invoice).language.as_deref()))
    }

    fn fill_invoice(&self, template: &str, invoice: &Invoice) -> String {
        let language = self.language_of(invoice);
        template
            .replace("{creditor}", &self.creditor.name)
            .replace("{number}", &invoice.number)
            .replace("{name}", &self.payer_of(invoice).name())
            .replace("{amount}", &format::amount(invoice.open().0, "EUR", language))
            .replace("{due}", &format::date(invoice.due, language))
            .replace("{link}", &self.invoice_url(invoice))
    }
}
