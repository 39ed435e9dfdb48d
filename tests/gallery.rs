//! Every component on a few pages as the office would see them, written to target/gallery for those who design.
//! Served from there (`python3 -m http.server -d target/gallery`), they look as in the portal.

use std::{collections::BTreeSet, fs, path::Path};

use actix_web::{
    App,
    test::{TestRequest, call_service, init_service, read_body},
};
use mandato::{
    assets,
    i18n::Language,
    ui::{
        badge::{Tone, badge, kind_badge},
        button::{self, Action, Button, Weight},
        copy::{copy, copy_line},
        dialog::Dialog,
        diff::{Change, Diff},
        empty::Empty,
        error_page::ErrorPage,
        facts::{code, facts, or_absent},
        field::{Card, Checkbox, Control, Field, RadioCards, Width},
        form::{Answer, Form, actions, group},
        heading::Heading,
        icon::Icon,
        list::{FilterBar, Pager, choice, list},
        menu::menu,
        navigation::{Entry as Place, Navigation, Section, User},
        notice::notice,
        page::{Bare, Page},
        progress::progress,
        qr::qr,
        steps::{Progress, Step, Steps},
        table::{Column, Direction, Row, Sort, Table},
        theme::Theme,
        tile::{Span, Tile, figure, figures, sheet, tiles},
        timeline::{Entry, Timeline},
        toast::Toast,
    },
};
use maud::{Markup, Render, html};
use scraper::{Html, Selector};

const DE: Language = Language::De;

