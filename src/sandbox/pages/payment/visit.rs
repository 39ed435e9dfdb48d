//! A customer with an opened payment link.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use maud::{Markup, html};

use super::address;
use crate::{
    i18n::{Language, Text, format},
    sandbox::{
        pages::{
            Shared, language,
            refused::{Refused, RefusedPage},
            shell::{Hosted, language_of},
        },
        state::{World, account::Creditor, invoice::State, link::PaymentLink},
    },
    ui::facts::facts,
};

const TO: Text = Text { de: "An", nl: "Aan", fr: "À", en: "To" };
const FOR: Text = Text { de: "Für", nl: "Voor", fr: "Pour", en: "For" };
const AMOUNT: Text = Text { de: "Betrag", nl: "Bedrag", fr: "Montant", en: "Amount" };

/// A payment link, whatever became of it.
pub struct Visit {
    pub language: Language,
    pub creditor: Creditor,
    pub link: PaymentLink,
    /// What it pays was paid on another way in the meantime.
    pub is_double: bool,
    /// Where the customer goes afterwards.
    pub exit: Option<String>,
}

impl Visit {
    /// `/payment/{key}`
    pub fn base(&self) -> String {
        address(&self.link.key)
    }

    /// The address of a way to pay.
    pub fn method(&self, method: &str) -> String {
        format!("{}/methods/{method}", self.base())
    }

    pub fn page<'a>(&'a self, title: &'a str, content: Markup) -> Hosted<'a> {
        let Self { language, creditor, .. } = self;
        Hosted { language: *language, title, from: &creditor.name, choice: true, script: None, content }
    }

    /// Who is paid how much for what.
    pub fn request(&self) -> Markup {
        let language = self.language;
        html! {
            div.chosen {
                (facts(&[
                    (TO.get(language), html! { (self.creditor.name) }),
                    (FOR.get(language), html! { (self.link.title) }),
                    (AMOUNT.get(language), html! { strong { (format::amount(self.link.amount.0, "EUR", language)) } }),
                ]))
            }
        }
    }

    fn of(world: &World, link: &PaymentLink, chosen: Option<Language>, usual: Language) -> Self {
        let invoice = link.invoice.and_then(|id| world.invoices.get(&id));
        let customer = link.customer.and_then(|id| world.customers.get(&id));
        let own = [invoice.and_then(|it| it.locale.as_ref()), customer.and_then(|it| it.language.as_ref())];
        let own = own.into_iter().flatten().find_map(|code| language::of_locale(code));
        let settled = |state| matches!(state, State::Paid | State::Archived);
        Self {
            language: chosen.or(own).unwrap_or(usual),
            creditor: world.creditor.clone(),
            link: link.clone(),
            is_double: invoice.is_some_and(|invoice| settled(invoice.state)),
            exit: world.exit_of_link(link),
        }
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
    shared.look(|world, _| {
        let link = world.link_by_key(request.match_info().query("key"));
        let link = link.ok_or_else(|| Refused::NoPayment.in_language(chosen.unwrap_or(usual)))?;
        Ok(Visit::of(world, link, chosen, usual))
    })
}
