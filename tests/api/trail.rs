//! Who came in, who did not, and who took lists along, in the audit trail.

use chrono::TimeDelta;
use futures_util::future::join_all;
use mandato::{i18n::Language, routes::TABLE, user::Role};
use reqwest::StatusCode;

use super::guesses::Somebody;
use crate::support::{Browser, PASSWORD, TestApp, csrf, html, location};

const KIM: &str = "kim@company.example";

/// What the file of the trail says of each entry about an account, oldest first: what, who, and what belongs to it.
async fn trail(app: &TestApp, admin: &Browser) -> Vec<String> {
    let file = admin.get("/audit/export").send().await.unwrap().text().await.unwrap();
    let at = format!("{},", app.clock.now().with_timezone(&app.clock.zone()).format("%Y-%m-%d"));
    let mut lines: Vec<_> = file.lines().skip(1).map(str::to_owned).collect();
    assert!(lines.iter().all(|line| line.starts_with(&at[..10])), "{lines:?}");
    lines.reverse();
    lines.into_iter().map(|line| line[17..].to_owned()).collect()
}

#[actix_web::test]
async fn who_comes_who_fails_and_who_goes_stands_in_the_audit_trail() {
    let app = TestApp::start().await;
    app.make_user(KIM, Role::Staff, Language::En).await;
    let stranger = Somebody::at(&app, "203.0.113.9").await;
    for _ in 0..6 {
        stranger.signs_in("KIM@company.example", "a guess at it").await;
    }
    stranger.signs_in("der Regen kommt von links", "kim").await;
    let owner = Somebody::at(&app, "192.0.2.1").await;
    owner.signs_in(KIM, PASSWORD).await;
    let token = csrf(&owner.browser.page("/").await);
    assert_eq!(location(&owner.browser.post("/logout", &token, &[]).await), "/login");

    let admin = app.signed_in(Role::Admin).await;
    let entries = trail(&app, &admin).await;

    let failed = "Sign-in failed,,Unknown,Account: kim@company.example; IP address: 203.0.113.9";
    let locked = "Sign-in failed and locked for a while,,Unknown,Account: kim@company.example; \
                  IP address: 203.0.113.9; Wait in minutes: 1";
    assert_eq!(entries[..4], [failed; 4]);
    assert_eq!(entries[4], locked);
    assert_eq!(entries[5], "Sign-in failed,,Unknown,IP address: 203.0.113.9", "what was typed may be a password");
    assert_eq!(entries[6], "Signed in,,Kim Office,IP address: 192.0.2.1");
    assert_eq!(entries[7], "Signed out,,Kim Office,");
    assert!(entries[8].starts_with("Signed in,"), "{entries:?}");
    for (language, words) in [
        (Language::De, ["Abgemeldet", "Anmeldung gescheitert und vorerst gesperrt", "IP-Adresse", "Unbekannt"]),
        (Language::Nl, ["Afgemeld", "Aanmelding mislukt en voorlopig geblokkeerd", "IP-adres", "Onbekend"]),
        (Language::Fr, ["Déconnecté", "Connexion échouée et bloquée pour un temps", "Adresse IP", "Inconnu"]),
    ] {
        let page = html::text(&app.signed_in_reading(Role::Admin, language).await.page("/audit").await);
        assert!(words.iter().all(|word| page.contains(word)), "{page}");
    }
}

#[actix_web::test]
async fn a_flood_of_guesses_does_not_flood_the_audit_trail() {
    let app = TestApp::start().await;
    app.make_user(KIM, Role::Staff, Language::En).await;
    let somebody = Somebody::at(&app, "203.0.113.1").await;
    for round in 0..3 {
        let flood = (0..40).map(async |index| {
            let somebody = Somebody::with(somebody.browser.clone(), &format!("203.0.113.{index}")).await;
            let name = if index % 2 == 0 { KIM.to_owned() } else { format!("nobody{round}{index}@company.example") };
            somebody.signs_in(&name, "a guess at it").await.status()
        });
        let answers = join_all(flood).await;
        assert!(answers.contains(&StatusCode::UNPROCESSABLE_ENTITY), "{answers:?}");
        app.advance(TimeDelta::minutes(2));
    }

    let entries = trail(&app, &app.signed_in(Role::Admin).await).await;

    let failed: Vec<_> = entries.iter().filter(|entry| entry.contains("Unknown")).collect();
    let of_kim = failed.iter().filter(|entry| entry.contains(KIM)).count();
    assert!((1..=22).contains(&of_kim), "{of_kim}");
    assert!((1..=22).contains(&(failed.len() - of_kim)), "{}", failed.len());
    assert!(!entries.concat().contains("nobody"), "{entries:?}");
}

#[actix_web::test]
async fn the_first_account_and_its_link_stand_in_the_audit_trail() {
    let app = TestApp::start().await;
    let link = mandato::accounts::setup::link_if_needed(&app.app).await.unwrap().unwrap();
    let path = link.strip_prefix(&app.app.config.public_url.to_string()).unwrap();
    let browser = app.browser();
    let fields = [("name", "Kim"), ("email", KIM), ("password", PASSWORD)];
    assert_eq!(location(&browser.submit(path, path, &fields).await), "/");

    assert_eq!(trail(&app, &browser).await[0], "First account made by the set-up link,,Kim,");
}

#[actix_web::test]
async fn every_list_that_is_taken_along_stands_in_the_audit_trail_with_who_took_it() {
    let app = TestApp::start().await;
    let browsers = [Language::De, Language::Nl, Language::Fr, Language::En]
        .map(async |language| app.signed_in_reading(Role::Admin, language).await);
    let browsers = join_all(browsers).await;
    let lists = TABLE.iter().filter(|route| route.path.ends_with("/export")).map(|route| route.path);
    let mut titles = Vec::new();
    for list in lists {
        for browser in &browsers {
            assert_eq!(browser.get(list).send().await.unwrap().status(), StatusCode::OK, "{list}");
            let page = browser.page("/audit").await;
            let [title, who] = [2, 3]
                .map(|column| html::texts(&page, &format!("tbody tr:first-child > :nth-child({column})")).concat());
            assert_eq!(who, "Kim Office", "{list}");
            titles.push(title);
        }
    }
    let number = titles.len();
    assert!(number >= 24, "{titles:?}");
    assert!(titles[0].ends_with("exportiert") && titles[3].ends_with("exported"), "{titles:?}");
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), number, "each is called by its own name in each language");
}
