//! The tile Finance on the customer sheet: how the customer pays, and how far the mandate is.

use maud::{Markup, Render, html};

use super::{
    Collector, Mandate, Origin, State,
    progress::{self, Progress},
    queries,
    words::{
        COLLECT, FINANCE, PAYMENT_METHOD, REQUEST_MANDATE, REQUESTED_ON, SEPA_MANDATE, SIGNED_ON, STATE, state_badge,
    },
};
use crate::{
    config,
    customers::Customer,
    db::{self, Tx},
    domain::bank,
    i18n::{Counted, Language, Text, format},
    jobs,
    messages::Message,
    ui::{
        button::{Action, Button, Weight},
        copy::copy,
        facts::{code, facts, or_absent},
        form,
        icon::Icon,
        menu::menu,
        tile::Tile,
    },
    viewer::Viewer,
};

/// The tile's id on the page.
pub const TILE: &str = "finance";

/// What the tile shows.
pub struct Finance<'a> {
    pub customer: &'a Customer,
    /// The live mandate, or else the newest.
    pub mandate: Option<Mandate>,
    pub(super) progress: Option<Progress>,
    /// Mandates besides the one shown.
    others: usize,
    /// Something is open, and can be collected now.
    is_collectable: bool,
}

impl<'a> Finance<'a> {
    /// Three statements at most; `messages` are the customer's newest, which the sheet shows anyway.
    pub async fn read(
        tx: &mut Tx,
        account: Option<&config::Twikey>,
        customer: &'a Customer,
        messages: &[Message],
    ) -> db::Result<Self> {
        let mandates = queries::of_customer(tx, customer.id).await?;
        let collector = Collector::of(account, customer, &mandates);
        let is_collectable = collector.at_twikey().is_some() && queries::has_handed_over(tx, customer.id).await?;
        let others = mandates.len().saturating_sub(1);
        let live = mandates.iter().position(|mandate| mandate.state.is_live()).unwrap_or(0);
        let mandate = mandates.into_iter().nth(live);
        let progress = match &mandate {
            Some(mandate) => {
                let job = jobs::of_subject(tx, mandate.id).await?;
                let message = messages.iter().find(|message| message.mandate_id == Some(mandate.id));
                Progress::of(mandate, message, job)
            }
            None => None,
        };
        Ok(Self { customer, mandate, progress, others, is_collectable })
    }
}

/// The tile.
pub fn tile(viewer: &Viewer, finance: &Finance<'_>) -> Markup {
    let language = viewer.language();
    let customer = finance.customer;
    let address = format!("/customers/{}/finance", customer.id);
    Tile {
        id: TILE,
        title: FINANCE.get(language),
        icon: Some(Icon::Landmark),
        actions: Some(actions(viewer, finance)),
        content: html! {
            @if let Some(progress) = &finance.progress { (progress::show(viewer, progress)) }
            (facts(&rows(finance, language)))
        },
        refresh: is_under_way(finance).then_some(address.as_str()),
        span: crate::ui::tile::Span::One,
    }
    .render()
}

/// Something outside is still going to change what the tile shows.
fn is_under_way(finance: &Finance<'_>) -> bool {
    finance.mandate.as_ref().is_some_and(|mandate| mandate.state.is_open() || mandate.state == State::AwaitingBank)
}

fn rows(finance: &Finance<'_>, language: Language) -> Vec<(&'static str, Markup)> {
    let customer = finance.customer;
    let mandate = finance.mandate.as_ref();
    let date = |date: Option<_>| or_absent(date.map(|date| format::date(date, language)).as_deref(), language);
    vec![
        (PAYMENT_METHOD.get(language), html! { (customer.payment_method.name(language)) }),
        ("IBAN", account(customer, language)),
        ("BIC", customer.bic.as_ref().map_or_else(|| or_absent(None, language), |bic| code(bic.as_str()))),
        (REQUESTED_ON.get(language), date(mandate.and_then(|mandate| mandate.requested_on))),
        (SEPA_MANDATE.get(language), reference(finance, language)),
        (SIGNED_ON.get(language), date(mandate.and_then(|mandate| mandate.signed_on))),
        (
            STATE.get(language),
            mandate.map_or_else(|| or_absent(None, language), |mandate| state_badge(mandate.state, language)),
        ),
    ]
}

