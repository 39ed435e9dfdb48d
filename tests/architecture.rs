//! The rules of the house that the compiler does not know, checked by reading `src/`: who may name what.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A source file: its path under `src/`, and its code without comments and unit tests.
struct Source {
    path: String,
    code: String,
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
            Source { path, code: code_of(&text) }
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

fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
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
        // The readiness probe asks the database that it answers, nothing else.
        .filter(|source| source.path != "health.rs")
        .filter(|source| words.iter().any(|word| source.code.contains(word)))
        .map(|source| source.path)
        .collect();
    assert_eq!(found, [""; 0]);
}

#[test]
fn values_and_rules_wait_for_nothing() {
    let pure = [
        "domain/",
        "customers/customer.rs",
        "import/columns.rs",
        "import/decode.rs",
        "import/source.rs",
        "import/table.rs",
        "invoices/collector.rs",
        "invoices/form",
        "invoices/handover/answer.rs",
        "invoices/invoice.rs",
        "invoices/line.rs",
        "invoices/number.rs",
        "invoices/state.rs",
        "invoices/paper/collected.rs",
        "mandates/channels.rs",
        "mandates/mandate.rs",
        "payments/booking.rs",
        "payments/payment.rs",
        "payments/reason",
        "templates/template.rs",
    ];
    for source in sources() {
        if pure.iter().any(|pure| source.path.starts_with(pure)) {
            assert!(!source.code.contains("async "), "{} waits for something", source.path);
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
