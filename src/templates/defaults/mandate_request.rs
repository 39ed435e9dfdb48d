//! Please sign a mandate.

use super::letter;
use crate::i18n::Language;

pub fn text(language: Language, link: &str) -> (&'static str, String) {
    match language {
        Language::De => (
            "Ihr SEPA-Mandat für {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "wir würden Ihre Rechnungen künftig gern per Lastschrift einziehen. Für Sie heißt das: keine Überweisungen und \
                 keine Fristen mehr, um die Sie sich kümmern müssen.",
                "Dafür brauchen wir einmalig Ihr SEPA-Mandat. Das geht online in wenigen Minuten; halten Sie bitte Ihre IBAN \
                 bereit.",
                link,
                "Der Link ist persönlich und bis zum {{ expires_on }} gültig. Ihre Kundennummer bei uns ist \
                 {{ customer_number }}.",
                "Haben Sie Fragen? Antworten Sie einfach auf diese E-Mail, wir helfen Ihnen gern.",
                "Freundliche Grüße<br>{{ staff_name }}<br>{{ creditor }}",
            ]),
        ),
        Language::Nl => (
            "Uw SEPA-mandaat voor {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "Voortaan innen wij uw facturen graag via domiciliëring. U hoeft dan geen overschrijvingen meer te doen en geen \
                 vervaldagen meer in het oog te houden.",
                "Daarvoor hebben wij één keer uw SEPA-mandaat nodig. Dat regelt u online in enkele minuten; houd uw IBAN bij de \
                 hand.",
                link,
                "De link is persoonlijk en geldig tot en met {{ expires_on }}. Uw klantnummer bij ons is {{ customer_number }}.",
                "Hebt u vragen? Antwoord gewoon op deze e-mail, wij helpen u graag.",
                "Met vriendelijke groeten<br>{{ staff_name }}<br>{{ creditor }}",
            ]),
        ),
        Language::Fr => (
            "Votre mandat SEPA pour {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "Nous aimerions désormais encaisser vos factures par domiciliation. Pour vous, cela signifie&nbsp;: plus de virements \
                 à faire ni d’échéances à surveiller.",
                "Pour cela, il nous faut une seule fois votre mandat SEPA. Tout se fait en ligne en quelques minutes&nbsp;; \
                 munissez-vous de votre IBAN.",
                link,
                "Ce lien est personnel et valable jusqu’au {{ expires_on }}. Votre numéro de client chez nous est le \
                 {{ customer_number }}.",
                "Vous avez des questions&nbsp;? Répondez simplement à cet e-mail, nous vous aiderons volontiers.",
                "Cordialement,<br>{{ staff_name }}<br>{{ creditor }}",
            ]),
        ),
        Language::En => (
            "Your SEPA mandate for {{ creditor }}",
            letter(&[
                "{{ salutation }},",
                "From now on we would like to collect your invoices by direct debit. For you that means no more transfers to \
                 make and no due dates to keep in mind.",
                "All we need, once, is your SEPA mandate. You can sign it online in a few minutes; please have your IBAN at \
                 hand.",
                link,
                "The link is personal and valid until {{ expires_on }}. Your customer number with us is {{ customer_number }}.",
                "Any questions? Just reply to this e-mail, we are happy to help.",
                "Kind regards<br>{{ staff_name }}<br>{{ creditor }}",
            ]),
        ),
    }
}
