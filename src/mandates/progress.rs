//! How far a mandate is, in words: under the facts of the Finance tile and on the mandate's page.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, Render, html};
use uuid::Uuid;

use super::{Mandate, State, words::reason_name};
use crate::{
    domain::mobile::Mobile,
    explain,
    i18n::{Language, Text, format},
    jobs::Status,
    messages::{self, Channel, Message},
    ui::{
        badge::Tone,
        button::Button,
        form,
        notice::notice,
        steps::{self, Step, Steps},
    },
    viewer::Viewer,
};

/// How far a request is, what holds it up, and what the clerk can do.
#[derive(Debug)]
pub(super) struct Progress {
    mandate: Uuid,
    message: Option<Uuid>,
    state: State,
    channel: Option<Channel>,
    requested_on: Option<NaiveDate>,
    link_expires_at: Option<DateTime<Utc>>,
    ended_reason: Option<String>,
    /// At Twikey.
    asking: Hold,
    /// At the mail server.
    sending: Hold,
    sent_at: Option<DateTime<Utc>>,
    recipient: Option<String>,
}

/// What holds a step up.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Hold {
    Nothing,
    /// It is tried again by itself.
    Retrying {
        code: String,
        next: Option<DateTime<Utc>>,
    },
    /// Nobody tries again before somebody asks for it.
    Failed {
        code: String,
    },
}

impl Progress {
    /// None when there is nothing to say: a signed mandate speaks for itself.
    pub fn of(mandate: &Mandate, message: Option<&Message>, job: Option<Status>) -> Option<Self> {
        let asking = job.map_or(Hold::Nothing, |job| match (job.error_code, job.failed_at, job.done_at) {
            (_, _, Some(_)) | (None, ..) => Hold::Nothing,
            (Some(code), Some(_), None) => Hold::Failed { code },
            (Some(code), None, None) => Hold::Retrying { code, next: Some(job.run_at) },
        });
        let error_code = message.and_then(|message| message.error_code.clone());
        let sending = match (message.map(|message| message.state), error_code) {
            (Some(messages::State::Failed), Some(code)) => Hold::Failed { code },
            (Some(messages::State::Waiting), Some(code)) => Hold::Retrying { code, next: None },
            _ => Hold::Nothing,
        };
        let speaks_for_itself = matches!(mandate.state, State::Signed) || mandate.origin == super::Origin::ByHand;
        if speaks_for_itself && asking == Hold::Nothing {
            return None;
        }
        Some(Self {
            mandate: mandate.id,
            message: message.map(|message| message.id),
            state: mandate.state,
            channel: mandate.channel,
            requested_on: mandate.requested_on,
            link_expires_at: mandate.link_expires_at,
            ended_reason: mandate.ended_reason.clone(),
            asking,
            sending,
            sent_at: message.and_then(|message| message.sent_at),
            recipient: message.map(|message| message.recipient.clone()),
        })
    }
}

impl Progress {
    /// Somebody is written to about the request.
    fn is_told(&self) -> bool {
        self.channel.is_some() || self.message.is_some()
    }
}

/// The steps from the request to the signature, and below what holds them up or what comes next.
pub(super) fn show(viewer: &Viewer, progress: &Progress) -> Markup {
    let language = viewer.language();
    html! {
        @if progress.state.is_open() { (steps(viewer, progress)) }
        @if let Some((tone, text)) = sentence(viewer, progress) { (notice(tone, html! { p { (text) } })) }
        (hold(viewer, &progress.asking, &format!("/mandates/{}/attempts", progress.mandate)))
        @if progress.state.is_open() {
            @let again = progress.message.map(|id| format!("/messages/{id}/attempts")).unwrap_or_default();
            (hold(viewer, &progress.sending, &again))
        }
        @if progress.state.is_open() { p.visually-hidden { (FOLLOWS.get(language)) } }
    }
}

fn steps(viewer: &Viewer, progress: &Progress) -> Markup {
    let language = viewer.language();
    let asked = match (progress.state, &progress.asking) {
        (State::Requested, Hold::Failed { .. }) => steps::Progress::Failed,
        (State::Requested, _) => steps::Progress::Current,
        _ => steps::Progress::Done,
    };
    let sent = match (progress.sent_at, &progress.sending) {
        (Some(_), _) => steps::Progress::Done,
        (None, Hold::Failed { .. }) => steps::Progress::Failed,
        (None, _) if asked == steps::Progress::Done => steps::Progress::Current,
        (None, _) => steps::Progress::Waiting,
    };
    // Who asks for a mandate on a page of ours is not written to: the page goes on to sign.
    let last = if progress.is_told() { sent } else { asked };
    let signed = if last == steps::Progress::Done { steps::Progress::Current } else { steps::Progress::Waiting };
    let told = match progress.channel {
        Some(Channel::Sms) => SMS_SENT,
        _ => EMAIL_SENT,
    };
    let told = Step {
        label: told.get(language),
        note: progress.sent_at.map(|at| format::date_time(at, viewer.zone, language)),
        progress: sent,
    };
    let mut steps = vec![Step {
        label: REQUESTED.get(language),
        note: progress.requested_on.map(|on| format::date(on, language)),
        progress: asked,
    }];
    steps.extend(progress.is_told().then_some(told));
    steps.push(Step {
        label: SIGNED.get(language),
        note: (signed == steps::Progress::Current).then(|| WITH_THE_CUSTOMER.get(language).to_owned()),
        progress: signed,
    });
    Steps { language, steps }.render()
}