#[actix_web::test]
async fn every_component_renders_with_unique_ids_and_existing_assets() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("gallery");
    let app = init_service(App::new().service(assets::service())).await;
    let mut wanted = BTreeSet::new();
    for (name, document) in pages() {
        let text = document.into_string();
        check_ids(name, &text);
        wanted.extend(addresses(&text));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.html")), text).unwrap();
    }
    while let Some(address) = wanted.pop_first() {
        let answer = call_service(&app, TestRequest::get().uri(&address).to_request()).await;
        assert!(answer.status().is_success(), "{address}");
        let bytes = read_body(answer).await;
        if address.contains("/css/") {
            wanted.extend(addresses(&String::from_utf8_lossy(&bytes)));
        }
        let file = folder.join(&address[1..]);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

fn addresses(text: &str) -> BTreeSet<String> {
    let starts = text.match_indices(assets::PREFIX).map(|(start, _)| &text[start..]);
    starts.filter_map(|rest| rest.split(['"', '\'', ')']).next().map(str::to_owned)).collect()
}

fn css(selector: &str) -> Selector {
    Selector::parse(selector).expect("the selectors of this file are valid")
}

fn check_ids(name: &str, text: &str) {
    let document = Html::parse_document(text);
    let mut seen = BTreeSet::new();
    for element in document.select(&css("[id]")) {
        let id = element.attr("id").unwrap_or_default();
        assert!(seen.insert(id.to_owned()), "{name}: the id {id} occurs twice");
    }
    for element in document.select(&css("[for], [aria-labelledby], [aria-describedby]")) {
        for attribute in ["for", "aria-labelledby", "aria-describedby"] {
            for id in element.attr(attribute).unwrap_or_default().split_whitespace() {
                assert!(seen.contains(id), "{name}: {attribute} names {id}, which is not there");
            }
        }
    }
}

fn pages() -> Vec<(&'static str, Markup)> {
    vec![
        ("dashboard", office("Übersicht", "/", dashboard())),
        ("sheet", office("Bäckerei Müller GmbH", "/customers/1", customer())),
        ("list", office("Kunden", "/customers", customers())),
        ("empty", office("Rechnungen", "/invoices", no_invoices())),
        ("form", office("Kunde bearbeiten", "/customers/1/edit", edit())),
        ("dialogs", office("Dialoge", "/mandates", dialogs())),
        ("error", office("Nicht gefunden", "/x", error())),
        ("more", office("Weitere Bausteine", "/settings", more())),
        ("sign-in", sign_in()),
        ("thanks", thanks()),
    ]
}

fn office(title: &str, current: &str, content: Markup) -> Markup {
    let place = |label, href, icon| Place { label, href, icon };
    let navigation = Navigation {
        product: "Mandato",
        current,
        search: Some(("/customers", "Kunden suchen")),
        sections: vec![
            Section {
                heading: "",
                entries: vec![
                    place("Übersicht", "/", Icon::Dashboard),
                    place("Kunden", "/customers", Icon::Users),
                    place("Mandate", "/mandates", Icon::Signature),
                    place("Rechnungen", "/invoices", Icon::Receipt),
                    place("Nachrichten", "/messages", Icon::Mail),
                ],
            },
            Section {
                heading: "Verwaltung",
                entries: vec![
                    place("Vorlagen", "/templates", Icon::Template),
                    place("Benutzer", "/users", Icon::UserCog),
                    place("Aufträge", "/jobs", Icon::ListChecks),
                    place("Protokoll", "/audit", Icon::Scroll),
                    place("Einstellungen", "/settings", Icon::Settings),
                ],
            },
        ],
        user: Some(User { name: "Katharina Brandstätter", role: "Administratorin" }),
    };
    Page { language: DE, theme: Theme::System, title, csrf: "token", navigation: Some(navigation), content }.render()
}

fn dashboard() -> Markup {
    html! {
        (Heading { title: "Guten Morgen, Katharina", subtitle: Some(html! { "Montag, 23. November 2026" }), ..Heading::default() })
        div.stack {
            (figures(html! {
                (figure("Mandate warten auf Unterschrift", "14", "/mandates?state=invited"))
                (figure("laufen in den nächsten 7 Tagen ab", "3", "/mandates?state=expiring"))
                (figure("offene Rechnungen", "128", "/invoices"))
                (figure("Offener Betrag", "48.310,20 €", "/invoices"))
            }))
            (tiles(html! {
                (Tile {
                    id: "attention", title: "Braucht Aufmerksamkeit", icon: Some(Icon::TriangleAlert), actions: None,
                    refresh: None, span: Span::Two,
                    content: Table {
                        language: DE, caption: "Was eine Entscheidung braucht",
                        columns: vec![
                            Column { label: "Kunde", ..Column::default() },
                            Column { label: "Was ist los", ..Column::default() },
                            Column { label: "Seit", numeric: true, ..Column::default() },
                        ],
                        rows: vec![
                            Row { href: Some("#a".into()), cells: vec![html! { "Fahrschule Peeters" }, badge(Tone::Danger, "Mandat abgelehnt"), html! { "20.11.2026" }] },
                            Row { href: Some("#b".into()), cells: vec![html! { "Gärtnerei Sonnenschein" }, badge(Tone::Warning, "E-Mail unzustellbar"), html! { "22.11.2026" }] },
                        ],
                    }.render(),
                })
                (Tile {
                    id: "import", title: "Läuft gerade", icon: Some(Icon::RefreshCw), actions: None, refresh: Some("/x"),
                    span: Span::One, content: progress("Rechnungen werden übergeben", 12, 40),
                })
            }))
        }
    }
}

fn customer() -> Markup {
    html! {
        (Heading {
            title: "Bäckerei Müller GmbH",
            back: Some(("/customers", "Kunden")),
            subtitle: Some(html! { "Kunde 10482 · Eupen · seit 12.03.2019" }),
            badges: Some(badge(Tone::Success, "Lastschrift")),
            actions: Some(html! {
                (Button { label: "Bearbeiten", icon: Some(Icon::Pencil), action: Action::Go("/customers/1/edit"), ..Button::default() })
                (menu("Weitere Aktionen", &[
                    Button { label: "Drucken", icon: Some(Icon::Printer), weight: Weight::Quiet, action: Action::Go("#") }.render(),
                    Button { label: "Kunde sperren", icon: Some(Icon::Ban), weight: Weight::Danger, action: Action::Dialog("#") }.render(),
                ]))
            }),
        })
        (sheet(html! { (finance()) (invoices()) (messages()) }, html! { (contact()) (history()) }))
    }
}

fn finance() -> Markup {
    Tile {
        id: "finance",
        title: "Finanzen",
        icon: Some(Icon::Landmark),
        actions: Some(html! {
            (Button { label: "Mandat anfordern", icon: Some(Icon::Signature), weight: Weight::Primary, action: Action::Dialog("#") })
        }),
        refresh: Some("/customers/1/finance"),
        span: Span::One,
        content: html! {
            (Steps { language: DE, steps: vec![
                Step { label: "Angefordert", note: Some("23.11.2026".into()), progress: Progress::Done },
                Step { label: "E-Mail zugestellt", note: Some("09:14".into()), progress: Progress::Done },
                Step { label: "Unterschrift", note: Some("wartet auf den Kunden".into()), progress: Progress::Current },
                Step { label: "Aktiv", note: None, progress: Progress::Waiting },
            ] })
            (facts(&[
                ("Zahlungsart", html! { "Überweisung" }),
                ("IBAN", html! { (code("BE68 5390 0754 7034")) " " (copy("BE68539007547034", "IBAN kopieren", DE)) }),
                ("BIC", code("TRIOBEBB")),
                ("Mandat angefordert am", html! { "23.11.2026" }),
                ("SEPA-Mandat", or_absent(None, DE)),
                ("Mandat unterzeichnet am", or_absent(None, DE)),
            ]))
            div.row-of {
                (Button { label: "Erneut senden", icon: Some(Icon::Send), action: Action::Dialog("#"), ..Button::default() })
                (Button { label: "Link", icon: Some(Icon::QrCode), action: Action::Dialog("#"), ..Button::default() })
                (Button { label: "Stornieren", weight: Weight::Quiet, action: Action::Dialog("#"), ..Button::default() })
            }
        },
    }
    .render()
}

fn contact() -> Markup {
    Tile {
        id: "contact",
        title: "Kontakt",
        icon: Some(Icon::Building),
        actions: None,
        refresh: None,
        span: Span::One,
        content: facts(&[
            ("Ansprechpartner", html! { "Ute Müller-Lüdenscheidt" }),
            ("E-Mail", html! { a href="mailto:x" { "buchhaltung@baeckerei-mueller-eupen.example" } }),
            ("Mobilnummer", or_absent(None, DE)),
            ("Anschrift", html! { "Gospertstraße 17" br; "4700 Eupen" br; "Belgien" }),
            ("USt-IdNr.", code("BE0123456749")),
            ("Sprache", html! { "Deutsch" }),
        ]),
    }
    .render()
}

fn history() -> Markup {
    let entry = |tone, title, when: &str, by, detail| Entry {
        tone,
        title,
        when: when.into(),
        datetime: "2026-11-23T09:14:00Z".into(),
        by,
        detail,
    };
    Tile {
        id: "history",
        title: "Verlauf",
        icon: Some(Icon::History),
        actions: None,
        refresh: None,
        span: Span::One,
        content: Timeline {
            entries: vec![
                entry(Tone::Info, "Link geöffnet", "23.11.2026, 10:02", Some("Twikey"), None),
                entry(
                    Tone::Success,
                    "E-Mail zugestellt",
                    "23.11.2026, 09:14",
                    None,
                    Some(html! { "an buchhaltung@…" }),
                ),
                entry(Tone::Neutral, "Mandat angefordert", "23.11.2026, 09:14", Some("Katharina Brandstätter"), None),
                entry(
                    Tone::Danger,
                    "Mandat abgelehnt",
                    "02.10.2026, 16:40",
                    Some("Bank"),
                    Some(html! { "Die Bank hat das B2B-Mandat nicht angenommen (Konto eines Verbrauchers)." }),
                ),
                entry(Tone::Warning, "Abgelaufen", "14.09.2026, 00:00", None, None),
            ],
        }
        .render(),
    }
    .render()
}

fn invoices() -> Markup {
    let row = |number: &str, amount: &str, state| Row {
        href: Some("#i".into()),
        cells: vec![html! { (number) }, html! { "30.11.2026" }, html! { (amount) }, state],
    };
    Tile {
        id: "invoices",
        title: "Rechnungen",
        icon: Some(Icon::Receipt),
        actions: Some(html! {
            (Button { label: "Neue Rechnung", icon: Some(Icon::Plus), weight: Weight::Quiet, action: Action::Go("#") })
        }),
        refresh: None,
        span: Span::Two,
        content: Table {
            language: DE,
            caption: "Rechnungen des Kunden",
            columns: vec![
                Column { label: "Nummer", ..Column::default() },
                Column { label: "Fällig", numeric: true, ..Column::default() },
                Column { label: "Betrag", numeric: true, ..Column::default() },
                Column { label: "Status", ..Column::default() },
            ],
            rows: vec![
                row("2026-0412", "1.234,50 €", badge(Tone::Info, "wird eingezogen")),
                row("2026-0388", "89,00 €", badge(Tone::Success, "vollständig bezahlt")),
                row("2026-0311", "12.480,75 €", badge(Tone::Danger, "zurückgebucht")),
            ],
        }
        .render(),
    }
    .render()
}

fn messages() -> Markup {
    Tile {
        id: "messages",
        title: "Nachrichten",
        icon: Some(Icon::Mail),
        actions: None,
        refresh: None,
        span: Span::One,
        content: Empty {
            icon: Icon::Inbox,
            title: "Noch keine Nachrichten",
            text: "E-Mails und SMS an diesen Kunden erscheinen hier.",
            action: None,
        }
        .render(),
    }
    .render()
}

fn customers() -> Markup {
    let row = |name: &str, number: &str, place: &str, iban: &str, state| Row {
        href: Some("sheet.html".into()),
        cells: vec![html! { (name) }, html! { (number) }, html! { (place) }, code(iban), state],
    };
    let sort = |now| Some(Sort { href: "#".into(), now });
    html! {
        (Heading {
            title: "Kunden",
            actions: Some(html! { (Button { label: "Neuer Kunde", icon: Some(Icon::Plus), weight: Weight::Primary, action: Action::Go("#") }) }),
            ..Heading::default()
        })
        (FilterBar {
            language: DE, action: "/customers", search_label: "Name, Nummer, Ort oder E-Mail", search: "",
            choices: html! {
                (choice("Zahlungsart", "method", "", &[("", "Alle Zahlungsarten"), ("debit", "Lastschrift")]))
                (choice("Mandat", "mandate", "", &[("", "Alle Mandate"), ("open", "Angefordert")]))
            },
        })
        (list(html! {
            (Table {
                language: DE, caption: "Kunden",
                columns: vec![
                    Column { label: "Name", sort: sort(Some(Direction::Up)), ..Column::default() },
                    Column { label: "Nummer", numeric: true, sort: sort(None), ..Column::default() },
                    Column { label: "Ort", minor: true, ..Column::default() },
                    Column { label: "IBAN", ..Column::default() },
                    Column { label: "Mandat", ..Column::default() },
                ],
                rows: vec![
                    row("Bäckerei Müller GmbH", "10482", "Eupen", "BE•• •••• •••• 7034", badge(Tone::Info, "angefordert")),
                    row("De Vries & Zonen B.V.", "10483", "Maastricht", "NL•• •••• •••• ••89 01", badge(Tone::Success, "unterzeichnet")),
                    row("Éditions Lumière SARL", "10484", "Liège", "FR•• •••• •••• •••• •••• •606", badge(Tone::Warning, "läuft bald ab")),
                    row("Fahrschule Peeters", "10485", "Sankt Vith", "DE•• •••• •••• •••• ••30 00", badge(Tone::Danger, "abgelehnt")),
                    row("Wolfeschlegelsteinhausenbergerdorff Verwaltungsgesellschaft mbH & Co. KG", "10486", "Raeren", "–", badge(Tone::Neutral, "kein Mandat")),
                ],
            })
            (Pager { language: DE, first: None, previous: None, next: Some("#".into()), summary: "1–5 von 1.204 Kunden".into() })
        }))
    }
}

fn no_invoices() -> Markup {
    html! {
        (Heading { title: "Rechnungen", ..Heading::default() })
        (list(Empty {
            icon: Icon::Receipt,
            title: "Noch keine Rechnungen",
            text: "Legen Sie die erste Rechnung an. Sobald sie bestätigt ist, geht sie von selbst an Twikey.",
            action: Some(html! { (Button { label: "Neue Rechnung", icon: Some(Icon::Plus), weight: Weight::Primary, action: Action::Go("#") }) }),
        }))
    }
}

fn edit() -> Markup {
    html! {
        (Heading { title: "Kunde bearbeiten", back: Some(("/customers/1", "Bäckerei Müller GmbH")), ..Heading::default() })
        (notice(Tone::Warning, html! {
            p { strong { "Jan Peeters hat diesen Kunden gerade geändert." } " Prüfen Sie die Unterschiede, bevor Sie speichern." }
            (Diff { language: DE, caption: "Geänderte Felder", rows: vec![
                Change { field: "Ort", before: Some("Eupen"), after: Some("Kettenis") },
                Change { field: "Mobilnummer", before: None, after: Some("+32 470 12 34 56") },
            ] })
        }))
        (Form { action: "#", csrf: "token", answer: Answer::Page, content: html! {
            (group("Kontakt", html! {
                (Field { label: "Firma", name: "company", value: "Bäckerei Müller GmbH", required: true, width: Width::TwoThirds, ..Field::default() })
                (Field { label: "Kundennummer", name: "number", value: "10482", read_only: true, width: Width::Third, ..Field::default() })
                (Field { label: "E-Mail", name: "email", value: "buchhaltung@baeckerei", control: Control::Email, width: Width::Half,
                    error: Some("Diese Adresse ist unvollständig: nach dem @ fehlt die Endung, zum Beispiel .be."), ..Field::default() })
                (Field { label: "Mobilnummer", name: "mobile", control: Control::Mobile, width: Width::Half,
                    hint: Some("In jeder üblichen Schreibweise, z. B. 0470 12 34 56."), ..Field::default() })
                (Field { label: "Sprache", name: "language", value: "de", width: Width::Half,
                    control: Control::Select(&[("de", "Deutsch"), ("nl", "Niederländisch"), ("fr", "Französisch")]), ..Field::default() })
                (Field { label: "Kunde seit", name: "since", value: "2019-03-12", control: Control::Date, width: Width::Half, ..Field::default() })
                (Checkbox { label: "Rechnungen nur auf Papier", name: "paper", value: "yes", hint: Some("Dann geht keine E-Mail hinaus."), ..Checkbox::default() })
            }))
            (group("Bankverbindung", html! {
                (Field { label: "IBAN", name: "iban", value: "BE68 5390 0754 7035", control: Control::Code, width: Width::TwoThirds,
                    error: Some("Die Prüfziffer stimmt nicht. Vergleichen Sie die IBAN mit der Bankkarte."), ..Field::default() })
                (Field { label: "BIC", name: "bic", value: "TRIOBEBB", control: Control::Code, width: Width::Third, hint: Some("Aus der IBAN vorgeschlagen: Triodos Bank"), ..Field::default() })
                (Field { label: "Notizen", name: "notes", value: "Ruft vormittags zurück.", control: Control::Area(3), ..Field::default() })
            }))
            (actions(html! { (button::submit("Speichern")) (button::cancel("Abbrechen", "/customers/1")) }))
        } })
    }
}

fn request_dialog() -> Dialog<'static> {
    Dialog {
        language: DE,
        title: "Mandat anfordern",
        wide: false,
        content: html! {
            p { "Wie soll " strong { "Bäckerei Müller GmbH" } " davon erfahren?" }
            (Form { action: "#", csrf: "token", answer: Answer::Dialog, content: html! {
                (RadioCards { legend: "Weg", name: "channel", chosen: "email", error: None, cards: &[
                    Card { value: "email", title: "E-Mail", text: "Sie sehen die Nachricht im nächsten Schritt und können sie ändern.", icon: Some(Icon::Mail), unavailable: None },
                    Card { value: "sms", title: "SMS", text: "Twikey sendet die SMS; der Kunde unterschreibt mit seiner Antwort.", icon: Some(Icon::Sms),
                        unavailable: Some(html! { "Es fehlt die Mobilnummer. " a href="/customers/1/edit#mobile" { "Mobilnummer eintragen" } }) },
                ] })
                (actions(html! { (button::submit("Weiter")) (button::cancel("Abbrechen", "#")) }))
            } })
        },
    }
}

