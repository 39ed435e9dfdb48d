//! The tile Finance of the customer sheet alone, with the tiles that change when it does: `/customers/{id}/finance`

use actix_web::web::{Data, Path};
use maud::{Markup, Render, html};
use uuid::Uuid;

use crate::{
    app::App,
    audit, customers,
    error::{Error, Result},
    mandates::{
        FINANCE,
        finance::{Finance, tile},
    },
    messages,
    office::history,
    ui::dialog,
    viewer::Viewer,
};

/// `GET /customers/{id}/finance`: the tile alone. htmx gets with it the tiles that change when it does.
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let customer = customers::by_id(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let messages = messages::of_customer(&mut tx, *id, messages::SHOWN).await?;
    let finance = Finance::read(&mut tx, app.config.account(viewer.twikey_on), &customer, &messages).await?;
    let entries = audit::of_customer(&mut tx, *id, history::SHOWN).await?;
    // What happens to a mandate shows in the messages and in the history, too.
    let beside = html! {
        (dialog::replace("messages", messages::tile::tile(&viewer, &messages, &customer.number, None).render()))
        (dialog::replace("history", history::tile(&entries, None, viewer.zone, viewer.language()).render()))
    };
    let content = html! {
        (tile(&viewer, &finance))
        @if viewer.reader.htmx { (beside) }
    };
    Ok(viewer.page(FINANCE.get(viewer.language()), &content))
}
