use mandato::sandbox::Sandbox;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::helpers::{Twikey, settings};

/// A sender that speaks SMTP line by line.
struct Sender(BufReader<TcpStream>);

impl Sender {
    async fn call(sandbox: &Sandbox) -> Self {
        let address = sandbox.smtp_address().expect("a mail server");
        let mut sender = Self(BufReader::new(TcpStream::connect(address).await.unwrap()));
        sender.heard().await;
        sender
    }

    async fn heard(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line).await.unwrap();
            reply.push_str(&line);
            if read == 0 || line.as_bytes().get(3) != Some(&b'-') {
                return reply;
            }
        }
    }

    /// Says something and gives the status of the answer.
    async fn say(&mut self, words: &str) -> String {
        self.0.write_all(words.as_bytes()).await.unwrap();
        self.0.write_all(b"\r\n").await.unwrap();
        let reply = self.heard().await;
        reply.get(..3).unwrap_or_default().to_owned()
    }

    /// Sends a message and gives the status of the last answer.
    async fn send(&mut self, message: &str) -> String {
        self.say("EHLO portal").await;
        self.say("MAIL FROM:<rechnung@firma.example>").await;
        let status = self.say("RCPT TO:<jan@example.com>").await;
        if status != "250" {
            return status;
        }
        self.say("DATA").await;
        self.say(&format!("{message}\r\n.")).await
    }
}

const MESSAGE: &str =
    "From: Firma <rechnung@firma.example>\r\nMessage-ID: <42@firma.example>\r\nSubject: Hallo\r\n\r\nBitte";

#[tokio::test]
async fn what_the_portal_sends_lands_in_the_customers_mailbox() {
    let twikey = Twikey::start().await;
    let mut sender = Sender::call(&twikey.sandbox).await;

    assert_eq!(sender.send(MESSAGE).await, "250");
    assert_eq!(sender.send(MESSAGE).await, "250");
    assert_eq!(sender.say("QUIT").await, "221");

    let mailbox = twikey.console(Method::GET, "/mailbox", Value::Null).await;
    assert_eq!(mailbox.body.as_array().unwrap().len(), 1, "the same Message-ID is the same message");
    let mail = &mailbox.body[0];
    assert_eq!(mail["received"].as_array().unwrap().len(), 2);
    assert_eq!((&mail["to"][0], &mail["subject"]), (&json!("jan@example.com"), &json!("Hallo")));
    assert_eq!(mail["text"].as_str().map(str::trim), Some("Bitte"));
}

#[tokio::test]
async fn the_mail_server_refuses_while_it_is_told_to() {
    let twikey = Twikey::start().await;
    let mut sender = Sender::call(&twikey.sandbox).await;

    twikey.console(Method::PUT, "/settings", json!({ "smtp_refusal": 550 })).await;
    assert_eq!(sender.send(MESSAGE).await, "550");
    twikey.console(Method::PUT, "/settings", json!({ "smtp_refusal": null })).await;
    assert_eq!(sender.say("RSET").await, "250");
    assert_eq!(sender.send(MESSAGE).await, "250");
    assert_eq!(twikey.console(Method::PUT, "/settings", json!({ "smtp_refusal": 250 })).await.status, 400);
}

#[tokio::test]
async fn a_sender_that_talks_nonsense_harms_nobody() {
    let twikey = Twikey::start().await;
    let mut wild = Sender::call(&twikey.sandbox).await;
    assert_eq!(wild.say("GET / HTTP/1.1").await, "500");
    assert_eq!(wild.say(&"x".repeat(9000)).await, "500");

    let mut sender = Sender::call(&twikey.sandbox).await;

    assert_eq!(sender.send("\0\r\n\u{feff}: \r\n\r\n--").await, "250");
    assert_eq!(sender.send(MESSAGE).await, "250");
}

#[tokio::test]
async fn several_messages_go_over_one_line_without_waiting_for_answers() {
    let twikey = Twikey::start().await;
    let mut sender = Sender::call(&twikey.sandbox).await;
    let words =
        format!("EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n{MESSAGE}\r\n.\r\nQUIT\r\n");

    sender.0.write_all(words.as_bytes()).await.unwrap();

    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(sender.heard().await[..3].to_owned());
    }
    assert_eq!(statuses, ["250", "250", "250", "354", "250", "221"]);
}

#[tokio::test]
async fn without_an_address_there_is_no_mail_server() {
    let mut settings = settings();
    settings.smtp_listen = None;

    let twikey = Twikey::with(settings).await;

    assert_eq!(twikey.sandbox.smtp_address(), None);
}
