//! THE table of URLs: a line for each method and path, with who may use it. HEAD is answered as GET.

use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder,
    guard::{Any, Get, Head},
    http::Method,
    middleware::from_fn,
    web::{self, Data, ServiceConfig},
};

use crate::{
    accounts::{self, Sessions},
    app::App,
    customers,
    error::{Error, Result},
    feeds,
    guard::{self, Access},
    health, import, invoices, mandates, messages, office, pay, templates,
    viewer::{Admin, Viewer},
    webhooks,
};

/// A line of the table.
#[derive(Clone, Debug)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

macro_rules! routes {
    ($($method:ident $path:literal $access:ident $handler:path;)*) => {
        /// Every address there is.
        pub const TABLE: &[Route] = &[
            $(Route { method: Method::$method, path: $path, access: Access::$access },)*
        ];

        /// Gives every address to its handler, behind the guard of its own line: there is no way to a handler but this
        /// one, however an address is spelt.
        pub fn configure(config: &mut ServiceConfig, sessions: &Sessions) {
            let mut addresses = Addresses::default();
            $(addresses.add($path, routes!(@$access Method::$method, $handler, sessions));)*
            addresses.register(config);
        }
    };
    (@Public $method:expr, $handler:path, $sessions:ident) => {
        with_session(Access::Public, $method, $handler, $sessions)
    };
    (@Staff $method:expr, $handler:path, $sessions:ident) => { for_staff($method, $handler, $sessions) };
    (@Admin $method:expr, $handler:path, $sessions:ident) => { for_administrators($method, $handler, $sessions) };
    (@Machine $method:expr, $handler:path, $sessions:ident) => { guarded(Access::Machine, $method, $handler) };
}

