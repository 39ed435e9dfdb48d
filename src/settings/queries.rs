//! The settings in the database.

use super::{Logo, Settings};
use crate::db::{Result, Tx};

pub async fn read(tx: &mut Tx) -> Result<Settings> {
    tx.query(
        "SELECT creditor_name, twikey_on, mandate_link_days, street, postal_code, city, country, vat_number, contact_email,
                contact_phone, iban, bic, creditor_identifier, invoice_numbers, credit_note_numbers, payment_days,
                collect_open, announces_debits, mails_failures, version
         FROM settings",
    )
    .one()
    .await
}

/// Writes new settings over those of `version`. Says no when somebody else was faster.
pub async fn save(tx: &mut Tx, settings: &Settings, version: i64) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE settings
             SET creditor_name = $1, twikey_on = $2, mandate_link_days = $3, street = $4, postal_code = $5, city = $6,
                 country = $7, vat_number = $8, contact_email = $9, contact_phone = $10, iban = $11, bic = $12,
                 creditor_identifier = $13, invoice_numbers = $14, credit_note_numbers = $15, payment_days = $16,
                 collect_open = $17, announces_debits = $18, mails_failures = $19, version = version + 1
             WHERE version = $20",
        )
        .bind(settings.creditor_name.clone())
        .bind(settings.twikey_on)
        .bind(settings.mandate_link_days)
        .bind(settings.street.clone())
        .bind(settings.postal_code.clone())
        .bind(settings.city.clone())
        .bind(settings.country)
        .bind(settings.vat_number.clone())
        .bind(settings.contact_email.clone())
        .bind(settings.contact_phone.clone())
        .bind(settings.iban.clone())
        .bind(settings.bic.clone())
        .bind(settings.creditor_identifier.clone())
        .bind(settings.invoice_numbers.clone())
        .bind(settings.credit_note_numbers.clone())
        .bind(settings.payment_days)
        .bind(settings.collect_open)
        .bind(settings.announces_debits)
        .bind(settings.mails_failures)
        .bind(version)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// The picture on invoices, if there is one.
pub async fn logo(tx: &mut Tx) -> Result<Option<Logo>> {
    tx.query("SELECT media_type, content FROM logo").optional().await
}

/// Whether there is one; pages that only show it need not read it.
pub async fn has_logo(tx: &mut Tx) -> Result<bool> {
    let row: Option<(i64,)> = tx.query("SELECT id FROM logo").optional().await?;
    Ok(row.is_some())
}

pub async fn save_logo(tx: &mut Tx, logo: &Logo) -> Result<()> {
    tx.query(
        "INSERT INTO logo (id, media_type, content) VALUES (1, $1, $2)
         ON CONFLICT (id) DO UPDATE SET media_type = excluded.media_type, content = excluded.content",
    )
    .bind(logo.media_type.clone())
    .bind(logo.content.clone())
    .execute()
    .await?;
    Ok(())
}

pub async fn remove_logo(tx: &mut Tx) -> Result<()> {
    tx.query("DELETE FROM logo").execute().await?;
    Ok(())
}
