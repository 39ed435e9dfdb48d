//! The demo's sample invoices: for each way that money comes, or does not come.
//!
//! The sandbox's banks answer by the amount, as Twikey's test environment does: a debit of 6 to 10 € fails for want of
//! funds, from 33 € on it is paid.

use chrono::TimeDelta;
use mandato::{
    app::App,
    audit::Actor,
    customers::{self, Customer},
    db::Tx,
    domain::{money::Cents, quantity::Quantity, vat_rate::VatRate},
    invoices::{self, Line, Totals, Written, confirm},
    settings::Settings,
};

/// An invoice of a sample customer.
struct Sample {
    customer: &'static str,
    /// It was issued so many days before the demo began.
    days_ago: i64,
    /// Sent out already; the others are drafts that wait to be confirmed.
    confirmed: bool,
    note: &'static str,
    lines: &'static [SampleLine],
}

/// Description, quantity in thousandths, unit, price in cents, VAT in hundredths of a percent.
type SampleLine = (&'static str, i64, &'static str, i64, i64);

const SAMPLES: [Sample; 11] = [
    // A customer who is asked for a mandate: what is open is collected with it.
    Sample {
        customer: "K-1001",
        days_ago: 30,
        confirmed: true,
        note: "",
        lines: &[("Hecke schneiden", 3_000, "h", 4_200, 2100), ("Grünschnitt entsorgen", 1_000, "", 3_500, 2100)],
    },
    Sample {
        customer: "K-1001",
        days_ago: 0,
        confirmed: false,
        note: "Vielen Dank für Ihren Auftrag.",
        lines: &[("Rasen vertikutieren", 2_500, "h", 4_200, 2100), ("Rasensamen", 5_000, "kg", 890, 600)],
    },
    // A customer with a mandate: collected, and paid after the bank run.
    Sample {
        customer: "K-1003",
        days_ago: 0,
        confirmed: false,
        note: "",
        lines: &[("Tuinonderhoud november", 4_000, "uur", 4_200, 2100)],
    },
    // The same customer, and a debit that fails.
    Sample {
        customer: "K-1003",
        days_ago: 0,
        confirmed: false,
        note: "",
        lines: &[("Verplaatsing", 1_000, "", 650, 2100)],
    },
    Sample {
        customer: "K-1002",
        days_ago: 2,
        confirmed: false,
        note: "",
        lines: &[
            ("Wartung der Bewässerung", 6_500, "h", 5_800, 2100),
            ("Ersatzventil DN 25", 2_000, "Stück", 3_495, 2100),
            ("Anfahrt", 84_000, "km", 52, 2100),
        ],
    },
    Sample {
        customer: "K-1004",
        days_ago: 1,
        confirmed: false,
        note: "",
        lines: &[("Onderhoudscontract, vierde kwartaal", 1_000, "", 48_000, 2100)],
    },
    Sample {
        customer: "K-1005",
        days_ago: 12,
        confirmed: true,
        note: "Merci pour votre confiance.",
        lines: &[("Taille des arbres", 5_000, "h", 4_600, 2100), ("Évacuation", 1_000, "", 6_000, 2100)],
    },
    Sample {
        customer: "K-1006",
        days_ago: 3,
        confirmed: false,
        note: "",
        lines: &[("Entretien de la toiture végétale", 1_000, "forfait", 39_500, 2100)],
    },
    // A customer without a mandate: an older invoice is open already when the next one is confirmed.
    Sample {
        customer: "K-1007",
        days_ago: 5,
        confirmed: true,
        note: "",
        lines: &[("Planting plan", 1_000, "", 18_000, 2100), ("Garden handbook", 1_000, "", 2_900, 600)],
    },
    Sample {
        customer: "K-1007",
        days_ago: 0,
        confirmed: false,
        note: "Thank you for your order.",
        lines: &[("Planting", 6_000, "h", 4_200, 2100), ("Roses", 8_000, "", 1_150, 600)],
    },
    Sample {
        customer: "K-1010",
        days_ago: 0,
        confirmed: false,
        note: "",
        lines: &[("Bepflanzung der Uferböschung", 12_000, "m²", 3_150, 2100)],
    },
];

/// Writes the samples, for customers that are there.
pub async fn plant(app: &App, tx: &mut Tx, settings: &Settings) -> anyhow::Result<()> {
    // Numbers follow the dates, as they would in life.
    let mut oldest_first: Vec<&Sample> = SAMPLES.iter().collect();
    oldest_first.sort_by_key(|sample| -sample.days_ago);
    for sample in oldest_first {
        let customer = customers::by_number(tx, sample.customer)
            .await?
            .ok_or_else(|| anyhow::anyhow!("there is no sample customer {}", sample.customer))?;
        let written = written(app, settings, sample, &customer)?;
        let mut invoice = invoices::write_draft(tx, app.clock.now(), Actor::System, &written).await?;
        if sample.confirmed {
            confirm::confirm(tx, app, settings, &mut invoice, Actor::System)
                .await?
                .map_err(|refusal| anyhow::anyhow!("a sample cannot be confirmed: {refusal:?}"))?;
        }
    }
    Ok(())
}

fn written(app: &App, settings: &Settings, sample: &Sample, customer: &Customer) -> anyhow::Result<Written> {
    let issued_on = app.clock.today() - TimeDelta::days(sample.days_ago);
    let lines = lines(sample)?;
    Ok(Written {
        credits: None,
        customer: customer.id,
        language: customer.language,
        issued_on,
        due_on: issued_on + TimeDelta::days(settings.payment_days),
        note: sample.note.to_owned(),
        totals: Totals::of(&lines)?,
        lines,
    })
}

fn lines(sample: &Sample) -> anyhow::Result<Vec<Line>> {
    let line = |(description, quantity, unit, cents, rate): &SampleLine| {
        Ok(Line {
            description: (*description).to_owned(),
            quantity: Quantity::new(*quantity)?,
            unit: (*unit).to_owned(),
            unit_price: Cents(*cents),
            vat_rate: VatRate::new(*rate)?,
        })
    };
    sample.lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_an_invoice_that_can_be_confirmed() {
        for sample in &SAMPLES {
            let totals = Totals::of(&lines(sample).unwrap()).unwrap();
            assert!(totals.total > Cents::ZERO, "{}", sample.customer);
        }
    }

    #[test]
    fn one_debit_of_the_customer_with_a_mandate_fails_and_the_other_is_paid() {
        let totals = |sample: &Sample| Totals::of(&lines(sample).unwrap()).unwrap().total;
        let mut of_jan: Vec<_> = SAMPLES.iter().filter(|sample| sample.customer == "K-1003").map(totals).collect();
        of_jan.sort_unstable();
        assert!(of_jan[0] >= Cents(600) && of_jan[0] < Cents(1_100), "for want of funds");
        assert!(of_jan[1] >= Cents(3_300));
    }
}