routes! {
    GET  "/"                     Staff   office::overview::show;
    GET  "/login"                Public  accounts::sign_in::show;
    POST "/login"                Public  accounts::sign_in::submit;
    POST "/logout"               Staff   accounts::sign_in::sign_out;
    GET  "/setup/{token}"        Public  accounts::setup::show;
    POST "/setup/{token}"        Public  accounts::setup::submit;
    POST "/preferences"          Staff   accounts::preferences::submit;

    GET  "/customers"            Staff   customers::list::show;
    POST "/customers"            Staff   office::customer::edit::create;
    GET  "/customers/new"        Staff   office::customer::edit::new;
    GET  "/customers/import"     Staff   import::form::customers;
    POST "/customers/import"     Staff   import::form::send_customers;
    GET  "/customers/import/sample"      Staff   import::sample::customers;
    GET  "/customers/export"     Staff   customers::list::export;
    GET  "/customers/{id}"       Staff   office::customer::sheet::show;
    POST "/customers/{id}"       Staff   office::customer::edit::save;
    GET  "/customers/{id}/edit"  Staff   office::customer::edit::show;
    POST "/bank-lookups"         Staff   customers::bank::show;

    GET  "/customers/{id}/finance"              Staff   office::customer::finance::show;
    GET  "/customers/{id}/direct-debit"         Staff   mandates::by_hand::show;
    POST "/customers/{id}/direct-debit"         Staff   mandates::by_hand::submit;
    GET  "/customers/{id}/mandate-requests/new" Staff   mandates::request::show;
    POST "/customers/{id}/mandate-requests"     Staff   mandates::request::submit;
    POST "/customers/{id}/collections"          Staff   invoices::collect::collect_all;

    GET  "/mandates"                    Staff   office::mandates::show;
    GET  "/mandates/export"             Staff   mandates::list::export;
    GET  "/unmatched"                  Staff feeds::unmatched::show;
    POST "/unmatched/{id}/assignment"  Staff feeds::unmatched::assign;
    POST "/unmatched/{id}/dismissal"   Staff feeds::unmatched::dismiss;
    POST "/twikey-account/acknowledgement" Admin feeds::account::change::acknowledge;
    GET  "/mandates/{id}"               Staff   office::mandate::show;
    GET  "/mandates/{id}/document"      Staff   mandates::document::show;
    GET  "/mandates/{id}/link"          Staff   mandates::sheet::link;
    POST "/mandates/{id}/attempts"      Staff   mandates::sheet::try_again;
    GET  "/mandates/{id}/cancellation"  Staff   mandates::cancel::show;
    POST "/mandates/{id}/cancellation"  Staff   mandates::cancel::submit;

    GET  "/invoices"                    Staff   invoices::list::show;
    POST "/invoices"                    Staff   invoices::edit::create;
    GET  "/invoices/export"             Staff   invoices::list::export;
    GET  "/invoices/new"                Staff   invoices::edit::new;
    POST "/invoices/calculation"        Staff   invoices::edit::calculate;
    POST "/invoices/confirmations"      Staff   invoices::confirmations::create;
    GET  "/invoices/confirmations/new"  Staff   invoices::confirmations::new;
    GET  "/invoices/confirmations/{id}" Staff   invoices::confirmations::show;
    GET  "/invoices/import"             Staff   import::form::invoices;
    POST "/invoices/import"             Staff   import::form::send_invoices;
    GET  "/invoices/import/sample"      Staff   import::sample::invoices;
    GET  "/invoices/{id}"               Staff   office::invoice::show;
    POST "/invoices/{id}"               Staff   invoices::edit::save;
    GET  "/invoices/{id}/edit"          Staff   invoices::edit::show;
    GET  "/invoices/{id}/confirmation"  Staff   invoices::confirmation::show;
    POST "/invoices/{id}/confirmation"  Staff   invoices::confirmation::submit_one;
    GET  "/invoices/{id}/money"         Staff   office::invoice::money;
    GET  "/invoices/{id}/link"          Staff   invoices::sheet::link;
    POST "/invoices/{id}/credit-notes"  Staff   invoices::credit::create;
    GET  "/invoices/{id}/removal"       Staff   invoices::removal::show;
    POST "/invoices/{id}/removal"       Staff   invoices::removal::submit;
    POST "/invoices/{id}/messages"      Staff   invoices::mail::create;
    GET  "/imports/{id}"                Staff   import::sheet::show;
    POST "/imports/{id}/acceptance"     Staff   import::sheet::accept;

    GET  "/users"                Admin   accounts::list::show;
    POST "/users"                Admin   accounts::edit::create;
    GET  "/users/new"            Admin   accounts::edit::new;
    GET  "/users/export"         Admin   accounts::list::export;
    GET  "/users/{id}"           Admin   accounts::edit::show;
    POST "/users/{id}"           Admin   accounts::edit::update;
    POST "/users/{id}/sessions"  Admin   accounts::edit::end_sessions;
    GET  "/audit"                Admin   office::history::list::show;
    GET  "/audit/export"         Admin   office::history::list::export;
    GET  "/settings"             Admin   office::settings::edit::show;
    POST "/settings"             Admin   office::settings::edit::submit;
    GET  "/settings/numbers"     Admin   office::settings::numbers::show;
    GET  "/settings/logo"        Staff   office::settings::logo::show;
    POST "/settings/logo"        Admin   office::settings::logo::submit;
    POST "/settings/logo/removal" Admin  office::settings::logo::remove;
    GET  "/invoices/{id}/payments/new" Staff invoices::record_payment::show;
    POST "/invoices/{id}/payments"     Staff invoices::record_payment::submit;
    GET  "/invoices/{id}/refunds/new"  Staff invoices::refund::show;
    POST "/invoices/{id}/refunds"      Staff invoices::refund::submit;
    POST "/refunds/{id}/attempts"      Staff invoices::refund_trouble::try_again;
    POST "/refunds/{id}/removal"       Staff invoices::refund_trouble::remove;
    GET  "/invoices/{id}/pdf"    Staff   invoices::paper::download::show;
    POST "/invoices/{id}/attempts"   Staff invoices::handover::try_again;
    POST "/invoices/{id}/collection" Staff invoices::collect::collect_one;

    GET  "/messages"             Staff   messages::list::show;
    POST "/messages/preview"     Staff   messages::compose::preview;
    GET  "/messages/export"      Staff   messages::list::export;
    GET  "/messages/{id}"        Staff   messages::sheet::show;
    GET  "/messages/{id}/mail"   Staff   messages::sheet::mail;
    POST "/messages/{id}/attempts" Staff messages::sheet::try_again;

    GET  "/templates"            Admin   templates::list::show;
    GET  "/templates/{kind}/{language}" Admin templates::edit::show;
    POST "/templates/{kind}/{language}" Admin templates::edit::submit;
    POST "/templates/{kind}/{language}/preview" Admin templates::edit::preview;

    GET  "/pay/{token}"             Public  pay::page::show;
    GET  "/pay/{token}/invoice.pdf" Public  pay::download::invoice;
    GET  "/pay/{token}/receipt.pdf" Public  pay::download::receipt;
    GET  "/pay/{token}/mandate"     Public  pay::mandate::show;
    POST "/pay/{token}/mandate"     Public  pay::mandate::submit;
    POST "/pay/{token}/payment"     Public  pay::payment::submit;
    GET  "/pay/{token}/return"      Public  pay::back::show;

    GET  "/twikey/return"        Public  pay::thanks::show;
    GET  "/twikey/webhook"       Machine webhooks::callback::receive;

    GET  "/jobs"                 Staff   office::jobs::show;
    POST "/jobs/attempts"        Staff   office::jobs::try_all_again;
    POST "/jobs/{id}/attempts"   Staff   office::jobs::try_again;

    GET  "/healthz"              Machine health::alive;
    GET  "/readyz"               Machine health::ready;
}

