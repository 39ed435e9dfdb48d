//! The ways to pay: sign a mandate, pay once, transfer.

use maud::{Markup, html};

use super::opened::Opened;
use crate::{
    i18n::{Language, Text, format},
    ui::qr::qr,
};

/// The doors that are open to this customer.
pub fn all(opened: &Opened, csrf: &str) -> Markup {
    let language = opened.language;
    html! {
        @if opened.may_sign() || opened.may_pay_once() {
            div.doors {
                @if opened.may_sign() {
                    (Door {
                        action: opened.address("/mandate"),
                        title: SIGN,
                        text: SIGN_TEXT,
                        label: SIGN_NOW,
                        primary: true,
                    }.form(csrf, language))
                }
                @if opened.may_pay_once() {
                    (Door {
                        action: opened.address("/payment"),
                        title: ONCE,
                        text: ONCE_TEXT,
                        label: PAY_NOW,
                        primary: !opened.may_sign(),
                    }.form(csrf, language))
                }
            }
        }
        (transfer(opened))
    }
}

/// What leads through Twikey and back.
struct Door {
    action: String,
    title: Text,
    text: Text,
    label: Text,
    primary: bool,
}

impl Door {
    fn form(&self, csrf: &str, language: Language) -> Markup {
        html! {
            form.door method="post" action=(self.action) {
                h2 { (self.title.get(language)) }
                p { (self.text.get(language)) }
                input type="hidden" name="csrf" value=(csrf);
                button.button.primary[self.primary] { (self.label.get(language)) }
            }
        }
    }
}

/// What a transfer needs, with the code for banking apps. Nothing where the settings name no account.
pub fn transfer(opened: &Opened) -> Markup {
    let language = opened.language;
    let Some(transfer) = opened.paper.transfer() else { return html! {} };
    let amount = format::amount(transfer.amount.0, "EUR", language);
    let code = transfer.qr_text().and_then(|text| qr(&text, CODE.get(language)));
    html! {
        section.transfer {
            h2 { (TRANSFER.get(language)) }
            div.sides {
                dl {
                    (fact(BENEFICIARY.get(language), transfer.beneficiary))
                    (fact("IBAN", &transfer.iban.grouped()))
                    @if let Some(bic) = transfer.bic { (fact("BIC", bic.as_str())) }
                    (fact(AMOUNT.get(language), &amount))
                    @if let Some(reference) = transfer.reference { (fact(REFERENCE.get(language), &reference.written())) }
                }
                @if let Some(code) = code {
                    figure { (code) figcaption { (CODE.get(language)) } }
                }
            }
        }
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

const SIGN: Text = Text {
    de: "SEPA-Mandat erteilen",
    nl: "SEPA-mandaat geven",
    fr: "Donner un mandat SEPA",
    en: "Sign a SEPA mandate",
};
const SIGN_TEXT: Text = Text {
    de: "Wir ziehen diese und künftige Rechnungen von Ihrem Konto ein. Sie brauchen an nichts mehr zu denken.",
    nl: "We innen deze en volgende facturen van uw rekening. U hoeft aan niets meer te denken.",
    fr: "Nous prélevons cette facture et les suivantes sur votre compte. Vous n’avez plus à y penser.",
    en: "We collect this and future invoices from your account. You need not think of it again.",
};
const SIGN_NOW: Text =
    Text { de: "Mandat unterzeichnen", nl: "Mandaat ondertekenen", fr: "Signer le mandat", en: "Sign the mandate" };
const ONCE: Text = Text {
    de: "Einmal online bezahlen",
    nl: "Eenmalig online betalen",
    fr: "Payer une fois en ligne",
    en: "Pay once online",
};
const ONCE_TEXT: Text = Text {
    de: "Mit Karte, Bancontact oder dem Onlinebanking Ihrer Bank.",
    nl: "Met kaart, Bancontact of de bankapp van uw bank.",
    fr: "Par carte, Bancontact ou l’application de votre banque.",
    en: "By card, Bancontact or your bank’s app.",
};
const PAY_NOW: Text = Text { de: "Jetzt bezahlen", nl: "Nu betalen", fr: "Payer maintenant", en: "Pay now" };
const TRANSFER: Text =
    Text { de: "Überweisen", nl: "Overschrijven", fr: "Faire un virement", en: "Transfer the amount" };
const BENEFICIARY: Text = Text { de: "Empfänger", nl: "Begunstigde", fr: "Bénéficiaire", en: "Beneficiary" };
const AMOUNT: Text = Text { de: "Betrag", nl: "Bedrag", fr: "Montant", en: "Amount" };
const REFERENCE: Text = Text { de: "Referenz", nl: "Mededeling", fr: "Communication", en: "Reference" };
const CODE: Text = Text {
    de: "QR-Code für Ihre Banking-App",
    nl: "QR-code voor uw bankapp",
    fr: "Code QR pour votre app bancaire",
    en: "QR code for your banking app",
};
