//! What Twikey writes to customers about a payment link (`sendInvite`, source 5).

use chrono::{DateTime, Utc};

use super::{World, letters::language, link::PaymentLink, mailbox::Email};
use crate::{
    i18n::{Language, Text, format},
    sandbox::refusal::Refusal,
};

const SUBJECT: Text = Text {
    de: "{creditor} bittet Sie um {amount}",
    nl: "{creditor} vraagt u {amount}",
    fr: "{creditor} vous demande {amount}",
    en: "{creditor} asks you for {amount}",
};

const BODY: Text = Text {
    de: "Guten Tag\n\n{creditor} bittet Sie um {amount}: {title}. Hier können Sie bezahlen:\n\n{link}\n",
    nl: "Goedendag\n\n{creditor} vraagt u {amount}: {title}. U kunt hier betalen:\n\n{link}\n",
    fr: "Bonjour,\n\n{creditor} vous demande {amount} : {title}. Vous pouvez payer ici :\n\n{link}\n",
    en: "Hello\n\n{creditor} asks you for {amount}: {title}. You can pay here:\n\n{link}\n",
};

const SMS: Text = Text {
    de: "{creditor} bittet Sie um {amount}: {title}. Bezahlen: {link}",
    nl: "{creditor} vraagt u {amount}: {title}. Betalen: {link}",
    fr: "{creditor} vous demande {amount} : {title}. Payer : {link}",
    en: "{creditor} asks you for {amount}: {title}. Pay: {link}",
};

impl World {
    /// Mails a payment link to its customer.
    pub fn mail_link(&mut self, id: u64, now: DateTime<Utc>) -> Result<(), Refusal> {
        if !self.settings.email_enabled {
            return Err(Refusal::new("err_email_disabled"));
        }
        let link = self.link(id)?;
        let customer = link.customer.and_then(|customer| self.customers.get(&customer));
        let to = customer.and_then(|it| it.email.clone()).ok_or(Refusal::missing("email"))?;
        let language = self.language_of_link(link);
        let email = Email {
            from: format!("\"{}\" <{}>", self.creditor.name, self.creditor.email),
            to: vec![to],
            subject: self.fill_link(SUBJECT.get(language), link),
            text: Some(self.fill_link(BODY.get(language), link)),
            ..Email::default()
        };
        self.mailbox.receive(email, now);
        Ok(())
    }

    /// Texts a payment link to its customer.
    pub fn text_link(&mut self, id: u64, now: DateTime<Utc>) -> Result<(), Refusal> {
        let link = self.link(id)?;
        let customer = link.customer.and_then(|customer| self.customers.get(&customer));
        let mobile = customer.and_then(|it| it.mobile.clone()).ok_or(Refusal::missing("mobile"))?;
        let text = self.fill_link(SMS.get(self.language_of_link(link)), link);
        let url = self.link_url(link);
        self.phone.send(&mobile, text, None, Some(url), now);
        Ok(())
    }

    /// The language of a link's customer.
    pub fn language_of_link(&self, link: &PaymentLink) -> Language {
        let customer = link.customer.and_then(|customer| self.customers.get(&customer));
        language(customer.and_then(|it| it.language.as_deref()))
    }

    fn fill_link(&self, template: &str, link: &PaymentLink) -> String {
        let language = self.language_of_link(link);
        template
            .replace("{creditor}", &self.creditor.name)
            .replace("{title}", &link.title)
            .replace("{amount}", &format::amount(link.amount.0, "EUR", language))
            .replace("{link}", &self.link_url(link))
    }
}
