//! Back from Twikey's payment page: `/pay/{token}/return`. What the address says is not believed; the feeds are asked.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use super::{Came, see_other, unknown};
use crate::{app::App, error::Result, feeds, viewer::Reader};

/// `GET /pay/{token}/return`
pub async fn show(app: Data<App>, reader: Reader, token: Path<String>) -> Result<HttpResponse> {
    match unknown::opened_or_answer(&app, &reader, &token, "").await? {
        Ok(opened) => {
            feeds::ask(&app).await?;
            Ok(see_other(&Came::FromPayment.address(&opened.token, None)))
        }
        Err(answer) => Ok(answer),
    }
}