/// What the state means for the clerk, where it is not plain from the steps.
fn sentence(viewer: &Viewer, progress: &Progress) -> Option<(Tone, String)> {
    let language = viewer.language();
    let reason = progress.ended_reason.as_deref().unwrap_or_default();
    match progress.state {
        State::Invited if progress.sent_at.is_some() => Some((Tone::Info, waits(viewer, progress))),
        State::Requested | State::Invited if !progress.is_told() && progress.requested_on.is_some() => {
            Some((Tone::Info, BY_CUSTOMER.get(language).to_owned()))
        }
        State::AwaitingBank => Some((Tone::Info, AWAITING_BANK.get(language).to_owned())),
        State::Suspended => Some((Tone::Warning, SUSPENDED.get(language).to_owned())),
        State::Refused => Some((Tone::Danger, with_reason(REFUSED.get(language), reason, language))),
        State::Expired => Some((Tone::Warning, EXPIRED.get(language).to_owned())),
        State::Cancelled => Some((Tone::Neutral, with_reason(CANCELLED.get(language), reason, language))),
        State::Requested | State::Invited | State::Signed => None,
    }
}

fn waits(viewer: &Viewer, progress: &Progress) -> String {
    let language = viewer.language();
    let to = progress.recipient.as_deref().unwrap_or_default();
    if progress.channel == Some(Channel::Sms) {
        let to = to.parse().map_or_else(|_| to.to_owned(), |mobile: Mobile| mobile.grouped());
        return match language {
            Language::De => {
                format!("Twikey hat eine SMS an {to} geschickt. Die Antwort des Kunden unterzeichnet das Mandat.")
            }
            Language::Nl => {
                format!("Twikey heeft een sms naar {to} gestuurd. Het antwoord van de klant ondertekent het mandaat.")
            }
            Language::Fr => format!("Twikey a envoyé un SMS au {to}. La réponse du client signe le mandat."),
            Language::En => format!("Twikey has sent an SMS to {to}. The customer’s reply signs the mandate."),
        };
    }
    let until = progress.link_expires_at.map(|at| format::date(at.with_timezone(&viewer.zone).date_naive(), language));
    match (language, until) {
        (Language::De, Some(until)) => format!("Die E-Mail ist bei {to}. Der Link gilt bis {until}."),
        (Language::De, None) => format!("Die E-Mail ist bei {to}."),
        (Language::Nl, Some(until)) => format!("De e-mail is bij {to}. De link is geldig tot {until}."),
        (Language::Nl, None) => format!("De e-mail is bij {to}."),
        (Language::Fr, Some(until)) => format!("L’e-mail est chez {to}. Le lien est valable jusqu’au {until}."),
        (Language::Fr, None) => format!("L’e-mail est chez {to}."),
        (Language::En, Some(until)) => format!("The e-mail is with {to}. The link is good until {until}."),
        (Language::En, None) => format!("The e-mail is with {to}."),
    }
}

fn with_reason(text: &str, reason: &str, language: Language) -> String {
    if reason.is_empty() {
        return text.to_owned();
    }
    let word = match language {
        Language::De => "Grund",
        Language::Nl => "Reden",
        Language::Fr => "Motif",
        Language::En => "Reason",
    };
    let colon = if language == Language::Fr { " : " } else { ": " };
    format!("{text} {word}{colon}{}", reason_name(reason, language))
}

/// What holds a step up, and how to go on.
fn hold(viewer: &Viewer, hold: &Hold, again: &str) -> Markup {
    let language = viewer.language();
    match hold {
        Hold::Nothing => html! {},
        Hold::Retrying { code, next } => notice(
            Tone::Warning,
            html! {
                p { (explain::code(code, language)) }
                p { (next_try(*next, viewer)) }
            },
        ),
        Hold::Failed { code } => notice(
            Tone::Danger,
            html! {
                p { (explain::code(code, language)) }
                (form::post(again, &viewer.reader.csrf, Button {
                    label: TRY_AGAIN.get(language), ..Button::default()
                }.render()))
            },
        ),
    }
}

