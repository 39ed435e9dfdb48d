//! The list of customers: `/customers`. It filters as one types; search, choice, order and page are in the address.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    customer::PaymentMethod,
    queries::{self, Key, Listed, Wanted},
    words::{CUSTOMERS, NEW, kind_name, label},
};
use crate::{
    app::App,
    audit,
    domain::{mobile::Mobile, vat::VatNumber},
    error::Result,
    export::{self, Cell, File},
    i18n::{Counted, Language, Text},
    paging::{self, Part, Start},
    ui::{
        badge::kind_badge,
        button::{Action, Button, Weight},
        empty::Empty,
        facts::or_absent,
        heading::Heading,
        icon::Icon,
        list::{FilterBar, Pager, choice, list},
        table::{Column, Direction, Row, Sort, Table},
    },
    viewer::Viewer,
};

/// What the address asks for. What it cannot mean counts as left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct State {
    q: String,
    payment: String,
    sort: String,
    after: String,
    before: String,
}

/// `GET /customers`
pub async fn show(app: Data<App>, viewer: Viewer, state: Query<State>) -> Result<Markup> {
    let mut state = state.into_inner();
    let mut tx = app.db.read().await?;
    let mut part = Part::new(queries::list(&mut tx, &state.wanted()).await?, state.start());
    if part.rows.is_empty() && state.start() != Start::First {
        // The customer that the address counts from is gone, or nothing is left beyond.
        state = State { after: String::new(), before: String::new(), ..state };
        part = Part::new(queries::list(&mut tx, &state.wanted()).await?, Start::First);
    }
    drop(tx);

    let language = viewer.language();
    let title = CUSTOMERS.get(language);
    let new = Button {
        label: NEW.get(language),
        icon: Some(Icon::Plus),
        weight: Weight::Primary,
        action: Action::Go("/customers/new"),
    };
    let import = Button {
        label: IMPORT.get(language),
        icon: Some(Icon::Upload),
        action: Action::Go("/customers/import"),
        ..Button::default()
    };
    Ok(viewer.page(
        title,
        &html! {
            (Heading { title, actions: Some(html! { (import) (new) }), ..Heading::default() })
            (state.filter_bar(language))
            (list(html! {
                @if part.rows.is_empty() { (state.nothing(language)) } @else {
                    (state.table(&part.rows, language))
                    (state.pager(&part, language))
                    (export::link(&state.file(), language))
                }
            }))
        },
    ))
}

/// The columns of the file, called as the import knows them, which leaves out the last: what was exported can be changed and
/// imported again.
const FILE: [&str; 14] = [
    "number",
    "kind",
    "company_name",
    "first_name",
    "last_name",
    "vat_number",
    "language",
    "email",
    "mobile",
    "street",
    "postal_code",
    "city",
    "country",
    "payment_method",
];

/// `GET /customers/export`: everything that the filter matches, as CSV.
pub async fn export(app: Data<App>, viewer: Viewer, state: Query<State>) -> Result<HttpResponse> {
    let (state, language) = (state.into_inner(), viewer.language());
    let columns = FILE.map(|field| label(field, language));
    let file = File { list: audit::Action::Customers, title: &CUSTOMERS, columns: &columns };
    export::answer(&app.clone(), viewer, file, move |start| {
        let (app, state) = (app.clone(), state.clone());
        async move {
            let mut tx = app.db.read().await?;
            let customers = queries::list(&mut tx, &Wanted { start, ..state.wanted() }).await?;
            Ok(customers.iter().map(|customer| (customer.id, cells(customer, language))).collect())
        }
    })
    .await
}

/// In the order of the columns.
fn cells(customer: &Listed, language: Language) -> Vec<Cell> {
    vec![
        Cell::text(&customer.number),
        kind_name(customer.kind, language).into(),
        Cell::text(&customer.company_name),
        Cell::text(&customer.first_name),
        Cell::text(&customer.last_name),
        customer.vat_number.as_ref().map(VatNumber::as_str).into(),
        customer.language.own_name().into(),
        customer.email.as_ref().map(AsRef::as_ref).into(),
        customer.mobile.as_ref().map(Mobile::as_str).into(),
        Cell::text(&customer.street),
        Cell::text(&customer.postal_code),
        Cell::text(&customer.city),
        customer.country.code().into(),
        customer.payment_method.name(language).into(),
    ]
}

impl State {
    /// The address of the list as a file.
    fn file(&self) -> String {
        let filters = [("q", self.q.as_str()), ("payment", &self.payment), ("sort", &self.sort)];
        paging::address("/customers/export", &filters, Start::First)
    }

