//! The settings in the database.

use super::Settings;
use crate::db::{Result, Tx};

pub async fn read(tx: &mut Tx) -> Result<Settings> {
    tx.query("SELECT creditor_name, twikey_on, mandate_link_days, version FROM settings").one().await
}
