//! The overview at `/`: what needs me now, what is under way, how money comes in. Every number leads to the list behind it.

mod income; // money in by week
mod queries;

use actix_web::web::Data;
use chrono::TimeDelta;
use maud::{Markup, Render, html};

use self::queries::{Counts, Failed, UnderWay};
use crate::{
    app::App,
    error::Result,
    explain,
    feeds::account::change,
    i18n::{Language, Text, format},
    invoices, jobs,
    mandates::{State, state_name},
    office::{self, jobs::Cause},
    payments::{
        self, Group,
        refund::{self, StuckFor},
    },
    ui::{
        badge::Tone,
        button::{Action, Button, Weight},
        empty::Empty,
        heading::Heading,
        icon::Icon,
        notice::notice,
        tile::{figure, figures, urgent},
    },
    viewer::Viewer,
};

/// A request whose link ends within this time is worth a reminder.
const SOON: TimeDelta = TimeDelta::days(7);

/// A bank's refusal is news for this long.
const NEWS: TimeDelta = TimeDelta::days(30);

/// `GET /`
pub async fn show(app: Data<App>, viewer: Viewer) -> Result<Markup> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let mut tx = app.db.read().await?;
    let counts = queries::counts(&mut tx, now + SOON, now - NEWS, today).await?;
    let failed = queries::failed(&mut tx).await?;
    let under_way = queries::under_way(&mut tx).await?;
    let refunds = refund::stuck_by_reason(&mut tx).await?;
    let causes = office::jobs::causes(&mut tx, now).await?;
    let changed = if viewer.twikey_on { change::unacknowledged(&mut tx).await? } else { None };
    let income = queries::income(&mut tx, income::since(today)).await?;
    drop(tx);
    let language = viewer.language();
    let title = TITLE.get(language);
    Ok(viewer.page(
        title,
        &html! {
            (Heading { title, ..Heading::default() }.render())
            @if let Some(changed) = &changed { (change::said(changed, &viewer)) }
            @if counts.customers == 0 { (welcome(language)) } @else {
                div.overview {
                    section { h2 { (NOW.get(language)) } (needs(&viewer, &counts, &failed, &refunds, &causes)) }
                    section { h2 { (UNDER_WAY.get(language)) } (invoices_under_way(&under_way, language)) }
                    section { h2 { (income::TITLE.get(language)) } (income::chart(&income, today, language)) }
                    section { h2 { (MANDATES.get(language)) } (mandates_by_state(&counts, language)) }
                }
            }
        },
    ))
}

/// Before the first customer there is nothing to count.
fn welcome(language: Language) -> Markup {
    let new = Button {
        label: FIRST_CUSTOMER.get(language),
        icon: Some(Icon::Plus),
        weight: Weight::Primary,
        action: Action::Go("/customers/new"),
    };
    Empty {
        icon: Icon::Users,
        title: WELCOME.get(language),
        text: WELCOME_TEXT.get(language),
        action: Some(new.render()),
    }
    .render()
}

fn needs(viewer: &Viewer, counts: &Counts, failed: &[Failed], refunds: &[StuckFor], causes: &[Cause]) -> Markup {
    let language = viewer.language();
    let mut needs = Vec::new();
    for group in Group::ALL {
        let codes = failed.iter().filter(|failed| payments::reason(&failed.code).group == group);
        let count = codes.map(|failed| failed.count).sum();
        needs.push((count, debits_failed(group, language), failed_href(group)));
    }
    needs.extend(
        refunds
            .iter()
            .map(|stuck| (stuck.count, refunds_stuck(&stuck.error_code, language), "/invoices?state=refund_stuck")),
    );
    let mut need = |count: i64, label: &Text, href| needs.push((count, label.get(language).to_owned(), href));
    need(counts.invoices_refused, &INVOICES_REFUSED, "/invoices?state=refused");
    need(counts.invoices_overdue, &INVOICES_OVERDUE, "/invoices?state=overdue");
    need(counts.invoices_overpaid, &INVOICES_OVERPAID, "/invoices?state=overpaid");
    need(counts.messages_failed, &MESSAGES_FAILED, "/messages?state=failed");
    need(counts.mandates_refused, &MANDATES_REFUSED, "/mandates?state=refused");
    need(counts.requests_ending, &REQUESTS_ENDING, "/mandates?state=invited");
    if viewer.twikey_on {
        need(counts.entries_unmatched, &ENTRIES_UNMATCHED, "/unmatched");
    }
    needs.extend(stuck(causes, language));
    needs.retain(|(count, ..)| *count > 0);
    if needs.is_empty() {
        return notice(Tone::Success, html! { p { (NOTHING.get(language)) } });
    }
    figures(html! {
        @for (count, label, href) in needs { (urgent(&label, &format::number(count, language), href)) }
    })
}

