use serde_json::json;

use super::*;

fn piece(value: &Value) -> Piece {
    Piece { value: Some(value.clone()), raw: value.to_string() }
}

fn answer(headers: &[(&'static str, &'static str)], body: &Value) -> Answer {
    let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    Answer { headers, body: body.to_string().into_bytes() }
}

fn signed_entry() -> Value {
    json!({
        "EvtId": 1_204_551, "EvtTime": "2026-01-14T10:19:58Z",
        "Mndt": {
            "MndtId": "ACME00012", "LclInstrm": "CORE", "MaxAmt": "0",
            "Ocrncs": {"SeqTp": "RCUR", "Frqcy": "ADHO", "Drtn": {"FrDt": "2026-01-13"}},
            "Dbtr": {"Nm": "Jan Peeters", "CtctDtls": {
                "EmailAdr": "jan.peeters@example.com", "MobNb": "+32499123445", "Othr": "C-1001"}},
            "DbtrAcct": "BE16645348971174",
            "DbtrAgt": {"FinInstnId": {"BICFI": "JVBABE22", "Nm": "BANK J. VAN BREDA EN C"}},
            "SplmtryData": [
                {"Key": "TemplateId", "Value": 1047}, {"Key": "Language", "Value": "nl"},
                {"Key": "SignerMethod#0", "Value": "itsme"}, {"Key": "SignerPlace#0", "Value": "Antwerpen"},
                {"Key": "SignerDate#0", "Value": "2026-01-14T23:30:00Z"}]
        }
    })
}

#[test]
fn a_new_mandate_is_read_with_all_its_fields() {
    let page = MandatePage::of(&answer(&[("X-LAST", "1204551")], &json!({"Messages": [signed_entry()]}))).unwrap();
    assert_eq!(page.last, Some(1_204_551));
    let entry = &page.entries[0];
    assert_eq!(entry.sequence, 1_204_551);
    assert_eq!(Event::parse(&entry.raw), entry.event);
    let event = entry.event.clone().unwrap();
    assert_eq!((event.kind, event.reference.as_str()), (EventKind::New, "ACME00012"));
    let mandate = event.mandate.unwrap();
    assert_eq!(mandate.iban.as_deref(), Some("BE16645348971174"));
    assert_eq!(mandate.customer_number.as_deref(), Some("C-1001"));
    assert_eq!((mandate.template, mandate.method.as_deref()), (Some(1047), Some("itsme")));
    // Half past midnight in Brussels: the next day.
    assert_eq!(mandate.signed.unwrap().date_in(chrono_tz::Europe::Brussels).to_string(), "2026-01-15");
}

#[test]
fn amendments_and_cancellations_are_told_apart_and_know_the_old_reference() {
    let amended =
        json!({"EvtId": "7", "OrgnlMndtId": "OLD1", "AmdmntRsn": {"Rsn": "_T52"}, "Mndt": {"MndtId": "NEW1"}});
    let event = MandateEntry::of(piece(&amended)).event.unwrap();
    assert_eq!(
        (event.kind, event.reference.as_str(), event.reason.as_deref()),
        (EventKind::Amended, "OLD1", Some("_T52"))
    );
    assert_eq!(event.mandate.unwrap().reference, "NEW1");

    let cancelled = json!({"EvtId": 8, "OrgnlMndtId": "OLD2", "CxlRsn": {"Rsn": "Contract terminated"}, "Mndt": null});
    let event = MandateEntry::of(piece(&cancelled)).event.unwrap();
    assert_eq!((event.kind, event.reference.as_str(), event.mandate), (EventKind::Cancelled, "OLD2", None));

    let null_reasons = json!({"AmdmntRsn": null, "CxlRsn": null, "Mndt": {"MndtId": "A"}});
    assert_eq!(MandateEntry::of(piece(&null_reasons)).event.unwrap().kind, EventKind::New);
}

#[test]
fn an_entry_that_makes_no_sense_is_kept_and_does_not_spoil_the_page() {
    let nonsense = [
        json!(null),
        json!(42),
        json!("x"),
        json!([]),
        json!({}),
        json!({"Mndt": {"MndtId": ""}}),
        json!({"Mndt": []}),
    ];
    let mut messages = nonsense.to_vec();
    messages.push(signed_entry());
    let page = MandatePage::of(&answer(&[], &json!({ "Messages": messages }))).unwrap();
    assert_eq!(page.entries.len(), nonsense.len() + 1);
    assert!(page.entries[..nonsense.len()].iter().all(|entry| entry.event == Err(Malformed)));
    assert!(page.entries.last().unwrap().event.is_ok());
    assert_eq!(page.last, Some(1_204_551));
}

