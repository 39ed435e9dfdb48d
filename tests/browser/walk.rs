//! The walk of the README, through `mandato demo` as anybody would start it.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::{chrome::Chrome, story::sign};

/// The demo, in a folder that is gone afterwards. It logs all that it can.
struct Demo {
    process: Child,
    folder: tempfile::TempDir,
    portal: String,
    /// The pretended world: Twikey, the mailbox, the phone.
    world: String,
    /// Kept open: whoever prints to nobody fails.
    _printed: BufReader<ChildStdout>,
}

impl Demo {
    fn start() -> Self {
        mandato::twikey::install_crypto();
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_mandato"))
            .arg("demo")
            .current_dir(folder.path())
            .env("RUST_LOG", "trace")
            .stderr(File::create(folder.path().join(LOG)).unwrap())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut printed = BufReader::new(process.stdout.take().unwrap());
        let mut address = |before: &str| {
            let mut lines = printed.by_ref().lines().map_while(Result::ok);
            lines
                .find_map(|line| Some(line.trim().strip_prefix(before)?.trim().to_owned()))
                .expect("the demo says where it is")
        };
        let (portal, world) = (address("The office"), address("The pretended world"));
        Self { process, folder, portal, world, _printed: printed }
    }

    /// The link that the newest e-mail to somebody asks to follow, waited for.
    async fn link_for(&self, recipient: &str, subject: &str) -> String {
        let mut pace = tokio::time::interval(Duration::from_millis(100));
        for _ in 0..200 {
            pace.tick().await;
            let mails: Value =
                reqwest::get(format!("{}/_sandbox/mailbox", self.world)).await.unwrap().json().await.unwrap();
            let mails = mails.as_array().expect("the newest first");
            let newest = mails.iter().find(|mail| {
                mail["to"].to_string().contains(recipient)
                    && mail["subject"].as_str().unwrap_or_default().contains(subject)
            });
            if let Some(mail) = newest {
                return first_link(mail["html"].as_str().unwrap_or_default());
            }
        }
        panic!("no e-mail about {subject:?} came to {recipient}")
    }
}

const LOG: &str = "log";

/// What customers would not like to read in a log: names, addresses, account numbers, words of mails.
const PERSONAL: [&str; 9] =
    ["Erika", "erika.muster", "+32470", "Aachener", "BE16", "Sam Sample", "sam.sample", "Marie", "Vielen Dank"];

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn first_link(html: &str) -> String {
    let page = scraper::Html::parse_document(html);
    let links = scraper::Selector::parse("a[href^=http]").unwrap();
    page.select(&links).next().expect("a link").attr("href").unwrap().to_owned()
}

#[actix_web::test]
async fn the_walk_of_the_readme_can_be_walked() {
    let demo = Demo::start();
    let office = Chrome::desk_at(&demo.portal).await;
    let customer = Chrome::phone_at(&demo.portal).await;

    // 1. and 2.
    office.open("/").await;
    office.fill("#email", "office@demo.example").await;
    office.fill("#password", "mandato-demo").await;
    office.click("main button[type=submit]").await;
    office.press("Kunden").await;
    office.press("Muster, Erika").await;
    office.press("Mandat anfordern").await;
    office.press("Per E-Mail").await;
    office.press("Weiter").await;
    office.press("E-Mail senden").await;
    office.gone("dialog").await;
    let signing_link = demo.link_for("erika.muster@", "Mandat").await;
    customer.open(&signing_link).await;
    customer.see_text("body", "Musterwerk GmbH").await;
    sign(&customer).await;

    // 3.
    office.see_text("#finance", "Unterzeichnet").await;
    office.see_text("#finance", "BE16 6453 4897 1174").await;

    // 4.
    office.open("/invoices?q=K-1003").await;
    office.click("[data-choose-all]").await;
    office.press("Ausgewählte bestätigen").await;
    office.see_text("dialog", "2 Entwürfe").await;
    office.press("2 bestätigen").await;
    office.see_text("main", "Bestätigt: 2").await;
    until_all_stand(
        &office,
        &demo,
        "/invoices?q=K-1003",
        2,
        &["Wird eingezogen", "Vollständig bezahlt", "gescheitert"],
    )
    .await;
    run_bank(&office, &demo).await;
    until_all_stand(&office, &demo, "/invoices?q=K-1003", 1, &["Vollständig bezahlt"]).await;
    until_all_stand(&office, &demo, "/invoices?q=K-1003", 1, &["gescheitert"]).await;

    // 5.
    office.open(&format!("{}/invoices?q=K-1007&state=draft", demo.portal)).await;
    office.click("#list .row-link").await;
    office.press("Bestätigen").await;
    office.click("dialog button[type=submit]").await;
    office.gone("dialog").await;
    customer.open(&demo.link_for("sam.sample@", "R2026-").await).await;
    customer.click("form[action$='/mandate'] button").await;
    customer.see("#iban").await;
    sign(&customer).await;
    until_all_stand(&office, &demo, "/invoices?q=K-1007", 2, &["Wird eingezogen"]).await;
    run_bank(&office, &demo).await;
    until_all_stand(&office, &demo, "/invoices?q=K-1007", 2, &["Vollständig bezahlt"]).await;

    let landing_link = demo.link_for("marie.exemple@", "R2026-").await;
    customer.open(&landing_link).await;
    customer.click("form[action$='/payment'] button").await;
    crate::invoices::pay(&customer).await;
    until_all_stand(&office, &demo, "/invoices?q=K-1005", 1, &["Vollständig bezahlt"]).await;

    let log = fs::read_to_string(demo.folder.path().join(LOG)).unwrap();
    assert!(log.contains("job{id=") && log.contains(" DEBUG "), "it is a log of details");
    let keys = [&signing_link, &landing_link].map(|link| link.rsplit('/').next().unwrap_or_default());
    for line in log.lines() {
        let told = PERSONAL.iter().chain(&keys).find(|secret| line.contains(**secret));
        assert_eq!(told, None, "{line}");
    }
}

/// *Bank answers* in the console.
async fn run_bank(office: &Chrome, demo: &Demo) {
    office.open(&format!("{}/console/invoices", demo.world)).await;
    office.turn_page(office.press("Bank answers")).await;
}

/// Waits until so many invoices of a list stand in one of these states.
async fn until_all_stand(office: &Chrome, demo: &Demo, list: &str, count: usize, states: &[&str]) {
    let says = format!("{count} of {list} that say {states:?}");
    let list = format!("{}{list}", demo.portal);
    office
        .until(&says, async || {
            office.open(&list).await;
            let badges: Vec<String> =
                office.ask("[...document.querySelectorAll('#list .badge')].map((b) => b.innerText)").await;
            badges.iter().filter(|badge| states.iter().any(|state| badge.contains(state))).count() >= count
        })
        .await;
}
