//! How to point an integration at this sandbox: commands to copy.

use maud::{Markup, html};

use crate::{i18n::Language, sandbox::state::World, ui::copy::copy};

/// An example with a button that copies it.
fn example(text: &str) -> Markup {
    html! { div.example { pre tabindex="0" { code { (text) } } (copy(text, "Copy the example", Language::En)) } }
}

fn first_key(world: &World) -> &str {
    world.keys.keys().next().map_or("", String::as_str)
}

fn login(world: &World) -> String {
    let (url, key) = (&world.public_url, first_key(world));
    format!(
        "TOKEN=$(curl -s -D - -o /dev/null {url}/creditor -d apiToken={key} \\\n  \
           | tr -d '\\r' | sed -n 's/^authorization: //Ip')"
    )
}

/// Logs in and invites a customer.
pub fn invite(world: &World) -> Markup {
    example(&format!(
        "{}\ncurl {}/creditor/invite -H \"Authorization: $TOKEN\" \\\n  -d ct=1 -d customerNumber=C-1001 -d l=de -d email=anna@example.com \\\n  \
           -d firstname=Anna -d lastname=Müller",
        login(world),
        world.public_url
    ))
}

/// Logs in and hands an invoice over.
pub fn invoice(world: &World) -> Markup {
    example(&format!(
        "{}\ncurl {}/creditor/invoice -H \"Authorization: $TOKEN\" -H 'Content-Type: application/json' -d '{{\n  \
           \"number\": \"INV-1\", \"amount\": 121.50, \"date\": \"2026-11-23\", \"duedate\": \"2026-12-23\",\n  \
           \"customer\": {{\"customerNumber\": \"C-1001\", \"email\": \"anna@example.com\", \"lastname\": \"Müller\"}}}}'",
        login(world),
        world.public_url
    ))
}

/// Logs in and asks for a signature by SMS.
pub fn sign_by_sms(world: &World) -> Markup {
    example(&format!(
        "{}\ncurl {}/creditor/sign -H \"Authorization: $TOKEN\" \\\n  -d ct=1 -d method=sms -d mobile=+32470123456 -d l=en \\\n  \
           -d iban=BE16645348971174 -d bic=JVBABE22 -d lastname=Peeters",
        login(world),
        world.public_url
    ))
}

/// The setting of a portal's mail server, and a first mail.
pub fn mail_server(world: &World) -> Markup {
    let Some(address) = world.smtp_address else {
        return html! { p { "This sandbox runs without a mail server." } };
    };
    example(&format!(
        "SMTP_URL=smtp://{address}\n\n# or a first message:\n\
         printf 'Subject: Hello\\n\\nIt works.\\n' | curl smtp://{address} \\\n  \
           --mail-from office@example.com --mail-rcpt anna@example.com -T -"
    ))
}