#[test]
fn an_entry_without_a_number_always_gets_the_same_negative_one() {
    let entry = json!({"Mndt": {"MndtId": "A"}});
    let sequence = MandateEntry::of(piece(&entry)).sequence;
    assert!(sequence < 0);
    assert_eq!(MandateEntry::of(piece(&entry)).sequence, sequence);
    assert_ne!(MandateEntry::of(piece(&json!({"Mndt": {"MndtId": "B"}}))).sequence, sequence);
}

#[test]
fn pictures_of_signatures_are_not_kept() {
    let pair = |key: &str| json!({"Key": key, "Value": "iVBORw0KGgo"});
    let data = [pair("SignerPayload#0"), pair("Place"), json!(null)];
    let entry = MandateEntry::of(piece(&json!({"EvtId": 1, "Mndt": {"MndtId": "A", "SplmtryData": data}})));
    assert!(!entry.raw.contains("SignerPayload") && entry.raw.contains("Place"));
}

#[test]
fn fields_of_unexpected_types_are_read_as_far_as_they_make_sense() {
    let event = MandateEntry::of(piece(&json!({"EvtTime": "2026-01-14T10:19:58.123+0100", "Mndt": {
        "MndtId": 1_600_650_622, "DbtrAcct": null, "Dbtr": "who", "DbtrAgt": [], "SplmtryData": [null, 1, {"key": "TemplateId", "value": "7"}],
        "LclInstrm": "core", "Ocrncs": {"Drtn": {"FrDt": "2026-01-14"}}}})))
    .event
    .unwrap();
    assert_eq!(event.occurred_at.unwrap().to_rfc3339(), "2026-01-14T09:19:58.123+00:00");
    let mandate = event.mandate.unwrap();
    let signed = Some(Moment::On("2026-01-14".parse().unwrap()));
    assert_eq!(
        mandate,
        Mandate {
            reference: "1600650622".into(),
            scheme: Some("CORE".into()),
            template: Some(7),
            signed,
            ..Mandate::default()
        }
    );
}

#[test]
fn control_characters_and_endless_texts_are_cut() {
    assert_eq!(text(Some(&json!(" a\u{0}b\nc "))).as_deref(), Some("abc"));
    assert_eq!(text(Some(&json!("é".repeat(9999)))).unwrap().chars().count(), TEXT_CHARS);
    assert_eq!(text(Some(&json!("\u{0} "))), None);
}

#[test]
fn what_is_no_page_is_unreadable() {
    for body in [json!([]), json!({}), json!({"Messages": "none"}), json!("hello")] {
        assert!(MandatePage::of(&answer(&[], &body)).is_err(), "{body}");
    }
    let html = Answer { headers: reqwest::header::HeaderMap::new(), body: b"<html>".to_vec() };
    assert!(MandatePage::of(&html).unwrap_err().is_unclear());
}

#[test]
fn an_invitation_needs_a_reference_and_a_link_that_is_one() {
    let hosts = Hosts::new(&"https://api.twikey.com".parse().unwrap(), &[]).unwrap();
    let invited = |body: Value| Invited::of(&answer(&[], &body), &hosts);
    let good = invited(json!({"mndtId": "ACME00012", "url": "http://twikey.to/acme/xlBF", "key": "xlBF"})).unwrap();
    assert_eq!(good.link.unwrap().as_str(), "https://twikey.to/acme/xlBF");
    assert_eq!(invited(json!({"Msg": "OK", "MndtId": "ACME00013"})).unwrap().reference, "ACME00013");
    assert!(invited(json!({"mndtId": "A", "url": "javascript:alert(1)"})).is_err());
    assert!(invited(json!({"url": "http://twikey.to/acme/xlBF"})).is_err());
}

#[test]
fn the_state_of_a_mandate_is_in_the_headers() {
    let body = json!({"Mndt": {"MndtId": "ACME00012"}});
    let detail =
        MandateDetail::of(&answer(&[("X-STATE", "SIGNED_PENDING_DEBTOR_BANK"), ("X-COLLECTABLE", "false")], &body));
    let detail = detail.unwrap();
    assert_eq!((detail.state, detail.collectable), (MandateState::AwaitingBank, false));
    let detail = MandateDetail::of(&answer(&[("X-STATE", "new_state")], &body)).unwrap();
    assert_eq!((detail.state, detail.collectable), (MandateState::Other("NEW_STATE".into()), false));
}
