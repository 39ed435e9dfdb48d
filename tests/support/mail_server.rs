//! A mail server that takes every letter, except where a test tells it to answer otherwise.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

pub struct MailServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// What to answer to a command, by the command's first word.
    answers: Mutex<Vec<(&'static str, &'static str)>>,
    received: Mutex<Vec<String>>,
    /// Whether connections are taken and nothing is ever said.
    hangs: AtomicBool,
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let server = Self { address, shared: Arc::clone(&shared) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        server
    }

    /// From now on answers a command, such as `RCPT`, in this way.
    pub fn answer(&self, command: &'static str, answer: &'static str) {
        self.shared.answers.lock().unwrap().push((command, answer));
    }

    /// From now on takes connections and never answers.
    pub fn hang(&self) {
        self.shared.hangs.store(true, Ordering::Relaxed);
    }

    /// From now on answers as usual.
    pub fn relent(&self) {
        self.shared.hangs.store(false, Ordering::Relaxed);
        self.shared.answers.lock().unwrap().clear();
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The letters so far, as they came.
    pub fn received(&self) -> Vec<String> {
        self.shared.received.lock().unwrap().clone()
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    if shared.hangs.load(Ordering::Relaxed) {
        let _open = stream;
        return std::future::pending().await;
    }
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 ready").await;
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let command = line.split([' ', '\r']).next().unwrap_or_default().to_uppercase();
        let told = shared.answers.lock().unwrap().iter().find(|(word, _)| *word == command).map(|(_, answer)| *answer);
        match (told, command.as_str()) {
            (Some(answer), _) => say(&mut stream, answer).await,
            (None, "EHLO") => say(&mut stream, "250-hello\r\n250 AUTH PLAIN LOGIN").await,
            (None, "DATA") => {
                say(&mut stream, "354 go on").await;
                let letter = read_letter(&mut stream).await;
                shared.received.lock().unwrap().push(letter);
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
