//! The codes of what did not work, as sentences that say what to do.

mod message; // why a message was not sent

use crate::{
    i18n::{Language, Text},
    mail, twikey,
};

/// The sentence for a code that a task ended with: `twikey.…` and `mail.…` are explained where they are made.
pub fn code(code: &str, language: Language) -> String {
    match code.split_once('.') {
        Some(("twikey", _)) => twikey::explain(code, language),
        Some(("mail", _)) => match mail::Reason::from_code(code) {
            Some(reason) => reason.explain(language).to_owned(),
            None => UNKNOWN.get(language).to_owned(),
        },
        Some(("message", _)) => message::explain(code).unwrap_or(UNKNOWN).get(language).to_owned(),
        _ => ours(code).get(language).to_owned(),
    }
}

fn ours(code: &str) -> Text {
    match code {
        "job.too_slow" => Text {
            de: "Die Gegenseite hat zu lange gebraucht. Es wird von selbst noch einmal versucht.",
            nl: "De tegenpartij deed er te lang over. Het wordt vanzelf opnieuw geprobeerd.",
            fr: "Le service distant a mis trop de temps. Un nouvel essai suivra automatiquement.",
            en: "The other side took too long. It will be tried again by itself.",
        },
        "job.newer_version" => Text {
            de: "Eine neuere Version des Portals hat dies aufgetragen. Es geschieht von selbst, sobald sie läuft.",
            nl: "Een nieuwere versie van het portaal heeft dit opgedragen. Het gebeurt vanzelf zodra die draait.",
            fr: "Une version plus récente du portail a demandé ceci. Cela se fera de soi-même dès qu’elle tournera.",
            en: "A newer version of the portal asked for this. It happens by itself once that version runs.",
        },
        "feed.busy" => Text {
            de: "Ein anderer Prozess liest gerade dieselben Meldungen. Es wird von selbst noch einmal nachgesehen.",
            nl: "Een ander proces leest net dezelfde meldingen. Er wordt vanzelf opnieuw gekeken.",
            fr: "Un autre processus lit déjà ces messages. Une nouvelle lecture suivra automatiquement.",
            en: "Another process is reading the same reports. It will look again by itself.",
        },
        "invoice.debit_under_way" => Text {
            de: "Bei Twikey läuft gerade ein Einzug. Sobald die Bank geantwortet hat, geht es von selbst weiter.",
            nl: "Bij Twikey loopt net een inning. Zodra de bank heeft geantwoord, gaat het vanzelf verder.",
            fr: "Un encaissement est en cours chez Twikey. Dès la réponse de la banque, la suite se fera automatiquement.",
            en: "A debit is under way at Twikey. Once the bank has answered it goes on by itself.",
        },
        "database" => Text {
            de: "Die Datenbank war beschäftigt. Es wird von selbst noch einmal versucht.",
            nl: "De database was bezig. Het wordt vanzelf opnieuw geprobeerd.",
            fr: "La base de données était occupée. Un nouvel essai suivra automatiquement.",
            en: "The database was busy. It will be tried again by itself.",
        },
        "mandate.asked_again" => Text {
            de: "Der Kunde wird gerade neu gefragt; danach geht es von selbst weiter.",
            nl: "De klant wordt net opnieuw gevraagd; daarna gaat het vanzelf verder.",
            fr: "Le client est en train d’être sollicité à nouveau\u{a0}; la suite se fera automatiquement.",
            en: "The customer is being asked again right now; afterwards it goes on by itself.",
        },
        "job.no_twikey" => Text {
            de: "Twikey ist auf diesem Server nicht eingerichtet. Bitten Sie die Administration, TWIKEY_API_URL zu setzen.",
            nl: "Twikey is op deze server niet ingesteld. Vraag de beheerder om TWIKEY_API_URL in te stellen.",
            fr: "Twikey n’est pas configuré sur ce serveur. Demandez à l’administrateur de définir TWIKEY_API_URL.",
            en: "Twikey is not set up on this server. Ask your administrator to set TWIKEY_API_URL.",
        },
        "job.twikey_off" => Text {
            de: "Twikey ist in den Einstellungen ausgeschaltet und erfährt davon erst, wenn es wieder eingeschaltet ist.",
            nl: "Twikey is uitgeschakeld in de instellingen en hoort dit pas als het weer is ingeschakeld.",
            fr: "Twikey est désactivé dans les paramètres et ne l’apprendra qu’une fois réactivé.",
            en: "Twikey is switched off in the settings and hears of this only once it is switched on again.",
        },
        "refund.not_overpaid" => Text {
            de: "Inzwischen ist nicht mehr so viel zu viel bezahlt. Sehen Sie auf der Rechnung nach, was noch zu erstatten ist.",
            nl: "Intussen is er niet meer zoveel te veel betaald. Kijk op de factuur na wat er nog terug te betalen is.",
            fr: "Entre-temps, le trop-perçu a diminué. Voyez sur la facture ce qui reste à rembourser.",
            en: "By now not as much has been paid too much. See on the invoice what is left to refund.",
        },
        "refund.not_through_twikey" => Text {
            de: "So viel ist nicht über Twikey gekommen, und Twikey gibt nur das zurück. Erstatten Sie den Betrag selbst und tragen Sie es hier ein.",
            nl: "Zoveel is niet via Twikey binnengekomen, en Twikey betaalt alleen dat terug. Betaal het bedrag zelf terug en registreer het hier.",
            fr: "Un tel montant n’est pas passé par Twikey, qui ne rembourse que cela. Remboursez-le vous-même et enregistrez-le ici.",
            en: "Not as much came through Twikey, and Twikey gives back only that. Pay it back yourselves and record it here.",
        },
        "refund.unclear" => Text {
            de: "Es ist unklar, ob Twikey die Erstattung übernommen hat. Meldet Twikey sie, verschwindet dieser Hinweis von selbst. Sonst sehen Sie bei Twikey nach; versuchen Sie es nur dann noch einmal, wenn sie dort fehlt.",
            nl: "Het is onduidelijk of Twikey de terugbetaling heeft aanvaard. Meldt Twikey ze, dan verdwijnt deze melding vanzelf. Kijk anders na bij Twikey; probeer het alleen opnieuw als ze daar ontbreekt.",
            fr: "On ne sait pas si Twikey a pris en compte le remboursement. S’il le signale, cet avis disparaîtra de lui-même. Sinon, vérifiez chez Twikey\u{a0}; ne réessayez que s’il n’y figure pas.",
            en: "It is unclear whether Twikey has taken the refund. Once Twikey reports it, this notice goes away by itself. Otherwise look it up at Twikey, and try again only if it is not there.",
        },
        "job.no_b2b_profile" => Text {
            de: "Für B2B-Mandate ist kein Profil eingerichtet. Bitten Sie die Administration, TWIKEY_TEMPLATE_B2B zu setzen.",
            nl: "Voor B2B-mandaten is geen profiel ingesteld. Vraag de beheerder om TWIKEY_TEMPLATE_B2B in te stellen.",
            fr: "Aucun profil n’est configuré pour les mandats B2B. Demandez à l’administrateur de définir TWIKEY_TEMPLATE_B2B.",
            en: "No profile is set up for B2B mandates. Ask your administrator to set TWIKEY_TEMPLATE_B2B.",
        },
        "job.signed_already" => Text {
            de: "Der Kunde hat bei Twikey schon ein Mandat. Es erscheint hier, sobald Twikey es meldet.",
            nl: "De klant heeft bij Twikey al een mandaat. Het verschijnt hier zodra Twikey het meldt.",
            fr: "Le client a déjà un mandat chez Twikey. Il apparaîtra ici dès que Twikey l’aura signalé.",
            en: "The customer has a mandate at Twikey already. It appears here as soon as Twikey reports it.",
        },
        _ => UNKNOWN,
    }
}

const UNKNOWN: Text = Text {
    de: "Ein Fehler im Programm. Er ist aufgezeichnet; bitte sagen Sie der Administration Bescheid.",
    nl: "Een fout in het programma. Ze is vastgelegd; verwittig de beheerder.",
    fr: "Une erreur du programme. Elle est enregistrée\u{a0}; prévenez l’administrateur.",
    en: "A fault in the program. It was recorded; please tell your administrator.",
};