/// Why work for the outside is stuck. Messages that failed and refunds have numbers of their own.
fn stuck(causes: &[Cause], language: Language) -> Vec<(i64, String, &'static str)> {
    let has_its_own =
        |cause: &&Cause| !(cause.needs_person && matches!(cause.kind.as_str(), "send_message" | "give_back"));
    let mut stuck = Vec::<(i64, String, &'static str)>::new();
    for cause in causes.iter().filter(has_its_own) {
        let label = format!("{}: {}", jobs::title(&cause.kind, language), in_short(&cause.error_code, language));
        stuck.push((cause.count, label, office::jobs::HREF));
    }
    stuck
}

/// The first sentence of why, for a number among others. The page that it leads to says all of it.
fn in_short(code: &str, language: Language) -> String {
    let why = explain::code(code, language);
    why.split_inclusive(". ").next().unwrap_or(&why).trim().to_owned()
}

const fn failed_href(group: Group) -> &'static str {
    match group {
        Group::Cannot => "/invoices?state=failed&cause=cannot",
        Group::WillNot => "/invoices?state=failed&cause=will_not",
        Group::Other => "/invoices?state=failed&cause=other",
    }
}

/// The bank's codes are many; what they have in common says what to do.
fn debits_failed(group: Group, language: Language) -> String {
    let cause = group.name().get(language);
    match language {
        Language::De => format!("Gescheiterte Lastschriften: {cause}"),
        Language::Nl => format!("Mislukte inningen: {cause}"),
        Language::Fr => format!("Encaissements échoués\u{a0}: {cause}"),
        Language::En => format!("Failed debits: {cause}"),
    }
}

/// Refunds that Twikey did not make, and why.
fn refunds_stuck(code: &str, language: Language) -> String {
    if code == refund::UNCLEAR {
        return REFUNDS_UNCLEAR.get(language).to_owned();
    }
    let reason = in_short(code, language);
    match language {
        Language::De => format!("Nicht gelungene Erstattungen: {reason}"),
        Language::Nl => format!("Niet gelukte terugbetalingen: {reason}"),
        Language::Fr => format!("Remboursements non effectués\u{a0}: {reason}"),
        Language::En => format!("Refunds that did not work: {reason}"),
    }
}

fn invoices_under_way(under_way: &[UnderWay], language: Language) -> Markup {
    let states = [
        (invoices::State::Draft, &DRAFTS, "draft"),
        (invoices::State::Confirmed, &CONFIRMED, "confirmed"),
        (invoices::State::HandedOver, &OPEN, "handed_over"),
        (invoices::State::Collecting, &COLLECTING, "collecting"),
    ];
    figures(html! {
        @for (state, label, code) in states {
            @let found = under_way.iter().find(|under_way| under_way.state == state);
            @let (count, open) = found.map_or((0, 0), |found| (found.count, found.open.0));
            (figure(
                &format!("{} · {}", label.get(language), format::amount(open, "EUR", language)),
                &format::number(count, language),
                &format!("/invoices?state={code}"),
            ))
        }
    })
}

fn mandates_by_state(counts: &Counts, language: Language) -> Markup {
    let states = [
        (State::Requested, counts.mandates_requested),
        (State::Invited, counts.mandates_invited),
        (State::AwaitingBank, counts.mandates_awaiting_bank),
        (State::Signed, counts.mandates_signed),
        (State::Suspended, counts.mandates_suspended),
    ];
    figures(html! {
        @for (state, count) in states {
            (figure(
                state_name(state).get(language),
                &format::number(count, language),
                &format!("/mandates?state={}", state.code()),
            ))
        }
    })
}

