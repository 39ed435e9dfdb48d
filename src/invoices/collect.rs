//! Collecting with a mandate that came later: what a customer owes already, when a mandate comes into force (by the rule of
//! the settings) or when staff say so, `POST /customers/{id}/collections` and `POST /invoices/{id}/collection`.
//!
//! Only what is open, and Twikey's state is read before: a debit that is under way already is a yes, so a repeated try
//! never begins a second one.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use maud::html;
use uuid::Uuid;

use super::{
    Invoice, State,
    handover::anew::{self, AtTwikey},
    mail, queries, reply,
};
use crate::{
    app::App,
    audit::{self, Action, Actor, Entry, Subject},
    clock::Clock,
    customers,
    db::{self, Tx},
    domain::money::Cents,
    error::{Error, Result},
    i18n::Text,
    invoices::untold,
    jobs::{self, Failure, Job, Priority, Task, TaskResult},
    layout,
    mandates::{self, COLLECT, Collector, Mandate, Scheme},
    payments::{self, Balance},
    settings::{self, CollectOpen},
    twikey::{self, Client, InvoiceAction},
    viewer::Viewer,
};

/// A debit that waits for its due date begins at this hour, where the office is.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(6, 0, 0).expect("six is an hour");

/// The task: a mandate has come into force, and what the customer owes already is collected with it, as the settings say.
pub async fn run_open(app: &App, job: &Job, customer: Uuid) -> TaskResult {
    let mut tx = app.db.write().await?;
    let settings = settings::read(&mut tx).await?;
    if settings.twikey_on {
        plan(&mut tx, &app.clock, customer, settings.collect_open, Priority::Mass).await?;
    }
    jobs::finish(&mut tx, app.clock.now(), job).await?;
    Ok(tx.commit().await?)
}

/// Writes down that what Twikey has of a customer is to be collected. Gives how many invoices that is.
async fn plan(tx: &mut Tx, clock: &Clock, customer: Uuid, rule: CollectOpen, priority: Priority) -> db::Result<usize> {
    let open = queries::handed_over(tx, customer).await?;
    for invoice in &open {
        plan_one(tx, clock, invoice, rule, priority).await?;
    }
    Ok(open.len())
}

/// The same for one invoice.
pub(super) async fn plan_one(
    tx: &mut Tx,
    clock: &Clock,
    invoice: &Invoice,
    rule: CollectOpen,
    priority: Priority,
) -> db::Result<()> {
    let Some(at) = begins_at(clock, invoice, rule) else { return Ok(()) };
    jobs::enqueue_at(tx, clock.now(), at, &Task::CollectInvoice { invoice: invoice.id }, priority).await
}

/// When a debit may begin. None: staff decide.
fn begins_at(clock: &Clock, invoice: &Invoice, rule: CollectOpen) -> Option<DateTime<Utc>> {
    match rule {
        CollectOpen::AtOnce => Some(clock.now()),
        CollectOpen::OnDueDate => {
            let morning = clock.zone().from_local_datetime(&invoice.due_on.and_time(MORNING)).earliest();
            Some(morning.map_or_else(|| clock.now(), |morning| morning.to_utc().max(clock.now())))
        }
        CollectOpen::Never => None,
    }
}

/// What the task needs to know, read before it talks.
struct Due {
    invoice: Invoice,
    twikey_id: Uuid,
    mandate: Mandate,
    /// What Twikey has of it can be debited: it is in the profile of the mandate's scheme, and says what is owed.
    is_right: bool,
}

