//! Two people edit one customer: nothing is overwritten silently.

use mandato::user::Role;
use reqwest::StatusCode;

use crate::support::{
    TestApp,
    form::{form_of, send, with},
    html, location, make, read,
};

#[actix_web::test]
async fn the_second_of_two_who_edit_one_customer_sees_what_changed_and_decides() {
    let app = TestApp::start().await;
    let (first, second) = (app.signed_in(Role::Staff).await, app.signed_in(Role::Staff).await);
    let customer = make::customer(&app).await;
    let sheet = format!("/customers/{}", customer.id);
    let edit = format!("{sheet}/edit");
    let (form_of_first, form_of_second) = (form_of(&first.page(&edit).await), form_of(&second.page(&edit).await));

    let changes = [("city", "Gent"), ("street", "Kouter 1")];
    assert_eq!(send(&first, &sheet, &with(&form_of_first, &changes)).await.status(), StatusCode::SEE_OTHER);
    let changes = [("city", "Brugge"), ("notes", "Calls in the morning")];
    let asked = send(&second, &sheet, &with(&form_of_second, &changes)).await;

    assert_eq!(asked.status(), StatusCode::CONFLICT);
    let page = read(asked).await;
    assert!(html::text(&page).contains("Kim Office changed this customer while you were editing it"));
    let decisions = html::texts(&page, ".decisions fieldset");
    assert_eq!(decisions.len(), 1);
    for part in ["Town or city", "Gent", "Brugge"] {
        assert!(decisions[0].contains(part), "{}", decisions[0]);
    }
    assert!(html::texts(&page, ".diff").concat().contains("Kouter 1"));
    let untouched = make::stored(&app, customer.id).await;
    assert_eq!((untouched.city.as_str(), untouched.notes.as_str()), ("Gent", ""));

    let form = form_of(&page);
    let saved = send(&second, &sheet, &with(&form, &[("city", "Brugge")])).await;
    assert_eq!(location(&saved), sheet);
    let stored = make::stored(&app, customer.id).await;
    let values = (stored.city.as_str(), stored.street.as_str(), stored.notes.as_str(), stored.version);
    assert_eq!(values, ("Brugge", "Kouter 1", "Calls in the morning", 3));
}

#[actix_web::test]
async fn whoever_is_asked_may_first_go_back_to_the_form() {
    let app = TestApp::start().await;
    let browser = app.signed_in(Role::Staff).await;
    let customer = make::customer(&app).await;
    let sheet = format!("/customers/{}", customer.id);
    let form = form_of(&browser.page(&format!("{sheet}/edit")).await);
    send(&browser, &sheet, &with(&form, &[("street", "Kouter 1")])).await;
    let asked = read(send(&browser, &sheet, &with(&form, &[("city", "Brugge")])).await).await;

    let form = form_of(&asked);
    let revised = send(&browser, &sheet, &with(&form, &[("revise", "1")])).await;

    assert_eq!(revised.status(), StatusCode::OK);
    let page = read(revised).await;
    assert_eq!(
        (html::attribute(&page, "#street", "value").as_deref(), html::attribute(&page, "#city", "value").as_deref()),
        (Some("Kouter 1"), Some("Brugge"))
    );
    let form = form_of(&page);
    assert_eq!(send(&browser, &sheet, &with(&form, &[])).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(make::stored(&app, customer.id).await.city, "Brugge");
}
