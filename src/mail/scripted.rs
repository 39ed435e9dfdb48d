//! A mail server for the tests of this module: takes every letter, except where a test tells it to answer otherwise.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

pub struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<String>>>,
}

/// What to answer to a command, by the command's first word.
type Script = &'static [(&'static str, &'static str)];

impl Server {
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::default();
        let server = Self { address, received: Arc::clone(&received) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script, Arc::clone(&received)));
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The letters so far, as they came.
    pub fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

async fn serve(stream: TcpStream, script: Script, received: Arc<Mutex<Vec<String>>>) {
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 ready").await;
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let command = line.split([' ', '\r']).next().unwrap_or_default().to_uppercase();
        let scripted = script.iter().find(|(word, _)| *word == command).map(|(_, answer)| *answer);
        match (scripted, command.as_str()) {
            (Some(answer), _) => say(&mut stream, answer).await,
            (None, "EHLO") => say(&mut stream, "250-hello\r\n250 AUTH PLAIN LOGIN").await,
            (None, "DATA") => {
                say(&mut stream, "354 go on").await;
                let letter = read_letter(&mut stream).await;
                received.lock().unwrap().push(letter);
                say(&mut stream, "250 taken").await;
            }
            (None, _) => say(&mut stream, "250 fine").await,
        }
        line.clear();
    }
}

async fn read_letter(stream: &mut BufReader<TcpStream>) -> String {
    let mut letter = String::new();
    loop {
        let start = letter.len();
        stream.read_line(&mut letter).await.unwrap();
        match &letter[start..] {
            ".\r\n" => {
                letter.truncate(start);
                return letter;
            }
            line if line.starts_with('.') => letter.replace_range(start..=start, ""),
            _ => {}
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, answer: &str) {
    stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
}
