//! What is in the portal's database: planted before, looked at afterwards.

use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use mandato::{
    accounts::{self, NewUser},
    audit::Actor,
    clock::Clock,
    customers::{self, Customer},
    db::Db,
    domain::{country::Country, money::Cents, quantity::Quantity, vat_rate::VatRate},
    i18n::Language,
    invoices::{self, Draft, Invoice, Kind, Line, Totals},
    passwords::{Hashing, Password},
    sandbox, settings,
    tls::Authorities,
    twikey::{self, Client, Debtor, Invite},
    user::Role,
};
use uuid::Uuid;

use crate::{
    office::{EMAIL, PASSWORD},
    programs::Programs,
};

/// Drafts are planted so many at a time.
const CHUNK: usize = 500;

pub struct Records {
    db: Db,
    clock: Clock,
}

impl Records {
    pub async fn open(programs: &Programs) -> Self {
        let clock = Clock::system(chrono_tz::Europe::Brussels);
        Self { db: Db::connect(&programs.database_url(), 2).await.unwrap(), clock }
    }

    /// An account, the creditor's data, and customers; every second one has a signed mandate at Twikey.
    pub async fn plant_customers(&self, programs: &Programs, count: usize) -> Vec<Customer> {
        let now = self.clock.now();
        let mut tx = self.db.write().await.unwrap();
        let password = Password::check(PASSWORD, EMAIL).unwrap();
        let password_hash = Hashing::default().hash(password).await.unwrap();
        let user = NewUser {
            email: EMAIL.into(),
            name: "Kim".into(),
            role: Role::Staff,
            language: Language::En,
            password_hash,
        };
        accounts::create_user(&mut tx, now, user).await.unwrap();
        let mut creditor = settings::read(&mut tx).await.unwrap();
        let version = creditor.version;
        creditor.creditor_name = "Musterwerk GmbH".into();
        creditor.iban = Some("BE68539007547034".parse().unwrap());
        settings::save(&mut tx, &creditor, version).await.unwrap();
        let mut planted = Vec::new();
        for index in 0..count {
            let mut customer =
                Customer::new(Uuid::now_v7(), now, &format!("K-{index:05}"), Language::De, Country::BELGIUM);
            customer.company_name = format!("Kunde {index}");
            customer.email = Some(format!("kunde{index}@kunden.example").parse().unwrap());
            customers::create(&mut tx, Actor::Command, &customer).await.unwrap();
            planted.push(customer);
        }
        tx.commit().await.unwrap();

        let client = self.client(programs);
        let with_mandate: Vec<_> = planted.iter().step_by(2).collect();
        for customer in &with_mandate {
            let debtor = Debtor {
                customer_number: customer.number.clone(),
                email: customer.email.as_ref().map(|email| email.as_str().to_owned()),
                company_name: Some(customer.company_name.clone()),
                ..Debtor::default()
            };
            let invite = Invite { template: 1, debtor, token: None, expires_at: None, send_by_twikey: false };
            programs.sign(&client.invite(&invite).await.unwrap().reference).await;
        }
        self.until("SELECT COUNT(*) FROM mandates WHERE state = 'signed'", with_mandate.len()).await;
        planted
    }

    fn client(&self, programs: &Programs) -> Client {
        let credentials = twikey::Credentials {
            api_url: format!("{}/creditor", programs.sandbox_url).parse().unwrap(),
            api_key: sandbox::API_KEY.into(),
            private_key: None,
            website_key: None,
            link_hosts: Vec::new(),
        };
        Client::new(credentials, &Authorities::default(), self.clock.clone()).unwrap()
    }

    /// Drafts of three lines, dealt out to the customers in turn.
    pub async fn plant_drafts(&self, customers: &[Customer], count: usize) {
        let lines: Vec<Line> = [("Wartung", 3_500, 2100), ("Material", 12_345, 2100), ("Fachbuch", 2_990, 600)]
            .map(|(description, cents, rate)| Line {
                description: description.into(),
                quantity: Quantity::ONE,
                unit: String::new(),
                unit_price: Cents(cents),
                vat_rate: VatRate::new(rate).unwrap(),
            })
            .into();
        let totals = Totals::of(&lines).unwrap();
        let (now, today) = (self.clock.now(), self.clock.today());
        let mut planted = 0;
        while planted < count {
            let mut tx = self.db.write().await.unwrap();
            for _ in 0..CHUNK.min(count - planted) {
                let customer = &customers[planted % customers.len()];
                let invoice = Invoice::draft(Uuid::now_v7(), draft(customer, today), &totals, now);
                invoices::insert(&mut tx, &invoice).await.unwrap();
                invoices::replace_lines(&mut tx, invoice.id, &lines).await.unwrap();
                planted += 1;
            }
            tx.commit().await.unwrap();
        }
    }

    /// Waits until `sql` counts so many.
    pub async fn until(&self, sql: &'static str, count: usize) {
        while self.count(sql).await < i64::try_from(count).unwrap() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        let (count,): (i64,) = tx.query(sql).one().await.unwrap();
        count
    }

    /// Every invoice was handed over, none is paid twice, and numbers have no gap.
    pub async fn check_the_books(&self, count: usize) {
        let count = i64::try_from(count).unwrap();
        assert_eq!(
            self.count("SELECT COUNT(*) FROM invoices WHERE refusal_code IS NULL AND link IS NOT NULL").await,
            count
        );
        assert_eq!(
            self.count("SELECT CAST(MAX(last) AS BIGINT) FROM number_series WHERE series = 'invoice'").await,
            count
        );
        assert_eq!(self.count("SELECT COUNT(DISTINCT number) FROM invoices").await, count);
        let paid_wrongly = "SELECT COUNT(*) FROM invoices WHERE state = 'paid'
            AND total <> (SELECT SUM(effect) FROM payments WHERE payments.invoice_id = invoices.id)";
        assert_eq!(self.count(paid_wrongly).await, 0);
    }
}

fn draft(customer: &Customer, today: NaiveDate) -> Draft {
    Draft {
        kind: Kind::Invoice,
        customer: customer.id,
        credits: None,
        language: customer.language,
        issued_on: today,
        due_on: today + TimeDelta::days(14),
        note: String::new(),
        by: None,
    }
}
