//! The doors of the landing page: signing a mandate, paying once, and the way back from Twikey.

use mandato::{
    invoices::Invoice,
    mandates::{self, Mandate, Scheme, State as MandateState},
    payments::{self, Source},
    user::Role,
};
use reqwest::{Response, StatusCode};
use scraper::Html;
use uuid::Uuid;

use super::{
    invoices::confirmed,
    pay::{address, change, company, doors},
};
use crate::support::{Browser, TestApp, billing::moved, csrf, html, location, make, read, twikey::IBAN};

/// Presses a door, while the worker does what there is to do.
async fn press(app: &TestApp, browser: &Browser, page: &str, door: &str) -> Response {
    let token = csrf(&browser.page(page).await);
    let action = format!("{page}/{door}");
    let pressed = browser.post(&action, &token, &[]);
    tokio::pin!(pressed);
    loop {
        tokio::select! {
            response = &mut pressed => return response,
            () = tokio::time::sleep(std::time::Duration::from_millis(50)) => app.work().await,
        }
    }
}

async fn mandates_of(app: &TestApp, invoice: &Invoice) -> Vec<Mandate> {
    mandates::of_customer(&mut app.app.db.read().await.unwrap(), invoice.customer_id).await.unwrap()
}

/// What a page asks for again by itself, with and without scripts, and after how many seconds.
fn looks_again(page: &Html) -> Option<(String, String)> {
    let value = |name| html::attribute(page, "script[data-look]", name);
    let (look, after) = (value("data-look")?, value("data-after")?);
    let refresh = format!("content=\"{after}; url={}\"", look.replace('&', "&amp;"));
    assert!(html::texts(page, "noscript").concat().contains(&refresh), "without scripts: {refresh}");
    Some((look, after))
}

#[actix_web::test]
async fn signing_leads_to_twikey_with_one_request_however_often_it_is_pressed() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    let (browser, page) = (app.browser(), address(&invoice));

    let first = press(&app, &browser, &page, "mandate").await;
    let link = location(&first).to_owned();
    let again = press(&app, &app.browser(), &page, "mandate").await;
    assert_eq!(location(&again), link);

    let mandates = mandates_of(&app, &invoice).await;
    assert_eq!(mandates.len(), 1);
    assert_eq!(app.leads_to(mandates[0].link.as_ref()), Some(link));
    assert_eq!(mandates[0].requested_on, Some(app.clock.today()));
    assert_eq!(app.at_twikey(|world, _| world.mandates.len()), 1);
    app.work().await;
    let messages: Vec<(Uuid,)> = app.app.db.read().await.unwrap().query("SELECT id FROM messages").all().await.unwrap();
    assert!(messages.is_empty(), "nobody is written to who waits on the page");

    let sheet = app.signed_in(Role::Staff).await.page(&format!("/customers/{}", invoice.customer_id)).await;
    let steps = html::texts(&sheet, "#finance .steps li").join(" ");
    assert!(steps.contains("waits for the customer") && !steps.contains("E-mail"), "{steps}");
    assert!(html::text(&sheet).contains("The customer asked for the mandate on the page of an invoice"));
}

#[actix_web::test]
async fn pressing_in_two_tabs_at_once_makes_one_request() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    let (one, two, page) = (app.browser(), app.browser(), address(&invoice));
    let (first, second) = (csrf(&one.page(&page).await), csrf(&two.page(&page).await));

    let action = format!("{page}/mandate");
    let (first, second) = tokio::join!(one.post(&action, &first, &[]), two.post(&action, &second, &[]));

    // No worker: both wait on a page that looks again by itself.
    assert_eq!(location(&first), format!("{page}/mandate?look=1"));
    assert_eq!(location(&second), location(&first));
    let waiting = one.page(location(&first)).await;
    assert_eq!(looks_again(&waiting), Some((format!("{page}/mandate?look=2"), "2".to_owned())));
    assert_eq!(mandates_of(&app, &invoice).await.len(), 1);

    app.work().await;
    let link = app.leads_to(mandates_of(&app, &invoice).await[0].link.as_ref()).unwrap();
    for browser in [&one, &two] {
        let gone = browser.get(&format!("{page}/mandate?look=2")).send().await.unwrap();
        assert_eq!(location(&gone), link);
    }
    assert_eq!(app.at_twikey(|world, _| world.mandates.len()), 1);
}

#[actix_web::test]
async fn a_request_that_staff_made_is_used() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    let customer = make::stored(&app, invoice.customer_id).await;
    let mandate = app.invited(&customer, Scheme::Core).await;

    let response = press(&app, &app.browser(), &address(&invoice), "mandate").await;

    assert_eq!(location(&response), app.leads_to(mandate.link.as_ref()).unwrap());
    assert_eq!(mandates_of(&app, &invoice).await.len(), 1);
}

