//! A customer with an opened invoice: what its pages need to know, and in which language they speak.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::NaiveDate;
use maud::{Markup, html};
use uuid::Uuid;

use crate::{
    domain::money::Cents,
    i18n::{Language, format},
    sandbox::{
        account_number,
        pages::{
            Shared, language,
            refused::{Refused, RefusedPage},
            shell::{Hosted, language_of},
        },
        state::{
            World,
            account::Creditor,
            documents::Kind,
            invoice::{Invoice, State},
            link,
        },
    },
    ui::facts::code,
};

/// An invoice that its customer looks at.
pub struct Visit {
    pub language: Language,
    pub creditor: Creditor,
    pub invoice: Invoice,
    /// The account it is collected from, or could be, so that its owner recognises it: `BE16 … 1174`.
    pub account: Option<String>,
    /// The provider does not know yet whether a payment has come.
    pub awaits_payment: bool,
    /// Its PDF was handed over, or an address of one.
    pub pdf: Option<Pdf>,
    /// Where the customer goes after paying.
    pub exit: Option<String>,
    pub today: NaiveDate,
}

/// Where the PDF of an invoice is.
pub enum Pdf {
    Here,
    At(String),
}

/// The longest message that is shown on one line: a structured reference with its signs, a telephone being narrow.
const ONE_LINE: usize = 25;

impl Visit {
    /// The message of a transfer, to be copied. A reference does not break in its middle.
    pub fn message(&self) -> Markup {
        let message = &self.invoice.remittance;
        html! { span.unbroken[message.len() <= ONE_LINE] { (code(message)) } }
    }

    /// `/invoice/{id}`
    pub fn base(&self) -> String {
        address(self.invoice.id)
    }

    pub fn page<'a>(&'a self, title: &'a str, content: Markup) -> Hosted<'a> {
        let Self { language, creditor, .. } = self;
        Hosted { language: *language, title, from: &creditor.name, choice: true, script: None, content }
    }

    pub fn money(&self, amount: Cents) -> String {
        format::amount(amount.0, "EUR", self.language)
    }

    pub fn date(&self, date: NaiveDate) -> String {
        format::date(date, self.language)
    }

    /// Whether there is something to pay here. Also what is overdue or being collected can be paid (8.2).
    pub fn is_payable(&self) -> bool {
        let state = self.invoice.state;
        (state.is_open() || state == State::Pending) && !self.invoice.is_credit_note()
    }

    fn of(world: &World, invoice: &Invoice, chosen: Option<Language>, today: NaiveDate, usual: Language) -> Self {
        let customer = world.payer_of(invoice);
        let mut codes = [&invoice.locale, &customer.language].into_iter().flatten();
        let own = codes.find_map(|code| language::of_locale(code));
        let debit = invoice.collecting.and_then(|id| world.debits.get(&id)).map(|debit| debit.mandate.clone());
        let reference = debit.or_else(|| world.collecting_mandate(invoice.customer, invoice.profile, false));
        let mandate = reference.and_then(|reference| world.mandates.get(&reference));
        let pdf_here = world.documents.find(invoice.id, Kind::Pdf).map(|_| Pdf::Here);
        let is_awaited =
            |link: &link::PaymentLink| link.invoice == Some(invoice.id) && link.state == link::State::Pending;
        Self {
            language: chosen.or(own).unwrap_or(usual),
            creditor: world.creditor.clone(),
            invoice: invoice.clone(),
            account: mandate.map(|mandate| mandate.iban.as_deref().map(veiled).unwrap_or_default()),
            awaits_payment: world.links.values().any(is_awaited),
            pdf: pdf_here.or_else(|| invoice.pdf_url.clone().map(Pdf::At)),
            exit: world.invoice_exit(invoice),
            today,
        }
    }
}

/// The address of an invoice's page.
pub fn address(id: Uuid) -> String {
    format!("/invoice/{id}")
}

/// An IBAN that its owner recognises, and nobody else learns from the page.
fn veiled(iban: &str) -> String {
    let grouped = account_number::grouped(iban);
    let groups: Vec<_> = grouped.split(' ').collect();
    match (groups.first(), groups.last()) {
        (Some(first), Some(last)) if groups.len() > 2 => format!("{first} … {last}"),
        _ => grouped,
    }
}

impl FromRequest for Visit {
    type Error = RefusedPage;
    type Future = Ready<Result<Self, RefusedPage>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(open(request))
    }
}

fn open(request: &HttpRequest) -> Result<Visit, RefusedPage> {
    let shared = request.app_data::<Shared>().expect("the server is built with its state");
    let usual = language_of(request);
    let chosen = language::chosen(request);
    let unknown = Refused::NoInvoice.in_language(chosen.unwrap_or(usual));
    let id = Uuid::try_parse(request.match_info().query("id")).map_err(|_| unknown)?;
    let zone = shared.zone();
    shared.look(|world, now| {
        let invoice = world.invoices.get(&id).ok_or(unknown)?;
        Ok(Visit::of(world, invoice, chosen, now.with_timezone(&zone).date_naive(), usual))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_shown_by_its_ends() {
        assert_eq!(veiled("BE16645348971174"), "BE16 … 1174");
        assert_eq!(veiled("odd"), "odd");
    }
}
