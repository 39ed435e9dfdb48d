//! One invoice: `/invoices/{id}`; the link to its landing page: `/invoices/{id}/link`.

use actix_web::web::{Data, Path};
use maud::{Markup, Render, html};
use uuid::Uuid;

use super::{
    Kind, State,
    confirmation::CONFIRM,
    contents,
    credit::{self, CREDIT},
    mail, money,
    queries::{self, CreditNote},
    removal, reply,
    words::{self, Standing},
};
use crate::{
    app::App,
    error::{Error, Result},
    i18n::{Language, Text},
    invoices::{offer, shown::Sheet},
    layout,
    messages::{self},
    ui::{
        button::{Action, Button, Weight},
        copy::copy_line,
        dialog, form,
        heading::Heading,
        icon::Icon,
        menu::menu,
        qr::qr,
        tile::{Span, Tile, sheet},
    },
    viewer::Viewer,
};

impl Sheet {
    fn heading(&self, viewer: &Viewer) -> Markup {
        let language = viewer.language();
        let title = words::title(self.invoice.kind, self.invoice.number.as_deref(), language);
        Heading {
            title: &title,
            back: Some(("/invoices", layout::INVOICES.get(language))),
            badges: Some(Standing::of(&self.invoice, self.today).badge(self.invoice.kind, language)),
            subtitle: Some(html! {
                a href={ "/customers/" (self.customer.id) } { (self.customer.name()) } " "
                span.code { (self.customer.number) }
                @if let Some(original) = &self.original {
                    " · " a href={ "/invoices/" (original.id) } {
                        (words::title(original.kind, original.number.as_deref(), language))
                    }
                }
            }),
            actions: Some(self.actions(viewer)),
        }
        .render()
    }

    fn actions(&self, viewer: &Viewer) -> Markup {
        let language = viewer.language();
        let address = |last| format!("/invoices/{}/{last}", self.invoice.id);
        let [edit, removal, confirmation] = ["edit", "removal", "confirmation"].map(address);
        if self.invoice.state != State::Draft {
            return self.actions_once_confirmed(viewer);
        }
        html! {
            (Button {
                label: removal::REMOVE.get(language), weight: Weight::Quiet, action: Action::Dialog(&removal),
                ..Button::default()
            })
            (Button {
                label: EDIT.get(language), icon: Some(Icon::Pencil), action: Action::Go(&edit), ..Button::default()
            })
            (Button {
                label: CONFIRM.get(language), icon: Some(Icon::Check), weight: Weight::Primary,
                action: Action::Dialog(&confirmation),
            })
        }
    }

    fn actions_once_confirmed(&self, viewer: &Viewer) -> Markup {
        let language = viewer.language();
        let address = |last| format!("/invoices/{}/{last}", self.invoice.id);
        let [link, pdf, notes] = ["link", "pdf", "credit-notes"].map(address);
        let may_credit = credit::left(&self.invoice, self.balance()).0 > 0;
        let credit = Button { label: CREDIT.get(language), weight: Weight::Quiet, ..Button::default() };
        let credit = may_credit.then(|| form::post(&notes, &viewer.reader.csrf, credit.render()));
        let payment = offer::further(&self.invoice, language);
        let more: Vec<_> = [mail::button(viewer, &self.invoice), payment, credit].into_iter().flatten().collect();
        html! {
            (offer::buttons(&self.invoice, self.balance(), language))
            (Button { label: "PDF", icon: Some(Icon::Download), action: Action::Go(&pdf), ..Button::default() })
            @if self.invoice.kind == Kind::Invoice && self.invoice.token.is_some() {
                (Button {
                    label: LINK.get(language), icon: Some(Icon::Link), action: Action::Dialog(&link), ..Button::default()
                })
            }
            @if !more.is_empty() { (menu(MORE.get(language), &more)) }
        }
    }

