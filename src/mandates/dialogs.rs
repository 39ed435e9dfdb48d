//! The dialogs of a mandate request as markup: choose the channel, write the e-mail, confirm the SMS.

use maud::{Markup, html};
use uuid::Uuid;

use super::{
    channels::Missing,
    reply,
    words::{CANCEL, REQUEST_MANDATE},
};
use crate::{
    domain::{bic::Bic, email::EmailAddress, iban::Iban, mobile::Mobile},
    i18n::{Language, Text, format},
    mandates::situation::Situation,
    messages::{
        Channel,
        compose::{Fields, Problems, Typed},
    },
    templates,
    ui::{
        badge::Tone,
        button,
        facts::facts,
        field::{Card, Choice, Control, Field, RadioCards},
        form::{self, Answer, Form},
        icon::Icon,
        notice::notice,
    },
    viewer::Viewer,
};

/// How shall the customer be told?
pub(super) fn channel(viewer: &Viewer, situation: &Situation) -> Markup {
    let language = viewer.language();
    let new = format!("/customers/{}/mandate-requests/new", situation.customer.id);
    let email = card(situation, Channel::Email, language);
    let sms = card(situation, Channel::Sms, language);
    let chosen = match (&email.unavailable, &sms.unavailable) {
        (None, _) => "email",
        (Some(_), None) => "sms",
        (Some(_), Some(_)) => "",
    };
    let content = html! {
        @if situation.is_resend() { (resend_notice(viewer, situation)) }
        // A GET: nothing happens yet but the next dialog.
        form.form method="get" action=(new) hx-get=(new) hx-target="#dialog" novalidate {
            (RadioCards { legend: HOW.get(language), name: "channel", chosen, cards: &[email, sms], error: None })
            @if situation.offer.schemes { (schemes(situation, language)) }
            (form::actions(html! {
                @if !chosen.is_empty() { (button::submit(NEXT.get(language))) }
                (button::cancel(CANCEL.get(language), &sheet(situation)))
            }))
        }
    };
    reply::dialog(viewer, title(situation).get(language), content, false)
}

fn card(situation: &Situation, channel: Channel, language: Language) -> Card<'static> {
    let (value, title, text, icon) = match channel {
        Channel::Email => ("email", BY_EMAIL, EMAIL_TEXT, Icon::Mail),
        Channel::Sms => ("sms", BY_SMS, SMS_TEXT, Icon::Sms),
    };
    let missing = situation.offer.missing(channel);
    let customer = situation.customer.id;
    Card {
        value,
        title: title.get(language),
        text: text.get(language),
        icon: Some(icon),
        unavailable: (!missing.is_empty()).then(|| reason(customer, channel, missing, language)),
    }
}

/// Why a channel cannot be used, with links to the fields to fill in.
fn reason(customer: Uuid, channel: Channel, missing: &[Missing], language: Language) -> Markup {
    let because = match channel {
        Channel::Email if missing == [Missing::MailServer] => None,
        Channel::Email => Some(EMAIL_NEEDS),
        Channel::Sms => Some(SMS_NEEDS),
    };
    html! {
        @if let Some(because) = because { p { (because.get(language)) } }
        ul.plain {
            @for what in missing {
                li {
                    @match what.field() {
                        Some(field) => {
                            a href={ "/customers/" (customer) "/edit#" (field) } { (what.name(language)) }
                        }
                        None => (what.name(language)),
                    }
                }
            }
        }
    }
}