const REFUNDS_UNCLEAR: Text = Text {
    de: "Erstattungen, die bei Twikey nachzusehen sind",
    nl: "Terugbetalingen die bij Twikey na te kijken zijn",
    fr: "Remboursements à vérifier chez Twikey",
    en: "Refunds to check at Twikey",
};
const TITLE: Text = Text { de: "Übersicht", nl: "Overzicht", fr: "Vue d’ensemble", en: "Overview" };
const NOW: Text =
    Text { de: "Jetzt zu erledigen", nl: "Nu te doen", fr: "À traiter maintenant", en: "Needs your attention" };
const UNDER_WAY: Text =
    Text { de: "Rechnungen auf dem Weg", nl: "Facturen onderweg", fr: "Factures en cours", en: "Invoices under way" };
const MANDATES: Text = Text { de: "Mandate", nl: "Mandaten", fr: "Mandats", en: "Mandates" };
const DRAFTS: Text = Text { de: "Entwürfe", nl: "Concepten", fr: "Brouillons", en: "Drafts" };
const CONFIRMED: Text = Text { de: "Bestätigt", nl: "Bevestigd", fr: "Confirmées", en: "Confirmed" };
const OPEN: Text = Text { de: "Offen", nl: "Open", fr: "Ouvertes", en: "Open" };
const COLLECTING: Text =
    Text { de: "Werden eingezogen", nl: "Worden geïnd", fr: "En cours d’encaissement", en: "Being collected" };
const INVOICES_REFUSED: Text = Text {
    de: "Rechnungen, die Twikey nicht angenommen hat",
    nl: "Facturen die Twikey niet heeft aanvaard",
    fr: "Factures que Twikey n’a pas acceptées",
    en: "Invoices that Twikey did not take",
};
const INVOICES_OVERDUE: Text =
    Text { de: "Überfällige Rechnungen", nl: "Vervallen facturen", fr: "Factures en retard", en: "Overdue invoices" };
const INVOICES_OVERPAID: Text = Text {
    de: "Überzahlte Rechnungen",
    nl: "Te veel betaalde facturen",
    fr: "Factures payées en trop",
    en: "Overpaid invoices",
};
const NOTHING: Text = Text {
    de: "Alles läuft. Im Moment braucht nichts Ihre Aufmerksamkeit.",
    nl: "Alles loopt. Er is nu niets dat uw aandacht vraagt.",
    fr: "Tout est en ordre. Rien ne requiert votre attention.",
    en: "All is well. Nothing needs your attention right now.",
};
const MESSAGES_FAILED: Text = Text {
    de: "Nachrichten, die nicht hinausgingen",
    nl: "Berichten die niet vertrokken zijn",
    fr: "Messages non partis",
    en: "Messages that did not go out",
};
const MANDATES_REFUSED: Text = Text {
    de: "Mandate, die eine Bank abgelehnt hat",
    nl: "Mandaten die een bank geweigerd heeft",
    fr: "Mandats refusés par une banque",
    en: "Mandates refused by a bank",
};
const REQUESTS_ENDING: Text = Text {
    de: "Anforderungen, deren Link bald abläuft",
    nl: "Aanvragen waarvan de link weldra vervalt",
    fr: "Demandes dont le lien expire bientôt",
    en: "Requests whose link ends soon",
};
const ENTRIES_UNMATCHED: Text = Text {
    de: "Meldungen von Twikey, die zu keinem Kunden passen",
    nl: "Meldingen van Twikey die bij geen klant passen",
    fr: "Avis de Twikey ne correspondant à aucun client",
    en: "Entries from Twikey that fit no customer",
};
const WELCOME: Text = Text {
    de: "Willkommen bei Mandato",
    nl: "Welkom bij Mandato",
    fr: "Bienvenue dans Mandato",
    en: "Welcome to Mandato",
};
const WELCOME_TEXT: Text = Text {
    de: "Legen Sie den ersten Kunden an; auf seinem Blatt fordern Sie dann das Mandat an.",
    nl: "Maak de eerste klant aan; op zijn fiche vraagt u daarna het mandaat aan.",
    fr: "Créez le premier client\u{a0}; sur sa fiche, vous demanderez ensuite le mandat.",
    en: "Make the first customer; on their sheet you then request the mandate.",
};
const FIRST_CUSTOMER: Text =
    Text { de: "Kunde anlegen", nl: "Klant aanmaken", fr: "Créer un client", en: "Make a customer" };
