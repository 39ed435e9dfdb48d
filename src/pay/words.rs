//! What the landing page says: sentences with amounts, dates and numbers in them.

use crate::i18n::{Counted, Language, Text};

pub const FURTHER_LINES: Counted = Counted {
    one: Text {
        de: "und {} weitere Zeile, siehe PDF",
        nl: "en nog {} regel, zie de pdf",
        fr: "et {} autre ligne, voir le PDF",
        en: "and {} more line, see the PDF",
    },
    more: Text {
        de: "und {} weitere Zeilen, siehe PDF",
        nl: "en nog {} regels, zie de pdf",
        fr: "et {} autres lignes, voir le PDF",
        en: "and {} more lines, see the PDF",
    },
};
pub const PAID: Text =
    Text { de: "Vollständig bezahlt", nl: "Volledig betaald", fr: "Entièrement payée", en: "Fully paid" };
pub const THANKS: Text = Text {
    de: "Vielen Dank! Es ist nichts mehr zu tun.",
    nl: "Hartelijk dank! U hoeft niets meer te doen.",
    fr: "Merci beaucoup\u{a0}! Vous n’avez plus rien à faire.",
    en: "Thank you! There is nothing left to do.",
};
pub const CANCELLED: Text = Text { de: "Aufgehoben", nl: "Geannuleerd", fr: "Annulée", en: "Cancelled" };
pub const REPLACED: Text = Text {
    de: "Diese Rechnung ist durch eine Gutschrift aufgehoben. Es ist nichts zu bezahlen.",
    nl: "Deze factuur is opgeheven door een creditnota. Er is niets te betalen.",
    fr: "Cette facture est annulée par une note de crédit. Il n’y a rien à payer.",
    en: "This invoice is cancelled by a credit note. There is nothing to pay.",
};
pub const CREDIT_NOTE: Text = Text {
    de: "Dieser Betrag ist Ihnen gutgeschrieben. Es ist nichts zu bezahlen.",
    nl: "Dit bedrag is u gecrediteerd. Er is niets te betalen.",
    fr: "Ce montant est porté à votre crédit. Il n’y a rien à payer.",
    en: "This amount is credited to you. There is nothing to pay.",
};
pub const UNDER_WAY: Text = Text {
    de: "Lastschrift unterwegs",
    nl: "Domiciliëring onderweg",
    fr: "Domiciliation en cours",
    en: "Debit under way",
};
pub const BY_MANDATE: Text =
    Text { de: "Wird eingezogen", nl: "Wordt geïnd", fr: "Sera prélevée", en: "Will be collected" };
pub const DO_NOT_PAY: Text = Text {
    de: "Bitte bezahlen Sie nicht noch einmal auf einem anderen Weg. Sollte die Lastschrift nicht gelingen, schreiben wir Ihnen, und hier stehen dann wieder die anderen Wege.",
    nl: "Betaal niet nog eens op een andere manier. Lukt de domiciliëring niet, dan schrijven we u, en staan hier opnieuw de andere manieren.",
    fr: "Ne payez pas une seconde fois par un autre moyen. Si la domiciliation échoue, nous vous écrirons et les autres moyens réapparaîtront ici.",
    en: "Please do not pay a second time in another way. Should the debit not go through, we write to you, and the other ways are back here.",
};
pub const FAILED_DEBIT: Text = Text {
    de: "Die Lastschrift ist nicht gelungen",
    nl: "De domiciliëring is niet gelukt",
    fr: "La domiciliation n’a pas abouti",
    en: "The debit did not go through",
};
pub const AWAITS_BANK: Text = Text {
    de: "Ihr Mandat ist unterzeichnet und wartet auf die Bestätigung Ihrer Bank. Das kann einige Tage dauern.",
    nl: "Uw mandaat is ondertekend en wacht op de bevestiging van uw bank. Dat kan enkele dagen duren.",
    fr: "Votre mandat est signé et attend la confirmation de votre banque. Cela peut prendre quelques jours.",
    en: "Your mandate is signed and waits for your bank to confirm it. This can take a few days.",
};
pub const SIGNED: Text = Text {
    de: "Vielen Dank, Ihr SEPA-Mandat ist unterzeichnet.",
    nl: "Hartelijk dank, uw SEPA-mandaat is ondertekend.",
    fr: "Merci, votre mandat SEPA est signé.",
    en: "Thank you, your SEPA mandate is signed.",
};
pub const STOPPED: Text = Text {
    de: "Sie haben abgebrochen; es wurde nichts unterzeichnet. Sie können es jederzeit nachholen oder anders bezahlen.",
    nl: "U hebt afgebroken; er is niets ondertekend. U kunt het altijd nog doen, of anders betalen.",
    fr: "Vous avez interrompu la procédure\u{a0}; rien n’a été signé. Vous pouvez y revenir ou payer autrement.",
    en: "You stopped before the end; nothing was signed. You can do it at any time, or pay in another way.",
};
pub const FAILED: Text = Text {
    de: "Die Unterzeichnung ist nicht gelungen. Versuchen Sie es noch einmal, oder bezahlen Sie anders.",
    nl: "De ondertekening is niet gelukt. Probeer het opnieuw, of betaal anders.",
    fr: "La signature n’a pas abouti. Réessayez, ou payez autrement.",
    en: "The signature did not go through. Try again, or pay in another way.",
};
pub const LOOKING: Text = Text {
    de: "Wir fragen nach, ob alles geklappt hat. Diese Seite zeigt das Ergebnis gleich von selbst.",
    nl: "We gaan na of alles gelukt is. Deze pagina toont het resultaat zo vanzelf.",
    fr: "Nous vérifions si tout s’est bien passé. Cette page affichera le résultat toute seule.",
    en: "We are asking whether everything went through. This page shows the result by itself in a moment.",
};
pub const NO_NEWS: Text = Text {
    de: "Es ist noch keine Bestätigung da. Wenn Sie fertig geworden sind, brauchen Sie nichts mehr zu tun: Die Bestätigung kann sich verspäten, und diese Seite zeigt sie, sobald sie da ist.",
    nl: "Er is nog geen bevestiging. Als u klaar bent, hoeft u niets meer te doen: de bevestiging kan wat later komen, en deze pagina toont ze zodra ze er is.",
    fr: "Il n’y a pas encore de confirmation. Si vous avez terminé, vous n’avez plus rien à faire\u{a0}: la confirmation peut tarder, et cette page l’affichera dès qu’elle sera là.",
    en: "There is no confirmation yet. If you finished, there is nothing more to do: the confirmation can be late, and this page shows it as soon as it is there.",
};
pub const NOT_DONE: Text = Text {
    de: "Ich bin nicht fertig geworden",
    nl: "Ik ben niet klaar geraakt",
    fr: "Je n’ai pas terminé",
    en: "I did not finish",
};
pub const READ: Text =
    Text { de: "Rechnung als PDF", nl: "Factuur als pdf", fr: "Facture en PDF", en: "Invoice as PDF" };
