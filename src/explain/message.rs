//! Why a message was not sent, or is not sent any more, in words.

use crate::i18n::Text;

/// The sentence for a code of ours.
pub fn explain(code: &str) -> Option<Text> {
    Some(match code {
        "message.no_mailer" => Text {
            de: "Es ist kein Mailserver eingerichtet. Die Administration muss SMTP_URL und MAIL_FROM setzen.",
            nl: "Er is geen mailserver ingesteld. Een beheerder moet SMTP_URL en MAIL_FROM instellen.",
            fr: "Aucun serveur de messagerie n’est configuré. Un administrateur doit renseigner SMTP_URL et MAIL_FROM.",
            en: "No mail server is set up. An administrator must set SMTP_URL and MAIL_FROM.",
        },
        "message.no_link" => Text {
            de: "Der Link zum Unterzeichnen fehlt noch. Sobald Twikey ihn liefert, geht die Nachricht von selbst hinaus.",
            nl: "De link om te ondertekenen ontbreekt nog. Zodra Twikey hem levert, vertrekt het bericht vanzelf.",
            fr: "Le lien de signature manque encore. Dès que Twikey le fournit, le message part de lui-même.",
            en: "The signing link is still missing. As soon as Twikey gives it, the message goes out by itself.",
        },
        "message.no_address" => Text {
            de: "Der Kunde hat keine E-Mail-Adresse. Tragen Sie sie auf dem Kundenblatt ein und versuchen Sie es noch einmal.",
            nl: "De klant heeft geen e-mailadres. Vul het in op de klantenfiche en probeer het opnieuw.",
            fr: "Le client n’a pas d’adresse e-mail. Indiquez-la sur la fiche client, puis réessayez.",
            en: "The customer has no e-mail address. Enter it on the customer sheet and try again.",
        },
        "message.replaced" => Text {
            de: "Eine neuere Nachricht zum selben Anlass ist an ihre Stelle getreten.",
            nl: "Een nieuwer bericht met dezelfde aanleiding is in de plaats gekomen.",
            fr: "Un message plus récent au même motif l’a remplacé.",
            en: "A newer message about the same has taken its place.",
        },
        "message.mandate_ended" => Text {
            de: "Das Mandat wird nicht mehr erbeten: Es ist unterzeichnet oder beendet.",
            nl: "Het mandaat wordt niet meer gevraagd: het is ondertekend of beëindigd.",
            fr: "Le mandat n’est plus demandé\u{a0}: il est signé ou a pris fin.",
            en: "The mandate is no longer asked for: it is signed or has ended.",
        },
        "message.link_expired" => Text {
            de: "Der Link zum Unterzeichnen ist abgelaufen, bevor die Nachricht hinausging. Fordern Sie das Mandat noch einmal an.",
            nl: "De link om te ondertekenen is verlopen voordat het bericht vertrok. Vraag het mandaat opnieuw aan.",
            fr: "Le lien de signature a expiré avant que le message ne parte. Demandez le mandat à nouveau.",
            en: "The link to sign ran out before the message went. Request the mandate again.",
        },
        "message.settled" => Text {
            de: "Die Rechnung ist inzwischen beglichen oder gutgeschrieben.",
            nl: "De factuur is intussen betaald of gecrediteerd.",
            fr: "La facture a été payée ou créditée entre-temps.",
            en: "The invoice has been paid or credited in the meantime.",
        },
        "message.debit_began" => Text {
            de: "Inzwischen hat der nächste Einzug begonnen.",
            nl: "Intussen is de volgende inning begonnen.",
            fr: "L’encaissement suivant a commencé entre-temps.",
            en: "The next debit has begun in the meantime.",
        },
        "message.already_gone" => Text {
            de: "Die SMS davor ging noch hinaus; eine zweite braucht es nicht.",
            nl: "De sms daarvoor is nog vertrokken; een tweede is niet nodig.",
            fr: "Le SMS précédent est encore parti\u{a0}; un second n’est pas nécessaire.",
            en: "The SMS before it went out after all; a second one is not needed.",
        },
        "message.debit_past" => Text {
            de: "Der Einzug, den sie ankündigt, hat schon stattgefunden.",
            nl: "De inning die het aankondigt, is al gebeurd.",
            fr: "L’encaissement qu’il annonce a déjà eu lieu.",
            en: "The debit that it announces has already taken place.",
        },
        _ => return None,
    })
}
