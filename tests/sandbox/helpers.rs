//! A sandbox, a client that speaks to it as Twikey's clients do, and a receiver of webhooks.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use chrono::{DateTime, TimeDelta, Utc};
use mandato::{
    clock::Clock,
    sandbox::{self, Sandbox, Settings},
};
use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};

pub const IBAN: &str = "BE16645348971174";
pub const BIC: &str = "JVBABE22";
/// Its last digit is odd: banks refuse it for B2B.
pub const REFUSED_IBAN: &str = "BE49473211985171";

pub fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// Settings with a clock that stands still.
pub fn settings() -> Settings {
    Settings::local(Clock::frozen(chrono_tz::Europe::Brussels, noon()))
}

/// A sandbox and somebody who is logged in to it.
pub struct Twikey {
    pub sandbox: Sandbox,
    pub client: Client,
}

impl Twikey {
    pub async fn start() -> Self {
        Self::with(settings()).await
    }

    pub async fn with(settings: Settings) -> Self {
        let api_key = settings.api_key.clone();
        let sandbox = sandbox::start(settings).await.expect("a sandbox on a free port");
        let client = Client::login(&sandbox, &api_key).await;
        Self { sandbox, client }
    }

    pub fn advance(&self, by: TimeDelta) {
        self.sandbox.advance(by);
    }

    /// So many days pass; a session does not last that long.
    pub async fn days_pass(&mut self, days: i64) {
        self.advance(TimeDelta::days(days));
        self.client = Client::login(&self.sandbox, sandbox::API_KEY).await;
    }

    /// An invitation for a customer, in the profile of the scheme; the reference.
    pub async fn invite(&self, ct: &str, customer: &str) -> String {
        let form = [("ct", ct), ("customerNumber", customer), ("email", "jan@example.com"), ("lastname", "Peeters")];
        let answer = self.client.post("/invite", &form).await;
        answer.body["mndtId"].as_str().expect("a reference").to_owned()
    }

    /// The customer signs on the page.
    pub async fn sign(&self, reference: &str, iban: &str) -> Answer {
        let attempt = json!({ "iban": iban, "place": "Gent", "method": "itsme" });
        self.console(Method::POST, &format!("/mandates/{reference}/signature"), attempt).await
    }

    /// A customer's mandate that is signed already.
    pub async fn signed(&self, ct: &str, customer: &str) -> String {
        let form = [
            ("ct", ct),
            ("method", "import"),
            ("iban", IBAN),
            ("customerNumber", customer),
            ("email", "jan@example.com"),
            ("lastname", "Peeters"),
            ("bankSignature", "true"),
        ];
        let answer = self.client.post("/sign", &form).await;
        answer.body["MndtId"].as_str().expect("a reference").to_owned()
    }

    /// A customer's invoice over so many euros, due in a month; its id.
    pub async fn invoice(&self, number: &str, customer: &str, amount: f64) -> String {
        let answer = self.client.post_json("/invoice", &invoice(number, customer, amount)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body["id"].as_str().expect("an id").to_owned()
    }

    /// The state of an invoice, from the detail call.
    pub async fn state_of_invoice(&self, name: &str) -> String {
        let answer = self.client.get(&format!("/invoice/{name}")).await;
        answer.body["state"].as_str().unwrap_or_else(|| answer.code()).to_owned()
    }

    /// Somebody pays an invoice.
    pub async fn pay(&self, invoice: &str, payment: Value) -> Answer {
        self.console(Method::POST, &format!("/invoices/{invoice}/payment"), payment).await
    }

    /// The banks are run.
    pub async fn run_bank(&self) -> Value {
        self.console(Method::POST, "/bank-run", Value::Null).await.body
    }

    /// A call of the console's JSON API.
    pub async fn console(&self, method: Method, path: &str, body: Value) -> Answer {
        let url = format!("{}/_sandbox{path}", self.sandbox.public_url());
        let request = self.client.http.request(method, url);
        Answer::of(if body.is_null() { request } else { request.json(&body) }).await
    }

    /// The state of a mandate, from the detail call.
    pub async fn state_of(&self, reference: &str) -> String {
        let answer = self.client.get(&format!("/mandate/detail?force=true&mndtId={reference}")).await;
        answer.header("x-state").unwrap_or_else(|| answer.code()).to_owned()
    }
}

/// A client of Twikey's API.
pub struct Client {
    pub http: reqwest::Client,
    base: String,
    pub token: String,
}

impl Client {
    pub async fn login(sandbox: &Sandbox, api_key: &str) -> Self {
        let visitor = Self { http: reqwest::Client::new(), base: sandbox.api_url(), token: String::new() };
        let answer = visitor.post("", &[("apiToken", api_key)]).await;
        let token = answer.header("authorization").unwrap_or_default().to_owned();
        Self { token, ..visitor }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.request(Method::GET, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(Method::POST, path).form(form)).await
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put_json(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).header("Authorization", &self.token)
    }

