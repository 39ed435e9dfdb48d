//! Twikey's signatures and ciphers: the callback, the exit address, the one-time password.
//!
//! Pure functions over the secrets; [`super::Client`] holds the secrets and calls them.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode_str;
use sha2::Sha256;

/// Twikey prefixes the private key with this word before it makes a one-time password.
const OTP_SALT: &[u8] = b"own";
const OTP_STEP_SECONDS: i64 = 30;
const OTP_MODULUS: u32 = 100_000_000;

/// Whether `signature`, the header `X-Signature` of a callback, was made with our API key over this raw query string.
///
/// Twikey signs the *decoded* query as one text. Whether a `+` in it stands for a space is not documented and
/// the official libraries disagree, so both readings count.
pub fn callback_is_genuine(api_key: &str, raw_query: &str, signature: &str) -> bool {
    let plus_kept: Cow<'_, [u8]> = percent_decode_str(raw_query).into();
    let with_spaces = raw_query.replace('+', " ");
    let plus_as_space: Cow<'_, [u8]> = percent_decode_str(&with_spaces).into();
    // Not short-circuited: how long this takes tells nothing about the signature.
    is_hmac(api_key, &plus_kept, signature) | is_hmac(api_key, &plus_as_space, signature)
}

/// Whether `signature` of an exit address was made with our website key. `token` is the one given with the invitation.
pub fn exit_is_genuine(website_key: &str, reference: &str, status: &str, token: Option<&str>, signature: &str) -> bool {
    let message = match token {
        Some(token) => format!("{reference}/{status}/{token}"),
        None => format!("{reference}/{status}"),
    };
    is_hmac(website_key, message.as_bytes(), signature)
}

/// Compares in constant time; a signature that is not hexadecimal or not as long as SHA-256 is none.
fn is_hmac(key: &str, message: &[u8], signature: &str) -> bool {
    let mut received = [0; 32];
    hex::decode_to_slice(signature, &mut received).is_ok()
        && hmac(key.as_bytes(), message).verify_slice(&received).is_ok()
}

fn hmac(key: &[u8], message: &[u8]) -> Hmac<Sha256> {
    let mut hmac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    hmac.update(message);
    hmac
}

/// The one-time password of Twikey's enhanced security, sent as a number without leading zeros.
pub fn one_time_password(private_key: &[u8], at: DateTime<Utc>) -> u32 {
    let counter = at.timestamp().div_euclid(OTP_STEP_SECONDS);
    let hash = hmac(&[OTP_SALT, private_key].concat(), &counter.to_be_bytes()).finalize().into_bytes();
    // Byte 19, as with SHA-1, although SHA-256 has 32 of them: this is what Twikey computes.
    let offset = usize::from(hash[19] & 0x0f);
    let code = [hash[offset], hash[offset + 1], hash[offset + 2], hash[offset + 3]];
    (u32::from_be_bytes(code) & 0x7fff_ffff) % OTP_MODULUS
}

#[cfg(test)]
mod tests {
    use super::*;

    const API_KEY: &str = "5845FD1A3D1A9915EA9C879BAF6D1DDE5B457143";
    const WEBSITE_KEY: &str = "BE04823F732EDB2B7F82252DDAF6DE787D647B43A66AE97B32773F77CCF12765";

    #[test]
    fn genuine_callbacks_are_recognised() {
        let callbacks = [
            ("1234", "abc=123&name=abc", "55261CBC12BF62000DE1371412EF78C874DBC46F513B078FB9FF8643B2FD4FC2"),
            (API_KEY, "msg=dummytest&type=event", "F4460212D0DE44494EF95EDA0D2A49603F6540855205740BA0263B7CD18A4A06"),
            (
                API_KEY,
                "type=contract&mandateNumber=ACME00012&event=Sign&state=SIGNED",
                "F80220EBB552731D876FA8009C7C94ED5C2CFD3415D2EF126D037E5D43766909",
            ),
            (
                API_KEY,
                "type=contract&mandateNumber=ACME00013&event=Invite&state=PREPARED&reason=expired",
                "EFADF8CE2B75FDBC1F6DA224A378833D90BA4EA01DA553E99675FC54C493B99E",
            ),
            (
                API_KEY,
                "type=contract&mandateNumber=ACME00012&event=Cancel&state=SIGNED\
                 &reason=Klant%20be%C3%ABindigd%20%26%20gestopt",
                "AB45CC693C98A61A900F9E640A5B67C64F8A2CC25263E6A34210BD004CD1BBF5",
            ),
            (API_KEY, "type=payment", "E83D8873C62D1D3ED6CA001264117D9146C0D547CDC5A3FF6D14485681F1BB5A"),
            (
                API_KEY,
                "type=payment&id=812589&ref=INV-2026-0042&status=paid",
                "36F84B8637DBC8B4C324FC1FEC4DC2B167503C7C28441D6B621023BFE5F29614",
            ),
            (
                API_KEY,
                "type=payment&id=812590&ref=A%2BB%2F2026&status=paid",
                "01848B27FC3B528C2BB7BBB88452EB4ACF9FAE3197E944025F2DBB602B9B0078",
            ),
        ];
        for (key, query, signature) in callbacks {
            assert!(callback_is_genuine(key, query, signature), "{query}");
            assert!(callback_is_genuine(key, query, &signature.to_lowercase()), "{query}");
            assert!(!callback_is_genuine("another key", query, signature), "{query}");
            assert!(!callback_is_genuine(key, &format!("{query}&x=1"), signature), "{query}");
        }
    }

