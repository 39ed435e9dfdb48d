//! The document around a landing page: its own small stylesheet, the fonts of the device, nothing else to load.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION, REFERRER_POLICY, RETRY_AFTER},
    },
};
use maud::{DOCTYPE, Markup, html};

use super::opened::form_targets;
use crate::{
    app::App,
    assets,
    i18n::{Language, Text},
    twikey::CustomerLink,
};

pub const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// A page for a customer.
pub struct Shell<'a> {
    pub language: Language,
    pub title: &'a str,
    /// Who speaks.
    pub from: &'a str,
    /// The address that takes `?language=`.
    pub address: Option<&'a str>,
    /// Asks for this address again after so many seconds.
    pub refresh: Option<(u32, String)>,
    pub content: Markup,
}

impl Shell<'_> {
    pub fn answer(&self, app: &App, status: StatusCode) -> HttpResponse {
        let scripts = if self.waits().is_some() { "script-src 'self'; connect-src 'self'; " } else { "" };
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self' data:; {scripts}form-action {}; \
             frame-ancestors 'none'; base-uri 'none'",
            form_targets(app)
        );
        let mut response = HttpResponse::build(status);
        response
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((CONTENT_SECURITY_POLICY, policy))
            .insert_header((REFERRER_POLICY, "no-referrer"))
            .insert_header((ROBOTS, "noindex, nofollow"));
        if status == StatusCode::TOO_MANY_REQUESTS {
            response.insert_header((RETRY_AFTER, "60"));
        }
        response.body(self.page().into_string())
    }

    /// What a page asks for again and again. One that leads on at once needs no patience.
    fn waits(&self) -> Option<&(u32, String)> {
        self.refresh.as_ref().filter(|(seconds, _)| *seconds > 0)
    }

    fn page(&self) -> Markup {
        let language = self.language;
        html! {
            (DOCTYPE)
            html lang=(language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex, nofollow";
                    @if let Some((seconds, address)) = self.waits() {
                        noscript { meta http-equiv="refresh" content={ (seconds) "; url=" (address) }; }
                        script src=(assets::url("pay/pay.js")) defer data-look=(address) data-after=(seconds) {}
                    } @else if let Some((_, address)) = &self.refresh {
                        meta http-equiv="refresh" content={ "0; url=" (address) };
                    }
                    title { (self.title) " · " (self.from) }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href=(assets::url("pay/pay.css"));
                }
                body {
                    header {
                        p.from { (self.from) }
                        @if let Some(address) = self.address {
                            nav aria-label=(LANGUAGE.get(language)) {
                                @for choice in Language::ALL {
                                    a href={ (address) "?language=" (choice) } lang=(choice) hreflang=(choice)
                                        title=(choice.own_name()) aria-current=[(choice == language).then_some("true")] {
                                        (choice.code().to_uppercase())
                                    }
                                }
                            }
                        }
                    }
                    main { (self.content) }
                }
            }
        }
    }
}

const LANGUAGE: Text = Text { de: "Sprache", nl: "Taal", fr: "Langue", en: "Language" };

/// Where a customer comes back from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// From signing; it is not known yet how that ended.
    FromMandate,
    /// From paying; it is not known yet how that ended.
    FromPayment,
    /// Signing was given up.
    Stopped,
    /// Signing did not work.
    Failed,
}

impl Came {
    const ALL: [Self; 4] = [Self::FromMandate, Self::FromPayment, Self::Stopped, Self::Failed];

    const fn code(self) -> &'static str {
        match self {
            Self::FromMandate => "mandate",
            Self::FromPayment => "payment",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|came| came.code() == code)
    }

    /// The landing page as it receives who comes back.
    pub fn address(self, token: &str, language: Option<Language>) -> String {
        self.address_after(token, language, 1)
    }

    /// The same for the look with this number.
    pub fn address_after(self, token: &str, language: Option<Language>, look: u32) -> String {
        let language = language.map(|language| format!("&language={language}")).unwrap_or_default();
        format!("/pay/{token}?came={}&look={look}{language}", self.code())
    }
}

pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((ROBOTS, "noindex, nofollow"))
        .finish()
}

/// Leads to a page of Twikey's. Forms may lead to every one of them: see [`form_targets`].
pub fn leave(link: &CustomerLink) -> HttpResponse {
    see_other(link.as_str())
}
