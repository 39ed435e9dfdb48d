use super::*;
use crate::i18n::read::{DateError, NumberError};

fn line(quantity: &str, price: &str, rate: &str) -> TypedLine {
    TypedLine {
        description: "Wartung".to_owned(),
        quantity: quantity.to_owned(),
        unit_price: price.to_owned(),
        vat_rate: OTHER_RATE.to_owned(),
        other_rate: rate.to_owned(),
        ..TypedLine::default()
    }
}

fn typed(lines: Vec<TypedLine>) -> Typed {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let customer = Uuid::nil().to_string();
    Typed { customer, lines, ..Typed::blank(Language::Nl, today, 14, VatRate::ZERO) }
}

fn problems(typed: &Typed) -> Vec<(String, Problem)> {
    typed.check(Language::De).unwrap_err().all().to_vec()
}

#[test]
fn numbers_are_read_as_they_are_typed_and_empty_lines_left_out() {
    let lines = vec![line("2,5", "1.234,50 €", "21"), TypedLine::blank(VatRate::ZERO), line("1", "10", "5,5 %")];
    let written = typed(lines).check(Language::De).unwrap();
    assert_eq!(written.lines.len(), 2);
    assert_eq!(written.lines[0].net(), Ok(Cents(308_625)));
    assert_eq!(written.totals.total, Cents(308_625 + 64_811 + 1000 + 55));
    assert_eq!(written.due_on.to_string(), "2026-12-07");
}

#[test]
fn every_wrong_value_is_named_at_its_field() {
    let wrong = Typed { due_on: "2026-11-22".to_owned(), ..typed(vec![line("1000000000000", "-5", "300")]) };
    let expected = [
        ("due_on", Problem::DueBeforeIssue),
        ("quantity-0", Problem::Quantity),
        ("unit_price-0", Problem::Number(NumberError::Negative)),
        ("other_rate-0", Problem::Rate),
    ];
    assert_eq!(problems(&wrong), expected.map(|(field, problem)| (field.to_owned(), problem)));
    let wrong = Typed { customer: String::new(), issued_on: "31.2.2026".to_owned(), ..typed(Vec::new()) };
    let expected = [
        ("customer", Problem::NoCustomer),
        ("issued_on", Problem::Date(DateError::NoSuchDay)),
        ("lines", Problem::NoLines),
    ];
    assert_eq!(problems(&wrong), expected.map(|(field, problem)| (field.to_owned(), problem)));
}

#[test]
fn what_comes_to_too_much_is_said_where_it_begins() {
    let wrong = typed(vec![line("10000000", "999.999.999,99", "0")]);
    assert_eq!(problems(&wrong), [("unit_price-0".to_owned(), Problem::TooMuch)]);
    let wrong = typed(vec![line("1", "999.999.999,99", "0"); 2]);
    assert_eq!(problems(&wrong), [("lines".to_owned(), Problem::TooMuch)]);
    assert_eq!(problems(&typed(vec![line("1", "1", "0"); 600])), [("lines".to_owned(), Problem::TooManyLines)]);
}

#[test]
fn lines_that_can_be_read_are_counted_while_others_cannot() {
    let preview = typed(vec![line("2", "5", "21"), line("x", "5", "21"), line("", "", "")]).preview(Language::De);
    assert_eq!((preview.nets.as_slice(), preview.left_out), (&[Some(Cents(1000)), None, None][..], 2));
    assert_eq!(preview.totals.unwrap().total, Cents(1210));
}

#[test]
fn what_a_form_shows_of_a_draft_is_read_back_unchanged() {
    let usual = [VatRate::new(2100).unwrap()];
    let lines = typed(vec![line("2,5", "1.234,50", "21"), line("1.000,125", "0,07", "5,5")]);
    let lines = lines.check(Language::De).unwrap().lines;
    for reader in Language::ALL {
        let shown: Vec<_> = lines.iter().map(|line| TypedLine::of(line, reader, &usual)).collect();
        assert_eq!(typed(shown).check(reader).unwrap().lines, lines, "{reader}");
    }
}

#[test]
fn a_line_is_made_of_what_comes_at_the_same_place_of_each_field() {
    let sent = [("description", "A"), ("unit_price", "1"), ("description", "B"), ("unit_price", "2"), ("unit", "h")];
    let typed = Typed::read(&sent.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let lines = typed.lines.iter().map(|line| [&*line.description, &line.unit, &line.unit_price]);
    assert_eq!(lines.collect::<Vec<_>>(), [["A", "h", "1"], ["B", "", "2"]]);
}

#[test]
fn as_many_lines_as_fit_into_a_request_are_not_worked_through() {
    let sent = vec![("description".to_owned(), "a".to_owned()); 75_000];
    let typed = Typed::read(&sent);
    assert_eq!(typed.lines.len(), KEPT);
    assert_eq!(problems(&typed).last(), Some(&("lines".to_owned(), Problem::TooManyLines)));
}
