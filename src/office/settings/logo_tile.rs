//! The tile with the logo, and the form that changes it.

use maud::html;

use crate::{
    i18n::Text,
    ui::{
        button::{Button, Weight},
        field::{Control, Field},
        form::{self, Answer},
        tile::{Span, Tile},
    },
    viewer::Viewer,
};

/// `problem`: what is wrong with the file that was sent.
pub(super) fn tile(viewer: &Viewer, is_there: bool, problem: Option<&str>) -> Tile<'static> {
    let language = viewer.language();
    let csrf = &viewer.reader.csrf;
    let choose = if is_there { &REPLACE } else { &ADD };
    let accept = BEGINNINGS.map(|(media_type, _)| media_type).join(",");
    Tile {
        id: "logo-tile",
        title: "Logo",
        icon: None,
        actions: None,
        content: html! {
            @if is_there {
                p.logo { img src="/settings/logo" alt=(ALT.get(language)); }
            }
            (form::Form { action: "/settings/logo", csrf, answer: Answer::PageWithFile, content: html! {
                (Field {
                    label: FILE.get(language), name: "logo", control: Control::File(&accept),
                    hint: Some(HINT.get(language)), error: problem, ..Field::default()
                })
                (form::actions(Button { label: choose.get(language), ..Button::default() }))
            } })
            @if is_there {
                (form::post("/settings/logo/removal", csrf, Button {
                    label: REMOVE.get(language), weight: Weight::Quiet, ..Button::default()
                }))
            }
        },
        refresh: None,
        span: Span::One,
    }
}

/// What files of these media types begin with.
pub(super) const BEGINNINGS: [(&str, &[u8]); 2] =
    [("image/png", b"\x89PNG\r\n\x1a\n"), ("image/jpeg", b"\xff\xd8\xff")];

const FILE: Text = Text { de: "Bilddatei", nl: "Afbeelding", fr: "Image", en: "Image file" };

const HINT: Text = Text {
    de: "PNG oder JPEG, höchstens 200 kB. Steht oben auf Rechnungen.",
    nl: "PNG of JPEG, hoogstens 200 kB. Staat bovenaan op facturen.",
    fr: "PNG ou JPEG, 200 ko au maximum. Figure en haut des factures.",
    en: "PNG or JPEG, at most 200 kB. Stands at the top of invoices.",
};

const ALT: Text = Text { de: "Ihr Logo", nl: "Uw logo", fr: "Votre logo", en: "Your logo" };

const ADD: Text = Text { de: "Logo speichern", nl: "Logo opslaan", fr: "Enregistrer le logo", en: "Save the logo" };

const REPLACE: Text =
    Text { de: "Logo ersetzen", nl: "Logo vervangen", fr: "Remplacer le logo", en: "Replace the logo" };

const REMOVE: Text =
    Text { de: "Logo entfernen", nl: "Logo verwijderen", fr: "Supprimer le logo", en: "Remove the logo" };
