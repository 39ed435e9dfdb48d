use super::*;

fn at(hour: u32) -> DateTime<Utc> {
    format!("2026-11-23T{hour:02}:00:00Z").parse().unwrap()
}

fn requested() -> Mandate {
    Mandate::request(
        Uuid::now_v7(),
        Request {
            customer: Uuid::now_v7(),
            scheme: Scheme::Core,
            channel: Channel::Email,
            by: Uuid::now_v7(),
            at: at(9),
            on: at(9).date_naive(),
        },
    )
}

fn invited() -> Mandate {
    let mut mandate = requested();
    let link = Some("https://twikey.example/acme/x".into());
    let invitation = Invitation { reference: "ACME1".into(), link, link_expires_at: Some(at(20)) };
    assert!(mandate.invite(invitation, at(10)));
    mandate
}

fn signature() -> Signature {
    Signature {
        iban: Some("BE16645348971174".parse().unwrap()),
        bic: Some("JVBABE22".parse().unwrap()),
        signed_on: Some(at(11).date_naive()),
        place: Some("Gent".into()),
        method: Some("itsme".into()),
        awaits_bank: false,
    }
}

#[test]
fn the_date_of_the_request_is_there_at_once() {
    let mandate = requested();
    assert_eq!(mandate.state, State::Requested);
    assert_eq!(mandate.requested_on, Some(at(9).date_naive()));
    assert!(!mandate.is_collectable());
}

#[test]
fn a_signature_brings_bank_data_and_force_and_repeating_it_changes_nothing() {
    let mut mandate = invited();
    assert!(mandate.sign(signature(), at(11)));
    assert_eq!(mandate.state, State::Signed);
    assert!(mandate.is_collectable());
    assert_eq!(mandate.link, None, "a signed mandate cannot be signed again");

    let before = mandate.clone();
    assert!(!mandate.sign(signature(), at(12)));
    assert_eq!(mandate, before);
}

#[test]
fn an_sms_after_an_email_leaves_no_link_that_leads_nowhere() {
    let mut mandate = invited();
    let sms = Invitation { reference: "ACME2".into(), link: None, link_expires_at: None };
    mandate.invite(sms, at(11));
    assert_eq!((mandate.reference.as_deref(), &mandate.link), (Some("ACME2"), &None));
    assert!(!mandate.link_is_good(at(11)));
}

#[test]
fn a_signature_may_arrive_before_the_answer_to_the_request() {
    let mut mandate = requested();
    assert!(mandate.sign(signature(), at(11)));
    let late = Invitation { reference: "ACME1".into(), link: None, link_expires_at: None };
    assert!(!mandate.invite(late, at(12)));
    assert_eq!(mandate.state, State::Signed);
}

#[test]
fn a_cancelled_mandate_stays_cancelled_when_a_late_signature_arrives() {
    let mut mandate = invited();
    assert!(mandate.cancel("moved away", at(11)));
    assert!(!mandate.sign(signature(), at(12)));
    assert_eq!(mandate.state, State::Cancelled);
    assert_eq!(mandate.ended_reason.as_deref(), Some("moved away"));
    assert!(!mandate.cancel("again", at(13)));
    assert_eq!(mandate.ended_reason.as_deref(), Some("moved away"));
}

#[test]
fn a_b2b_mandate_is_in_force_only_once_the_bank_has_accepted_it() {
    let mut mandate = invited();
    assert!(mandate.sign(Signature { awaits_bank: true, ..signature() }, at(11)));
    assert_eq!(mandate.state, State::AwaitingBank);
    assert!(!mandate.is_collectable());
    assert!(!mandate.sign(Signature { awaits_bank: true, ..signature() }, at(11)), "repeated");
    assert!(mandate.accept(at(12)));
    assert!(!mandate.accept(at(12)));
    assert!(mandate.is_collectable());

    let mut other = invited();
    other.sign(Signature { awaits_bank: true, ..signature() }, at(11));
    assert!(other.refuse("MD01", at(12)));
    assert!(!other.accept(at(13)));
    assert_eq!(other.state, State::Refused);
}

#[test]
fn a_suspended_mandate_collects_nothing_until_it_is_resumed() {
    let mut mandate = invited();
    assert!(!mandate.suspend(at(10)), "not signed yet");
    mandate.sign(signature(), at(11));
    assert!(mandate.suspend(at(12)));
    assert!(!mandate.suspend(at(12)));
    assert!(!mandate.is_collectable());
    assert!(mandate.resume(at(13)));
    assert!(mandate.is_collectable());
}

#[test]
fn an_expired_link_ends_an_unsigned_mandate_only() {
    let mut mandate = invited();
    assert!(mandate.link_is_good(at(19)));
    assert!(!mandate.link_is_good(at(20)));
    assert!(mandate.expire("expired", at(20)));
    assert_eq!(mandate.state, State::Expired);

    let mut signed = invited();
    signed.sign(signature(), at(11));
    assert!(!signed.expire("expired", at(20)));
}

#[test]
fn a_signature_on_the_last_day_counts_though_the_end_was_reported_first() {
    let mut mandate = invited();
    mandate.expire("expired", at(20));
    assert!(mandate.sign(signature(), at(21)));
    assert_eq!(mandate.state, State::Signed);
    assert_eq!(mandate.ended_at, None);
}

#[test]
fn a_changed_account_changes_a_signed_mandate() {
    let mut mandate = invited();
    mandate.sign(signature(), at(11));
    let other = Signature { iban: Some("BE68539007547034".parse().unwrap()), ..Signature::default() };
    assert!(mandate.sign(other, at(12)));
    assert_eq!(mandate.iban.unwrap().as_str(), "BE68539007547034");
    assert_eq!(mandate.place.as_deref(), Some("Gent"), "what is not reported stays");
}
