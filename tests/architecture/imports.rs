//! Who names whom: each file of `src/` read as tokens, its paths followed to the files that define what they name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// A module's path from the root of the crate: `["jobs", "queue"]`.
type Module = Vec<String>;

/// A name that a file says, where, and which module it leads to.
#[derive(Clone, Debug)]
pub struct Named {
    pub line: usize,
    /// As it would be written from the root: `["payments", "refund", "UNCLEAR"]`.
    pub path: Vec<String>,
}

/// What a file declares and names.
#[derive(Default)]
struct File {
    path: String,
    /// What it imports, by the name that it gets here; others may reach it by this name, too.
    imports: BTreeMap<String, Vec<String>>,
    named: Vec<Named>,
}

/// All files of the library.
pub struct House {
    files: BTreeMap<Module, File>,
}

impl House {
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut paths = Vec::new();
        super::collect(&root, &mut paths);
        let sources = paths.iter().map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            (name, fs::read_to_string(path).unwrap())
        });
        Self::of(sources)
    }

    /// The same from texts, by their paths under `src/`. The binary names whom it likes.
    pub fn of(sources: impl Iterator<Item = (String, String)>) -> Self {
        let texts: BTreeMap<Module, (String, String)> = sources
            .filter(|(path, _)| path != "main.rs" && !path.starts_with("demo/"))
            .map(|(path, text)| (module_of(&path), (path, text)))
            .collect();
        let modules: BTreeSet<Module> = texts.keys().cloned().collect();
        let files = texts.into_iter().map(|(module, (path, text))| {
            let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
            let mut reader = Reader { module: &module, modules: &modules, file: File { path, ..File::default() } };
            let trees: Vec<_> = tokens.into_iter().collect();
            reader.imports(&trees);
            reader.code(&trees);
            (module.clone(), reader.file)
        });
        Self { files: files.collect() }
    }

    /// The modules directly under the root, in the order of `lib.rs`, each with its line.
    pub fn order(lib: &str) -> Vec<(String, usize)> {
        let module = |line: &str| Some(line.strip_prefix("pub mod ")?.split(';').next()?.to_owned());
        lib.lines().enumerate().filter_map(|(index, line)| Some((module(line)?, index + 1))).collect()
    }

    /// Each name that leads to another module of the root: file, line, from, to.
    pub fn between_modules(&self) -> impl Iterator<Item = (&str, usize, &str, &str)> {
        self.files.iter().filter(|(module, _)| !module.is_empty()).flat_map(move |(module, file)| {
            let others = file.named.iter().filter(move |named| named.path.first() != module.first());
            others.filter_map(move |named| {
                let to = named.path.first().filter(|to| self.files.contains_key(&vec![(*to).clone()]))?;
                Some((file.path.as_str(), named.line, module[0].as_str(), to.as_str()))
            })
        })
    }

    /// The file that defines what a path names, re-exports followed.
    fn definition(&self, path: &[String]) -> Option<&Module> {
        let mut path = path.to_vec();
        for _ in 0..20 {
            let depth = (0..=path.len()).rev().find(|depth| self.files.contains_key(&path[..*depth]))?;
            let (module, file) = self.files.get_key_value(&path[..depth])?;
            let Some(item) = path.get(depth) else { return Some(module) };
            match file.imports.get(item) {
                Some(elsewhere) => path = [elsewhere, &path[depth + 1..]].concat(),
                None => return Some(module),
            }
        }
        None
    }

    /// Files of one module of the root that name each other round in a circle, by the shortest way. A module and the modules
    /// inside it are one thought in several files: what they name of each other does not count.
    pub fn circles(&self) -> Vec<String> {
        let mut edges: BTreeMap<&Module, BTreeMap<&Module, String>> = BTreeMap::new();
        for (from, file) in &self.files {
            for named in &file.named {
                let Some(to) = self.definition(&named.path) else { continue };
                let is_own = from.starts_with(to) || to.starts_with(from);
                if !is_own && from.first() == to.first() {
                    let by = format!("{}:{} names {}", file.path, named.line, named.path.join("::"));
                    edges.entry(from).or_default().entry(to).or_insert(by);
                }
            }
        }
        let circles = edges.keys().filter_map(|start| way_back(start, &edges));
        // Each circle is found from each of its files.
        let circles: BTreeMap<BTreeSet<String>, String> =
            circles.map(|steps| (steps.iter().cloned().collect(), steps.join("\n    "))).collect();
        circles.into_values().collect()
    }
}

/// The shortest way from a file back to itself, step by step.
fn way_back<'a>(start: &'a Module, edges: &BTreeMap<&'a Module, BTreeMap<&'a Module, String>>) -> Option<Vec<String>> {
    let mut ways = vec![(start, Vec::new())];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut next = Vec::new();
        for (at, way) in ways {
            for (to, by) in edges.get(at).into_iter().flatten() {
                let way: Vec<String> = [way.as_slice(), std::slice::from_ref(by)].concat();
                if *to == start {
                    return Some(way);
                }
                if seen.insert(*to) {
                    next.push((*to, way));
                }
            }
        }
        ways = next;
    }
    None
}

fn module_of(path: &str) -> Module {
    let path = path.trim_end_matches(".rs");
    let mut module: Module = path.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod") || path == "lib" {
        module.pop();
    }
    module
}