fn schemes(situation: &Situation, language: Language) -> Markup {
    let choices: [Choice<'_>; 2] = [("core", CORE.get(language)), ("b2b", B2B.get(language))];
    let chosen = situation.scheme.code();
    html! {
        div.fields {
            (Field {
                label: SCHEME.get(language), name: "scheme", value: chosen, control: Control::Select(&choices),
                hint: Some(SCHEME_HINT.get(language)), ..Field::default()
            })
        }
    }
}

/// The e-mail, to be edited and sent.
pub(super) fn email(viewer: &Viewer, situation: &Situation, id: Uuid, typed: &Typed, problems: &Problems) -> Markup {
    let language = viewer.language();
    let customer = &situation.customer;
    let fields =
        Fields { language, text_language: customer.language, kind: templates::Kind::MandateRequest, typed, problems };
    let to = customer.email.as_ref().map(EmailAddress::as_str).unwrap_or_default();
    let content = html! {
        p.addressed-to { span.muted { (TO.get(language)) " " } strong { (customer.name()) } " · " (to) " · " span lang=(customer.language) { (customer.language.own_name()) } }
        (fields)
        (form::actions(html! {
            (button::submit(SEND.get(language)))
            (fields.preview_button())
            (button::cancel(CANCEL.get(language), &sheet(situation)))
        }))
        (fields.preview_frame())
    };
    reply::dialog(
        viewer,
        title(situation).get(language),
        send_form(viewer, situation, Channel::Email, id, &content),
        true,
    )
}

/// The number the SMS goes to, and what the customer will do.
pub(super) fn sms(viewer: &Viewer, situation: &Situation, id: Uuid) -> Markup {
    let language = viewer.language();
    let customer = &situation.customer;
    let mobile = customer.mobile.as_ref().map(Mobile::grouped).unwrap_or_default();
    let iban = customer.iban.as_ref().map(Iban::grouped).unwrap_or_default();
    let bic = customer.bic.as_ref().map(Bic::as_str).unwrap_or_default();
    let content = html! {
        (facts(&[
            (TO.get(language), html! { (customer.name()) }),
            (MOBILE.get(language), html! { (mobile) }),
            ("IBAN", html! { span.code { (iban) } }),
            ("BIC", html! { span.code { (bic) } }),
        ]))
        p { (SMS_EXPLANATION.get(language)) }
        (form::actions(html! {
            (button::submit(SEND_SMS.get(language)))
            (button::cancel(CANCEL.get(language), &sheet(situation)))
        }))
    };
    reply::dialog(
        viewer,
        title(situation).get(language),
        send_form(viewer, situation, Channel::Sms, id, &content),
        false,
    )
}

fn send_form(viewer: &Viewer, situation: &Situation, channel: Channel, id: Uuid, content: &Markup) -> Markup {
    let action = format!("/customers/{}/mandate-requests", situation.customer.id);
    html! {
        (Form { action: &action, csrf: &viewer.reader.csrf, answer: Answer::Dialog, content: html! {
            @if situation.is_resend() { (resend_notice(viewer, situation)) }
            input type="hidden" name="id" value=(id);
            input type="hidden" name="channel" value=(channel.code());
            input type="hidden" name="scheme" value=(situation.scheme.code());
            (content)
        } })
    }
}

/// There is nothing to request: a mandate is in force, or waits for the bank.
pub(super) fn in_force(viewer: &Viewer, situation: &Situation) -> Markup {
    let language = viewer.language();
    let content = html! {
        (notice(Tone::Info, html! {
            p { (IN_FORCE.get(language)) }
            @if let Some(mandate) = &situation.live {
                p { a href={ "/mandates/" (mandate.id) } { (SEE_MANDATE.get(language)) } }
            }
        }))
        (form::actions(button::cancel(CLOSE.get(language), &sheet(situation))))
    };
    reply::dialog(viewer, REQUEST_MANDATE.get(language), content, false)
}

fn resend_notice(viewer: &Viewer, situation: &Situation) -> Markup {
    let language = viewer.language();
    let on = situation.live.as_ref().and_then(|mandate| mandate.requested_on);
    let on = on.map(|on| format::date(on, language)).unwrap_or_default();
    let text = match language {
        Language::De => format!(
            "Das Mandat ist seit {on} angefordert. Es bleibt bei dieser einen Anforderung; sie geht noch einmal hinaus."
        ),
        Language::Nl => {
            format!("Het mandaat is aangevraagd op {on}. Het blijft bij die ene aanvraag; ze gaat opnieuw de deur uit.")
        }
        Language::Fr => {
            format!(
                "Le mandat est demandé depuis le {on}. Il n’y aura pas de seconde demande\u{a0}; celle-ci est renvoyée."
            )
        }
        Language::En => format!("The mandate was requested on {on}. It stays this one request; it goes out again."),
    };
    notice(Tone::Info, html! { p { (text) } })
}

fn title(situation: &Situation) -> &'static Text {
    if situation.is_resend() { &RESEND } else { &REQUEST_MANDATE }
}

fn sheet(situation: &Situation) -> String {
    format!("/customers/{}", situation.customer.id)
}

