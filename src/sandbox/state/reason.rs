//! Why debits fail: the banks' codes (source 10), in the words of the payment feed's `error`.

use crate::domain::money::Cents;

/// What Twikey says about a bank's code. Of `code` only `not_routable` and of `category` only `other` are known (4.7); the
/// other words are an emulator choice after the buckets of section 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    pub code: &'static str,
    pub description: &'static str,
    pub category: &'static str,
}

/// The meaning of a bank's code; codes outside the list are as open as Twikey's own list.
pub fn of(code: &str) -> Reason {
    let (code, description, category) = match code {
        "AM04" => ("insufficient_funds", "Insufficient funds", INSUFFICIENT),
        "MS03" => ("no_reason", "No reason specified", INSUFFICIENT),
        "MS02" => ("refused_by_debtor", "Refused by the debtor", REFUSED),
        "MD06" => ("disputed", "Refund requested by the debtor", REFUSED),
        "SL01" => ("debtor_service", "Specific service offered by the debtor's bank", OTHER),
        "AC01" => ("invalid_account", "Account identifier incorrect", OTHER),
        "AC04" => ("account_closed", "Account closed", OTHER),
        "AC06" => ("account_blocked", "Account blocked", OTHER),
        "AC13" => ("invalid_account_type", "Account type invalid", OTHER),
        "AG01" => ("debit_not_allowed", "Direct debit not allowed on this account", OTHER),
        "AG02" => ("invalid_operation", "Invalid operation code", OTHER),
        "AM05" => ("duplicate", "Duplicate collection", OTHER),
        "BE05" => ("unknown_creditor", "Creditor identifier not recognised", OTHER),
        "CNOR" => ("creditor_bank_unknown", "Creditor bank not registered", OTHER),
        "DNOR" => ("debtor_bank_unknown", "Debtor bank not registered", OTHER),
        "FF01" => ("invalid_file", "File format invalid", OTHER),
        "MD01" => ("no_mandate", "No valid mandate", OTHER),
        "MD02" => ("mandate_data", "Mandate data missing or incorrect", OTHER),
        "MD07" => ("deceased", "Debtor deceased", OTHER),
        "PY01" => ("not_routable", "Bank not reachable", OTHER),
        "RC01" => ("invalid_bic", "Bank identifier incorrect", OTHER),
        "RR01" | "RR02" | "RR03" | "RR04" => ("regulatory", "Regulatory reason", OTHER),
        _ => ("other", "Other reason", OTHER),
    };
    Reason { code, description, category }
}

const INSUFFICIENT: &str = "insufficient_funds";
const REFUSED: &str = "refused";
const OTHER: &str = "other";

/// How Twikey's test environment answers a debit: by its amount in whole euros (source 9). `None` is paid.
pub const fn of_amount(amount: Cents) -> Option<&'static str> {
    // Amounts that are not whole are unspecified: they are cut (emulator choice).
    match amount.0 / 100 {
        1..=5 => Some("MS03"),
        6..=10 => Some("AM04"),
        11..=15 => Some("MS02"),
        16..=20 => Some("MD06"),
        21 => Some("AC01"),
        22 => Some("AC04"),
        23 => Some("AC06"),
        24 => Some("AC13"),
        25 => Some("AG01"),
        26 => Some("FF01"),
        27 => Some("MD01"),
        28 => Some("MD02"),
        29 => Some("MD07"),
        30 => Some("PY01"),
        31 => Some("RC01"),
        32 => Some("SL01"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_amount_decides_and_cents_do_not_count() {
        assert_eq!(of_amount(Cents(5_99)), Some("MS03"));
        assert_eq!(of_amount(Cents(6_00)), Some("AM04"));
        assert_eq!(of_amount(Cents(32_99)), Some("SL01"));
        assert_eq!(of_amount(Cents(33_00)), None);
        assert_eq!(of_amount(Cents(99)), None, "below one euro nothing is specified");
    }
}
