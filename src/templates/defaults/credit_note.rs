//! Here is a credit note; nothing is to be paid.

use super::letter;
use crate::i18n::Language;

pub fn text(language: Language) -> (&'static str, String) {
    match language {
        Language::De => (
            "Gutschrift {{ invoice_number }} von {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "im Anhang finden Sie unsere Gutschrift {{ invoice_number }} vom {{ invoice_date }} über \
                 <b>{{ amount }}</b>{% if credited_invoice %} zur Rechnung {{ credited_invoice }}{% endif %}.",
                "Sie müssen nichts bezahlen. Haben Sie Fragen? Antworten Sie einfach auf diese E-Mail, wir helfen \
                 Ihnen gern.",
                "Freundliche Grüße<br>{{ creditor }}",
            ]),
        ),
        Language::Nl => (
            "Creditnota {{ invoice_number }} van {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "In bijlage vindt u onze creditnota {{ invoice_number }} van {{ invoice_date }} voor \
                 <b>{{ amount }}</b>{% if credited_invoice %} bij factuur {{ credited_invoice }}{% endif %}.",
                "U hoeft niets te betalen. Hebt u vragen? Antwoord gewoon op deze e-mail, wij helpen u graag.",
                "Met vriendelijke groeten<br>{{ creditor }}",
            ]),
        ),
        Language::Fr => (
            "Note de crédit {{ invoice_number }} de {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "Vous trouverez en pièce jointe notre note de crédit {{ invoice_number }} du {{ invoice_date }}, d’un \
                 montant de <b>{{ amount }}</b>{% if credited_invoice %}, relative à la facture \
                 {{ credited_invoice }}{% endif %}.",
                "Vous n’avez rien à payer. Vous avez des questions&nbsp;? Répondez simplement à cet e-mail, nous vous \
                 aiderons volontiers.",
                "Cordialement,<br>{{ creditor }}",
            ]),
        ),
        Language::En => (
            "Credit note {{ invoice_number }} from {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "Attached you find our credit note {{ invoice_number }} of {{ invoice_date }} for \
                 <b>{{ amount }}</b>{% if credited_invoice %}, which belongs to invoice \
                 {{ credited_invoice }}{% endif %}.",
                "There is nothing for you to pay. Any questions? Just reply to this e-mail, we are happy to help.",
                "Kind regards<br>{{ creditor }}",
            ]),
        ),
    }
}
