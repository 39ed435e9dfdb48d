//! The calls that the portal makes, one method each. Cheap to clone; all clones share one login.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretSlice, SecretString};
use url::Url;

use crate::{clock::Clock, tls::Authorities};

use super::{
    Action, Change, Error, Hosts, Identity, Invite, Invited, Login, MandateDetail, MandatePage, MandateSummary, Result,
    SmsSignature, code,
    session::{Session, Token},
    signature,
    transport::{Answer, Call, Transport, base_of},
};

mod invoices;

pub use invoices::LARGEST_BATCH;

/// Twikey gives so many mandates a page of a search.
const SEARCH_PAGE: usize = 500;
/// No customer has more mandates than fit on so many pages.
const SEARCH_PAGES: usize = 10;

/// What Twikey knows us by.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// As shown beside the key at Twikey, e.g. `https://api.beta.twikey.com/creditor`.
    pub api_url: Url,
    /// Signs callbacks, too.
    pub api_key: SecretString,
    /// Hexadecimal; only for a key with enhanced security.
    pub private_key: Option<SecretString>,
    /// Signs exit addresses.
    pub website_key: Option<SecretString>,
    /// Hosts that links for customers may lead to, besides Twikey's.
    pub link_hosts: Vec<String>,
}

/// Why there can be no client; found when the portal starts.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("TWIKEY_API_URL is not a web address such as https://api.twikey.com/creditor")]
    Address,
    #[error("TWIKEY_PRIVATE_KEY is not hexadecimal")]
    PrivateKey,
    #[error(
        "TWIKEY_LINK_HOSTS holds names of hosts, separated by commas, such as pay.company.example or *.company.example"
    )]
    LinkHosts,
    #[error("TWIKEY_API_KEY is empty")]
    ApiKey,
    #[error("HTTPS cannot be set up on this machine: {0}")]
    Https(#[from] reqwest::Error),
}

/// Talks with Twikey.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    transport: Transport,
    session: Session,
    api_key: SecretString,
    website_key: Option<SecretString>,
    hosts: Hosts,
}

impl Client {
    /// Trusts `authorities` besides those of this machine.
    pub fn new(credentials: Credentials, authorities: &Authorities, clock: Clock) -> Result<Self, SetupError> {
        super::install_crypto();
        let Credentials { api_url, api_key, private_key, website_key, link_hosts } = credentials;
        if api_key.expose_secret().is_empty() {
            return Err(SetupError::ApiKey);
        }
        let private_key = match private_key {
            Some(key) => {
                Some(SecretSlice::from(hex::decode(key.expose_secret().trim()).map_err(|_| SetupError::PrivateKey)?))
            }
            None => None,
        };
        let base = base_of(api_url).ok_or(SetupError::Address)?;
        let hosts = Hosts::new(&base, &link_hosts).ok_or(SetupError::LinkHosts)?;
        let transport = Transport::new(base, authorities)?;
        let session = Session::new(api_key.clone(), private_key, clock);
        Ok(Self(Arc::new(Inner { transport, session, api_key, website_key, hosts })))
    }

    /// Where links for customers may lead.
    pub fn hosts(&self) -> &Hosts {
        &self.0.hosts
    }

    /// Logs in, unless that was done lately: whether address and keys are right.
    pub async fn check_login(&self) -> Result<Login> {
        Ok(self.0.session.token(&self.0.transport, None).await?.login)
    }

    /// Which account it is that answers. Logs in, unless that was done lately.
    pub async fn identity(&self) -> Result<Identity> {
        let login = self.check_login().await?;
        Ok(Identity::new(self.0.transport.base(), &self.0.api_key, login))
    }

    /// Prepares a mandate and gives the link to its signing page. After an unclear error look with
    /// [`Client::find_mandates`] before asking again.
    pub async fn invite(&self, invite: &Invite) -> Result<Invited> {
        Invited::of(&self.call(&Call::post(["invite"], invite.form())).await?, self.hosts())
    }

    /// Lets Twikey ask for the signature by SMS. After an unclear error look before asking again.
    pub async fn sign_by_sms(&self, signature: &SmsSignature) -> Result<Invited> {
        Invited::of(&self.call(&Call::post(["sign"], signature.form())).await?, self.hosts())
    }

