//! The customer sheet: `/customers/{id}`. Tiles say how to reach the customer and what happened.

use actix_web::web::{Data, Path};
use maud::{Markup, html};
use uuid::Uuid;

use crate::{
    app::App,
    audit,
    customers::{self, CUSTOMERS, EDIT, contact},
    error::{Error, Result},
    invoices::Invoices,
    mandates::finance::{self, Finance},
    messages,
    office::history,
    ui::{
        button::{Action, Button, Weight},
        heading::Heading,
        icon::Icon,
        tile::sheet,
    },
    viewer::Viewer,
};

/// `GET /customers/{id}`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let customer = customers::by_id(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let entries = audit::of_customer(&mut tx, customer.id, history::SHOWN).await?;
    let messages = messages::of_customer(&mut tx, customer.id, messages::SHOWN).await?;
    let finance = Finance::read(&mut tx, app.config.account(viewer.twikey_on), &customer, &messages).await?;
    let invoices = Invoices::read(&mut tx, customer.id, app.clock.today()).await?;
    drop(tx);

    let language = viewer.language();
    let name = customer.name();
    let edit = format!("/customers/{}/edit", customer.id);
    let edit = Button {
        label: EDIT.get(language),
        icon: Some(Icon::Pencil),
        weight: Weight::Secondary,
        action: Action::Go(&edit),
    };
    Ok(viewer.page(
        &name,
        &html! {
            (Heading {
                title: &name,
                back: Some(("/customers", CUSTOMERS.get(language))),
                subtitle: Some(html! { span.code { (customer.number) } }),
                actions: Some(html! { (edit) }),
                ..Heading::default()
            })
            (sheet(
                html! {
                    (finance::tile(&viewer, &finance))
                    (invoices.tile(&viewer))
                    (messages::tile::tile(&viewer, &messages, &customer.number, None))
                },
                html! {
                    (contact::tile(&customer, language))
                    (history::tile(&entries, None, viewer.zone, language))
                },
            ))
        },
    ))
}
