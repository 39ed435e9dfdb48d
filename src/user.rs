//! A person of the office.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    i18n::{Language, Text},
    ui::theme::Theme,
};

/// Somebody who may sign in.
#[derive(Clone, Debug, FromRow)]
pub struct User {
    pub id: Uuid,
    /// Lower case.
    pub email: String,
    pub name: String,
    pub role: Role,
    pub language: Language,
    pub theme: Theme,
    pub created_at: DateTime<Utc>,
    pub disabled_at: Option<DateTime<Utc>>,
}

/// What somebody may do. Administrators may do all that staff may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, clap::ValueEnum)]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Customers, mandates, invoices.
    Staff,
    /// Also templates, users and settings.
    Admin,
}

impl Role {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Admin => "admin",
        }
    }

    pub const fn name(self, language: Language) -> &'static str {
        match self {
            Self::Staff => STAFF.get(language),
            Self::Admin => ADMIN.get(language),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

const STAFF: Text = Text { de: "Büro", nl: "Kantoor", fr: "Bureau", en: "Office" };
const ADMIN: Text = Text { de: "Administration", nl: "Beheerder", fr: "Administrateur", en: "Administrator" };
