//! Twikey's refusals and failures in words that tell a clerk what to do.

mod texts;

use crate::i18n::{Language, Text};

/// A sentence or two for the code of an [`Error`](super::Error), which may have been stored since.
pub fn explain(code: &str, language: Language) -> String {
    let code = code.strip_prefix("twikey.").unwrap_or(code);
    if let Some(status) = code.strip_prefix("intercepted:") {
        return intercepted(status, language);
    }
    if let Some(host) = code.strip_prefix("foreign_link") {
        return foreign_link(host.trim_start_matches(':'), language);
    }
    let (code, parameter) = match code.split_once(':') {
        Some((code, parameter)) => (code, Some(field(parameter, language))),
        None => (code, None),
    };
    match (code, parameter) {
        ("err_missing_params" | "err_missing_attributes", Some(field)) => missing(field, language),
        ("err_invalid_params", Some(field)) => invalid(field, language),
        _ => texts::of(code).map_or_else(|| unknown(code, language), |text| text.get(language).to_owned()),
    }
}

fn intercepted(status: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "Statt Twikey hat etwas anderes geantwortet (HTTP {status}): ein Proxy, eine Firewall oder ein anderer Server. Es wird von selbst wieder versucht. Bleibt es dabei, muss Ihre Administration das Netz und TWIKEY_API_URL prüfen."
        ),
        Language::Nl => format!(
            "In plaats van Twikey heeft iets anders geantwoord (HTTP {status}): een proxy, een firewall of een andere server. We proberen het vanzelf opnieuw. Blijft het zo, dan moet uw beheerder het netwerk en TWIKEY_API_URL nakijken."
        ),
        Language::Fr => format!(
            "Autre chose que Twikey a répondu (HTTP {status})\u{a0}: un proxy, un pare-feu ou un autre serveur. Un nouvel essai se fera automatiquement. Si cela persiste, votre administrateur doit vérifier le réseau et TWIKEY_API_URL."
        ),
        Language::En => format!(
            "Something else answered instead of Twikey (HTTP {status}): a proxy, a firewall or another server. It will be tried again by itself. If this goes on, your administrator has to check the network and TWIKEY_API_URL."
        ),
    }
}

fn foreign_link(host: &str, language: Language) -> String {
    let host = if host.is_empty() { "?" } else { host };
    match language {
        Language::De => format!(
            "Twikey hat einen Link genannt, der nicht zu Twikey führt ({host}). Niemand wurde dorthin geschickt. Gehört die Adresse dazu, trägt Ihre Administration sie in TWIKEY_LINK_HOSTS ein; versuchen Sie es dann noch einmal."
        ),
        Language::Nl => format!(
            "Twikey gaf een link die niet naar Twikey leidt ({host}). Niemand is daarheen gestuurd. Hoort dat adres erbij, dan voegt uw beheerder het toe aan TWIKEY_LINK_HOSTS; probeer het daarna opnieuw."
        ),
        Language::Fr => format!(
            "Twikey a donné un lien qui ne mène pas chez Twikey ({host}). Personne n’y a été envoyé. Si cette adresse est légitime, votre administrateur l’ajoute à TWIKEY_LINK_HOSTS\u{a0}; réessayez ensuite."
        ),
        Language::En => format!(
            "Twikey gave a link that does not lead to Twikey ({host}). Nobody was sent there. If the address is right, your administrator adds it to TWIKEY_LINK_HOSTS; then try again."
        ),
    }
}

fn missing(field: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "Twikey braucht noch eine Angabe: {field}. Tragen Sie sie auf dem Kundenblatt ein und versuchen Sie es noch einmal."
        ),
        Language::Nl => format!(
            "Twikey heeft nog een gegeven nodig: {field}. Vul het in op de klantenfiche en probeer het opnieuw."
        ),
        Language::Fr => {
            format!("Il manque une donnée à Twikey\u{a0}: {field}. Complétez-la sur la fiche client, puis réessayez.")
        }
        Language::En => format!(
            "Twikey needs one more piece of information: {field}. Fill it in on the customer sheet and try again."
        ),
    }
}

