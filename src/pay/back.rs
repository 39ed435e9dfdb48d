//! Back from Twikey's payment page: `/pay/{token}/return`. What the address says is not believed; the feeds are asked.

use actix_web::{HttpResponse, web::Data};

use super::visit::Visit;
use crate::{
    app::App,
    error::Result,
    feeds,
    pay::shell::{Came, see_other},
};

/// `GET /pay/{token}/return`
pub async fn show(app: Data<App>, visit: Visit) -> Result<HttpResponse> {
    match visit.open(&app).await? {
        Ok(opened) => {
            feeds::ask(&app).await?;
            Ok(see_other(&Came::FromPayment.address(&opened.token, opened.chosen)))
        }
        Err(answer) => Ok(answer),
    }
}