    fn wanted(&self) -> Wanted<'_> {
        let (key, descending) = self.order();
        Wanted { search: &self.q, payment_method: self.payment_method(), key, descending, start: self.start() }
    }

    fn start(&self) -> Start {
        Start::read(&self.after, &self.before)
    }

    fn order(&self) -> (Key, bool) {
        let descending = self.sort.starts_with('-');
        match self.sort.trim_start_matches('-') {
            "number" => (Key::Number, descending),
            _ => (Key::Name, descending),
        }
    }

    fn payment_method(&self) -> Option<PaymentMethod> {
        [PaymentMethod::Transfer, PaymentMethod::DirectDebit].into_iter().find(|method| method.code() == self.payment)
    }

    /// The address of this list in another order, or from another customer on.
    fn address(&self, sort: &str, start: Start) -> String {
        paging::address("/customers", &[("q", &self.q), ("payment", &self.payment), ("sort", sort)], start)
    }

    fn filter_bar(&self, language: Language) -> FilterBar<'_> {
        let methods = [PaymentMethod::Transfer, PaymentMethod::DirectDebit];
        let [transfer, direct_debit] = methods.map(|method| (method.code(), method.name(language)));
        let choices = [("", EVERY_METHOD.get(language)), transfer, direct_debit];
        FilterBar {
            language,
            action: "/customers",
            search_label: SEARCH.get(language),
            search: &self.q,
            choices: html! {
                (choice(label("payment_method", language), "payment", &self.payment, &choices))
                @if !self.sort.is_empty() { input type="hidden" name="sort" value=(self.sort); }
            },
        }
    }

    fn table<'a>(&self, customers: &[Listed], language: Language) -> Table<'a> {
        let column = |label| Column { label, ..Column::default() };
        Table {
            language,
            caption: CUSTOMERS.get(language),
            columns: vec![
                Column { sort: Some(self.sort(Key::Name, "name")), ..column(NAME.get(language)) },
                Column { sort: Some(self.sort(Key::Number, "number")), ..column(NUMBER.get(language)) },
                column(label("city", language)),
                Column { minor: true, ..column(label("email", language)) },
                column(label("payment_method", language)),
            ],
            rows: customers.iter().map(|customer| row(customer, language)).collect(),
        }
    }

    /// A click on the column sorts by it, on the column sorted by the other way round.
    fn sort(&self, key: Key, name: &str) -> Sort {
        let now = match self.order() {
            (current, descending) if current == key => Some(if descending { Direction::Down } else { Direction::Up }),
            _ => None,
        };
        let sort = if now == Some(Direction::Up) { format!("-{name}") } else { name.to_owned() };
        Sort { href: self.address(&sort, Start::First), now }
    }

    fn pager(&self, part: &Part<Listed>, language: Language) -> Pager {
        part.pager(
            language,
            part.summary(language, |shown| SHOWN.of(shown, language)),
            |customer| customer.id,
            |start| self.address(&self.sort, start),
        )
    }

    /// What stands where no customer is.
    fn nothing(&self, language: Language) -> Empty<'_> {
        if self.q.trim().is_empty() && self.payment_method().is_none() {
            let new = Button {
                label: NEW.get(language),
                icon: Some(Icon::Plus),
                weight: Weight::Primary,
                action: Action::Go("/customers/new"),
            };
            let (title, text) = (NONE_YET.get(language), NONE_YET_TEXT.get(language));
            return Empty { icon: Icon::Users, title, text, action: Some(html! { (new) }) };
        }
        let all = Button { label: SHOW_ALL.get(language), action: Action::Go("/customers"), ..Button::default() };
        let (title, text) = (NO_MATCH.get(language), NO_MATCH_TEXT.get(language));
        Empty { icon: Icon::Search, title, text, action: Some(html! { (all) }) }
    }
}

fn row(customer: &Listed, language: Language) -> Row {
    let place = format!("{} {}", customer.postal_code, customer.city);
    Row {
        href: Some(format!("/customers/{}", customer.id)),
        cells: vec![
            html! { (customer.name()) },
            html! { span.code { (customer.number) } },
            html! { span { (or_absent(Some(place.trim()), language)) " " small.muted { (customer.country) } } },
            html! { (or_absent(customer.email.as_ref().map(AsRef::as_ref), language)) },
            kind_badge(customer.payment_method.icon(), customer.payment_method.name(language)),
        ],
    }
}

const SHOWN: Counted = Counted {
    one: Text { de: "{} Kunde", nl: "{} klant", fr: "{} client", en: "{} customer" },
    more: Text { de: "{} Kunden", nl: "{} klanten", fr: "{} clients", en: "{} customers" },
};
const IMPORT: Text = Text { de: "Importieren", nl: "Importeren", fr: "Importer", en: "Import" };
const SEARCH: Text = Text {
    de: "Name, Nummer, Ort, E-Mail, IBAN …",
    nl: "Naam, nummer, plaats, e-mail, IBAN …",
    fr: "Nom, numéro, localité, e-mail, IBAN …",
    en: "Name, number, town, e-mail, IBAN …",
};
const EVERY_METHOD: Text = Text {
    de: "Alle Zahlungsarten",
    nl: "Alle betaalwijzen",
    fr: "Tous les modes de paiement",
    en: "All payment methods",
};
const NAME: Text = Text { de: "Name", nl: "Naam", fr: "Nom", en: "Name" };
const NUMBER: Text = Text { de: "Nummer", nl: "Nummer", fr: "Numéro", en: "Number" };
const NONE_YET: Text =
    Text { de: "Noch keine Kunden", nl: "Nog geen klanten", fr: "Pas encore de clients", en: "No customers yet" };
const NONE_YET_TEXT: Text = Text {
    de: "Legen Sie den ersten an, um ein Mandat anzufordern.",
    nl: "Maak de eerste aan om een mandaat aan te vragen.",
    fr: "Créez le premier pour demander un mandat.",
    en: "Create the first one to request a mandate.",
};
const NO_MATCH: Text = Text {
    de: "Kein Kunde passt dazu",
    nl: "Geen enkele klant past hierbij",
    fr: "Aucun client ne correspond",
    en: "No customer matches",
};
const NO_MATCH_TEXT: Text = Text {
    de: "Suchen Sie mit weniger Buchstaben oder ohne Filter.",
    nl: "Zoek met minder letters of zonder filter.",
    fr: "Cherchez avec moins de lettres ou sans filtre.",
    en: "Search with fewer letters or without a filter.",
};
const SHOW_ALL: Text = Text { de: "Alle zeigen", nl: "Alle tonen", fr: "Tout afficher", en: "Show all" };
