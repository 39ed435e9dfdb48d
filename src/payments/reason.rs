//! Why a debit failed or came back: the banks' R-codes in words, and what to do about each. No I/O.
//!
//! The codes are those of the SEPA rulebooks (EPC016-06 and EPC222-07, "reason codes" of R-transactions; ISO 20022 external
//! codes). Twikey reports them as `externalCode`, and sorts them into what a customer cannot pay, does not want to pay, and
//! everything else.

mod codes;

use crate::i18n::Text;

/// What a code of the bank means, and what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    pub group: Group,
    pub remedy: Remedy,
    /// For staff: what the bank says.
    pub meaning: Text,
    /// For staff: what to do.
    pub advice: Text,
    /// For the customer, in a letter or on a page: what happened, whoever is to blame.
    pub customer: Text,
}

/// What Twikey's failure handling tells apart, and the overview counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The customer cannot pay now. The same debit may succeed later.
    Cannot,
    /// The customer or the customer's bank does not let us collect.
    WillNot,
    /// Account, bank or data.
    Other,
}

/// What helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// The same debit later.
    TryAgain,
    /// Another way to pay.
    SendLink,
    /// The account has to be right first.
    FixAccount,
    /// A new mandate, because this one is good for nothing any more.
    NewMandate,
    /// The customer has something to settle with the bank.
    AskCustomer,
    /// The customer has nothing to do with it: data of ours, or a bank's technology.
    CheckSetup,
    /// Nothing is to be collected any more.
    Stop,
}

/// What a code means. A code that is not known gets words that are true of every failed debit.
pub fn reason(code: &str) -> Reason {
    let code = code.trim().to_ascii_uppercase();
    codes::ALL.iter().find(|(codes, ..)| codes.contains(&code.as_str())).map_or(codes::UNKNOWN, |(_, reason)| *reason)
}

impl Group {
    pub const ALL: [Self; 3] = [Self::Cannot, Self::WillNot, Self::Other];

    /// As in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cannot => "cannot",
            Self::WillNot => "will_not",
            Self::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code() == code)
    }

    /// The bank's codes that are known to belong to it.
    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        codes::ALL.iter().filter(move |(_, reason)| reason.group == self).flat_map(|(codes, _)| codes.iter().copied())
    }

    pub const fn name(self) -> &'static Text {
        match self {
            Self::Cannot => &CANNOT,
            Self::WillNot => &WILL_NOT,
            Self::Other => &OTHER,
        }
    }
}

impl Remedy {
    /// What staff should do.
    const fn advice(self) -> Text {
        match self {
            Self::TryAgain => TRY_AGAIN,
            Self::SendLink => SEND_LINK,
            Self::FixAccount => FIX_ACCOUNT,
            Self::NewMandate => NEW_MANDATE,
            Self::AskCustomer => ASK_CUSTOMER,
            Self::CheckSetup => CHECK_SETUP,
            Self::Stop => STOP,
        }
    }
}

const CANNOT: Text = Text {
    de: "Konto nicht gedeckt",
    nl: "Onvoldoende saldo",
    fr: "Provision insuffisante",
    en: "Not enough money on the account",
};
const WILL_NOT: Text = Text {
    de: "Abgelehnt oder zurückgefordert",
    nl: "Geweigerd of teruggevorderd",
    fr: "Refusé ou réclamé",
    en: "Refused or claimed back",
};
const OTHER: Text = Text {
    de: "Konto, Mandat oder Bank",
    nl: "Rekening, mandaat of bank",
    fr: "Compte, mandat ou banque",
    en: "Account, mandate or bank",
};