pub const READ_CREDIT_NOTE: Text =
    Text { de: "Gutschrift als PDF", nl: "Creditnota als pdf", fr: "Note de crédit en PDF", en: "Credit note as PDF" };
pub const RECEIPT: Text = Text {
    de: "Zahlungsbestätigung als PDF",
    nl: "Betalingsbewijs als pdf",
    fr: "Reçu de paiement en PDF",
    en: "Receipt as PDF",
};
pub const TOTAL: Text = Text { de: "Gesamtbetrag", nl: "Totaal", fr: "Total", en: "Total" };
pub const LINES: Text =
    Text { de: "Was berechnet wird", nl: "Wat we aanrekenen", fr: "Détail", en: "What is charged" };

pub fn invoice(number: &str, language: Language) -> String {
    match language {
        Language::De => format!("Rechnung {number}"),
        Language::Nl => format!("Factuur {number}"),
        Language::Fr => format!("Facture {number}"),
        Language::En => format!("Invoice {number}"),
    }
}

pub fn credit_note(number: &str, language: Language) -> String {
    match language {
        Language::De => format!("Gutschrift {number}"),
        Language::Nl => format!("Creditnota {number}"),
        Language::Fr => format!("Note de crédit {number}"),
        Language::En => format!("Credit note {number}"),
    }
}

pub fn due(date: &str, language: Language) -> String {
    match language {
        Language::De => format!("Zahlbar bis {date}"),
        Language::Nl => format!("Te betalen uiterlijk op {date}"),
        Language::Fr => format!("À payer au plus tard le {date}"),
        Language::En => format!("Due on {date}"),
    }
}

pub fn overdue(date: &str, language: Language) -> String {
    match language {
        Language::De => format!("Überfällig seit {date}"),
        Language::Nl => format!("Vervallen sinds {date}"),
        Language::Fr => format!("En retard depuis le {date}"),
        Language::En => format!("Overdue since {date}"),
    }
}

/// What was paid or credited already.
pub fn of_total(settled: &str, total: &str, language: Language) -> String {
    match language {
        Language::De => format!("Von {total} sind {settled} bereits beglichen."),
        Language::Nl => format!("Van {total} is {settled} al voldaan."),
        Language::Fr => format!("{settled} sur {total} sont déjà réglés."),
        Language::En => format!("{settled} of {total} is settled already."),
    }
}

/// A debit that is under way.
pub fn collecting(amount: &str, account: &str, date: &str, language: Language) -> String {
    match language {
        Language::De => format!("{amount} werden am {date} oder kurz danach von Ihrem Konto {account} eingezogen."),
        Language::Nl => format!("{amount} wordt op {date} of kort daarna van uw rekening {account} geïnd."),
        Language::Fr => format!("{amount} seront prélevés le {date} ou peu après sur votre compte {account}."),
        Language::En => format!("{amount} is collected from your account {account} on {date} or soon after."),
    }
}

pub fn vat_in_total(vat: &str, language: Language) -> String {
    match language {
        Language::De => format!("darin {vat} MwSt."),
        Language::Nl => format!("waarvan {vat} btw"),
        Language::Fr => format!("dont {vat} de TVA"),
        Language::En => format!("of which {vat} VAT"),
    }
}
