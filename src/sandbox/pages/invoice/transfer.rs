//! What to write on a transfer: `/invoice/{id}/transfer`. That the money has come is the bank's to say, not the page's.

use actix_web::{HttpResponse, http::StatusCode};
use maud::html;

use super::visit::Visit;
use crate::{
    domain::{money::Cents, reference::Reference},
    i18n::Text,
    sandbox::{account_number, amount, pages::provider, state::account::Creditor},
    ui::{
        facts::{code, facts},
        qr::qr,
    },
};

const TITLE: Text = Text { de: "Überweisen", nl: "Overschrijven", fr: "Payer par virement", en: "Transfer the money" };
const LEAD: Text = Text {
    de: "Bitte übernehmen Sie diese Angaben genau, damit Ihre Zahlung der Rechnung zugeordnet wird.",
    nl: "Neem deze gegevens precies over, zodat uw betaling bij de factuur terechtkomt.",
    fr: "Reprenez ces données telles quelles, afin que votre paiement soit attribué à la facture.",
    en: "Please copy this exactly, so that your payment finds the invoice.",
};
const BENEFICIARY: Text = Text { de: "Empfänger", nl: "Begunstigde", fr: "Bénéficiaire", en: "Beneficiary" };
const AMOUNT: Text = Text { de: "Betrag", nl: "Bedrag", fr: "Montant", en: "Amount" };
const MESSAGE: Text = Text { de: "Mitteilung", nl: "Mededeling", fr: "Communication", en: "Payment message" };
const SCAN: Text = Text {
    de: "Oder mit der App Ihrer Bank scannen",
    nl: "Of scan met de app van uw bank",
    fr: "Ou scannez avec l’app de votre banque",
    en: "Or scan with your bank’s app",
};
const QR: Text = Text {
    de: "QR-Code für die Überweisung",
    nl: "QR-code voor de overschrijving",
    fr: "Code QR du virement",
    en: "QR code of the transfer",
};

/// `GET /invoice/{id}/transfer`
pub async fn show(visit: Visit) -> HttpResponse {
    if !visit.is_payable() {
        return super::see_other(&visit.base());
    }
    let language = visit.language;
    let Visit { creditor, invoice, .. } = &visit;
    let title = TITLE.get(language);
    let picture = qr(&epc(creditor, invoice.open(), &invoice.remittance), QR.get(language));
    let content = html! {
        (provider::back(&visit.base(), language))
        h1 { (title) }
        p.lead { (LEAD.get(language)) }
        div.chosen.to-copy {
            (facts(&[
                (BENEFICIARY.get(language), html! { (creditor.name) }),
                ("IBAN", code(&account_number::grouped(&creditor.iban))),
                ("BIC", code(&creditor.bic)),
                (AMOUNT.get(language), html! { strong { (visit.money(invoice.open())) } }),
                (MESSAGE.get(language), code(&invoice.remittance)),
            ]))
        }
        @if let Some(picture) = picture {
            figure.scan { (picture) figcaption { (SCAN.get(language)) } }
        }
    };
    visit.page(title, content).answer(StatusCode::OK)
}

/// The text of a QR code for a transfer (European Payments Council, EPC069-12, version 002).
fn epc(creditor: &Creditor, owed: Cents, message: &str) -> String {
    let name: String = creditor.name.chars().take(70).collect();
    let structured = message.parse::<Reference>().ok().filter(Reference::is_iso);
    let message = match structured {
        Some(reference) => format!("{reference}\n"),
        None => format!("\n{message}"),
    };
    format!("BCD\n002\n1\nSCT\n{}\n{name}\n{}\nEUR{}\n\n{message}", creditor.bic, creditor.iban, amount::text(owed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_transfer_has_account_amount_and_message() {
        let written = |message| epc(&Creditor::default(), Cents(12_150), message);
        let begin = "BCD\n002\n1\nSCT\nGKCCBEBB\nSandbox NV\nBE71096123456769\nEUR121.50\n\n";
        assert_eq!(written("+++090/9337/55493+++"), format!("{begin}\n+++090/9337/55493+++"));
        assert_eq!(written("RF71 2348 231"), format!("{begin}RF712348231\n"));
    }
}