struct Reader<'a> {
    module: &'a Module,
    modules: &'a BTreeSet<Module>,
    file: File,
}

impl Reader<'_> {
    /// The `use` items, wherever they stand.
    fn imports(&mut self, trees: &[TokenTree]) {
        let mut at = 0;
        while at < trees.len() {
            if let Some(after) = past_unit_tests(trees, at) {
                at = after;
            } else if matches!(&trees[at], TokenTree::Ident(word) if word == "use") {
                let end = at + trees[at..].iter().position(|tree| is_sign(tree, ';')).unwrap_or(trees.len() - at);
                self.use_tree(&trees[at + 1..end], &[]);
                at = end;
            } else {
                if let TokenTree::Group(group) = &trees[at] {
                    self.imports(&group.stream().into_iter().collect::<Vec<_>>());
                }
                at += 1;
            }
        }
    }

    /// `a::{b, c as d}`, begun with what stands before it.
    fn use_tree(&mut self, trees: &[TokenTree], before: &[(String, usize)]) {
        let mut path = before.to_vec();
        let mut at = 0;
        while let Some(tree) = trees.get(at) {
            match tree {
                TokenTree::Ident(word) if word == "as" => break,
                TokenTree::Ident(word) => path.push((word.to_string(), line_of(word))),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    for part in inner.split(|tree| is_sign(tree, ',')).filter(|part| !part.is_empty()) {
                        self.use_tree(part, &path);
                    }
                    return;
                }
                _ => {}
            }
            at += 1;
        }
        let alias = match trees.get(at + 1) {
            Some(TokenTree::Ident(alias)) => Some(alias.to_string()),
            _ => None,
        };
        let Some((_, line)) = path.last().cloned() else { return };
        let mut words: Vec<String> = path.into_iter().map(|(word, _)| word).collect();
        if words.len() > 1 && words.last().is_some_and(|last| last == "self") {
            words.pop();
        }
        let name = alias.or_else(|| words.last().cloned()).unwrap_or_default();
        if let Some(path) = self.absolute(&words) {
            self.file.named.push(Named { line, path: path.clone() });
            self.file.imports.insert(name, path);
        }
    }

    /// Every path in the code: `crate::a::b`, `super::c`, or one that begins with an imported name.
    fn code(&mut self, trees: &[TokenTree]) {
        let mut at = 0;
        while at < trees.len() {
            if let Some(after) = past_unit_tests(trees, at) {
                at = after;
                continue;
            }
            match &trees[at] {
                TokenTree::Ident(word) if word == "use" => {
                    at += trees[at..].iter().position(|tree| is_sign(tree, ';')).unwrap_or(trees.len() - at);
                }
                TokenTree::Ident(first) => {
                    let (words, end) = path_at(trees, at);
                    let is_after_colons = at > 1 && is_sign(&trees[at - 1], ':') && is_sign(&trees[at - 2], ':');
                    if words.len() > 1
                        && !is_after_colons
                        && let Some(path) = self.absolute(&words)
                    {
                        self.file.named.push(Named { line: line_of(first), path });
                    }
                    at = end;
                }
                TokenTree::Group(group) => {
                    self.code(&group.stream().into_iter().collect::<Vec<_>>());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// None: it leads out of the crate, or it begins with a name of the file's own.
    fn absolute(&self, words: &[String]) -> Option<Vec<String>> {
        let first = words.first()?.as_str();
        let child = [self.module.as_slice(), &[first.to_owned()]].concat();
        match first {
            "crate" => Some(words[1..].to_vec()),
            "self" => Some([self.module, &words[1..]].concat()),
            "super" => {
                let ups = words.iter().take_while(|word| *word == "super").count();
                let parent = self.module.len().checked_sub(ups)?;
                Some([&self.module[..parent], &words[ups..]].concat())
            }
            _ if self.modules.contains(&child) => Some([self.module, words].concat()),
            _ => Some([self.file.imports.get(first)?, &words[1..]].concat()),
        }
    }
}

/// The words of a path that begins here, and where it ends.
fn path_at(trees: &[TokenTree], start: usize) -> (Vec<String>, usize) {
    let mut words = Vec::new();
    let mut at = start;
    while let Some(TokenTree::Ident(word)) = trees.get(at) {
        words.push(word.to_string());
        at += 1;
        let goes_on = trees.len() > at + 2 && is_sign(&trees[at], ':') && is_sign(&trees[at + 1], ':');
        if !goes_on || !matches!(trees[at + 2], TokenTree::Ident(_)) {
            break;
        }
        at += 2;
    }
    (words, at)
}

/// Past `#[cfg(test)]` and the item that it is about, if it stands here: unit tests may name whom they like.
fn past_unit_tests(trees: &[TokenTree], at: usize) -> Option<usize> {
    let TokenTree::Group(attribute) = trees.get(at + 1)? else { return None };
    if !is_sign(&trees[at], '#') || attribute.stream().to_string().replace(' ', "") != "cfg(test)" {
        return None;
    }
    let ends = |tree: &TokenTree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        other => is_sign(other, ';'),
    };
    Some(at + 3 + trees[at + 2..].iter().position(ends)?)
}

fn is_sign(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn line_of(word: &Ident) -> usize {
    word.span().start().line
}
