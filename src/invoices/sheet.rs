//! One invoice: `/invoices/{id}`.

use actix_web::web::{Data, Path};
use maud::{Markup, html};
use uuid::Uuid;

use super::{
    Invoice, State,
    confirmation::CONFIRM,
    contents, queries, removal,
    words::{self, INVOICES, Standing},
};
use crate::{
    app::App,
    audit, customers,
    error::{Error, Result},
    i18n::Text,
    ui::{
        button::{Action, Button, Weight},
        heading::Heading,
        icon::Icon,
        tile::sheet,
    },
    viewer::Viewer,
};

/// `GET /invoices/{id}`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let invoice = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let customer = customers::by_id(&mut tx, invoice.customer_id).await?.ok_or(Error::NotFound)?;
    let lines = queries::lines(&mut tx, invoice.id).await?;
    let entries = audit::of_subject(&mut tx, invoice.id, customers::HISTORY_SHOWN).await?;
    drop(tx);

    let language = viewer.language();
    let title = words::title(invoice.kind, invoice.number.as_deref(), language);
    Ok(viewer.page(
        &title,
        &html! {
            (Heading {
                title: &title,
                back: Some(("/invoices", INVOICES.get(language))),
                badges: Some(Standing::of(&invoice, app.clock.today()).badge(invoice.kind, language)),
                subtitle: Some(html! {
                    a href={ "/customers/" (customer.id) } { (customer.name()) } " " span.code { (customer.number) }
                }),
                actions: Some(actions(&viewer, &invoice)),
            })
            (sheet(contents::tile(&invoice, &lines, language), customers::history_tile(&entries, viewer.zone, language)))
        },
    ))
}

fn actions(viewer: &Viewer, invoice: &Invoice) -> Markup {
    let language = viewer.language();
    let address = |last| format!("/invoices/{}/{last}", invoice.id);
    html! {
        @if invoice.state == State::Draft {
            (Button {
                label: removal::REMOVE.get(language), weight: Weight::Quiet, action: Action::Dialog(&address("removal")),
                ..Button::default()
            })
            (Button {
                label: EDIT.get(language), icon: Some(Icon::Pencil), action: Action::Go(&address("edit")),
                ..Button::default()
            })
            (Button {
                label: CONFIRM.get(language), icon: Some(Icon::Check), weight: Weight::Primary,
                action: Action::Dialog(&address("confirmation")),
            })
        }
    }
}

const EDIT: Text = Text { de: "Bearbeiten", nl: "Bewerken", fr: "Modifier", en: "Edit" };
