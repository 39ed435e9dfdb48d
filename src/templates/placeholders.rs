//! The placeholders of each kind of e-mail: what they are called, what they stand for, and what they look like filled in.

use crate::i18n::Text;

#[derive(Debug)]
pub struct Placeholder {
    /// As it is written in a template, between `{{` and `}}`.
    pub name: &'static str,
    pub description: Text,
    pub sample: Text,
}

pub const MANDATE_REQUEST: &[Placeholder] =
    &[SALUTATION, CUSTOMER_NAME, COMPANY, CUSTOMER_NUMBER, CREDITOR, EXPIRES_ON, STAFF_NAME];

const SALUTATION: Placeholder = Placeholder {
    name: "salutation",
    description: Text {
        de: "Anrede mit Namen, ohne Komma",
        nl: "Aanhef met naam, zonder komma",
        fr: "Formule d’appel avec le nom, sans virgule",
        en: "Salutation with name, without a comma",
    },
    sample: Text {
        de: "Guten Tag Anna Müller",
        nl: "Beste Jan Peeters",
        fr: "Bonjour Claire Dubois",
        en: "Dear Emma Smith",
    },
};
const CUSTOMER_NAME: Placeholder = Placeholder {
    name: "customer_name",
    description: Text {
        de: "Name des Kunden",
        nl: "Naam van de klant",
        fr: "Nom du client",
        en: "Name of the customer",
    },
    sample: Text { de: "Anna Müller", nl: "Jan Peeters", fr: "Claire Dubois", en: "Emma Smith" },
};
const COMPANY: Placeholder = Placeholder {
    name: "company",
    description: Text {
        de: "Firma des Kunden; leer bei Privatpersonen",
        nl: "Bedrijf van de klant; leeg bij particulieren",
        fr: "Entreprise du client ; vide pour un particulier",
        en: "The customer’s company; empty for a private person",
    },
    sample: Text {
        de: "Müller & Söhne GmbH",
        nl: "Peeters & Zonen bv",
        fr: "Dubois & Fils SARL",
        en: "Smith & Sons Ltd",
    },
};
const CUSTOMER_NUMBER: Placeholder = Placeholder {
    name: "customer_number",
    description: Text { de: "Kundennummer", nl: "Klantnummer", fr: "Numéro de client", en: "Customer number" },
    sample: Text { de: "K-10042", nl: "K-10042", fr: "C-10042", en: "C-10042" },
};
const CREDITOR: Placeholder = Placeholder {
    name: "creditor",
    description: Text {
        de: "Name Ihres Unternehmens",
        nl: "Naam van uw onderneming",
        fr: "Nom de votre entreprise",
        en: "Name of your company",
    },
    sample: Text { de: "Beispiel GmbH", nl: "Voorbeeld bv", fr: "Exemple SA", en: "Example Ltd" },
};
const EXPIRES_ON: Placeholder = Placeholder {
    name: "expires_on",
    description: Text {
        de: "Tag, bis zu dem unterzeichnet werden kann",
        nl: "Dag tot wanneer kan worden ondertekend",
        fr: "Date limite de signature",
        en: "Last day for signing",
    },
    sample: Text { de: "24.12.2026", nl: "24/12/2026", fr: "24/12/2026", en: "24 December 2026" },
};
const STAFF_NAME: Placeholder = Placeholder {
    name: "staff_name",
    description: Text {
        de: "Name der Person, die die Nachricht sendet",
        nl: "Naam van wie het bericht verzendt",
        fr: "Nom de la personne qui envoie le message",
        en: "Name of the person who sends the message",
    },
    sample: Text { de: "Petra Schmidt", nl: "Sofie Janssens", fr: "Marie Laurent", en: "Grace Taylor" },
};