fn next_try(next: Option<DateTime<Utc>>, viewer: &Viewer) -> String {
    let Some(next) = next else { return TRIED_AGAIN.get(viewer.language()).to_owned() };
    let at = format::date_time(next, viewer.zone, viewer.language());
    match viewer.language() {
        Language::De => format!("Nächster Versuch: {at}. Sie müssen nichts tun."),
        Language::Nl => format!("Volgende poging: {at}. U hoeft niets te doen."),
        Language::Fr => format!("Prochain essai\u{a0}: {at}. Vous n’avez rien à faire."),
        Language::En => format!("Next try: {at}. You need not do anything."),
    }
}

const BY_CUSTOMER: Text = Text {
    de: "Der Kunde hat das Mandat selbst angefordert, auf der Seite seiner Rechnung, und kann es dort unterzeichnen.",
    nl: "De klant heeft het mandaat zelf aangevraagd, op de pagina van de factuur, en kan het daar ondertekenen.",
    fr: "Le client a demandé le mandat lui-même, sur la page de sa facture, et peut l’y signer.",
    en: "The customer asked for the mandate on the page of an invoice, and can sign it there.",
};
const REQUESTED: Text = Text { de: "Angefordert", nl: "Aangevraagd", fr: "Demandé", en: "Requested" };
const EMAIL_SENT: Text =
    Text { de: "E-Mail versandt", nl: "E-mail verstuurd", fr: "E-mail envoyé", en: "E-mail sent" };
const SMS_SENT: Text = Text { de: "SMS versandt", nl: "Sms verstuurd", fr: "SMS envoyé", en: "SMS sent" };
const WITH_THE_CUSTOMER: Text =
    Text { de: "wartet auf den Kunden", nl: "wacht op de klant", fr: "attend le client", en: "waits for the customer" };
const SIGNED: Text = Text { de: "Unterzeichnet", nl: "Ondertekend", fr: "Signé", en: "Signed" };
const FOLLOWS: Text = Text {
    de: "Dieser Bereich aktualisiert sich von selbst.",
    nl: "Dit onderdeel wordt vanzelf bijgewerkt.",
    fr: "Cette partie se met à jour toute seule.",
    en: "This part updates by itself.",
};
const AWAITING_BANK: Text = Text {
    de: "Der Kunde hat unterzeichnet. Seine Bank muss das B2B-Mandat noch annehmen; das dauert bis zu zwei Bankarbeitstage.",
    nl: "De klant heeft ondertekend. Zijn bank moet het B2B-mandaat nog aanvaarden; dat duurt tot twee bankwerkdagen.",
    fr: "Le client a signé. Sa banque doit encore accepter le mandat B2B\u{a0}; cela prend jusqu’à deux jours ouvrables.",
    en: "The customer has signed. Their bank has still to accept the B2B mandate; this takes up to two banking days.",
};
const SUSPENDED: Text = Text {
    de: "Mit diesem Mandat wird vorerst nichts eingezogen. Bei Twikey kann es wieder aufgenommen werden.",
    nl: "Met dit mandaat wordt voorlopig niets geïnd. Bij Twikey kan het worden hervat.",
    fr: "Rien n’est encaissé avec ce mandat pour l’instant. Il peut être réactivé chez Twikey.",
    en: "Nothing is collected with this mandate for now. It can be resumed at Twikey.",
};
const REFUSED: Text = Text {
    de: "Die Bank des Kunden hat das Mandat abgelehnt. Klären Sie das mit dem Kunden und fordern Sie ein neues an.",
    nl: "De bank van de klant heeft het mandaat geweigerd. Bespreek dit met de klant en vraag een nieuw aan.",
    fr: "La banque du client a refusé le mandat. Voyez cela avec le client et demandez-en un nouveau.",
    en: "The customer’s bank refused the mandate. Settle it with the customer and request a new one.",
};
const EXPIRED: Text = Text {
    de: "Der Kunde hat nicht rechtzeitig unterzeichnet. Sie können das Mandat neu anfordern.",
    nl: "De klant heeft niet op tijd ondertekend. U kunt het mandaat opnieuw aanvragen.",
    fr: "Le client n’a pas signé à temps. Vous pouvez redemander le mandat.",
    en: "The customer did not sign in time. You can request the mandate again.",
};
const CANCELLED: Text = Text {
    de: "Dieses Mandat gilt nicht mehr.",
    nl: "Dit mandaat is niet meer geldig.",
    fr: "Ce mandat n’est plus valable.",
    en: "This mandate is no longer in force.",
};
const TRY_AGAIN: Text = Text { de: "Noch einmal versuchen", nl: "Opnieuw proberen", fr: "Réessayer", en: "Try again" };
const TRIED_AGAIN: Text = Text {
    de: "Es wird von selbst noch einmal versucht. Sie müssen nichts tun.",
    nl: "Het wordt vanzelf opnieuw geprobeerd. U hoeft niets te doen.",
    fr: "Un nouvel essai suivra automatiquement. Vous n’avez rien à faire.",
    en: "It is tried again by itself. You need not do anything.",
};
