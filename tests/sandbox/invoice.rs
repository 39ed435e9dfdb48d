use serde_json::{Value, json};

use crate::helpers::{Twikey, invoice};

const ID: &str = "d9e601e7-18ee-4a88-a71c-bc68ace0021e";

#[tokio::test]
async fn an_invoice_is_answered_as_it_was_booked() {
    let twikey = Twikey::start().await;
    let mut new = invoice("INV-1", "C-1", 121.5);
    new["id"] = json!(ID);
    new["remittance"] = json!("+++123/4567/89123+++");

    let booked = twikey.client.post_json("/invoice", &new).await.body;

    assert_eq!((&booked["id"], &booked["number"]), (&json!(ID), &json!("INV-1")));
    assert_eq!((&booked["state"], &booked["amount"]), (&json!("BOOKED"), &json!(121.5)));
    assert_eq!(booked["title"], "Invoice INV-1", "made when there is none");
    assert_eq!(booked["remittance"], "+++123/4567/89123+++");
    assert_eq!((&booked["ref"], &booked["ct"], &booked["manual"]), (&json!("ref-INV-1"), &json!(1), &json!(false)));
    assert!(booked["url"].as_str().unwrap().starts_with(twikey.sandbox.public_url()));
}

#[tokio::test]
async fn an_invoice_is_found_by_id_and_by_number_with_what_is_included() {
    let twikey = Twikey::start().await;
    let id = twikey.invoice("INV/2026 1", "C-1", 50.0).await;

    let plain = twikey.client.get(&format!("/invoice/{id}")).await;
    let full =
        twikey.client.get("/invoice/INV%2F2026%201?include=meta&include=customer&include=lastpayment").await.body;

    assert!(plain.header("x-rate-limit-remaining").is_some());
    assert!(["meta", "customer", "lastpayment"].iter().all(|key| plain.body[key].is_null()));
    assert_eq!(full["customer"]["customerNumber"], "C-1");
    assert_eq!(
        full["meta"],
        json!({ "reminderLevel": 0, "partial": null, "lastError": null, "name": "Jan Peeters", "paymentMethod": null })
    );
    assert_eq!(full["lastpayment"], json!([]));
    let unknown = twikey.client.get("/invoice/NONE").await;
    assert_eq!(
        (unknown.status.as_u16(), unknown.code(), &unknown.body["extra"]),
        (400, "err_not_found", &json!("NONE"))
    );
    let hash = twikey.client.get("/invoice/INV%231").await;
    assert_eq!((hash.status.as_u16(), hash.text.as_str()), (200, ""));
}

