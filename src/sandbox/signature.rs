//! The signatures Twikey puts on webhooks (source 6.4) and exit addresses (7.2), the encrypted account (7.3) and the
//! one-time password of logins with enhanced security (1.4).

use aes::cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use percent_encoding::percent_decode_str;
use sha2::Sha256;

/// Twikey's prefix of the one-time password's key, unless a partner agreed on another.
const OTP_SALT: &[u8] = b"own";

/// `X-Signature` of a webhook: over the whole query string, decoded.
///
/// The sandbox never writes a space as `+`, so that every way of decoding agrees (emulator choice, 6.4).
pub fn of_webhook(api_key: &str, raw_query: &str) -> String {
    let decoded = percent_decode_str(raw_query).decode_utf8_lossy();
    hex::encode_upper(hmac(api_key.as_bytes(), decoded.as_bytes()))
}

/// The `s` of an exit address. The website key is used as text, not decoded from hex.
pub fn of_exit(website_key: &str, reference: &str, status: &str, token: Option<&str>) -> String {
    let message = match token {
        Some(token) => format!("{reference}/{status}/{token}"),
        None => format!("{reference}/{status}"),
    };
    hex::encode_upper(hmac(website_key.as_bytes(), message.as_bytes()))
}

/// `IBAN/BIC` for an exit address, AES-128-CBC under the MD5 of reference and website key.
pub fn encrypt_account(website_key: &str, reference: &str, iban: &str, bic: &str) -> String {
    let key = Md5::digest(format!("{reference}{website_key}"));
    let sealed =
        cbc::Encryptor::<aes::Aes128>::new(&key, &key).encrypt_padded_vec::<Pkcs7>(format!("{iban}/{bic}").as_bytes());
    hex::encode_upper(sealed)
}

/// The one-time password of the 30 seconds around `unix_seconds`.
pub fn one_time_password(private_key: &[u8], unix_seconds: i64) -> u32 {
    let key = [OTP_SALT, private_key].concat();
    let hash = hmac(&key, &unix_seconds.div_euclid(30).to_be_bytes());
    // Byte 19 and not the last one: Twikey kept the offset of SHA-1's 20 bytes.
    let offset = usize::from(hash[19] & 0x0f);
    let word = u32::from_be_bytes([hash[offset], hash[offset + 1], hash[offset + 2], hash[offset + 3]]);
    (word & 0x7fff_ffff) % 100_000_000
}

