//! The debit has failed; please pay another way.

use super::letter;
use crate::i18n::Language;

pub fn text(language: Language, link: &str) -> (&'static str, String) {
    match language {
        Language::De => (
            "Rechnung {{ invoice_number }}: Die Lastschrift konnte nicht eingelöst werden",
            letter(&[
                "{{ salutation }},",
                "{{ open_amount }} für unsere Rechnung {{ invoice_number }} vom {{ invoice_date }} konnten wir leider \
                 nicht einziehen.",
                "{{ reason }}",
                "Der Betrag von <b>{{ open_amount }}</b> ist damit noch offen. So können Sie bezahlen:",
                link,
                "{% if creditor_iban %}Lieber überweisen? Empfänger: {{ beneficiary }}, IBAN: \
                 <b>{{ creditor_iban }}</b>{% if reference %}, Referenz: <b>{{ reference }}</b>{% endif %}. {% endif %}Haben Sie inzwischen bezahlt, ist diese E-Mail gegenstandslos.",
                "Haben Sie Fragen? Antworten Sie einfach auf diese E-Mail, wir finden eine Lösung.",
                "Freundliche Grüße<br>{{ creditor }}",
            ]),
        ),
        Language::Nl => (
            "Factuur {{ invoice_number }}: de inning is mislukt",
            letter(&[
                "{{ salutation }},",
                "Wij wilden {{ open_amount }} innen voor onze factuur {{ invoice_number }} van {{ invoice_date }}. \
                 Dat is helaas niet gelukt.",
                "{{ reason }}",
                "Het bedrag van <b>{{ open_amount }}</b> staat dus nog open. Zo kunt u betalen:",
                link,
                "{% if creditor_iban %}Schrijft u liever over? Begunstigde: {{ beneficiary }}, IBAN: \
                 <b>{{ creditor_iban }}</b>{% if reference %}, mededeling: <b>{{ reference }}</b>{% endif %}. {% endif %}Hebt u intussen betaald, dan hoeft u niets te doen.",
                "Hebt u vragen? Antwoord gewoon op deze e-mail, wij vinden een oplossing.",
                "Met vriendelijke groeten<br>{{ creditor }}",
            ]),
        ),
        Language::Fr => (
            "Facture {{ invoice_number }}\u{a0}: l’encaissement a échoué",
            letter(&[
                "{{ salutation }},",
                "Nous voulions encaisser {{ open_amount }} pour notre facture {{ invoice_number }} du \
                 {{ invoice_date }}. Cela n’a malheureusement pas abouti.",
                "{{ reason }}",
                "Le montant de <b>{{ open_amount }}</b> reste donc dû. Voici comment le payer&nbsp;:",
                link,
                "{% if creditor_iban %}Vous préférez un virement&nbsp;? Bénéficiaire&nbsp;: {{ beneficiary }}, IBAN&nbsp;: \
                 <b>{{ creditor_iban }}</b>{% if reference %}, communication&nbsp;: <b>{{ reference }}</b>{% endif %}. {% endif %}Si vous avez payé entre-temps, ne tenez pas compte de cet e-mail.",
                "Vous avez des questions&nbsp;? Répondez simplement à cet e-mail, nous trouverons une solution.",
                "Cordialement,<br>{{ creditor }}",
            ]),
        ),
        Language::En => (
            "Invoice {{ invoice_number }}: your direct debit was unsuccessful",
            letter(&[
                "{{ salutation }},",
                "We tried to collect {{ open_amount }} for our invoice {{ invoice_number }} of {{ invoice_date }}, but \
                 the payment did not go through.",
                "{{ reason }}",
                "The amount of <b>{{ open_amount }}</b> is therefore outstanding. This is how you can pay:",
                link,
                "{% if creditor_iban %}Prefer to pay by bank transfer? Beneficiary: {{ beneficiary }}, IBAN: \
                 <b>{{ creditor_iban }}</b>{% if reference %}, please quote <b>{{ reference }}</b>{% endif %}. {% endif %}If you have paid in the meantime, there is nothing for you to do.",
                "Any questions? Just reply to this e-mail, we will find a solution.",
                "Kind regards<br>{{ creditor }}",
            ]),
        ),
    }
}