#[tokio::test]
async fn a_customer_may_be_spelled_either_way_and_is_the_same_one_as_for_mandates() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let mut new = invoice("INV-1", "C-1", 100.0);
    new["customer"] = json!({
        "customerNumber": "C-1", "firstName": "Johan", "lastName": "Maes", "l": "nl_nl", "mobile": "32498665995",
    });
    let booked = twikey.client.post_json("/invoice", &new).await.body;
    assert_eq!(booked["state"], "PENDING", "collected with the customer's mandate");

    let customer = twikey.client.get("/invoice/INV-1?include=customer").await.body["customer"].clone();

    assert_eq!((&customer["firstname"], &customer["lastname"]), (&json!("Johan"), &json!("Maes")));
    assert_eq!((&customer["email"], &customer["l"]), (&json!("jan@example.com"), &json!("nl")));
    assert_eq!(customer["mobile"], "+32498665995", "some clients leave the plus sign away");
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_named() {
    let twikey = Twikey::start().await;
    let refusal = async |key: &str, value: Value| {
        let mut new = invoice("INV-1", "C-1", 100.0);
        new[key] = value;
        let answer = twikey.client.post_json("/invoice", &new).await;
        assert_eq!(answer.status, 400, "{key}");
        (answer.code().to_owned(), answer.body["extra"].as_str().unwrap_or_default().to_owned())
    };
    let names = |code: &str, extra: &str| (code.to_owned(), extra.to_owned());

    for key in ["number", "amount", "date", "duedate", "customer"] {
        assert_eq!(refusal(key, Value::Null).await, names("err_missing_params", key));
    }
    assert_eq!(refusal("customer", json!({ "lastname": "X" })).await, names("err_missing_params", "customerNumber"));
    assert_eq!(refusal("amount", json!("much")).await, names("err_invalid_amount", "amount"));
    assert_eq!(refusal("amount", json!(0)).await, names("err_invalid_amount", "amount"));
    assert_eq!(refusal("amount", json!(1e15)).await, names("err_invalid_amount", "amount"));
    assert_eq!(refusal("duedate", json!("23/12/2026")).await, names("err_invalid_date", "duedate"));
    assert_eq!(refusal("id", json!("42")).await, names("err_invalid_params", "id"));
    assert_eq!(refusal("number", json!("x".repeat(51))).await, names("err_invalid_params", "number"));
    assert_eq!(refusal("locale", json!("tlh")).await, names("err_invalid_lang", "locale"));
    assert_eq!(refusal("pdf", json!("no base64!")).await, names("err_invalid_params", "pdf"));
    assert_eq!(refusal("redirectUrl", json!("javascript:alert(1)")).await, names("err_invalid_params", "redirectUrl"));
    assert_eq!(refusal("customer", json!({ "email": "nobody" })).await, names("err_invalid_email", "email"));
    assert_eq!(refusal("customerByDocument", json!("NONE")).await, names("err_no_contract", "NONE"));
    assert_eq!(refusal("customerByRef", json!("C-9")).await, names("err_debtor_not_found", "C-9"));
    assert_eq!(refusal("relatedInvoiceNumber", json!("INV-0")).await, names("err_not_found", "relatedInvoiceNumber"));
    assert_eq!(refusal("ct", json!(9)).await.0, "err_no_such_ct");
    let broken = twikey.client.request(reqwest::Method::POST, "/invoice").body("{ half").send().await.unwrap();
    assert_eq!(broken.status(), 400);
    assert_eq!(twikey.client.invoices().await, [] as [Value; 0], "nothing was booked");
}

#[tokio::test]
async fn an_invoice_that_is_known_by_id_or_number_is_answered_as_it_is() {
    let twikey = Twikey::start().await;
    let mut one = invoice("INV-1", "C-1", 100.0);
    one["id"] = json!(ID);
    twikey.client.post_json("/invoice", &one).await;
    let mut same_id = invoice("INV-2", "C-1", 77.0);
    same_id["id"] = json!(ID);

    let by_number = twikey.client.post_json("/invoice", &invoice("INV-1", "C-1", 77.0)).await;
    let by_id = twikey.client.post_json("/invoice", &same_id).await;

    for known in [by_number, by_id] {
        assert_eq!(known.status, 200);
        assert_eq!((&known.body["id"], &known.body["number"]), (&json!(ID), &json!("INV-1")));
        assert_eq!(known.body["amount"], 100.0);
    }
    assert_eq!(twikey.client.invoices().await.len(), 1);
}

#[tokio::test]
async fn an_update_changes_what_it_names() {
    let twikey = Twikey::start().await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;
    let put = async |body: Value| twikey.client.put_json(&format!("/invoice/{id}"), &body).await.body;

    let titled = put(json!({ "title": "Other", "date": "2026-11-24", "duedate": "2026-12-24", "ref": "mine" })).await;
    assert_eq!(
        (&titled["title"], &titled["duedate"], &titled["ref"]),
        (&json!("Other"), &json!("2026-12-24"), &json!("mine"))
    );

    assert_eq!(put(json!({ "state": "archived" })).await["state"], "ARCHIVED");
    assert_eq!(put(json!({ "status": "booked" })).await["state"], "BOOKED", "some clients write status");
    assert_eq!(put(json!({ "state": "paid" })).await["state"], "PAID");
    assert_eq!(put(json!({ "state": "paid" })).await["state"], "PAID", "again");
    assert_eq!(put(json!({ "state": "booked" })).await["state"], "BOOKED", "said by hand, taken back by hand");
    assert_eq!(put(json!({ "state": "lost" })).await["extra"], "state");
    let kinds: Vec<_> = twikey.client.payments().await.iter().map(|it| it["eventType"].clone()).collect();
    assert_eq!(kinds, ["payment", "payment_failure"]);
}