fn dialogs() -> Markup {
    html! {
        (Heading { title: "Dialoge", ..Heading::default() })
        div.stack {
            (request_dialog().on_page())
            div.row-of {
                @for weight in [Weight::Primary, Weight::Secondary, Weight::Quiet, Weight::Danger] {
                    (Button { label: "Mandat anfordern", icon: Some(Icon::Signature), weight, action: Action::Go("#") })
                }
                (Button { label: "Bestätigen", action: Action::Unavailable("Erst die Rechnung ausfüllen"), ..Button::default() })
            }
        }
    }
}

fn error() -> Markup {
    ErrorPage {
        language: DE,
        status: 404,
        title: "Diese Seite gibt es nicht",
        text: None,
        back: Some(("/customers", "Zur Kundenliste")),
        reference: None,
    }
    .render()
}

fn more() -> Markup {
    html! {
        (Heading { title: "Weitere Bausteine", ..Heading::default() })
        template id="dialog-example" { (request_dialog()) }
        div.stack {
            div.row-of {
                (badge(Tone::Neutral, "Entwurf")) (badge(Tone::Info, "eingeladen")) (badge(Tone::Success, "unterzeichnet"))
                (badge(Tone::Warning, "läuft bald ab")) (badge(Tone::Danger, "abgelehnt")) (kind_badge(Icon::Sms, "SMS"))
            }
            @for tone in [Tone::Neutral, Tone::Info, Tone::Success, Tone::Warning, Tone::Danger] {
                (notice(tone, html! { p { "Twikey ist gerade nicht erreichbar. Die Anfrage bleibt vorgemerkt und wird von selbst wiederholt." } }))
            }
            @for tone in [Tone::Success, Tone::Danger] { (Toast { language: DE, tone, text: "Mandat angefordert. Die E-Mail ist unterwegs." }) }
            (copy_line("https://mandato.example/s/9f2b7c", "Link kopieren", DE))
            @if let Some(code) = qr("https://mandato.example/s/9f2b7c", "QR-Code mit dem Link zum Unterschreiben") { (code) }
        }
    }
}

