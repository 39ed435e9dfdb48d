//! The kinds of e-mail: what each is about, when it is sent, what can stand in it, what goes with it.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::i18n::Text;

/// What an e-mail is about; each kind has a template in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    MandateRequest,
    /// Here is the invoice; please pay it.
    Invoice,
    /// Here is the invoice; we collect it by direct debit.
    PreNotification,
    /// The debit has failed; please pay another way.
    DebitFailed,
    CreditNote,
}

/// Where the marked link of a body leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Twikey's page where the mandate is signed.
    Signing,
    /// Our page where the invoice is read and paid.
    Invoice,
}

impl Kind {
    pub const ALL: [Self; 5] =
        [Self::MandateRequest, Self::Invoice, Self::PreNotification, Self::DebitFailed, Self::CreditNote];

    /// As in addresses (`/templates/mandate-request/de`).
    pub const fn slug(self) -> &'static str {
        match self {
            Self::MandateRequest => "mandate-request",
            Self::Invoice => "invoice",
            Self::PreNotification => "pre-notification",
            Self::DebitFailed => "debit-failed",
            Self::CreditNote => "credit-note",
        }
    }

    pub const fn name(self) -> Text {
        match self {
            Self::MandateRequest => Text {
                de: "Mandat anfordern",
                nl: "Mandaat aanvragen",
                fr: "Demander un mandat",
                en: "Request mandate",
            },
            Self::Invoice => Text { de: "Rechnung", nl: "Factuur", fr: "Facture", en: "Invoice" },
            Self::PreNotification => Text {
                de: "Lastschrift ankündigen",
                nl: "Domiciliëring aankondigen",
                fr: "Annoncer la domiciliation",
                en: "Announce a debit",
            },
            Self::DebitFailed => Text {
                de: "Lastschrift gescheitert",
                nl: "Inning mislukt",
                fr: "Encaissement échoué",
                en: "Debit failed",
            },
            Self::CreditNote => Text { de: "Gutschrift", nl: "Creditnota", fr: "Note de crédit", en: "Credit note" },
        }
    }

    /// When this e-mail is sent.
    pub const fn occasion(self) -> Text {
        match self {
            Self::MandateRequest => Text {
                de: "Bittet den Kunden per E-Mail, ein SEPA-Mandat zu unterzeichnen.",
                nl: "Vraagt de klant per e-mail om een SEPA-mandaat te ondertekenen.",
                fr: "Demande au client par e-mail de signer un mandat SEPA.",
                en: "Asks the customer by e-mail to sign a SEPA mandate.",
            },
            Self::Invoice => Text {
                de: "Bringt einem Kunden ohne Mandat seine Rechnung, mit dem Link zum Bezahlen und der Rechnung als PDF.",
                nl: "Bezorgt een klant zonder mandaat zijn factuur, met de link om te betalen en de factuur als pdf.",
                fr: "Envoie à un client sans mandat sa facture, avec le lien de paiement et la facture en PDF.",
                en: "Brings the invoice to a customer without a mandate, with the link to pay and the invoice as a PDF.",
            },
            Self::PreNotification => Text {
                de: "Kündigt einem Kunden mit Mandat an, dass eine Rechnung eingezogen wird; die Rechnung liegt als PDF bei.",
                nl: "Kondigt een klant met mandaat aan dat een factuur wordt geïnd; de factuur zit als pdf in bijlage.",
                fr: "Annonce à un client avec mandat qu’une facture sera encaissée\u{a0}; la facture est jointe en PDF.",
                en: "Tells a customer with a mandate that an invoice will be collected; the invoice is attached as a PDF.",
            },
            Self::DebitFailed => Text {
                de: "Sagt dem Kunden, dass eine Lastschrift gescheitert ist und warum, mit dem Link zum Bezahlen.",
                nl: "Meldt de klant dat een inning is mislukt en waarom, met de link om te betalen.",
                fr: "Informe le client qu’un encaissement a échoué et pourquoi, avec le lien de paiement.",
                en: "Tells the customer that a debit has failed and why, with the link to pay.",
            },
            Self::CreditNote => Text {
                de: "Bringt dem Kunden eine Gutschrift als PDF; zu bezahlen ist nichts.",
                nl: "Bezorgt de klant een creditnota als pdf; er is niets te betalen.",
                fr: "Envoie au client une note de crédit en PDF\u{a0}; il n’y a rien à payer.",
                en: "Brings the customer a credit note as a PDF; nothing is to be paid.",
            },
        }
    }

    /// Where the link leads without which this e-mail is of no use.
    pub const fn destination(self) -> Option<Destination> {
        match self {
            Self::MandateRequest => Some(Destination::Signing),
            Self::Invoice | Self::PreNotification | Self::DebitFailed => Some(Destination::Invoice),
            Self::CreditNote => None,
        }
    }

    /// The words on the link, where a text has none yet.
    pub const fn link_words(self) -> Text {
        match self {
            Self::MandateRequest => Text {
                de: "Mandat jetzt unterzeichnen",
                nl: "Mandaat nu ondertekenen",
                fr: "Signer le mandat",
                en: "Sign the mandate now",
            },
            Self::Invoice => Text {
                de: "Rechnung ansehen und bezahlen",
                nl: "Factuur bekijken en betalen",
                fr: "Voir et payer la facture",
                en: "View and pay the invoice",
            },
            Self::PreNotification | Self::CreditNote => {
                Text { de: "Rechnung ansehen", nl: "Factuur bekijken", fr: "Voir la facture", en: "View the invoice" }
            }
            Self::DebitFailed => Text { de: "Jetzt bezahlen", nl: "Nu betalen", fr: "Payer maintenant", en: "Pay now" },
        }
    }

    /// Whether the invoice, or the credit note, goes with it as a PDF.
    pub const fn carries_paper(self) -> bool {
        matches!(self, Self::Invoice | Self::PreNotification | Self::CreditNote)
    }

    /// Whether it asks for money, so that it is of no use once the money is there.
    pub const fn asks_for_money(self) -> bool {
        matches!(self, Self::Invoice | Self::PreNotification | Self::DebitFailed)
    }
}

/// No kind of e-mail has this address.
#[derive(Debug, thiserror::Error)]
#[error("no such kind of e-mail")]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(slug: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug).ok_or(UnknownKind)
    }
}

impl Destination {
    /// What the link is called on the button that puts it in.
    pub const fn name(self) -> Text {
        match self {
            Self::Signing => Text {
                de: "Link zum Unterzeichnen",
                nl: "Link om te ondertekenen",
                fr: "Lien de signature",
                en: "Signing link",
            },
            Self::Invoice => Text {
                de: "Link zur Rechnung",
                nl: "Link naar de factuur",
                fr: "Lien vers la facture",
                en: "Invoice link",
            },
        }
    }
}

/// What stands for each placeholder, by its name.
pub type Values = BTreeMap<&'static str, String>;
