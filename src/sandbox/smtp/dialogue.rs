//! What is said in an SMTP session (RFC 5321), without the network.

use std::{borrow::Cow, mem};

pub const GREETING: &[u8] = b"220 sandbox ESMTP: the customers' mailbox\r\n";
pub const TOO_SLOW: &[u8] = b"421 Nothing was said for too long\r\n";

/// The largest message, as announced with SIZE.
const LARGEST_MESSAGE: usize = 10 * 1024 * 1024;

const MOST_RECIPIENTS: usize = 100;

/// A message and who it is from and for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Empty for a bounce.
    pub sender: String,
    pub recipients: Vec<String>,
    pub message: Vec<u8>,
}

/// What the server does after a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing is answered: the line belongs to a message.
    Listen,
    Say(Cow<'static, str>),
    /// A message is complete.
    Accept(Envelope),
    HangUp(Cow<'static, str>),
}

/// One session: what has been said so far.
#[derive(Debug, Default)]
pub struct Dialogue {
    greeted: bool,
    sender: Option<String>,
    recipients: Vec<String>,
    message: Option<Message>,
}

/// A message on its way in.
#[derive(Debug)]
struct Message {
    content: Vec<u8>,
    too_large: bool,
    /// The next bytes begin a line. Only CR LF ends one: anything laxer would let a message hide another (SMTP smuggling).
    at_line_start: bool,
}

impl Dialogue {
    /// Hears a line with its end, or a piece of a very long one. `refusal` is the status that every recipient gets.
    pub fn hear(&mut self, line: &[u8], refusal: Option<u16>) -> Step {
        if self.message.is_some() {
            return self.read_message(line);
        }
        let Some(command) = line.strip_suffix(b"\n") else {
            return Step::HangUp("500 That line is too long\r\n".into());
        };
        let command = String::from_utf8_lossy(command);
        let command = command.trim();
        let (verb, argument) = command.split_once(' ').unwrap_or((command, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                self.greet("250-sandbox\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n")
            }
            "HELO" => self.greet("250 sandbox\r\n"),
            "MAIL" => self.mail(argument),
            "RCPT" => self.recipient(argument, refusal),
            "DATA" => self.data(),
            "RSET" => {
                self.forget();
                say("250 Forgotten\r\n")
            }
            "NOOP" => say("250 Still here\r\n"),
            "VRFY" => say("252 Send a message and see\r\n"),
            "HELP" => say("214 EHLO MAIL RCPT DATA RSET NOOP QUIT\r\n"),
            "QUIT" => Step::HangUp("221 Goodbye\r\n".into()),
            _ => say("500 That command is unknown\r\n"),
        }
    }

    fn greet(&mut self, reply: &'static str) -> Step {
        self.greeted = true;
        self.forget();
        say(reply)
    }

    fn mail(&mut self, argument: &str) -> Step {
        if !self.greeted {
            return say("503 Say EHLO first\r\n");
        }
        if self.sender.is_some() {
            return say("503 There is a sender already\r\n");
        }
        let Some((sender, parameters)) = path(argument, "FROM:") else { return say("501 MAIL FROM:<address>\r\n") };
        let size = parameters.iter().find_map(|it| it.to_ascii_uppercase().strip_prefix("SIZE=")?.parse().ok());
        if size.is_some_and(|size: usize| size > LARGEST_MESSAGE) {
            return say("552 That is more than 10 MB\r\n");
        }
        self.sender = Some(sender);
        say("250 Go on\r\n")
    }

    fn recipient(&mut self, argument: &str, refusal: Option<u16>) -> Step {
        if self.sender.is_none() {
            return say("503 Say MAIL first\r\n");
        }
        let recipient = path(argument, "TO:").map(|(recipient, _)| recipient).filter(|it| it.contains('@'));
        let Some(recipient) = recipient else { return say("501 RCPT TO:<address>\r\n") };
        if let Some(status) = refusal {
            return Step::Say(format!("{status} Refused, as the sandbox was told to\r\n").into());
        }
        if self.recipients.len() == MOST_RECIPIENTS {
            return say("452 That is enough recipients\r\n");
        }
        self.recipients.push(recipient);
        say("250 Go on\r\n")
    }

    fn data(&mut self) -> Step {
        if self.recipients.is_empty() {
            return say("503 Say MAIL and RCPT first\r\n");
        }
        self.message = Some(Message { content: Vec::new(), too_large: false, at_line_start: true });
        say("354 End with a dot alone on its line\r\n")
    }

    fn read_message(&mut self, line: &[u8]) -> Step {
        let Some(message) = &mut self.message else { return Step::Listen };
        if message.at_line_start && line == b".\r\n" {
            return self.end_of_message();
        }
        // A dot at the start of a line was doubled by the sender.
        let content = if message.at_line_start { line.strip_prefix(b".").unwrap_or(line) } else { line };
        message.at_line_start = line.ends_with(b"\r\n");
        if message.content.len() + content.len() > LARGEST_MESSAGE {
            message.too_large = true;
        } else {
            message.content.extend_from_slice(content);
        }
        Step::Listen
    }

    fn end_of_message(&mut self) -> Step {
        let too_large = self.message.as_ref().is_some_and(|message| message.too_large);
        let envelope = Envelope {
            sender: self.sender.take().unwrap_or_default(),
            recipients: mem::take(&mut self.recipients),
            message: self.message.take().map(|message| message.content).unwrap_or_default(),
        };
        if too_large { say("552 That is more than 10 MB\r\n") } else { Step::Accept(envelope) }
    }

    fn forget(&mut self) {
        self.sender = None;
        self.recipients.clear();
    }
}

fn say(reply: &'static str) -> Step {
    Step::Say(reply.into())
}

/// The address of `FROM:<address> PARAMETERS`, and the parameters.
fn path<'line>(argument: &'line str, keyword: &str) -> Option<(String, Vec<&'line str>)> {
    let start = argument.get(..keyword.len())?;
    let rest = argument.get(keyword.len()..).filter(|_| start.eq_ignore_ascii_case(keyword))?.trim_start();
    let (address, parameters) = rest.strip_prefix('<')?.split_once('>')?;
    let plain = !address.contains(|c: char| c.is_control() || c.is_whitespace() || c == '<');
    plain.then(|| (address.to_owned(), parameters.split_whitespace().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(step: &Step) -> &str {
        match step {
            Step::Say(reply) | Step::HangUp(reply) => &reply[..3],
            Step::Listen => "...",
            Step::Accept(_) => "kept",
        }
    }

    fn replies(lines: &[&str]) -> Vec<String> {
        let mut dialogue = Dialogue::default();
        lines.iter().map(|line| status(&dialogue.hear(format!("{line}\r\n").as_bytes(), None)).to_owned()).collect()
    }

    #[test]
    fn a_message_is_taken_with_its_doubled_dots_undone() {
        let mut dialogue = Dialogue::default();
        let lines = ["EHLO me", "MAIL FROM:<a@b.example> SIZE=30 BODY=8BITMIME", "rcpt to:<c@d.example>", "DATA"];
        for line in lines {
            dialogue.hear(format!("{line}\r\n").as_bytes(), None);
        }
        for line in ["Subject: x", "", "..", "..one", "two."] {
            assert_eq!(dialogue.hear(format!("{line}\r\n").as_bytes(), None), Step::Listen);
        }
        let Step::Accept(envelope) = dialogue.hear(b".\r\n", None) else { panic!("not accepted") };

        assert_eq!((envelope.sender.as_str(), envelope.recipients), ("a@b.example", vec!["c@d.example".to_owned()]));
        assert_eq!(envelope.message, b"Subject: x\r\n\r\n.\r\n.one\r\ntwo.\r\n");
    }

    #[test]
    fn commands_out_of_order_are_refused() {
        assert_eq!(replies(&["MAIL FROM:<a@b>", "EHLO x", "RCPT TO:<c@d>", "DATA"]), ["503", "250", "503", "503"]);
        assert_eq!(replies(&["EHLO x", "MAIL FROM:<a@b>", "MAIL FROM:<a@b>", "DATA"]), ["250", "250", "503", "503"]);
        assert_eq!(replies(&["HELO x", "MAIL FROM:<a@b>", "RSET", "RCPT TO:<c@d>"]), ["250", "250", "250", "503"]);
    }

    #[test]
    fn nonsense_is_refused_and_the_talk_goes_on() {
        let lines = ["", "MAIL", "EHLO x", "MAIL FROM:a@b", "MAIL FROM:<a@b", "MAIL FROM:<é@b>", "RCPT TO:<>", "QUIT"];
        assert_eq!(replies(&lines), ["500", "503", "250", "501", "501", "250", "501", "221"]);
        let mut dialogue = Dialogue::default();
        assert_eq!(status(&dialogue.hear(b"\xff\xfe\r\n", None)), "500");
        assert_eq!(status(&dialogue.hear(&[b'a'; 8192], None)), "500");
    }

    #[test]
    fn too_large_a_message_is_refused_before_or_after_it_came() {
        assert_eq!(replies(&["EHLO x", "MAIL FROM:<a@b> SIZE=99999999"]), ["250", "552"]);
        let mut dialogue = Dialogue::default();
        for line in ["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"] {
            dialogue.hear(format!("{line}\r\n").as_bytes(), None);
        }
        let piece = vec![b'a'; 1024 * 1024];
        for _ in 0..11 {
            dialogue.hear(&piece, None);
        }
        dialogue.hear(b"\r\n", None);
        assert_eq!(status(&dialogue.hear(b".\r\n", None)), "552");
        assert_eq!(status(&dialogue.hear(b"NOOP\r\n", None)), "250");
    }

    #[test]
    fn a_dot_after_a_bare_line_feed_does_not_end_a_message() {
        let mut dialogue = Dialogue::default();
        for line in ["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"] {
            dialogue.hear(format!("{line}\r\n").as_bytes(), None);
        }
        for piece in [&b"text\n"[..], b".\r\n", b"MAIL FROM:<evil@b>\r\n"] {
            assert_eq!(dialogue.hear(piece, None), Step::Listen);
        }
        assert_eq!(status(&dialogue.hear(b".\r\n", None)), "kept");
    }

    #[test]
    fn recipients_are_refused_while_the_sandbox_is_told_to() {
        let mut dialogue = Dialogue::default();
        dialogue.hear(b"EHLO x\r\n", None);
        dialogue.hear(b"MAIL FROM:<a@b>\r\n", None);
        assert_eq!(status(&dialogue.hear(b"RCPT TO:<c@d>\r\n", Some(451))), "451");
        assert_eq!(status(&dialogue.hear(b"RCPT TO:<c@d>\r\n", Some(550))), "550");
        assert_eq!(status(&dialogue.hear(b"RCPT TO:<c@d>\r\n", None)), "250");
    }
}
