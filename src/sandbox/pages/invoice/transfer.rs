//! What to write on a transfer: `/invoice/{id}/transfer`. That the money has come is the bank's to say, not the page's.

use actix_web::{HttpResponse, http::StatusCode};
use maud::html;

use super::visit::Visit;
use crate::{
    domain::epc,
    i18n::Text,
    sandbox::{account_number, pages::provider},
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
    let text = epc::qr_text(&creditor.name, &creditor.iban, &creditor.bic, invoice.open(), &invoice.remittance);
    let picture = text.and_then(|text| qr(&text, QR.get(language)));
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
                (MESSAGE.get(language), visit.message()),
            ]))
        }
        @if let Some(picture) = picture {
            figure.scan { (picture) figcaption { (SCAN.get(language)) } }
        }
    };
    visit.page(title, content).answer(StatusCode::OK)
}
