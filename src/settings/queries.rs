//! The settings in the database.

use super::Settings;
use crate::db::{Result, Tx};

pub async fn read(tx: &mut Tx) -> Result<Settings> {
    tx.query("SELECT creditor_name, twikey_on, mandate_link_days, version FROM settings").one().await
}
/// Writes new settings over those of `version`. Says no when somebody else was faster.
pub async fn save(tx: &mut Tx, settings: &Settings, version: i64) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE settings SET creditor_name = $1, twikey_on = $2, mandate_link_days = $3, version = version + 1
             WHERE version = $4",
        )
        .bind(settings.creditor_name.clone())
        .bind(settings.twikey_on)
        .bind(settings.mandate_link_days)
        .bind(version)
        .execute()
        .await?;
    Ok(changed == 1)
}