const TRY_AGAIN: Text = Text {
    de: "Ein späterer Einzug kann gelingen, am ehesten kurz nach Monatsbeginn. Schneller geht es mit dem Zahlungslink.",
    nl: "Een latere inning kan lukken, het best kort na het begin van de maand. Sneller gaat het met de betaallink.",
    fr: "Un nouvel encaissement peut aboutir, de préférence en début de mois. Le lien de paiement est plus rapide.",
    en: "Collecting later can succeed, best shortly after the beginning of the month. The payment link is faster.",
};
const SEND_LINK: Text = Text {
    de: "Ziehen Sie nicht noch einmal ein. Klären Sie es mit dem Kunden und schicken Sie ihm den Zahlungslink.",
    nl: "Int niet opnieuw. Neem contact op met de klant en stuur de betaallink.",
    fr: "N’encaissez pas une deuxième fois. Voyez avec le client et envoyez-lui le lien de paiement.",
    en: "Do not collect again. Settle it with the customer and send the payment link.",
};
const FIX_ACCOUNT: Text = Text {
    de: "Vergleichen Sie IBAN und BIC mit dem Kunden und fordern Sie mit dem richtigen Konto ein neues Mandat an. Diese Rechnung bezahlt er am einfachsten über den Zahlungslink.",
    nl: "Vergelijk IBAN en BIC met de klant en vraag met de juiste rekening een nieuw mandaat aan. Deze factuur betaalt hij het eenvoudigst via de betaallink.",
    fr: "Vérifiez l’IBAN et le BIC avec le client et demandez un nouveau mandat pour le bon compte. Le plus simple pour cette facture est le lien de paiement.",
    en: "Compare IBAN and BIC with the customer and request a new mandate for the right account. The payment link is the easiest way to pay this invoice.",
};
const NEW_MANDATE: Text = Text {
    de: "Mit diesem Mandat lässt sich nichts mehr einziehen. Fordern Sie ein neues an; bis dahin bezahlt der Kunde über den Zahlungslink.",
    nl: "Met dit mandaat kan niets meer worden geïnd. Vraag een nieuw aan; intussen betaalt de klant via de betaallink.",
    fr: "Ce mandat ne permet plus d’encaisser. Demandez-en un nouveau\u{a0}; d’ici là, le client paie par le lien de paiement.",
    en: "Nothing can be collected with this mandate any more. Request a new one; until then the customer pays through the link.",
};
const ASK_CUSTOMER: Text = Text {
    de: "Bitten Sie den Kunden, es mit seiner Bank zu klären. Erst danach kann ein Einzug gelingen; bis dahin bezahlt er über den Zahlungslink.",
    nl: "Vraag de klant dit met zijn bank te regelen. Pas daarna kan een inning lukken; intussen betaalt hij via de betaallink.",
    fr: "Demandez au client de régler cela avec sa banque. Ce n’est qu’ensuite qu’un encaissement peut aboutir\u{a0}; d’ici là, il paie par le lien de paiement.",
    en: "Ask the customer to settle it with the bank. Only then can a debit succeed; until then the customer pays through the link.",
};
const CHECK_SETUP: Text = Text {
    de: "Der Kunde kann nichts dafür. Prüfen Sie die Angaben zu Kunde und Mandat; stimmen sie, wenden Sie sich an Twikey. Bezahlen kann der Kunde über den Zahlungslink.",
    nl: "De klant kan hier niets aan doen. Controleer de gegevens van klant en mandaat; kloppen ze, neem dan contact op met Twikey. De klant kan betalen via de betaallink.",
    fr: "Le client n’y est pour rien. Vérifiez les données du client et du mandat\u{a0}; si elles sont exactes, adressez-vous à Twikey. Le client peut payer par le lien de paiement.",
    en: "It is not the customer’s doing. Check the data of customer and mandate; if they are right, ask Twikey. The customer can pay through the link.",
};
const STOP: Text = Text {
    de: "Ziehen Sie nichts mehr ein und widerrufen Sie das Mandat. Wenden Sie sich behutsam an die Angehörigen.",
    nl: "Int niets meer en annuleer het mandaat. Neem met de nodige tact contact op met de nabestaanden.",
    fr: "N’encaissez plus rien et révoquez le mandat. Prenez contact avec les proches avec tact.",
    en: "Collect nothing any more and cancel the mandate. Approach the relatives with tact.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn each_code_is_known_once() {
        let mut codes: Vec<_> = codes::ALL.iter().flat_map(|(codes, _)| *codes).collect();
        codes.sort();
        let known = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), known);
        assert!(codes.iter().all(|code| code.len() == 4 && *code.to_ascii_uppercase() == ***code));
    }

    #[test]
    fn what_the_customer_cannot_do_and_does_not_want_are_told_apart_as_twikey_does() {
        let group = |code| reason(code).group;
        assert_eq!([group("AM04"), group("MS03")], [Group::Cannot; 2]);
        assert_eq!([group("MS02"), group("MD06"), group("SL01")], [Group::WillNot; 3]);
        for code in ["AC01", "AC04", "AC06", "AC13", "AG01", "FF01", "MD01", "MD02", "MD07", "PY01", "RC01"] {
            assert_eq!(group(code), Group::Other, "{code}");
        }
    }

    #[test]
    fn only_what_can_pass_by_itself_is_worth_the_same_debit_again() {
        for (codes, reason) in codes::ALL {
            assert_eq!(reason.remedy == Remedy::TryAgain, reason.group == Group::Cannot, "{codes:?}");
        }
    }

    #[test]
    fn a_code_that_nobody_knows_gets_words_all_the_same() {
        for code in ["", "XX99", "not_routable", "🦀"] {
            assert_eq!(reason(code), codes::UNKNOWN, "{code}");
        }
        assert_eq!(reason(" am04 "), reason("AM04"));
    }

    #[test]
    fn customers_are_told_in_sentences_and_without_codes() {
        let all = codes::ALL.iter().map(|(_, reason)| reason).chain([&codes::UNKNOWN]);
        for reason in all {
            for language in Language::ALL {
                for text in [reason.meaning, reason.advice, reason.customer] {
                    assert!(text.get(language).ends_with('.'), "{}", text.get(language));
                }
                let customer = reason.customer.get(language);
                assert!(!codes::ALL.iter().any(|(codes, _)| codes.iter().any(|code| customer.contains(code))));
            }
        }
    }
}
