//! The pretended mail server: what the portal sends by real SMTP lands in the customers' mailbox.
//!
//! A small server of RFC 5321 for one machine: no relaying, no TLS, no authentication. It answers every sender and keeps
//! every message, unless a person tells it to refuse (`smtp_refusal` in `PUT /_sandbox/settings`).

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::timeout,
};

mod dialogue;
mod letter;

use super::Shared;
use dialogue::{Dialogue, Step};

/// Further callers wait until one hangs up.
const CALLERS: usize = 32;

/// A caller who says nothing for so long is hung up on (RFC 5321, 4.5.3.2 asks for five minutes).
const PATIENCE: Duration = Duration::from_mins(5);

/// No command is longer; neither is one piece of a message that is read at once.
const LONGEST_LINE: u64 = 8 * 1024;

/// Serves until told to stop.
pub async fn serve(shared: Shared, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    let callers = Arc::new(Semaphore::new(CALLERS));
    loop {
        let accepted = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "the pretended mail server could not take a call");
                // Out of file handles, most likely: some will be free soon.
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&callers).acquire_owned().await else { return };
        let (shared, mut stop) = (shared.clone(), stop.clone());
        tokio::spawn(async move {
            let ended = tokio::select! {
                _ = stop.wait_for(|stop| *stop) => Ok(()),
                ended = converse(&shared, stream) => ended,
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a sender of mail hung up");
            }
            drop(place);
        });
    }
}

/// One caller, from greeting to goodbye.
async fn converse(shared: &Shared, stream: TcpStream) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut dialogue = Dialogue::default();
    stream.write_all(dialogue::GREETING).await?;
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut piece = (&mut stream).take(LONGEST_LINE);
        match timeout(PATIENCE, piece.read_until(b'\n', &mut line)).await {
            Ok(Ok(0)) => return Ok(()),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(error),
            Err(_) => return stream.write_all(dialogue::TOO_SLOW).await,
        }
        let refusal = shared.look(|world, _| world.settings.smtp_refusal);
        match dialogue.hear(&line, refusal) {
            Step::Listen => {}
            Step::Say(reply) => stream.write_all(reply.as_bytes()).await?,
            Step::Accept(envelope) => {
                let email = letter::read(&envelope);
                let id = shared.change(|world, now| world.mailbox.receive(email, now));
                stream.write_all(format!("250 Kept as message {id}\r\n").as_bytes()).await?;
            }
            Step::HangUp(reply) => return stream.write_all(reply.as_bytes()).await,
        }
    }
}
