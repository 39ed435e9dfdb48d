//! The tile of a customer sheet with the newest invoices, and what is open of all of them.

use chrono::NaiveDate;
use maud::{Markup, html};
use uuid::Uuid;

use super::{
    State,
    filter::Filter,
    list_queries::{self, Listed, Sums},
    words::{self, COLLECTING_SINCE, DUE_ON, FAILED_ON, NEW, OPEN, PAID_ON, TOTAL, money},
};
use crate::{
    db::{self, Tx},
    i18n::{Text, format},
    layout,
    paging::Start,
    payments::refund::{self, Stuck},
    ui::{
        button::{Action, Button, Weight},
        icon::Icon,
        tile::{Span, Tile},
    },
    viewer::Viewer,
};

/// Invoices shown on the tile; the list has all of them.
const SHOWN: i64 = 6;

/// What the tile shows.
pub struct Invoices {
    customer: Uuid,
    newest: Vec<Listed>,
    sums: Sums,
    /// Refunds that Twikey did not make.
    stuck: Vec<Stuck>,
    today: NaiveDate,
}

impl Invoices {
    /// Three statements.
    pub async fn read(tx: &mut Tx, customer: Uuid, today: NaiveDate) -> db::Result<Self> {
        let filter = Filter { customer: customer.to_string(), ..Filter::default() };
        let newest = list_queries::newest(tx, &filter, today, SHOWN).await?;
        let sums = list_queries::sums(tx, &filter, today).await?;
        let stuck = refund::stuck_of_customer(tx, customer, SHOWN).await?;
        Ok(Self { customer, newest, sums, stuck, today })
    }

    /// The tile.
    pub fn tile<'a>(&self, viewer: &Viewer) -> Tile<'a> {
        let language = viewer.language();
        let new = format!("/invoices/new?customer={}", self.customer);
        let filter = Filter { customer: self.customer.to_string(), ..Filter::default() };
        let all = filter.address("/invoices", Start::First);
        let new =
            Button { label: NEW.get(language), icon: Some(Icon::Plus), action: Action::Go(&new), ..Button::default() };
        let more =
            Button { label: ALL.get(language), weight: Weight::Quiet, action: Action::Go(&all), ..Button::default() };
        let has_more = usize::try_from(self.sums.count).is_ok_and(|count| count > self.newest.len());
        Tile {
            id: "invoices",
            title: layout::INVOICES.get(language),
            icon: Some(Icon::Receipt),
            actions: Some(html! { @if has_more { (more) } (new) }),
            content: html! {
                (super::refund_trouble::of_customer(&self.stuck, language))
                @if self.newest.is_empty() { p.muted { (NONE.get(language)) } } @else {
                    ul.invoice-list { @for invoice in &self.newest { (self.entry(viewer, invoice)) } }
                    dl.list-sums {
                        div { dt { (OPEN.get(language)) } dd { (money(self.sums.open, language)) } }
                    }
                }
            },
            refresh: None,
            span: Span::One,
        }
    }

    fn entry(&self, viewer: &Viewer, invoice: &Listed) -> Markup {
        let language = viewer.language();
        let open = invoice.open().filter(|open| *open != invoice.total);
        html! {
            li {
                a.number href={ "/invoices/" (invoice.id) } { (words::number(invoice.number.as_deref(), language)) }
                (invoice.standing(self.today).badge(invoice.kind, language))
                span.when { (when(viewer, invoice)) }
                span.amount title=(TOTAL.get(language)) {
                    (money(invoice.signed_total(), language))
                    @if let Some(open) = open { small { (OPEN.get(language)) " " (money(open, language)) } }
                }
            }
        }
    }
}

/// The date that matters: when the money came, since when it is under way, when it failed, until when it is due.
fn when(viewer: &Viewer, invoice: &Listed) -> Markup {
    let language = viewer.language();
    let (label, at) = match invoice.state {
        State::Paid => (PAID_ON, invoice.paid_at),
        State::Collecting => (COLLECTING_SINCE, invoice.collecting_since),
        _ => (FAILED_ON, invoice.failed_at.filter(|_| invoice.failed)),
    };
    let (label, date) = match at {
        Some(at) => (label, at.with_timezone(&viewer.zone).date_naive()),
        None => (DUE_ON, invoice.due_on),
    };
    html! { (label.get(language)) " " span.unbroken { (format::date(date, language)) } }
}

const ALL: Text = Text { de: "Alle", nl: "Alle", fr: "Toutes", en: "All" };
const NONE: Text = Text {
    de: "Noch keine Rechnungen an diesen Kunden.",
    nl: "Nog geen facturen aan deze klant.",
    fr: "Pas encore de factures à ce client.",
    en: "No invoices to this customer yet.",
};
