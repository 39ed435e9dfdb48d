//! The rules of the house that the compiler does not know, checked by reading `src/`: who may name what.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "architecture/imports.rs"]
mod imports;

use std::{
    fs,
    path::{Path, PathBuf},
};

use imports::House;

/// A source file: its path under `src/`, what its first lines say of it, and its code without comments and unit tests.
struct Source {
    path: String,
    about: String,
    code: String,
    /// What stands in quotation marks in the code.
    texts: Vec<String>,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let path = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            let about = text.lines().take_while(|line| line.starts_with("//!")).collect::<Vec<_>>().join(" ");
            let (code, texts) = code_of(&text);
            Source { path, about, code, texts }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code of a file up to its unit tests, without comments; and its texts once more. Two slashes in a text begin no comment.
fn code_of(file: &str) -> (String, Vec<String>) {
    let mut rest = file.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut code, mut texts) = (String::new(), Vec::new());
    while let Some(sign) = rest.chars().next() {
        let line = rest.find('\n').unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            rest = &rest[line..];
            continue;
        } else if let Some(text) = rest.strip_prefix("r#\"") {
            let length = text.find("\"#").unwrap();
            texts.push(text[..length].to_owned());
            length + 5
        } else if let Some(text) = rest.strip_prefix('"') {
            let length = end_of(text);
            texts.push(text[..length].to_owned());
            length + 2
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\") {
            rest[2..].find('\'').unwrap() + 3
        } else {
            sign.len_utf8()
        };
        code.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    (code, texts)
}

/// Where a text has its closing quotation mark.
fn end_of(text: &str) -> usize {
    let mut is_escaped = false;
    let ends = |sign: char| {
        let ends = sign == '"' && !is_escaped;
        is_escaped = sign == '\\' && !is_escaped;
        ends
    };
    text.find(ends).unwrap()
}

/// Every file that names one of `words`, other than those under `allowed`.
fn offenders(words: &[&str], allowed: &[&str]) -> Vec<String> {
    sources()
        .into_iter()
        .filter(|source| !allowed.iter().any(|allowed| source.path.starts_with(allowed)))
        .filter(|source| words.iter().any(|word| source.code.contains(word)))
        .map(|source| source.path)
        .collect()
}

/// The order of `src/lib.rs`: a module names only those that stand before it.
#[test]
fn every_module_names_only_modules_that_stand_before_it() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let house = House::read();
    assert!(house.between_modules().count() > 1_000, "the house is read");
    assert_eq!(against_the_order(&house, &lib), [""; 0]);
}

fn against_the_order(house: &House, lib: &str) -> Vec<String> {
    let order = House::order(lib);
    let place = |module: &str| {
        let found = order.iter().position(|(name, _)| name == module);
        found.unwrap_or_else(|| panic!("src/lib.rs does not list {module}"))
    };
    let climbs = house.between_modules().filter(|(.., from, to)| place(from) < place(to));
    let said = climbs.map(|(file, line, from, to)| {
        format!(
            "src/{file}:{line} names {to}, but src/lib.rs lists {to} (line {}) after {from} (line {}): what {from} needs has to \
             stand before it",
            order[place(to)].1,
            order[place(from)].1,
        )
    });
    said.collect()
}

/// Inside a folder files name each other in one direction.
#[test]
fn no_files_name_each_other_round_in_a_circle() {
    let circles = House::read().circles();
    assert!(circles.is_empty(), "these files go round in a circle:\n    {}", circles.join("\n\n    "));
}

/// What the two rules above have to notice, each in another spelling.
#[test]
fn whoever_breaks_the_order_is_named_with_file_and_line() {
    const LIB: &str = "pub mod low; // below\npub mod high; // above\n";
    const HIGH: (&str, &str) = ("high.rs", "pub struct High; pub fn high() {}");
    let said = |low: &str| {
        let sources = [("lib.rs", LIB), ("low.rs", low), HIGH].map(|(path, text)| (path.to_owned(), text.to_owned()));
        against_the_order(&House::of(sources.into_iter()), LIB)
    };
    for (low, line) in [
        ("use crate::high::High;", 1),
        ("use crate::{\n    high::{self, High},\n};", 2),
        ("fn low() {\n    crate::high::high();\n}", 2),
        ("fn low() -> Markup {\n    html! { p { (crate::high::high()) } }\n}", 2),
        ("pub use super::high::High;", 1),
        ("use crate::high as other;\nfn low() { other::high() }", 1),
    ] {
        let expected = format!("src/low.rs:{line} names high, but src/lib.rs lists high (line 2) after low (line 1)");
        assert!(said(low).first().is_some_and(|said| said.starts_with(&expected)), "{low}: {:?}", said(low));
    }
    for good in
        ["// crate::high", "const TEXT: &str = \"crate::high\";", "#[cfg(test)]\nmod tests { use crate::high; }"]
    {
        assert_eq!(said(good), [""; 0], "{good}");
    }
}