#[tokio::test]
async fn a_payment_by_the_customer_cannot_be_taken_back_by_hand() {
    let twikey = Twikey::start().await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;
    twikey.pay(&id, json!({ "method": "paylink" })).await;

    let refused = twikey.client.put_json(&format!("/invoice/{id}"), &json!({ "state": "booked" })).await;

    assert_eq!((refused.code(), &refused.body["extra"]), ("err_invalid_state", &json!("PAID")));
}

#[tokio::test]
async fn a_deleted_invoice_is_gone_but_one_that_is_being_collected_stays() {
    let twikey = Twikey::start().await;
    let open = twikey.invoice("INV-1", "C-1", 100.0).await;
    twikey.signed("1", "C-2").await;
    let pending = twikey.invoice("INV-2", "C-2", 100.0).await;

    let deleted = twikey.client.delete(&format!("/invoice/{open}")).await;
    let refused = twikey.client.delete(&format!("/invoice/{pending}")).await;

    assert_eq!((deleted.status.as_u16(), refused.code()), (204, "err_invalid_state"));
    assert_eq!(twikey.state_of_invoice(&open).await, "err_not_found");
    assert_eq!(twikey.state_of_invoice("INV-1").await, "err_not_found");
    assert_eq!(
        twikey.client.put_json(&format!("/invoice/{pending}"), &json!({ "state": "paid" })).await.code(),
        "err_invalid_state"
    );
    assert_eq!(twikey.state_of_invoice(&pending).await, "PENDING");
    twikey.invoice("INV-1", "C-1", 100.0).await;
}

#[tokio::test]
async fn an_invoice_expires_after_its_due_date_and_can_still_be_paid() {
    let mut twikey = Twikey::start().await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;

    twikey.days_pass(30).await;
    assert_eq!(twikey.state_of_invoice(&id).await, "BOOKED", "the due date itself is in time");
    twikey.days_pass(1).await;

    assert_eq!(twikey.state_of_invoice(&id).await, "EXPIRED");
    twikey.pay(&id, json!({ "method": "transfer" })).await;
    assert_eq!(twikey.state_of_invoice(&id).await, "PAID");
}

#[tokio::test]
async fn a_credit_note_takes_its_amount_off_the_invoice_it_is_about() {
    let twikey = Twikey::start().await;
    let original = twikey.invoice("INV-1", "C-1", 100.0).await;
    let credit = async |number: &str, amount: f64| {
        let mut note = invoice(number, "C-1", amount);
        note["relatedInvoiceNumber"] = json!("INV-1");
        twikey.client.post_json("/invoice", &note).await.body["state"].clone()
    };

    assert_eq!(credit("CN-1", -40.0).await, "PAID", "used up");
    let partial = twikey.client.get(&format!("/invoice/{original}?include=meta")).await.body;
    assert_eq!((&partial["state"], &partial["meta"]["partial"]), (&json!("BOOKED"), &json!("60.00")));

    assert_eq!(credit("CN-2", -80.0).await, "BOOKED", "20 are left");
    assert_eq!(twikey.state_of_invoice(&original).await, "PAID");
    assert_eq!(twikey.client.payments().await, [] as [Value; 0], "no money moved");
}

#[tokio::test]
async fn a_credit_note_stops_a_debit_that_is_not_at_the_bank_yet() {
    let twikey = Twikey::start().await;
    twikey.signed("1", "C-1").await;
    let id = twikey.invoice("INV-1", "C-1", 100.0).await;
    let mut note = invoice("CN-1", "C-1", -100.0);
    note["relatedInvoiceNumber"] = json!("INV-1");

    twikey.client.post_json("/invoice", &note).await;

    assert_eq!(twikey.state_of_invoice(&id).await, "PAID");
    assert_eq!(twikey.run_bank().await["debits"], json!([]));
}