    /// The next page of the mandate feed, which moves Twikey's own cursor on. `resume_after` rewinds that cursor:
    /// give it on the first call of a drain only, or the same page comes for ever.
    pub async fn mandate_feed(&self, resume_after: Option<i64>) -> Result<MandatePage> {
        let mut call = Call::get(["mandate"]).header("X-TYPES", "CORE,B2B");
        for part in ["seq", "mandate", "person", "signature", "cancelled_mandate"] {
            call = call.query("include", part);
        }
        MandatePage::of(&self.call(&invoices::resumed(call, resume_after)).await?)
    }

    /// A mandate and its state; none if Twikey does not know it. Rate limited at Twikey.
    /// Without `force` a mandate that is not signed yet is an error (`err_invalid_state`).
    pub async fn mandate_detail(&self, reference: &str, force: bool) -> Result<Option<MandateDetail>> {
        let mut call = Call::get(["mandate", "detail"]).query("mndtId", reference);
        if force {
            call = call.query("force", "true");
        }
        match self.call(&call).await {
            Err(error) if error.is(code::NOT_FOUND) || error.is(code::NO_CONTRACT) => Ok(None),
            answer => MandateDetail::of(&answer?).map(Some),
        }
    }

    /// All mandates of a customer, in any state. Rate limited at Twikey.
    pub async fn find_mandates(&self, customer_number: &str) -> Result<Vec<MandateSummary>> {
        let mut found = Vec::new();
        for page in 0..SEARCH_PAGES {
            let call = Call::get(["mandate", "query"])
                .query("customerNumber", customer_number)
                .query("page", page.to_string());
            let mandates = match self.call(&call).await {
                Err(error) if error.is(code::NOT_FOUND) => break,
                answer => MandateSummary::all_of(&answer?)?,
            };
            let is_last = mandates.len() < SEARCH_PAGE;
            found.extend(mandates);
            if is_last {
                break;
            }
        }
        Ok(found)
    }

    /// Ends a mandate, or takes back one that is not signed yet. `notify`: Twikey mails the customer.
    pub async fn cancel(&self, reference: &str, reason: &str, notify: bool) -> Result<()> {
        let call = Call::delete(["mandate"])
            .query("mndtId", reference)
            .query("rsn", reason)
            .query("notify", notify.to_string());
        self.call(&call).await.map(drop)
    }

    pub async fn update(&self, reference: &str, change: Change) -> Result<()> {
        self.call(&Call::post(["mandate", "update"], change.form(reference))).await.map(drop)
    }

    pub async fn action(&self, reference: &str, action: Action) -> Result<()> {
        self.call(&Call::post(["mandate", reference, "action"], action.form())).await.map(drop)
    }

    /// The mandate as the customer signed it. Rate limited at Twikey.
    pub async fn mandate_pdf(&self, reference: &str) -> Result<Vec<u8>> {
        let answer = self.call(&Call::get(["mandate", "pdf"]).query("mndtId", reference).document()).await?;
        if answer.body.starts_with(b"%PDF") { Ok(answer.body) } else { Err(Error::unreadable()) }
    }

    /// See [`signature::callback_is_genuine`].
    pub fn callback_is_genuine(&self, raw_query: &str, signature: &str) -> bool {
        signature::callback_is_genuine(self.0.api_key.expose_secret(), raw_query, signature)
    }

    /// See [`signature::exit_is_genuine`]. Nothing is genuine without a website key to tell by.
    pub fn exit_is_genuine(&self, reference: &str, status: &str, token: Option<&str>, signature: &str) -> bool {
        let key = self.0.website_key.as_ref();
        key.is_some_and(|key| signature::exit_is_genuine(key.expose_secret(), reference, status, token, signature))
    }

    /// Sends a request with the session; once more with a new session if Twikey no longer knows the old one.
    async fn call(&self, call: &Call) -> Result<Answer> {
        let token = self.0.session.token(&self.0.transport, None).await?;
        match self.send(call, &token).await {
            Err(error) if error.may_be_the_session() => {
                let renewed = self.0.session.token(&self.0.transport, Some(&token)).await?;
                self.send(call, &renewed).await
            }
            outcome => outcome,
        }
    }

    async fn send(&self, call: &Call, token: &Token) -> Result<Answer> {
        self.0.transport.send(call, Some(&token.value)).await
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod trust_tests;