fn account(customer: &Customer, language: Language) -> Markup {
    let Some(iban) = &customer.iban else { return or_absent(None, language) };
    html! {
        (code(&iban.grouped())) (copy(iban.as_str(), COPY_IBAN.get(language), language))
        @if let Some(bank) = bank::of(iban) { div.detail { (bank.name) } }
    }
}

fn reference(finance: &Finance<'_>, language: Language) -> Markup {
    let Some(mandate) = &finance.mandate else { return or_absent(None, language) };
    html! {
        a href={ "/mandates/" (mandate.id) } {
            @match &mandate.reference {
                Some(reference) => (code(reference)),
                None => (NOT_YET.get(language)),
            }
        }
        @if finance.others > 0 {
            " " a.detail href={ "/mandates?q=" (finance.customer.number) } { (FURTHER.of(finance.others, language)) }
        }
    }
}

fn actions(viewer: &Viewer, finance: &Finance<'_>) -> Markup {
    let language = viewer.language();
    let customer = finance.customer.id;
    let request = format!("/customers/{customer}/mandate-requests/new");
    let by_hand = format!("/customers/{customer}/direct-debit");
    let dialog = |label: &'static str, weight, href: &str| {
        Button { label, weight, action: Action::Dialog(href), ..Button::default() }.render()
    };
    let edit = dialog(ENTER_BY_HAND.get(language), Weight::Quiet, &by_hand);
    let Some(mandate) = finance.mandate.as_ref().filter(|mandate| mandate.state.is_live()) else {
        return html! {
            @if viewer.twikey_on { (dialog(REQUEST_MANDATE.get(language), Weight::Primary, &request)) }
            (menu(MORE.get(language), &[edit]))
        };
    };
    let link = format!("/mandates/{}/link", mandate.id);
    let cancellation = format!("/mandates/{}/cancellation", mandate.id);
    let mut more = Vec::new();
    if mandate.link.is_some() && viewer.twikey_on {
        more.push(dialog(SHOW_LINK.get(language), Weight::Quiet, &link));
    }
    more.push(edit);
    if mandate.origin == Origin::ByHand || viewer.twikey_on {
        more.push(dialog(END.get(language), Weight::Quiet, &cancellation));
    }
    let collections = format!("/customers/{customer}/collections");
    let collect = Button { label: COLLECT.get(language), icon: Some(Icon::Landmark), ..Button::default() };
    html! {
        @if finance.is_collectable && viewer.twikey_on { (form::post(&collections, &viewer.reader.csrf, collect)) }
        @if mandate.state.is_open() && viewer.twikey_on { (dialog(RESEND.get(language), Weight::Secondary, &request)) }
        (menu(MORE.get(language), &more))
    }
}

const FURTHER: Counted = Counted {
    one: Text { de: "und {} weiteres", nl: "en nog {}", fr: "et {} autre", en: "and {} more" },
    more: Text { de: "und {} weitere", nl: "en nog {}", fr: "et {} autres", en: "and {} more" },
};
const COPY_IBAN: Text = Text { de: "IBAN kopieren", nl: "IBAN kopiëren", fr: "Copier l’IBAN", en: "Copy the IBAN" };
const NOT_YET: Text = Text {
    de: "noch keine Referenz",
    nl: "nog geen referentie",
    fr: "pas encore de référence",
    en: "no reference yet",
};
const MORE: Text = Text { de: "Weitere Aktionen", nl: "Meer acties", fr: "Autres actions", en: "More actions" };
const ENTER_BY_HAND: Text =
    Text { de: "Von Hand eintragen", nl: "Zelf invullen", fr: "Saisir à la main", en: "Enter by hand" };
const SHOW_LINK: Text = Text {
    de: "Link und QR-Code zeigen",
    nl: "Link en QR-code tonen",
    fr: "Afficher le lien et le code QR",
    en: "Show link and QR code",
};
const END: Text =
    Text { de: "Mandat widerrufen", nl: "Mandaat annuleren", fr: "Révoquer le mandat", en: "Cancel the mandate" };
const RESEND: Text = Text { de: "Erneut senden", nl: "Opnieuw versturen", fr: "Renvoyer", en: "Resend" };
