//! The invoice behind a token, and how things stand for its customer.

use chrono::{NaiveDate, TimeDelta};

use crate::{
    app::App,
    db::Tx,
    error::Result,
    i18n::Language,
    invoices::{
        self, Kind, State,
        paper::{Collected, Creditor, Paper},
    },
    mandates::{self, Mandate},
};

/// A page about an invoice that was settled so long ago is closed: the link may have gone through many hands.
const OPEN_AFTER_THE_END: TimeDelta = TimeDelta::days(400);

/// Everything a landing page is made of.
pub struct Opened {
    pub token: String,
    pub paper: Paper,
    /// The customer's mandate that is asked for or in force; the one in force goes first.
    pub mandate: Option<Mandate>,
    /// Twikey is configured and switched on.
    pub twikey_on: bool,
    pub language: Language,
    /// The language, when it is not the invoice's.
    pub chosen: Option<Language>,
    pub today: NaiveDate,
}

/// How things stand for the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be paid by the customer.
    Open,
    /// We will collect it.
    WillBeCollected,
    /// A debit is under way.
    Collecting,
    Paid,
    /// Taken back by credit notes.
    Cancelled,
    /// It asks for nothing: it is a credit note itself.
    CreditNote,
}

/// What a token leads to.
pub enum Found {
    Page(Box<Opened>),
    /// Nothing, or nothing any more.
    Nothing {
        closed: bool,
    },
}

/// Opens the page of a token, in the language asked for.
pub async fn open(app: &App, tx: &mut Tx, token: &str, language: Option<Language>) -> Result<Found> {
    let Some(invoice) = invoices::find_by_token(tx, token).await? else { return Ok(Found::Nothing { closed: false }) };
    let ended = match invoice.kind {
        Kind::Invoice => invoice.paid_at.or(invoice.cancelled_at),
        Kind::CreditNote => invoice.confirmed_at,
    };
    if ended.is_some_and(|ended| ended + OPEN_AFTER_THE_END < app.clock.now()) {
        return Ok(Found::Nothing { closed: true });
    }
    let creditor = Creditor::without_logo(tx).await?;
    let twikey_on = app.twikey_on(&creditor.settings).is_some();
    let Some(paper) = Paper::of(tx, &app.config, creditor, invoice.id).await? else {
        return Ok(Found::Nothing { closed: false });
    };
    let mandate = live_mandate(tx, &paper).await?;
    let chosen = language.filter(|language| *language != paper.language());
    Ok(Found::Page(Box::new(Opened {
        token: token.to_owned(),
        language: chosen.unwrap_or(paper.language()),
        chosen,
        mandate,
        twikey_on,
        today: app.clock.today(),
        paper,
    })))
}

async fn live_mandate(tx: &mut Tx, paper: &Paper) -> Result<Option<Mandate>> {
    let mandates = mandates::of_customer(tx, paper.customer.id).await?;
    let mut live: Vec<_> = mandates.into_iter().filter(|mandate| mandate.state.is_live()).collect();
    live.sort_by_key(|mandate| mandate.state.is_open());
    Ok(live.into_iter().next())
}

impl Opened {
    pub fn standing(&self) -> Standing {
        let invoice = &self.paper.invoice;
        match (invoice.kind, invoice.state) {
            (Kind::CreditNote, _) => Standing::CreditNote,
            (_, State::Paid) => Standing::Paid,
            (_, State::Cancelled) => Standing::Cancelled,
            (_, State::Collecting) => Standing::Collecting,
            _ if self.paper.balance().open().0 == 0 => Standing::Paid,
            _ if matches!(self.paper.collected, Collected::ByMandate { .. }) => Standing::WillBeCollected,
            _ => Standing::Open,
        }
    }

    /// Whether the customer can sign a mandate: none is in force.
    pub fn may_sign(&self) -> bool {
        let has_none = self.mandate.as_ref().is_none_or(|mandate| mandate.state.is_open());
        self.twikey_on && self.standing() == Standing::Open && has_none
    }

    /// Whether it can be paid once at Twikey.
    pub fn may_pay_once(&self) -> bool {
        self.twikey_on && self.standing() == Standing::Open
    }

    pub fn is_overdue(&self) -> bool {
        self.paper.invoice.is_overdue(self.today)
    }

    /// An address below this page, in the language of this page.
    pub fn address(&self, path: &str) -> String {
        let language = self.chosen.map(|language| format!("?language={language}")).unwrap_or_default();
        format!("/pay/{}{path}{language}", self.token)
    }
}

/// Where forms of the landing page may lead: Twikey's pages besides ours. Browsers check redirects, too.
pub fn form_targets(app: &App) -> String {
    let twikeys = app.twikey.as_ref().map(|twikey| twikey.hosts().sources()).unwrap_or_default();
    std::iter::once("'self'".to_owned()).chain(twikeys).collect::<Vec<_>>().join(" ")
}
