//! A server on this machine that answers as a unit test tells it to. (Twikey's behaviour is played by the sandbox, in tests/api.)

use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

/// What arrived at the [`Fake`].
#[derive(Clone, Debug)]
pub struct Request {
    /// Method, path and query, such as `GET /creditor/mandate?include=seq`.
    pub line: String,
    pub body: String,
    headers: Vec<(String, String)>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn is_login(&self) -> bool {
        self.line == "POST /creditor"
    }
}

pub struct Fake {
    pub url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Fake {
    /// `answer` gets each request and how many of its kind (login or not) came before it.
    pub fn start(answer: impl Fn(&Request, usize) -> HttpResponse + Clone + Send + 'static) -> Self {
        let requests = Arc::new(Mutex::new(Vec::<Request>::new()));
        let kept = requests.clone();
        let server = HttpServer::new(move || {
            let (kept, answer) = (kept.clone(), answer.clone());
            App::new().default_service(web::to(move |request: HttpRequest, body: String| {
                let request = Request {
                    line: format!("{} {}", request.method(), request.uri()),
                    body,
                    headers: request
                        .headers()
                        .iter()
                        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                        .collect(),
                };
                let mut kept = kept.lock().unwrap();
                let before = kept.iter().filter(|earlier| earlier.is_login() == request.is_login()).count();
                let response = answer(&request, before);
                kept.push(request);
                async { response }
            }))
        })
        .workers(1)
        .bind(("127.0.0.1", 0))
        .unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        actix_web::rt::spawn(server.run());
        Self { url, requests }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    pub fn logins(&self) -> usize {
        self.requests().iter().filter(|request| request.is_login()).count()
    }
}