fn sign_in() -> Markup {
    Bare {
        language: DE,
        theme: Theme::System,
        title: "Anmelden",
        from: "Mandato",
        csrf: "token",
        languages: Some("/login"),
        content: html! {
            h1 { "Anmelden" }
            (notice(Tone::Danger, html! { p { "E-Mail-Adresse oder Passwort stimmen nicht." } }))
            (Form { action: "/login", csrf: "token", answer: Answer::Page, content: html! {
                (Field { label: "E-Mail", name: "email", value: "office@demo.example", control: Control::Email, autocomplete: Some("username"), ..Field::default() })
                (Field { label: "Passwort", name: "password", control: Control::Password, autocomplete: Some("current-password"), ..Field::default() })
                (actions(button::submit("Anmelden")))
            } })
        },
    }
    .render()
}

fn thanks() -> Markup {
    Bare {
        language: DE,
        theme: Theme::System,
        title: "Danke",
        from: "Stadtwerke Eupen",
        csrf: "",
        languages: None,
        content: html! {
            h1 { "Danke, Ihr Mandat ist unterzeichnet" }
            p { "Ihre Rechnungen ziehen wir künftig zum Fälligkeitstag von Ihrem Konto ein. Sie müssen nichts weiter tun." }
            (facts(&[("Mandatsreferenz", code("MDT-2026-00417")), ("Unterzeichnet am", html! { "23.11.2026" })]))
        },
    }
    .render()
}
