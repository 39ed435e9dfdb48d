//! Components: small functions and structs that render maud markup. This is the guide to them.
//!
//! ## A page
//! [`page::Page`] is the document; its content begins with a [`heading::Heading`] (the one `h1`). A sheet follows with
//! [`tile::sheet`] of [`tile::Tile`]s, a list with a [`list::FilterBar`] and [`list::list`], a form with [`form::Form`].
//! ```text
//! html! {
//!     (Heading { title: &customer.name, back: Some(("/customers", CUSTOMERS.get(language))), ..Heading::default() })
//!     (sheet(finance::tile(&customer), contact::tile(&customer)))
//! }
//! ```
//!
//! ## A form
//! ```text
//! Form { action: &href, csrf, answer: Answer::Page, content: html! {
//!     (group(CONTACT.get(language), html! {
//!         (Field { label, name: "email", value: &typed.email, control: Control::Email, error, ..Field::default() })
//!     }))
//!     (actions(html! { (submit(SAVE.get(language))) (cancel(CANCEL.get(language), &back)) }))
//! } }
//! ```
//! What was wrong comes back as 422 with the same form, `value` as typed and `error` at the field. The id of a field is
//! its name: `/customers/7/edit#mobile` leads to it. Success of a plain form is a 303.
//!
//! ## A dialog
//! A link `Button { action: Action::Dialog(href), … }` opens it. Its handler answers htmx (`HX-Request: true`) with the
//! [`dialog::Dialog`] alone and everybody else with a page whose content is `dialog.on_page()`. The form inside has
//! `answer: Answer::Dialog`. After an error the answer is the dialog again (422); after success it is
//! ```text
//! html! { (dialog::closed()) (dialog::replace("finance", finance::tile(&customer))) (toast.beside()) }
//! ```
//! and a 303 to the page for those who came without htmx. A second dialog may follow in the same place: answer with it.
//!
//! ## A tile that refreshes itself
//! The slice has one function that renders the tile, called by the sheet and by the tile's own address. While something
//! outside is still going to change, `refresh: Some(address)` asks for it every three seconds and morphs it in: focus,
//! open menus and typed text stay, and what changed is read out. When the state is final, `refresh: None` ends it.
//!
//! ## A list
//! `FilterBar { action: "/customers", … }` above, then `list(html! { (Table { … }) (Pager { … }) })`. Answer every request
//! with the whole page: the bar takes the list out of it. The order is in hidden fields of the bar and in the headers'
//! links; keep `q` and the choices in both.
//!
//! ## What else answers must do
//! Errors to htmx are a [`toast::Toast`] with `HX-Retarget: #toasts` and `HX-Reswap: beforeend`; other errors are an
//! [`error_page::ErrorPage`]. Without a session htmx gets 401 and `HX-Redirect: /login?to=…`. The Content-Security-
//! Policy allows no inline script or style: no `style` attributes, no `hx-on`, no `js:`. CSRF tokens come as the field
//! `csrf` or the header `X-CSRF-Token`. The navigation needs `POST /preferences` (`language` or `theme`) and `POST /logout`.

pub mod badge;
pub mod button;
pub mod chart;
pub mod copy;
pub mod dialog;
pub mod diff;
pub mod editor;
pub mod empty;
pub mod error_page;
pub mod facts;
pub mod field;
pub mod form;
pub mod heading;
pub mod icon;
pub mod list;
pub mod menu;
pub mod navigation;
pub mod notice;
pub mod page;
pub mod progress;
pub mod qr;
pub mod steps;
pub mod table;
pub mod theme;
pub mod tile;
pub mod timeline;
pub mod toast;
