//! What is said of a number of things, as each language counts (Unicode CLDR): French says none in the singular.

use icu_plurals::{PluralCategory, PluralRules};

use super::{Language, Text, format};

/// A sentence about so many things, once for one and once for more. `{}` stands for the number.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    pub one: Text,
    pub more: Text,
}

impl Counted {
    /// The sentence about so many.
    pub fn of(&self, count: impl TryInto<i64>, language: Language) -> String {
        let count = count.try_into().unwrap_or(i64::MAX);
        let text = if is_one(count, language) { self.one } else { self.more };
        text.get(language).replace("{}", &format::number(count, language))
    }
}

/// Whether so many things are spoken of as one.
pub fn is_one(count: i64, language: Language) -> bool {
    RULES.with(|rules| rules[language as usize].category_for(count.unsigned_abs())) == PluralCategory::One
}

thread_local! {
    // Made once per thread: the rules are looked up only then.
    static RULES: [PluralRules; 4] = Language::ALL.map(|language| {
        let rules = PluralRules::try_new_cardinal((&format::locale_of(language)).into());
        rules.expect("the data of all our languages is compiled in")
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_counts_in_its_own_way() {
        const DRAFTS: Counted = Counted {
            one: Text { de: "{} Entwurf", nl: "{} concept", fr: "{} brouillon", en: "{} draft" },
            more: Text { de: "{} Entwürfe", nl: "{} concepten", fr: "{} brouillons", en: "{} drafts" },
        };
        let said = |count: i64| Language::ALL.map(|language| DRAFTS.of(count, language));
        assert_eq!(said(0), ["0 Entwürfe", "0 concepten", "0 brouillon", "0 drafts"]);
        assert_eq!(said(1), ["1 Entwurf", "1 concept", "1 brouillon", "1 draft"]);
        assert_eq!(said(2), ["2 Entwürfe", "2 concepten", "2 brouillons", "2 drafts"]);
        let million =
            ["1.000.000 Entwürfe", "1.000.000 concepten", "1\u{202f}000\u{202f}000 brouillons", "1,000,000 drafts"];
        assert_eq!(said(1_000_000), million);
    }
}