    /// The feed's entries since the last reading.
    pub async fn feed(&self) -> Vec<Value> {
        let answer = self.get("/mandate?include=seq&include=person&include=mandate&include=signature").await;
        answer.body["Messages"].as_array().expect("messages").clone()
    }

    /// The invoices that changed since the last reading.
    pub async fn invoices(&self) -> Vec<Value> {
        let answer = self.get("/invoice?include=meta&include=customer&include=lastpayment&include=seq").await;
        answer.body["Invoices"].as_array().expect("invoices").clone()
    }

    /// The payment events since the last reading.
    pub async fn payments(&self) -> Vec<Value> {
        let answer = self.get("/invoice/payment/feed").await;
        answer.body["Payments"].as_array().expect("payments").clone()
    }
}

/// An invoice as the creditor hands it over.
pub fn invoice(number: &str, customer: &str, amount: f64) -> Value {
    json!({
        "number": number,
        "ct": 1,
        "amount": amount,
        "date": "2026-11-23",
        "duedate": "2026-12-23",
        "ref": format!("ref-{number}"),
        "customer": { "customerNumber": customer, "email": "jan@example.com", "firstname": "Jan", "lastname": "Peeters" },
    })
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// Null when the body is not JSON.
    pub body: Value,
}

impl Answer {
    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or_default();
        Self { status, headers, text, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Twikey's error code.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

/// A receiver of webhooks, which answers as it is told.
#[derive(Clone)]
pub struct Receiver {
    pub address: SocketAddr,
    state: web::Data<ReceiverState>,
}

#[derive(Default)]
struct ReceiverState {
    calls: Arc<Mutex<Vec<Received>>>,
    refuses: Arc<Mutex<u16>>,
}

/// One webhook as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub query: String,
    pub signature: String,
}

impl Receiver {
    pub fn start() -> Self {
        let state = web::Data::new(ReceiverState::default());
        let data = state.clone();
        let server = HttpServer::new(move || App::new().app_data(data.clone()).default_service(web::to(receive)));
        let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0)).expect("a free port");
        let address = server.addrs()[0];
        tokio::spawn(server.run());
        Self { address, state }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// From now on, webhooks are answered with this status.
    pub fn refuse_with(&self, status: u16) {
        *self.state.refuses.lock().unwrap() = status;
    }

    pub fn calls(&self) -> Vec<Received> {
        self.state.calls.lock().unwrap().clone()
    }

    pub fn queries(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.query).collect()
    }
}

async fn receive(request: HttpRequest, state: web::Data<ReceiverState>) -> HttpResponse {
    let signature = request.headers().get("X-Signature").map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default();
    state.calls.lock().unwrap().push(Received { query: request.query_string().to_owned(), signature });
    let refuses = *state.refuses.lock().unwrap();
    let status = actix_web::http::StatusCode::from_u16(refuses).unwrap_or(actix_web::http::StatusCode::NO_CONTENT);
    HttpResponse::build(status).finish()
}