#[test]
fn a_circle_is_found_through_other_files_and_through_what_their_folder_hands_on() {
    let circles = |files: &[(&str, &str)]| {
        House::of(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))).circles()
    };
    let of_two = circles(&[
        ("x/mod.rs", "mod a; mod b; pub use b::B;"),
        ("x/a.rs", "use super::B; pub struct A;"),
        ("x/b.rs", "use crate::x::a::A; pub struct B;"),
    ]);
    assert_eq!(of_two.len(), 1, "{of_two:?}");
    assert!(of_two[0].contains("x/a.rs:1 names x::B") && of_two[0].contains("x/b.rs:1 names x::a::A"), "{of_two:?}");
    let of_three = circles(&[
        ("x/mod.rs", "mod a; mod b; mod c;"),
        ("x/a.rs", "use super::b; fn a() { b::b() }"),
        ("x/b.rs", "fn b() { super::c::c() }"),
        ("x/c.rs", "fn c() { super::a::a() }"),
    ]);
    assert_eq!(of_three.len(), 1, "{of_three:?}");
    // A folder and what is in it are one thought; one direction is none.
    let none = circles(&[
        ("x/mod.rs", "mod a; mod b; pub struct X; fn x() { a::a() }"),
        ("x/a.rs", "use super::X; use super::b::B;"),
        ("x/b.rs", "pub struct B;"),
    ]);
    assert_eq!(none, [""; 0]);
}

#[test]
fn the_portal_does_not_know_the_sandbox() {
    // lib.rs lists it; the command line and the demo start it.
    assert_eq!(offenders(&["sandbox::"], &["sandbox/", "lib.rs", "main.rs", "demo/"]), [""; 0]);
}

#[test]
fn the_sandbox_uses_nothing_of_the_portal_but_its_values_and_looks() {
    let allowed = ["sandbox", "ui", "i18n", "domain", "clock", "assets", "typeset"];
    for source in sources().into_iter().filter(|source| source.path.starts_with("sandbox")) {
        for used in modules_used(&source.code) {
            assert!(allowed.contains(&used.as_str()), "{} uses crate::{used}", source.path);
        }
    }
}

#[test]
fn one_module_talks_to_each_part_of_the_outside() {
    assert_eq!(offenders(&["reqwest::"], &["twikey/", "sandbox/"]), [""; 0]);
    assert_eq!(offenders(&["lettre::"], &["mail/"]), [""; 0]);
    assert_eq!(offenders(&["env::var", "env::args"], &["config.rs"]), [""; 0]);
}

#[test]
fn statements_stand_in_queries_only() {
    let words = ["tx.query(", ".query(\n", "SELECT ", "INSERT INTO", "DELETE FROM"];
    let found: Vec<_> = sources()
        .into_iter()
        .filter(|source| !source.path.ends_with("queries.rs"))
        .filter(|source| !["db.rs", "jobs/queue.rs"].contains(&source.path.as_str()))
        .filter(|source| words.iter().any(|word| source.code.contains(word)))
        .map(|source| source.path)
        .collect();
    assert_eq!(found, [""; 0]);
}

/// A file that says "No I/O" of itself; in `mod.rs` it is said of the folder.
#[test]
fn what_says_that_it_has_no_input_and_output_has_none() {
    let sources = sources();
    let is_marked = |source: &&Source| source.about.contains("No I/O");
    let pure: Vec<_> = sources.iter().filter(is_marked).map(|source| source.path.trim_end_matches("mod.rs")).collect();
    assert!(pure.len() > 20, "{pure:?}");
    for source in sources.iter().filter(|source| pure.iter().any(|pure| source.path.starts_with(pure))) {
        let mut words = source.code.split(|c: char| !c.is_alphanumeric() && c != '_');
        let found = words.find(|word| ["async", "await", "tx", "Tx"].contains(word));
        assert_eq!(found, None, "{}", source.path);
        let used = modules_used(&source.code).into_iter().find(|used| ["app", "db"].contains(&used.as_str()));
        assert_eq!(used, None, "{}", source.path);
    }
}

/// In French a space stands before these signs, at which no line may break.
#[test]
fn no_line_of_french_begins_with_a_sign() {
    // The sandbox writes what Twikey does, text messages among it, which have no such space.
    for source in sources().into_iter().filter(|source| !source.path.starts_with("sandbox/")) {
        for text in &source.texts {
            // A text may go on in the next line of the code.
            let signs: Vec<_> = text.split("\\\n").flat_map(|part| part.trim_start().chars()).collect();
            let breaks = signs.windows(3).find(|signs| match signs {
                [before, ' ', ':' | ';' | '?' | '!' | '»'] => before.is_alphanumeric() || "})>»…’".contains(*before),
                ['«', ' ', _] => true,
                _ => false,
            });
            assert_eq!(breaks, None, "{}: {text}", source.path);
        }
    }
}

#[test]
fn values_look_the_same_from_everywhere() {
    for source in sources().into_iter().filter(|source| source.path.starts_with("domain/")) {
        for used in modules_used(&source.code) {
            assert!(["domain", "i18n"].contains(&used.as_str()), "{} uses crate::{used}", source.path);
        }
    }
    for source in sources().into_iter().filter(|source| source.path.starts_with("ui/")) {
        for used in modules_used(&source.code) {
            assert!(["ui", "i18n", "assets", "domain"].contains(&used.as_str()), "{} uses crate::{used}", source.path);
        }
    }
}

/// The modules of this crate that a file names, as in `crate::db` and `use crate::{db, ui::page}`.
fn modules_used(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            used.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut at_start = true;
        for (index, character) in list.char_indices() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => at_start = true,
                c if depth == 0 && at_start && !c.is_whitespace() => {
                    used.push(word(&list[index..]));
                    at_start = false;
                }
                _ => {}
            }
        }
    }
    used
}