/// Whether a login's password fits this window or the one before. Twikey's clients differ in leading zeros, so the
/// numbers are compared (emulator choice, 1.4).
pub fn password_fits(private_key: &[u8], unix_seconds: i64, given: &str) -> bool {
    given.trim().parse::<u32>().is_ok_and(|given| {
        [unix_seconds, unix_seconds - 30].iter().any(|&at| one_time_password(private_key, at) == given)
    })
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "5845FD1A3D1A9915EA9C879BAF6D1DDE5B457143";
    const WEBSITE_1: &str = "BE04823F732EDB2B7F82252DDAF6DE787D647B43A66AE97B32773F77CCF12765";
    const WEBSITE_2: &str = "AEB24D30D4D6F3538413A11F9C81D680326B0AF59CACA0C7D94AC18B94AC7E60";

    #[test]
    fn webhooks_are_signed_as_twikeys_own_libraries_check_them() {
        let vectors = [
            ("1234", "abc=123&name=abc", "55261CBC12BF62000DE1371412EF78C874DBC46F513B078FB9FF8643B2FD4FC2"),
            (KEY, "msg=dummytest&type=event", "F4460212D0DE44494EF95EDA0D2A49603F6540855205740BA0263B7CD18A4A06"),
            (
                KEY,
                "type=contract&mandateNumber=ACME00012&event=Sign&state=SIGNED",
                "F80220EBB552731D876FA8009C7C94ED5C2CFD3415D2EF126D037E5D43766909",
            ),
            (
                KEY,
                "type=contract&mandateNumber=ACME00013&event=Invite&state=PREPARED&reason=expired",
                "EFADF8CE2B75FDBC1F6DA224A378833D90BA4EA01DA553E99675FC54C493B99E",
            ),
            (
                KEY,
                "type=contract&mandateNumber=ACME00012&event=Cancel&state=SIGNED&reason=Klant%20be%C3%ABindigd%20%26%20gestopt",
                "AB45CC693C98A61A900F9E640A5B67C64F8A2CC25263E6A34210BD004CD1BBF5",
            ),
            (
                KEY,
                "type=contract&mandateNumber=ACME00012&event=Cancel&state=SIGNED&reason=Klant+be%C3%ABindigd+%2B32",
                "50F858CA23EC99F7E3B6C674D1D4D1EBCD49ABB0ECA8B6470671F3B22A7050B4",
            ),
            (
                KEY,
                "type=contract&mandateNumber=ACME00012&event=Cancel&state=SIGNED&reason=Klant%20be%C3%ABindigd%20%2B32",
                "0E487411154BA8F702B2DF16F929DD4E8067C7A47DDD79226BBAB711F0B91606",
            ),
            (KEY, "type=payment", "E83D8873C62D1D3ED6CA001264117D9146C0D547CDC5A3FF6D14485681F1BB5A"),
            (
                KEY,
                "type=payment&id=812589&ref=INV-2026-0042&status=paid",
                "36F84B8637DBC8B4C324FC1FEC4DC2B167503C7C28441D6B621023BFE5F29614",
            ),
            (
                KEY,
                "type=payment&id=812590&ref=A%2BB%2F2026&status=paid",
                "01848B27FC3B528C2BB7BBB88452EB4ACF9FAE3197E944025F2DBB602B9B0078",
            ),
        ];
        for (key, query, signature) in vectors {
            assert_eq!(of_webhook(key, query), signature, "{query}");
        }
    }

    #[test]
    fn exit_addresses_are_signed_with_the_token_when_there_is_one() {
        let vectors = [
            (WEBSITE_1, "MYDOC", "ok", None, "8C56F94905BBC9E091CB6C4CEF4182F7E87BD94312D1DD16A61BF7C27C18F569"),
            (WEBSITE_2, "SAMPLE11", "ok", None, "9AC1F6BF40A83197FE212F22A4D8790799BB2080EB75644D93FA2B8E9CBD6A9C"),
            (WEBSITE_1, "MYDOC", "cancel", None, "9598DE00E6E8D779CC06E23AECF5049C159EC8B2B5BBA6B5B1D3352C5EFB938E"),
            (
                WEBSITE_1,
                "MYDOC",
                "ok",
                Some("order-4711"),
                "DF5D634C0A9DDD0E1155C80BEA54AA2C427FC87D594A79C76EC6CCBA2434C663",
            ),
            (
                WEBSITE_1,
                "ACME00012",
                "ok",
                Some("a1b2c3d4"),
                "962077A88782D8D5339B55CD9A52CA6780AA5A0C865DC2B721FF8A81AFEF4408",
            ),
            (
                WEBSITE_1,
                "ACME00012",
                "pending",
                Some("a1b2c3d4"),
                "6FBB6D46F3A3200A76B00BD19B62869C250A5E6E47EEF98E8AB2B0463F28308D",
            ),
            (WEBSITE_1, "ACME00012", "fail", None, "B95876DFFC273A65006DE1272011461354F377484361B9EC2EFC7469DB54AC12"),
            ("abcd", "mandateNumber", "ok", None, "B543BB23CCCDEFBC93A3CC12016612CE25851AB4CE9CF5109BE6A855C6D6E2D6"),
        ];
        for (key, reference, status, token, signature) in vectors {
            assert_eq!(of_exit(key, reference, status, token), signature, "{reference}/{status}");
        }
    }

    #[test]
    fn the_account_is_encrypted_as_twikeys_own_libraries_decrypt_it() {
        assert_eq!(
            encrypt_account(WEBSITE_1, "MYDOC", "BE08001166979213", "GEBABEBB"),
            "2D4727E936B5353CA89B908309686D74863521CAB32D76E8C2BDD338D3D44BBA"
        );
        assert_eq!(
            encrypt_account(WEBSITE_1, "ACME00012", "BE68539007547034", "BBRUBEBB"),
            "2CFBB94139F0F2ACFF2C5A8BD9B073B056F4B89E4FF56B2B4CEA998117EA84DD"
        );
    }

    #[test]
    fn one_time_passwords_are_those_of_twikeys_own_libraries() {
        let key_1 = hex::decode("FC7BDEDA40BA9C5B292EE7A8331A55EDE20A61F9").unwrap();
        let key_2 = hex::decode("000102030405060708090A0B0C0D0E0F10111213").unwrap();
        let vectors = [
            (&key_1, 59, 15_967_160),
            (&key_1, 1_111_111_109, 25_273_863),
            (&key_1, 1_700_000_000, 63_970_259),
            (&key_1, 1_767_225_599, 18_466_428),
            (&key_1, 1_767_225_600, 12_441_892),
            (&key_1, 1_767_227_160, 4_048_759),
            (&key_1, 2_000_000_000, 1_299_216),
            (&key_2, 59, 5_084_462),
            (&key_2, 1_111_111_109, 1_239_713),
            (&key_2, 1_700_000_000, 21_435_647),
        ];
        for (key, at, password) in vectors {
            assert_eq!(one_time_password(key, at), password, "at {at}");
        }
    }

    #[test]
    fn a_password_counts_as_a_number_and_in_the_window_after_its_own() {
        let key = hex::decode("FC7BDEDA40BA9C5B292EE7A8331A55EDE20A61F9").unwrap();
        assert!(password_fits(&key, 1_767_227_160, "04048759"));
        assert!(password_fits(&key, 1_767_227_160, "4048759"));
        assert!(password_fits(&key, 1_767_227_160 + 30, "4048759"));
        assert!(!password_fits(&key, 1_767_227_160 + 60, "4048759"));
        assert!(!password_fits(&key, 1_767_227_160, "not a number"));
    }
}
