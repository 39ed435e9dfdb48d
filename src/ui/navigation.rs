//! The navigation beside every page of the office, with the menu of the person signed in.

use maud::{Markup, html};

use super::{
    form::csrf,
    icon::{Icon, icon},
    theme::Theme,
};
use crate::i18n::{Language, Text};

const MENU: Text = Text { de: "Menü", nl: "Menu", fr: "Menu", en: "Menu" };
const CLOSE: Text = Text { de: "Menü schließen", nl: "Menu sluiten", fr: "Fermer le menu", en: "Close menu" };
const MAIN: Text = Text { de: "Hauptnavigation", nl: "Hoofdnavigatie", fr: "Navigation principale", en: "Main" };
const LANGUAGE: Text = Text { de: "Sprache", nl: "Taal", fr: "Langue", en: "Language" };
const APPEARANCE: Text = Text { de: "Darstellung", nl: "Weergave", fr: "Apparence", en: "Appearance" };
const SIGN_OUT: Text = Text { de: "Abmelden", nl: "Afmelden", fr: "Se déconnecter", en: "Sign out" };

/// The navigation. Plain data: whoever makes the page says what is in it.
#[derive(Clone, Debug, Default)]
pub struct Navigation<'a> {
    /// The name beside the mark: "Mandato".
    pub product: &'a str,
    pub sections: Vec<Section<'a>>,
    /// The address of the page that is shown; the longest entry it begins with is marked.
    pub current: &'a str,
    /// Where the search in the navigation leads (`?q=`), and what it looks for.
    pub search: Option<(&'a str, &'a str)>,
    pub user: Option<User<'a>>,
}

/// Entries that belong together, under a heading unless it is empty.
#[derive(Clone, Debug, Default)]
pub struct Section<'a> {
    pub heading: &'a str,
    pub entries: Vec<Entry<'a>>,
}

/// A page to go to.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub label: &'a str,
    pub href: &'a str,
    pub icon: Icon,
}

/// The person signed in.
#[derive(Clone, Copy, Debug)]
pub struct User<'a> {
    pub name: &'a str,
    /// The role, in words.
    pub role: &'a str,
}

/// What the page around the navigation knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    pub language: Language,
    pub theme: Theme,
    pub csrf: &'a str,
}

impl Navigation<'_> {
    pub(super) fn render(&self, around: Around<'_>) -> Markup {
        let language = around.language;
        html! {
            header.top-bar {
                button.button.quiet.square type="button" popovertarget="navigation" aria-label=(MENU.get(language)) {
                    (icon(Icon::Menu))
                }
                (wordmark(self.product))
            }
            nav.sidebar id="navigation" popover aria-label=(MAIN.get(language)) {
                div.brand {
                    (wordmark(self.product))
                    button.button.quiet.square type="button" popovertarget="navigation" popovertargetaction="hide"
                        aria-label=(CLOSE.get(language)) { (icon(Icon::Close)) }
                }
                @if let Some((action, label)) = self.search { (search(action, label)) }
                div.places {
                    @for section in &self.sections {
                        @if !section.heading.is_empty() { p.heading { (section.heading) } }
                        ul { @for entry in &section.entries { li { (self.entry(entry)) } } }
                    }
                }
                @if let Some(user) = &self.user { (user.menu(around)) }
            }
        }
    }

    fn entry(&self, entry: &Entry<'_>) -> Markup {
        html! {
            a href=(entry.href) aria-current=[(self.marked() == Some(entry.href)).then_some("page")] {
                (icon(entry.icon))
                span { (entry.label) }
            }
        }
    }

    /// The entry of the page shown: the longest address that the current one lies under.
    fn marked(&self) -> Option<&str> {
        let entries = self.sections.iter().flat_map(|section| &section.entries);
        entries.map(|entry| entry.href).filter(|href| lies_under(self.current, href)).max_by_key(|href| href.len())
    }
}

