//! Here is your invoice; we collect it. What a pre-notification has to say is in the SEPA Core Direct Debit Rulebook (EPC016-06):
//! the amount and the date of the debit; the rest lets the customer recognise it on the statement.

use super::letter;
use crate::i18n::Language;

pub fn text(language: Language, link: &str) -> (&'static str, String) {
    match language {
        Language::De => (
            "Wir ziehen {{ open_amount }} für Rechnung {{ invoice_number }} ein",
            letter(&[
                "{{ salutation }},",
                "hier ist unsere Rechnung {{ invoice_number }} vom {{ invoice_date }} über <b>{{ amount }}</b>; Sie \
                 finden sie auch als PDF im Anhang. Sie müssen nichts tun: Wir ziehen den Betrag mit Ihrem \
                 SEPA-Mandat ein.",
                "Betrag: <b>{{ open_amount }}</b><br>Einzug: am <b>{{ debit_date }}</b> oder \
                 danach<br>{% if iban %}Ihr Konto: {{ iban }}<br>{% endif %}Mandatsreferenz: \
                 {{ mandate_reference }}{% if creditor_identifier %}<br>Unsere Gläubiger-Identifikationsnummer: \
                 {{ creditor_identifier }}{% endif %}",
                link,
                "Bitte sorgen Sie dafür, dass Ihr Konto an diesem Tag gedeckt ist. Stimmt etwas nicht? Antworten Sie \
                 einfach auf diese E-Mail, wir helfen Ihnen gern.",
                "Freundliche Grüße<br>{{ creditor }}",
            ]),
        ),
        Language::Nl => (
            "Wij innen {{ open_amount }} voor factuur {{ invoice_number }}",
            letter(&[
                "{{ salutation }},",
                "Hierbij ontvangt u onze factuur {{ invoice_number }} van {{ invoice_date }} voor \
                 <b>{{ amount }}</b>; u vindt ze ook als pdf in bijlage. U hoeft niets te doen: wij innen het bedrag \
                 met uw SEPA-mandaat.",
                "Bedrag: <b>{{ open_amount }}</b><br>Inning: op of na <b>{{ debit_date }}</b><br>{% if iban %}Uw \
                 rekening: {{ iban }}<br>{% endif %}Mandaatreferentie: \
                 {{ mandate_reference }}{% if creditor_identifier %}<br>Onze schuldeiseridentificatie: \
                 {{ creditor_identifier }}{% endif %}",
                link,
                "Zorg er alstublieft voor dat er die dag voldoende op uw rekening staat. Klopt er iets niet? Antwoord \
                 gewoon op deze e-mail, wij helpen u graag.",
                "Met vriendelijke groeten<br>{{ creditor }}",
            ]),
        ),
        Language::Fr => (
            "Nous encaissons {{ open_amount }} pour la facture {{ invoice_number }}",
            letter(&[
                "{{ salutation }},",
                "Voici notre facture {{ invoice_number }} du {{ invoice_date }}, d’un montant de <b>{{ amount }}</b>&nbsp;; \
                 vous la trouverez aussi en PDF en pièce jointe. Vous n’avez rien à faire&nbsp;: nous encaissons le \
                 montant avec votre mandat SEPA.",
                "Montant&nbsp;: <b>{{ open_amount }}</b><br>Encaissement&nbsp;: le <b>{{ debit_date }}</b> ou après cette \
                 date<br>{% if iban %}Votre compte&nbsp;: {{ iban }}<br>{% endif %}Référence du mandat&nbsp;: \
                 {{ mandate_reference }}{% if creditor_identifier %}<br>Notre identifiant créancier&nbsp;: \
                 {{ creditor_identifier }}{% endif %}",
                link,
                "Veillez à ce que votre compte soit suffisamment approvisionné ce jour-là. Quelque chose ne va pas&nbsp;? \
                 Répondez simplement à cet e-mail, nous vous aiderons volontiers.",
                "Cordialement,<br>{{ creditor }}",
            ]),
        ),
        Language::En => (
            "We collect {{ open_amount }} for invoice {{ invoice_number }}",
            letter(&[
                "{{ salutation }},",
                "Here is our invoice {{ invoice_number }} of {{ invoice_date }} for <b>{{ amount }}</b>; you also \
                 find it attached as a PDF. There is nothing for you to do: we collect the amount with your SEPA \
                 mandate.",
                "Amount: <b>{{ open_amount }}</b><br>Debit: on or after <b>{{ debit_date }}</b><br>{% if iban %}Your \
                 account: {{ iban }}<br>{% endif %}Mandate reference: \
                 {{ mandate_reference }}{% if creditor_identifier %}<br>Our creditor identifier: \
                 {{ creditor_identifier }}{% endif %}",
                link,
                "Please see to it that there is enough money on your account that day. Is anything wrong? Just reply \
                 to this e-mail, we are happy to help.",
                "Kind regards<br>{{ creditor }}",
            ]),
        ),
    }
}