#[actix_web::test]
async fn whoever_signed_comes_back_to_the_invoice_and_sees_it_by_itself() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    app.lose_callbacks();
    let page = address(&invoice);
    press(&app, &app.browser(), &page, "mandate").await;
    let reference = mandates_of(&app, &invoice).await[0].reference.clone().unwrap();

    let finished = app.sign(&reference, IBAN);
    let exit: url::Url = finished.exit_url.unwrap().parse().unwrap();
    let back = app.browser().get(&format!("{}?{}", exit.path(), exit.query().unwrap())).send().await.unwrap();
    assert_eq!(location(&back), format!("{page}?came=mandate&look=1"));

    // Twikey's feed is not read yet: the page looks again, and asks for nothing meanwhile.
    let looking = app.browser().page(location(&back)).await;
    assert_eq!(looks_again(&looking), Some((format!("{page}?came=mandate&look=2"), "3".to_owned())));
    assert_eq!(html::texts(&looking, "main > form, main > .doors"), [""; 0]);

    app.work().await;
    let done = app.browser().page(&format!("{page}?came=mandate&look=2&language=en")).await;
    assert!(looks_again(&done).is_none());
    assert!(html::text(&done).contains("Thank you, your SEPA mandate is signed."));
    assert_eq!(html::texts(&done, ".state"), ["Will be collected"]);
    assert_eq!(mandates_of(&app, &invoice).await[0].state, MandateState::Signed);
}

#[actix_web::test]
async fn whoever_stopped_signing_comes_back_to_all_doors() {
    use mandato::sandbox::state::signing::Outcome;
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let invoice = confirmed(&app).await;
    let page = address(&invoice);
    press(&app, &app.browser(), &page, "mandate").await;
    let reference = mandates_of(&app, &invoice).await[0].reference.clone().unwrap();

    let finished = app.attempt(&reference, IBAN, Outcome::Cancel);
    let exit: url::Url = finished.exit_url.unwrap().parse().unwrap();
    let back = app.browser().get(&format!("{}?{}", exit.path(), exit.query().unwrap())).send().await.unwrap();
    assert_eq!(location(&back), format!("{page}?came=stopped&look=1"));
    let page = app.browser().page(&format!("{}&language=en", location(&back))).await;
    assert!(html::text(&page).contains("nothing was signed"));
    assert_eq!(doors(&page).0.len(), 2);
    app.work().await;
}

#[actix_web::test]
async fn paying_once_leads_to_twikey_each_time_and_to_the_transfer_while_there_is_no_link() {
    let app = TestApp::with_twikey().await;
    company(&app).await;
    let mut invoice = confirmed(&app).await;
    let (browser, page) = (app.browser(), address(&invoice));

    let too_early = browser.submit(&page, &format!("{page}/payment"), &[]).await;
    assert_eq!(too_early.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(doors(&read(too_early).await).1, "the transfer is a way meanwhile");

    let origin = app.sandbox().api_url().replace("/creditor", "");
    let link = format!("{origin}/invoice.html?{}", invoice.id);
    change(&app, &mut invoice, |invoice| assert!(invoice.hand_over(Some(link.as_str().into()), invoice.created_at)))
        .await;
    for _ in 0..2 {
        assert_eq!(location(&browser.submit(&page, &format!("{page}/payment"), &[]).await), link);
    }

    // Back from there: the feeds are asked, and nobody is asked to pay again until they have answered.
    let back = browser.get(&format!("{page}/return?state=PAID")).send().await.unwrap();
    assert_eq!(location(&back), format!("{page}?came=payment&look=1"));
    let looking = browser.page(location(&back)).await;
    assert!(looks_again(&looking).is_some());
    let late = browser.page(&format!("{page}?came=payment&look=21&language=en")).await;
    assert_eq!(looks_again(&late).unwrap().1, "60", "after a minute it looks less often");
    let forgotten = browser.page(&format!("{page}?came=payment&look=741")).await;
    assert!(looks_again(&forgotten).is_none(), "a page left open does not ask for ever");
    assert!(html::text(&late).contains("There is no confirmation yet."));
    app.work().await;

    moved(&app, &mut invoice, payments::Kind::Payment, Source::PaymentLink, 12_100).await;
    let paid = browser.page(&format!("{page}?came=payment&look=2")).await;
    assert!(looks_again(&paid).is_none());
    assert_eq!(html::texts(&paid, ".state"), ["Fully paid"], "in the language chosen before");
    let pressed_late = browser.get(&format!("{page}/mandate")).send().await.unwrap();
    assert_eq!(location(&pressed_late), format!("{page}?language=en"));
}

#[actix_web::test]
async fn a_door_opens_only_from_the_page_itself() {
    let app = TestApp::with_twikey().await;
    let invoice = confirmed(&app).await;
    for door in ["mandate", "payment"] {
        let response = app.browser().post(&format!("{}/{door}", address(&invoice)), "forged", &[]).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
    assert_eq!(mandates_of(&app, &invoice).await.len(), 0);
}