/// The routes of each path, in the order of the table.
#[derive(Default)]
struct Addresses(Vec<(&'static str, Vec<actix_web::Route>)>);

impl Addresses {
    fn add(&mut self, path: &'static str, route: actix_web::Route) {
        match self.0.iter_mut().find(|(known, _)| *known == path) {
            Some((_, routes)) => routes.push(route),
            None => self.0.push((path, vec![route])),
        }
    }

    /// One resource for each path. What it has no route for ends there: a later line that fits as well, as
    /// `POST /customers/{id}` fits `/customers/new`, does not get it.
    fn register(self, config: &mut ServiceConfig) {
        for (path, routes) in self.0 {
            let resource = routes.into_iter().fold(web::resource(path), Resource::route);
            config.service(resource.default_service(web::to(unknown)));
        }
    }
}

/// What no line of the table answers.
pub async fn unknown() -> Result<HttpResponse> {
    Err(Error::NotFound)
}

/// A handler that its viewer's type keeps for the office.
fn for_staff<F, Arguments>(method: Method, handler: F, sessions: &Sessions) -> actix_web::Route
where
    F: Handler<Arguments, Output: Responder + 'static>,
    Arguments: FromRequest + Takes<Viewer> + 'static,
{
    with_session(Access::Staff, method, handler, sessions)
}

/// A handler that its viewer's type keeps for administrators.
fn for_administrators<F, Arguments>(method: Method, handler: F, sessions: &Sessions) -> actix_web::Route
where
    F: Handler<Arguments, Output: Responder + 'static>,
    Arguments: FromRequest + Takes<Admin> + 'static,
{
    with_session(Access::Admin, method, handler, sessions)
}

fn with_session<F, Arguments>(access: Access, method: Method, handler: F, sessions: &Sessions) -> actix_web::Route
where
    F: Handler<Arguments, Output: Responder + 'static>,
    Arguments: FromRequest + 'static,
{
    guarded(access, method, handler).wrap(sessions.clone())
}

fn guarded<F, Arguments>(access: Access, method: Method, handler: F) -> actix_web::Route
where
    F: Handler<Arguments, Output: Responder + 'static>,
    Arguments: FromRequest + 'static,
{
    let route = if method == Method::GET {
        // HTTP leaves the body of an answer to HEAD out by itself.
        web::route().guard(Any(Get()).or(Head()))
    } else {
        web::method(method)
    };
    route.to(handler).wrap(from_fn(move |request, next| guard::enter(access, request, next)))
}

/// What a handler takes, where it begins with `Who`, after the application if it needs that.
trait Takes<Who> {}

macro_rules! takes {
    ($($who:ty)*) => {$(
        impl Takes<$who> for ($who,) {}
        impl<A> Takes<$who> for ($who, A) {}
        impl Takes<$who> for (Data<App>, $who) {}
        impl<A> Takes<$who> for (Data<App>, $who, A) {}
        impl<A, B> Takes<$who> for (Data<App>, $who, A, B) {}
    )*};
}

takes! { Viewer Admin }
