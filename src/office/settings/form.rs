//! What was typed on `/settings`, and what is wrong with it. Each group of fields looks after its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{account, company, numbers, problems::Problems, rules};
use crate::{
    db::{self, Tx},
    merge::{Difference, Merged, merge},
    settings::Settings,
};

/// The form as it was sent. Everything is kept as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Typed {
    /// Of the settings as they were when the form was made.
    #[serde(skip_serializing)]
    pub(super) version: i64,
    /// The values as they were then: so it is known who changed what.
    #[serde(skip_serializing)]
    pub(super) base: String,
    #[serde(flatten)]
    pub(super) company: company::Typed,
    #[serde(flatten)]
    pub(super) account: account::Typed,
    #[serde(flatten)]
    pub(super) numbers: numbers::Typed,
    #[serde(flatten)]
    pub(super) rules: rules::Typed,
}

impl Typed {
    /// The settings as they stand in the form.
    pub(super) async fn read(tx: &mut Tx, settings: &Settings, year: i32) -> db::Result<Self> {
        let mut typed = Self {
            version: settings.version,
            base: String::new(),
            company: company::Typed::of(settings),
            account: account::Typed::of(settings),
            numbers: numbers::Typed::read(tx, settings, year).await?,
            rules: rules::Typed::of(settings),
        };
        typed.base = serde_json::to_string(&typed).expect("texts are always JSON");
        Ok(typed)
    }

    /// What was changed here together with what somebody else saved meanwhile. Where both changed a field, what was typed here
    /// stays, and the field is named.
    pub(super) fn merged(&self, theirs: &Self) -> (Self, Vec<Difference<String, Value>>) {
        let base: BTreeMap<String, Value> = serde_json::from_str(&self.base).unwrap_or_default();
        let Merged { settled, open, .. } = merge(&base, theirs.values(), self.values());
        let kept = open.iter().map(|one| (one.field.clone(), one.yours.clone()));
        let values: serde_json::Map<String, Value> = settled.into_iter().chain(kept).collect();
        let merged = serde_json::from_value(Value::Object(values)).expect("these are the values of two such forms");
        (Self { version: theirs.version, base: theirs.base.clone(), ..merged }, open)
    }

    fn values(&self) -> BTreeMap<String, Value> {
        let values = serde_json::to_value(self).and_then(serde_json::from_value);
        values.expect("a form is values by their names")
    }

    /// The settings with what was typed, as far as it is right.
    pub(super) fn check(&self, before: &Settings, problems: &mut Problems) -> Settings {
        let mut after = Settings { version: self.version, ..before.clone() };
        self.company.check(&mut after, problems);
        self.account.check(before, &mut after, problems);
        self.numbers.check(&mut after, problems);
        self.rules.check(&mut after, problems);
        after
    }
}