fn lies_under(current: &str, href: &str) -> bool {
    let path = current.split(['?', '#']).next().unwrap_or_default();
    path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

fn search(action: &str, label: &str) -> Markup {
    html! {
        search {
            form.search method="get" action=(action) {
                (icon(Icon::Search))
                input type="search" name="q" placeholder=(label) aria-label=(label) autocomplete="off" data-search
                    aria-keyshortcuts="/ Control+K";
                kbd aria-hidden="true" { "/" }
            }
        }
    }
}

impl User<'_> {
    /// Language, appearance, sign out: `POST /preferences` (`language` or `theme`) and `POST /logout`.
    fn menu(&self, around: Around<'_>) -> Markup {
        let language = around.language;
        html! {
            details.user-menu {
                summary {
                    span.initials aria-hidden="true" { (initials(self.name)) }
                    span.who { span.name { (self.name) } span.role { (self.role) } }
                    (icon(Icon::ChevronsUpDown))
                }
                div.panel {
                    form method="post" action="/preferences" {
                        (csrf(around.csrf))
                        fieldset {
                            legend { (LANGUAGE.get(language)) }
                            @for choice in Language::ALL {
                                button type="submit" name="language" value=(choice.code()) lang=(choice.code())
                                    aria-pressed=(choice == language) { (choice.own_name()) }
                            }
                        }
                        fieldset.three {
                            legend { (APPEARANCE.get(language)) }
                            @for choice in Theme::ALL {
                                button type="submit" name="theme" value=(choice.code())
                                    aria-pressed=(choice == around.theme) {
                                    (theme_name(choice).get(language))
                                }
                            }
                        }
                    }
                    form method="post" action="/logout" {
                        (csrf(around.csrf))
                        button.sign-out type="submit" { (icon(Icon::LogOut)) (SIGN_OUT.get(language)) }
                    }
                }
            }
        }
    }
}

const fn theme_name(theme: Theme) -> Text {
    match theme {
        Theme::System => Text { de: "System", nl: "Systeem", fr: "Système", en: "System" },
        Theme::Light => Text { de: "Hell", nl: "Licht", fr: "Clair", en: "Light" },
        Theme::Dark => Text { de: "Dunkel", nl: "Donker", fr: "Sombre", en: "Dark" },
    }
}

fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

/// The name of the house with its mark, leading home.
fn wordmark(product: &str) -> Markup {
    html! { a.wordmark href="/" { (mark()) span { (product) } } }
}

/// The mark: a pen stroke that is an M and a signature on a line.
pub fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 32 32" aria-hidden="true" focusable="false" {
            rect.ground width="32" height="32" rx="8" {}
            path.stroke d="M7 20.5c1.6-4.8 3-8.6 4.4-11 .5-.9 1.4-.6 1.4.5 0 2.6-.5 5.3-.7 7.7 1.9-3.1 3.7-6 5.4-8.3.6-.8 1.5-.5 1.4.6-.2 2.7-1 5.9-.9 8.2.1 2.2 2.3 2.2 4.8.6"
                fill="none" stroke-width="2.3" stroke-linecap="round" stroke-linejoin="round" {}
            path.line d="M7 25.5h18" fill="none" stroke-width="2" stroke-linecap="round" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_a_page_lies_under_is_marked_and_the_dashboard_only_for_itself() {
        let entry = |href| Entry { label: "", href, icon: Icon::Users };
        let navigation = |current| Navigation {
            sections: vec![Section { heading: "", entries: vec![entry("/"), entry("/customers"), entry("/jobs")] }],
            current,
            ..Navigation::default()
        };
        assert_eq!(navigation("/customers/7/edit?x=1").marked(), Some("/customers"));
        assert_eq!(navigation("/").marked(), Some("/"));
        assert_eq!(navigation("/customersearch").marked(), None);
        assert_eq!(navigation("/jobs?state=failed").marked(), Some("/jobs"));
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        assert_eq!(initials("Anna Maria Öztürk"), "AÖ");
        assert_eq!(initials("élodie"), "É");
        assert_eq!(initials(""), "");
    }
}