/// The task: has Twikey debit what is open of an invoice.
pub async fn run(app: &App, job: &Job, id: Uuid) -> TaskResult {
    let settings = settings::read(&mut app.db.read().await?).await?;
    let (Some(twikey), Some(due)) = (app.twikey_on(&settings), read(app, id).await?) else {
        return jobs::done(app, job).await;
    };
    let standing = talk(twikey, &due).await?;

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    // Read again: it may have been paid or credited meanwhile.
    let taken = queries::take(&mut tx, id).await?.filter(|invoice| invoice.twikey_id == due.invoice.twikey_id);
    match (standing, taken) {
        (AtTwikey::Collecting, Some(mut invoice)) => {
            invoice.mandate_id = Some(due.mandate.id);
            let began = invoice.collect_asked(app.clock.today(), now);
            queries::update(&mut tx, &invoice).await?;
            if began {
                let entry = Entry::new(Actor::System, Subject::Invoice, invoice.id, Action::Collecting);
                audit::record(&mut tx, now, entry.of_customer(invoice.customer_id)).await?;
            }
            if invoice.state == State::Collecting {
                mail::announce(&mut tx, app, &settings, &invoice, Some(&due.mandate)).await?;
            }
        }
        (AtTwikey::Gone, Some(mut invoice)) => anew::hand_over_anew(&mut tx, app, &mut invoice).await?,
        // Something else has happened to it; the feeds tell.
        (AtTwikey::Open | AtTwikey::Over, _) | (_, None) => {}
    }
    jobs::finish(&mut tx, now, job).await?;
    tx.commit().await?;
    Ok(())
}

async fn read(app: &App, id: Uuid) -> Result<Option<Due>, Failure> {
    let mut tx = app.db.read().await?;
    let Some(invoice) = queries::find(&mut tx, id).await?.filter(|it| it.state == State::HandedOver) else {
        return Ok(None);
    };
    let payments = payments::of_invoice(&mut tx, id).await?;
    let is_open = Balance::of(invoice.total, &payments).open() > Cents::ZERO;
    let customer = customers::by_id(&mut tx, invoice.customer_id).await?.filter(|_| is_open);
    let Some((customer, twikey_id)) = customer.zip(invoice.twikey_id) else { return Ok(None) };
    let mandates = mandates::of_customer(&mut tx, customer.id).await?;
    let collector = Collector::of(app.config.account(true), &customer, &mandates);
    let Some(mandate) = collector.at_twikey().cloned() else { return Ok(None) };
    let told = mandates.iter().find(|known| Some(known.id) == invoice.mandate_id);
    let same_profile = told.map_or(Scheme::Core, |told| told.scheme) == mandate.scheme;
    let is_right = same_profile && untold(&invoice, &payments) == Cents::ZERO;
    Ok(Some(Due { invoice, twikey_id, mandate, is_right }))
}

async fn talk(twikey: &Client, due: &Due) -> Result<AtTwikey, twikey::Error> {
    let id = due.twikey_id;
    // Twikey finds mandates of the invoice's own profile only (source 6), and debits all that it was told of.
    if !due.is_right {
        return anew::take_back(twikey, id).await;
    }
    match anew::look(twikey, id).await? {
        AtTwikey::Open => {
            let answer = twikey.invoice_action(id, &InvoiceAction::Collect).await;
            anew::after(twikey, id, answer, AtTwikey::Collecting).await
        }
        other => Ok(other),
    }
}

