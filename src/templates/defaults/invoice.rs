//! Here is your invoice; please pay it.

use super::letter;
use crate::i18n::Language;

pub fn text(language: Language, link: &str) -> (&'static str, String) {
    match language {
        Language::De => (
            "Rechnung {{ invoice_number }} von {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "vielen Dank für Ihr Vertrauen. Anbei erhalten Sie unsere Rechnung {{ invoice_number }} vom \
                 {{ invoice_date }} über <b>{{ amount }}</b> als PDF.",
                "Offen sind <b>{{ open_amount }}</b>, zahlbar bis zum <b>{{ due_date }}</b>. Am bequemsten geht es \
                 hier:",
                link,
                "Dort finden Sie die Rechnung und alle Wege, sie zu bezahlen. Der Link ist persönlich; geben Sie ihn \
                 bitte nicht weiter.",
                "{% if creditor_iban %}Lieber überweisen? Empfänger: {{ beneficiary }}, IBAN: \
                 <b>{{ creditor_iban }}</b>{% if reference %}, Referenz: <b>{{ reference }}</b>{% endif %}. {% endif %}Ihre Kundennummer bei uns ist {{ customer_number }}.",
                "Haben Sie Fragen? Antworten Sie einfach auf diese E-Mail, wir helfen Ihnen gern.",
                "Freundliche Grüße<br>{{ creditor }}",
            ]),
        ),
        Language::Nl => (
            "Factuur {{ invoice_number }} van {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "Hartelijk dank voor uw vertrouwen. Hierbij ontvangt u onze factuur {{ invoice_number }} van \
                 {{ invoice_date }} voor <b>{{ amount }}</b>; u vindt ze ook als pdf in bijlage.",
                "Er staat nog <b>{{ open_amount }}</b> open, te betalen uiterlijk op <b>{{ due_date }}</b>. Dat gaat het \
                 makkelijkst hier:",
                link,
                "Daar vindt u de factuur en alle manieren om ze te betalen. De link is persoonlijk; geef hem niet \
                 door.",
                "{% if creditor_iban %}Schrijft u liever over? Begunstigde: {{ beneficiary }}, IBAN: \
                 <b>{{ creditor_iban }}</b>{% if reference %}, mededeling: <b>{{ reference }}</b>{% endif %}. {% endif %}Uw klantnummer bij ons is {{ customer_number }}.",
                "Hebt u vragen? Antwoord gewoon op deze e-mail, wij helpen u graag.",
                "Met vriendelijke groeten<br>{{ creditor }}",
            ]),
        ),
        Language::Fr => (
            "Facture {{ invoice_number }} de {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "Merci de votre confiance. Voici notre facture {{ invoice_number }} du {{ invoice_date }}, d’un \
                 montant de <b>{{ amount }}</b>&nbsp;; vous la trouverez aussi en PDF en pièce jointe.",
                "Il reste <b>{{ open_amount }}</b> à payer pour le <b>{{ due_date }}</b> au plus tard. Le plus simple \
                 est de passer par ici&nbsp;:",
                link,
                "Vous y trouverez la facture et tous les moyens de la payer. Ce lien est personnel&nbsp;; ne le \
                 transmettez pas.",
                "{% if creditor_iban %}Vous préférez un virement&nbsp;? Bénéficiaire&nbsp;: {{ beneficiary }}, IBAN&nbsp;: \
                 <b>{{ creditor_iban }}</b>{% if reference %}, communication&nbsp;: <b>{{ reference }}</b>{% endif %}. {% endif %}Votre numéro de client chez nous est le {{ customer_number }}.",
                "Vous avez des questions&nbsp;? Répondez simplement à cet e-mail, nous vous aiderons volontiers.",
                "Cordialement,<br>{{ creditor }}",
            ]),
        ),
        Language::En => (
            "Invoice {{ invoice_number }} from {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "Thank you for your trust. Here is our invoice {{ invoice_number }} of {{ invoice_date }} for \
                 <b>{{ amount }}</b>; it is attached as a PDF.",
                "<b>{{ open_amount }}</b> is outstanding, payable by <b>{{ due_date }}</b>. The easiest way to pay:",
                link,
                "You can view it and choose how to pay there. The link is personal; please do not pass it on.",
                "{% if creditor_iban %}Prefer to pay by bank transfer? Beneficiary: {{ beneficiary }}, IBAN: \
                 <b>{{ creditor_iban }}</b>{% if reference %}, please quote <b>{{ reference }}</b>{% endif %}. {% endif %}Your customer number with us is {{ customer_number }}.",
                "Any questions? Just reply to this e-mail, we are happy to help.",
                "Kind regards<br>{{ creditor }}",
            ]),
        ),
    }
}