    fn messages(&self, viewer: &Viewer) -> Tile<'static> {
        messages::tile::tile(viewer, &self.messages, &self.customer.number, Some(self.invoice.id))
    }

    fn notes(&self, language: Language) -> Option<Tile<'static>> {
        let state =
            |note: &CreditNote| Standing::new(note.state, false, false, false).badge(Kind::CreditNote, language);
        (!self.credit_notes.is_empty()).then(|| Tile {
            id: "credit-notes",
            title: CREDIT_NOTES.get(language),
            icon: Some(Icon::Undo),
            actions: None,
            content: html! {
                ul.credit-notes {
                    @for note in &self.credit_notes {
                        li {
                            a href={ "/invoices/" (note.id) } { (words::number(note.number.as_deref(), language)) }
                            (state(note))
                            span.amount { (words::money(note.total, language)) }
                        }
                    }
                }
            },
            refresh: None,
            span: Span::One,
        })
    }

    /// `GET /invoices/{id}`
    pub(crate) fn page(&self, viewer: &Viewer, history: &Tile<'_>) -> Markup {
        let language = viewer.language();
        let title = words::title(self.invoice.kind, self.invoice.number.as_deref(), language);
        viewer.page(
            &title,
            &html! {
                div.renewed id=(HEADING) { (self.heading(viewer)) }
                (sheet(
                    html! {
                        @if self.invoice.state != State::Draft { (money::tile(viewer, self)) }
                        (contents::tile(&self.invoice, &self.lines, language))
                    },
                    html! {
                        @if let Some(notes) = self.notes(language) { (notes) }
                        @if self.invoice.state != State::Draft { (self.messages(viewer)) }
                        (history)
                    },
                ))
            },
        )
    }

    /// The tile with the money alone; htmx gets with it what changes when it does.
    pub(crate) fn money_tile(&self, viewer: &Viewer, history: &Tile<'_>) -> Markup {
        let beside = html! {
            (dialog::replace(HEADING, html! { div.renewed id=(HEADING) { (self.heading(viewer)) } }))
            (dialog::replace("messages", self.messages(viewer)))
            (dialog::replace("history", history))
        };
        let content = html! {
            (money::tile(viewer, self))
            @if viewer.reader.htmx { (beside) }
        };
        let title = words::title(self.invoice.kind, self.invoice.number.as_deref(), viewer.language());
        viewer.page(&title, &content)
    }
}

/// `GET /invoices/{id}/link`: the landing page to copy, and as a QR code for a customer who stands at the desk.
pub async fn link(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let invoice = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let token = invoice.token.filter(|_| invoice.kind == Kind::Invoice).ok_or(Error::NotFound)?;
    let address = app.config.public_url.page(&format!("/pay/{token}"));
    let language = viewer.language();
    let content = html! {
        p { (LINK_EXPLANATION.get(language)) }
        (copy_line(&address, COPY.get(language), language))
        @if let Some(code) = qr(&address, QR.get(language)) { div.qr-frame { (code) } }
    };
    Ok(reply::dialog(&viewer, LINK.get(language), content))
}

/// The element around the heading: its badge and buttons change with the money.
const HEADING: &str = "heading";

const EDIT: Text = Text { de: "Bearbeiten", nl: "Bewerken", fr: "Modifier", en: "Edit" };
const MORE: Text = Text { de: "Weitere Aktionen", nl: "Meer acties", fr: "Autres actions", en: "More actions" };
const CREDIT_NOTES: Text =
    Text { de: "Gutschriften", nl: "Creditnota’s", fr: "Notes de crédit", en: "Credit notes" };
const LINK: Text =
    Text { de: "Link zum Bezahlen", nl: "Link om te betalen", fr: "Lien de paiement", en: "Link to pay" };
const LINK_EXPLANATION: Text = Text {
    de: "Auf dieser Seite liest der Kunde die Rechnung und bezahlt sie. Wer den Link hat, sieht die Rechnung.",
    nl: "Op deze pagina leest en betaalt de klant de factuur. Wie de link heeft, ziet de factuur.",
    fr: "Sur cette page, le client lit et paie la facture. Qui a le lien voit la facture.",
    en: "On this page the customer reads and pays the invoice. Whoever has the link sees the invoice.",
};
const COPY: Text = Text { de: "Link kopieren", nl: "Link kopiëren", fr: "Copier le lien", en: "Copy the link" };
const QR: Text = Text {
    de: "QR-Code mit dem Link zum Bezahlen",
    nl: "QR-code met de link om te betalen",
    fr: "Code QR du lien de paiement",
    en: "QR code with the link to pay",
};