/// `POST /customers/{id}/collections`: everything that is open, now.
pub async fn collect_all(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    let customer = customers::by_id(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let mandates = mandates::of_customer(&mut tx, customer.id).await?;
    if Collector::of(app.config.account(viewer.twikey_on), &customer, &mandates).at_twikey().is_none() {
        return Ok(refuse(&viewer, &NO_MANDATE));
    }
    if plan(&mut tx, &app.clock, customer.id, CollectOpen::AtOnce, Priority::Person).await? == 0 {
        return Ok(refuse(&viewer, &NOTHING_OPEN));
    }
    let entry = Entry::new(Actor::User(viewer.id()), Subject::Customer, customer.id, Action::Collected);
    audit::record(&mut tx, app.clock.now(), entry.of_customer(customer.id)).await?;
    tx.commit().await?;
    Ok(reply::go(&viewer, &format!("/customers/{}#finance", customer.id)))
}

/// `POST /invoices/{id}/collection`: this one, now.
pub async fn collect_one(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    let invoice = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let customer = customers::by_id(&mut tx, invoice.customer_id).await?.ok_or(Error::NotFound)?;
    let mandates = mandates::of_customer(&mut tx, customer.id).await?;
    if Collector::of(app.config.account(viewer.twikey_on), &customer, &mandates).at_twikey().is_none() {
        return Ok(refuse(&viewer, &NO_MANDATE));
    }
    if invoice.state != State::HandedOver || invoice.kind != super::Kind::Invoice {
        return Ok(refuse(&viewer, &NOT_COLLECTABLE));
    }
    plan_one(&mut tx, &app.clock, &invoice, CollectOpen::AtOnce, Priority::Person).await?;
    let entry = Entry::new(Actor::User(viewer.id()), Subject::Invoice, invoice.id, Action::Collected);
    audit::record(&mut tx, app.clock.now(), entry.of_customer(customer.id)).await?;
    tx.commit().await?;
    Ok(reply::go(&viewer, &format!("/invoices/{}", invoice.id)))
}

fn refuse(viewer: &Viewer, why: &Text) -> HttpResponse {
    let language = viewer.language();
    let dialog = reply::dialog(viewer, COLLECT.get(language), html! { p { (why.get(language)) } });
    layout::answer(StatusCode::UNPROCESSABLE_ENTITY, dialog)
}

/// The button.
const NO_MANDATE: Text = Text {
    de: "Es gibt kein Mandat, mit dem Twikey bei diesem Kunden einziehen kann. Fordern Sie eines an, oder stellen Sie die Zahlungsart auf Lastschrift um.",
    nl: "Er is geen mandaat waarmee Twikey bij deze klant kan innen. Vraag er een aan, of zet de betaalwijze op domiciliëring.",
    fr: "Aucun mandat ne permet à Twikey d’encaisser auprès de ce client. Demandez-en un, ou choisissez la domiciliation comme mode de paiement.",
    en: "There is no mandate that Twikey can collect with from this customer. Request one, or set the payment method to direct debit.",
};
const NOTHING_OPEN: Text = Text {
    de: "Bei Twikey ist von diesem Kunden nichts offen, das noch nicht eingezogen wird.",
    nl: "Bij Twikey staat voor deze klant niets open dat nog niet wordt geïnd.",
    fr: "Chez Twikey, rien n’est ouvert pour ce client qui ne soit déjà en cours d’encaissement.",
    en: "At Twikey nothing of this customer’s is open that is not being collected already.",
};
const NOT_COLLECTABLE: Text = Text {
    de: "Diese Rechnung kann jetzt nicht eingezogen werden: Sie ist noch nicht bei Twikey, wird schon eingezogen oder ist bezahlt.",
    nl: "Deze factuur kan nu niet worden geïnd: ze is nog niet bij Twikey, wordt al geïnd of is betaald.",
    fr: "Cette facture ne peut pas être encaissée maintenant\u{a0}: elle n’est pas encore chez Twikey, est déjà en cours d’encaissement ou est payée.",
    en: "This invoice cannot be collected now: it is not at Twikey yet, is being collected already, or is paid.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoices::{Draft, Kind, Totals};

    fn due_on(day: &str) -> Invoice {
        let draft = Draft {
            kind: Kind::Invoice,
            customer: Uuid::nil(),
            credits: None,
            language: crate::i18n::Language::En,
            issued_on: "2026-11-01".parse().unwrap(),
            due_on: day.parse().unwrap(),
            note: String::new(),
            by: None,
        };
        Invoice::draft(Uuid::nil(), draft, &Totals::default(), "2026-11-01T08:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_debit_waits_for_the_morning_of_the_due_date_where_the_office_is() {
        let now: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
        let clock = Clock::frozen(chrono_tz::Europe::Brussels, now);
        let at = |rule, day| begins_at(&clock, &due_on(day), rule);
        assert_eq!(at(CollectOpen::OnDueDate, "2026-12-07"), Some("2026-12-07T05:00:00Z".parse().unwrap()));
        assert_eq!(at(CollectOpen::OnDueDate, "2026-11-02"), Some(now));
        assert_eq!(at(CollectOpen::AtOnce, "2026-12-07"), Some(now));
        assert_eq!(at(CollectOpen::Never, "2026-11-02"), None);
    }
}