fn invalid(field: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "Twikey nimmt eine Angabe nicht an: {field}. Berichtigen Sie sie auf dem Kundenblatt und versuchen Sie es noch einmal."
        ),
        Language::Nl => format!(
            "Twikey aanvaardt een gegeven niet: {field}. Verbeter het op de klantenfiche en probeer het opnieuw."
        ),
        Language::Fr => {
            format!("Twikey refuse une donnée\u{a0}: {field}. Corrigez-la sur la fiche client, puis réessayez.")
        }
        Language::En => {
            format!("Twikey does not accept this information: {field}. Correct it on the customer sheet and try again.")
        }
    }
}

fn unknown(code: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "Twikey hat die Anfrage abgelehnt ({code}). Wenden Sie sich mit dieser Kennung an Ihre Administration."
        ),
        Language::Nl => format!("Twikey heeft de aanvraag geweigerd ({code}). Geef deze code door aan uw beheerder."),
        Language::Fr => format!("Twikey a refusé la demande ({code}). Communiquez ce code à votre administrateur."),
        Language::En => format!("Twikey refused the request ({code}). Pass this code on to your administrator."),
    }
}

/// A parameter of Twikey's under the name that our pages give it.
fn field(parameter: &str, language: Language) -> &str {
    let text = match parameter {
        "iban" => return "IBAN",
        "bic" => return "BIC",
        "mobile" => Text { de: "Mobilnummer", nl: "gsm-nummer", fr: "numéro de mobile", en: "mobile number" },
        "email" => Text { de: "E-Mail-Adresse", nl: "e-mailadres", fr: "adresse e-mail", en: "e-mail address" },
        "firstname" => Text { de: "Vorname", nl: "voornaam", fr: "prénom", en: "first name" },
        "lastname" => Text { de: "Nachname", nl: "achternaam", fr: "nom", en: "last name" },
        "companyName" => Text { de: "Firmenname", nl: "bedrijfsnaam", fr: "nom de l’entreprise", en: "company name" },
        "vatno" | "coc" => {
            Text { de: "Umsatzsteuer-Identifikationsnummer", nl: "btw-nummer", fr: "numéro de TVA", en: "VAT number" }
        }
        "address" => Text {
            de: "Straße und Hausnummer",
            nl: "straat en huisnummer",
            fr: "rue et numéro",
            en: "street and number",
        },
        "zip" => Text { de: "Postleitzahl", nl: "postcode", fr: "code postal", en: "postcode" },
        "city" => Text { de: "Ort", nl: "plaats", fr: "localité", en: "town" },
        "country" => Text { de: "Land", nl: "land", fr: "pays", en: "country" },
        "customerNumber" => {
            Text { de: "Kundennummer", nl: "klantnummer", fr: "numéro de client", en: "customer number" }
        }
        "l" => Text { de: "Sprache", nl: "taal", fr: "langue", en: "language" },
        other => return other,
    };
    text.get(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_in_every_language_by_whole_sentences() {
        for (codes, _) in texts::ALL {
            for code in *codes {
                for language in Language::ALL {
                    let sentence = explain(code, language);
                    assert!(sentence.ends_with('.') && sentence.len() > 30, "{code} in {language}: {sentence}");
                    assert!(!sentence.contains("err_"), "{code} in {language} should be words: {sentence}");
                }
            }
        }
    }

    #[test]
    fn no_code_is_explained_twice() {
        let mut codes: Vec<_> = texts::ALL.iter().flat_map(|(codes, _)| *codes).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }

    #[test]
    fn a_missing_field_is_named_as_the_pages_name_it() {
        assert!(explain("twikey.err_missing_params:mobile", Language::De).contains("Mobilnummer"));
        assert!(explain("err_invalid_params:iban", Language::Fr).contains("IBAN"));
        assert!(explain("err_missing_params:initialAmount", Language::En).contains("initialAmount"));
    }

    #[test]
    fn what_answered_instead_of_twikey_is_shown_with_its_status() {
        for language in Language::ALL {
            let sentence = explain("twikey.intercepted:403", language);
            assert!(sentence.contains("403") && sentence.contains("TWIKEY_API_URL"), "{sentence}");
        }
    }

    #[test]
    fn a_code_that_nobody_knows_is_shown_for_the_administrator() {
        assert!(explain("twikey.err_brand_new", Language::Nl).contains("err_brand_new"));
    }
}