    #[test]
    fn a_plus_in_a_callback_may_stand_for_itself_or_for_a_space() {
        let query = "type=contract&mandateNumber=ACME00012&event=Cancel&state=SIGNED&reason=Klant+be%C3%ABindigd+%2B32";
        for signature in [
            "50F858CA23EC99F7E3B6C674D1D4D1EBCD49ABB0ECA8B6470671F3B22A7050B4",
            "0E487411154BA8F702B2DF16F929DD4E8067C7A47DDD79226BBAB711F0B91606",
        ] {
            assert!(callback_is_genuine(API_KEY, query, signature), "{signature}");
        }
    }

    #[test]
    fn a_signature_over_the_undecoded_query_is_refused() {
        let query = "type=contract&mandateNumber=ACME00012&event=Cancel&state=SIGNED\
                     &reason=Klant%20be%C3%ABindigd%20%26%20gestopt";
        let over_raw = "6952FB8BF8A5B28C322AC5349E95B34EC86171DA2AD9FF1609D91D2841021F7A";
        assert!(!callback_is_genuine(API_KEY, query, over_raw));
    }

    #[test]
    fn signatures_of_the_wrong_form_are_refused() {
        for signature in ["", "F4", "F4460212D0DE4449", "not hexadecimal", "é", &"F".repeat(63), &"F".repeat(4096)] {
            assert!(!callback_is_genuine(API_KEY, "msg=dummytest&type=event", signature), "{signature}");
        }
    }

    #[test]
    fn genuine_exit_addresses_are_recognised_with_and_without_token() {
        const SAMPLE_KEY: &str = "AEB24D30D4D6F3538413A11F9C81D680326B0AF59CACA0C7D94AC18B94AC7E60";
        let exits = [
            (WEBSITE_KEY, "MYDOC", "ok", None, "8C56F94905BBC9E091CB6C4CEF4182F7E87BD94312D1DD16A61BF7C27C18F569"),
            (SAMPLE_KEY, "SAMPLE11", "ok", None, "9AC1F6BF40A83197FE212F22A4D8790799BB2080EB75644D93FA2B8E9CBD6A9C"),
            (WEBSITE_KEY, "MYDOC", "cancel", None, "9598DE00E6E8D779CC06E23AECF5049C159EC8B2B5BBA6B5B1D3352C5EFB938E"),
            (
                WEBSITE_KEY,
                "MYDOC",
                "ok",
                Some("order-4711"),
                "DF5D634C0A9DDD0E1155C80BEA54AA2C427FC87D594A79C76EC6CCBA2434C663",
            ),
            (
                WEBSITE_KEY,
                "ACME00012",
                "ok",
                Some("a1b2c3d4"),
                "962077A88782D8D5339B55CD9A52CA6780AA5A0C865DC2B721FF8A81AFEF4408",
            ),
            (
                WEBSITE_KEY,
                "ACME00012",
                "pending",
                Some("a1b2c3d4"),
                "6FBB6D46F3A3200A76B00BD19B62869C250A5E6E47EEF98E8AB2B0463F28308D",
            ),
            (
                WEBSITE_KEY,
                "ACME00012",
                "fail",
                None,
                "B95876DFFC273A65006DE1272011461354F377484361B9EC2EFC7469DB54AC12",
            ),
            ("abcd", "mandateNumber", "ok", None, "B543BB23CCCDEFBC93A3CC12016612CE25851AB4CE9CF5109BE6A855C6D6E2D6"),
        ];
        for (key, reference, status, token, signature) in exits {
            assert!(exit_is_genuine(key, reference, status, token, signature), "{reference}/{status}");
            assert!(exit_is_genuine(key, reference, status, token, &signature.to_lowercase()), "{reference}/{status}");
            assert!(!exit_is_genuine(key, reference, "other", token, signature), "{reference}/{status}");
            assert!(!exit_is_genuine(key, reference, status, Some("another"), signature), "{reference}/{status}");
        }
    }

    #[test]
    fn one_time_passwords_are_those_that_twikey_expects() {
        let first = "FC7BDEDA40BA9C5B292EE7A8331A55EDE20A61F9";
        let second = "000102030405060708090A0B0C0D0E0F10111213";
        let expected = [
            (first, 59, 15_967_160),
            (first, 1_111_111_109, 25_273_863),
            (first, 1_700_000_000, 63_970_259),
            (first, 1_767_225_599, 18_466_428),
            (first, 1_767_225_600, 12_441_892),
            (first, 1_767_227_160, 4_048_759),
            (first, 2_000_000_000, 1_299_216),
            (second, 59, 5_084_462),
            (second, 1_111_111_109, 1_239_713),
            (second, 1_700_000_000, 21_435_647),
        ];
        for (key, seconds, password) in expected {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(one_time_password(&hex::decode(key).unwrap(), at), password, "{key} at {seconds}");
        }
    }
}
