//! Writing an e-mail to one customer: a draft from the template in the customer's language, the fields to edit it, what is
//! wrong with it, and its preview (`POST /messages/preview`).

use actix_web::{
    HttpResponse,
    web::{Data, Form},
};
use chrono::NaiveDate;
use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::{
    app::App,
    db::{self, Tx},
    error::Result,
    i18n::{Language, format},
    mail::Subject,
    templates::{self, Body, Kind, Links, Mail, Values, frame},
    ui::editor::{Editor, Preview},
    viewer::Viewer,
};

/// What a request for a mandate says about this customer and this request.
#[derive(Clone, Copy, Debug)]
pub struct MandateRequest<'a> {
    /// The customer's.
    pub language: Language,
    /// First and last name; none when a company has named nobody.
    pub person: Option<&'a str>,
    /// Empty for a private person.
    pub company: &'a str,
    pub customer_number: &'a str,
    /// See [`templates::creditor`].
    pub creditor: &'a str,
    /// The last day for signing.
    pub expires_on: NaiveDate,
    pub staff_name: &'a str,
}

impl MandateRequest<'_> {
    fn values(&self) -> Values {
        let name = if self.company.is_empty() { self.person.unwrap_or_default() } else { self.company };
        Values::from([
            ("salutation", templates::salutation(self.person, self.language)),
            ("customer_name", name.to_owned()),
            ("company", self.company.to_owned()),
            ("customer_number", self.customer_number.to_owned()),
            ("creditor", self.creditor.to_owned()),
            ("expires_on", format::date(self.expires_on, self.language)),
            ("staff_name", self.staff_name.to_owned()),
        ])
    }
}

/// The form: subject and body as typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub body: String,
}

/// What was typed, fit to be sent. The marked link is still without its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub subject: Subject,
    pub body: Body,
}

/// What is wrong, at its field, in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    pub subject: Option<String>,
    pub body: Option<String>,
}

/// What the form shows first: the template in force, filled in for this customer.
pub async fn draft(tx: &mut Tx, links: &Links, request: &MandateRequest<'_>) -> db::Result<Typed> {
    let kind = Kind::MandateRequest;
    let template = templates::in_force(tx, kind, request.language, links).await?;
    let draft = template.fill(&request.values(), links);
    Ok(match draft {
        Ok(draft) => Typed { subject: draft.subject, body: draft.body.as_html().to_owned() },
        // It was tried with every value there and with every value empty; should another mixture fail, people still have
        // the text before them and see what is missing when they send it.
        Err(mistake) => {
            tracing::warn!(?mistake, kind = kind.slug(), language = %request.language, "A template cannot be filled in");
            Typed { subject: template.subject().to_owned(), body: template.body().as_html().to_owned() }
        }
    })
}

impl Typed {
    /// Checks it on the server, whatever the editor did before.
    pub fn check(&self, kind: Kind, links: &Links, language: Language) -> Result<Written, Problems> {
        let subject = Subject::new(&self.subject);
        let mistake = templates::mistake_in_subject(subject.as_str()).map(|mistake| mistake.explain(language));
        let body = Body::read(&self.body, links).and_then(|body| body.fit_for(kind));
        match (mistake, body) {
            (None, Ok(body)) => Ok(Written { subject, body }),
            (subject, body) => Err(Problems { subject, body: body.err().map(|refused| refused.explain(language)) }),
        }
    }
}

/// The fields of the form, and the frame for the preview below them. [`Fields::preview_button`] stands among the buttons.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// The reader's.
    pub language: Language,
    /// The customer's.
    pub text_language: Language,
    pub kind: Kind,
    pub typed: &'a Typed,
    pub problems: &'a Problems,
}

impl Render for Fields<'_> {
    fn render(&self) -> Markup {
        let link = templates::link_to_place(self.kind, self.text_language, self.language);
        html! {
            input type="hidden" name="kind" value=(self.kind.slug());
            input type="hidden" name="language" value=(self.text_language);
            (Editor {
                language: self.language,
                text_language: self.text_language,
                subject: &self.typed.subject,
                subject_error: self.problems.subject.as_deref(),
                body: &self.typed.body,
                body_errors: self.problems.body.as_slice(),
                link: link.as_ref(),
                pieces: &[],
            })
        }
    }
}

impl Fields<'_> {
    pub fn preview_button(&self) -> Markup {
        self.preview().button()
    }

    pub fn preview_frame(&self) -> Markup {
        self.preview().frame()
    }

    fn preview(&self) -> Preview<'static> {
        Preview { language: self.language, address: "/messages/preview" }
    }
}

/// The form as the preview reads it.
#[derive(Debug, Deserialize)]
pub struct Previewed {
    kind: String,
    language: Language,
    #[serde(flatten)]
    typed: Typed,
}

/// `POST /messages/preview`: the mail as the customer will see it, for a frame.
pub async fn preview(app: Data<App>, viewer: Viewer, form: Form<Previewed>) -> Result<HttpResponse> {
    let kind: Kind = form.kind.parse().map_err(|_| crate::error::Error::NotFound)?;
    Ok(match form.typed.check(kind, &templates::links(&app), viewer.language()) {
        Ok(written) => frame::mail(&Mail {
            language: form.language,
            subject: written.subject.as_str(),
            body: &written.body,
            link: templates::sample_link(&app, kind).as_deref(),
            sender: templates::creditor(&app, &viewer.settings),
        }),
        Err(problems) => {
            let sentences: Vec<_> = [problems.subject, problems.body].into_iter().flatten().collect();
            frame::problems(viewer.language(), &sentences)
        }
    })
}
