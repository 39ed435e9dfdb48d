//! Two people changed one record: what only one of them changed is taken over, what both changed is asked. No I/O.

use std::collections::BTreeMap;

/// A field that is not the same for both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference<Field, Value> {
    pub field: Field,
    /// None if nobody knows what it was before.
    pub base: Option<Value>,
    pub theirs: Value,
    pub yours: Value,
}

/// What two changes of the same record come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged<Field, Value> {
    /// Every value that needs no decision.
    pub settled: Vec<(Field, Value)>,
    /// Changed by the other only: taken over.
    pub taken_over: Vec<Difference<Field, Value>>,
    /// Changed by both, differently.
    pub open: Vec<Difference<Field, Value>>,
}

/// `base` is what both began with; `theirs` and `yours` have the same fields in the same order.
pub fn merge<Field: AsRef<str> + Clone, Value: PartialEq + Clone>(
    base: &BTreeMap<String, Value>,
    theirs: impl IntoIterator<Item = (Field, Value)>,
    yours: impl IntoIterator<Item = (Field, Value)>,
) -> Merged<Field, Value> {
    let mut merged = Merged { settled: Vec::new(), taken_over: Vec::new(), open: Vec::new() };
    for ((field, theirs), (_, yours)) in theirs.into_iter().zip(yours) {
        let base = base.get(field.as_ref()).cloned();
        if theirs == yours || base.as_ref() == Some(&theirs) {
            merged.settled.push((field, yours));
        } else if base.as_ref() == Some(&yours) {
            merged.settled.push((field.clone(), theirs.clone()));
            merged.taken_over.push(Difference { field, base, theirs, yours });
        } else {
            merged.open.push(Difference { field, base, theirs, yours });
        }
    }
    merged
}