const RESEND: Text = Text {
    de: "Anforderung erneut senden",
    nl: "Aanvraag opnieuw versturen",
    fr: "Renvoyer la demande",
    en: "Send the request again",
};
const HOW: Text = Text {
    de: "Wie soll der Kunde Bescheid bekommen?",
    nl: "Hoe moet de klant het te weten komen?",
    fr: "Comment prévenir le client\u{a0}?",
    en: "How shall the customer be told?",
};
const BY_EMAIL: Text = Text { de: "Per E-Mail", nl: "Via e-mail", fr: "Par e-mail", en: "By e-mail" };
const BY_SMS: Text = Text { de: "Per SMS", nl: "Via sms", fr: "Par SMS", en: "By SMS" };
const EMAIL_TEXT: Text = Text {
    de: "Der Kunde bekommt eine E-Mail mit dem Link zur Unterzeichnung. Sie können sie vorher bearbeiten.",
    nl: "De klant krijgt een e-mail met de link om te ondertekenen. U kunt ze eerst bewerken.",
    fr: "Le client reçoit un e-mail avec le lien de signature. Vous pouvez le modifier avant l’envoi.",
    en: "The customer gets an e-mail with the link to sign. You can edit it first.",
};
const SMS_TEXT: Text = Text {
    de: "Twikey schickt eine SMS; die Antwort des Kunden unterzeichnet das Mandat. Sonst ist nichts zu tun.",
    nl: "Twikey stuurt een sms; het antwoord van de klant ondertekent het mandaat. Verder hoeft er niets.",
    fr: "Twikey envoie un SMS\u{a0}; la réponse du client signe le mandat. Rien d’autre à faire.",
    en: "Twikey sends an SMS; the customer’s reply signs the mandate. There is nothing else to do.",
};
const EMAIL_NEEDS: Text = Text {
    de: "Für eine E-Mail fehlt die Adresse des Kunden:",
    nl: "Voor een e-mail ontbreekt het adres van de klant:",
    fr: "Pour un e-mail, il manque l’adresse du client\u{a0}:",
    en: "For an e-mail the customer’s address is missing:",
};
const SMS_NEEDS: Text = Text {
    de: "Für eine SMS müssen Mobilnummer, IBAN und BIC ausgefüllt sein. Es fehlt:",
    nl: "Voor een sms moeten mobiel nummer, IBAN en BIC ingevuld zijn. Er ontbreekt:",
    fr: "Pour un SMS, le numéro de mobile, l’IBAN et le BIC doivent être remplis. Il manque\u{a0}:",
    en: "For an SMS, mobile number, IBAN and BIC must be filled in. Missing:",
};
const NEXT: Text = Text { de: "Weiter", nl: "Verder", fr: "Continuer", en: "Next" };
const SEND: Text =
    Text { de: "E-Mail senden", nl: "E-mail versturen", fr: "Envoyer l’e-mail", en: "Send the e-mail" };
const SEND_SMS: Text = Text { de: "SMS senden", nl: "Sms versturen", fr: "Envoyer le SMS", en: "Send the SMS" };
const TO: Text = Text { de: "An", nl: "Aan", fr: "À", en: "To" };
const MOBILE: Text = Text { de: "Mobilnummer", nl: "Mobiel nummer", fr: "Numéro de mobile", en: "Mobile number" };
const SMS_EXPLANATION: Text = Text {
    de: "Den Text der SMS verwaltet Twikey. Antwortet der Kunde mit OK, ist das Mandat für dieses Konto unterzeichnet.",
    nl: "De tekst van de sms wordt bij Twikey beheerd. Antwoordt de klant OK, dan is het mandaat voor deze rekening ondertekend.",
    fr: "Le texte du SMS est géré chez Twikey. Si le client répond OK, le mandat est signé pour ce compte.",
    en: "The text of the SMS is kept at Twikey. When the customer answers OK, the mandate is signed for this account.",
};
const SCHEME: Text = Text { de: "Verfahren", nl: "Schema", fr: "Schéma", en: "Scheme" };
const CORE: Text = Text {
    de: "SEPA-Basislastschrift (Core)",
    nl: "SEPA-domiciliëring (Core)",
    fr: "Domiciliation SEPA (Core)",
    en: "SEPA Core direct debit",
};
const B2B: Text = Text {
    de: "SEPA-Firmenlastschrift (B2B)",
    nl: "SEPA-bedrijfsdomiciliëring (B2B)",
    fr: "Domiciliation SEPA interentreprises (B2B)",
    en: "SEPA business direct debit (B2B)",
};
const SCHEME_HINT: Text = Text {
    de: "Bei B2B gibt es keine Rückgabe; die Bank des Kunden muss das Mandat erst annehmen.",
    nl: "Bij B2B is er geen terugbetaling; de bank van de klant moet het mandaat eerst aanvaarden.",
    fr: "En B2B il n’y a pas de remboursement\u{a0}; la banque du client doit d’abord accepter le mandat.",
    en: "With B2B there is no refund; the customer’s bank must accept the mandate first.",
};
const IN_FORCE: Text = Text {
    de: "Dieser Kunde hat schon ein gültiges Mandat. Ein neues können Sie anfordern, sobald das alte widerrufen ist.",
    nl: "Deze klant heeft al een geldig mandaat. Een nieuw kunt u aanvragen zodra het oude geannuleerd is.",
    fr: "Ce client a déjà un mandat valable. Vous pourrez en demander un autre une fois l’ancien révoqué.",
    en: "This customer has a mandate in force already. You can request a new one once it is cancelled.",
};
const SEE_MANDATE: Text =
    Text { de: "Mandat ansehen", nl: "Mandaat bekijken", fr: "Voir le mandat", en: "See the mandate" };
const CLOSE: Text = Text { de: "Schließen", nl: "Sluiten", fr: "Fermer", en: "Close" };
