//! A database for each test, copied from one with all tables: bringing a new one up to date takes longer than most tests.

use std::{fs, path::Path, sync::Arc};

use mandato::db::Db;
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

/// An SQLite file with all tables.
static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// The name of a PostgreSQL database with all tables.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A database for one test.
#[derive(Clone)]
pub enum Database {
    Sqlite(Arc<TempDir>),
    Postgres { server: String, name: String },
}

impl Database {
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment which database to run on")]
    pub async fn create() -> Self {
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("mandato.db"), FILE.get_or_init(migrated_file).await).unwrap();
            return Self::Sqlite(Arc::new(folder));
        };
        let template = TEMPLATE.get_or_init(async || migrated_template(&server).await).await;
        let name = format!("mandato_test_{}", Uuid::new_v4().simple());
        execute(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
        Self::Postgres { server, name }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}/mandato.db", folder.path().display()),
            Self::Postgres { server, name } => url_of(server, name),
        }
    }

    pub async fn remove(&self) {
        if let Self::Postgres { server, name } = self {
            execute(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
        }
    }
}

async fn migrated_file() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mandato.db");
    migrate(&format!("sqlite://{}", file.display())).await;
    fs::read(file).unwrap()
}

/// The template for these migrations. It stays for the next run; whoever makes it at the same time makes the same.
async fn migrated_template(server: &str) -> String {
    let template = format!("mandato_template_{}", fingerprint());
    let building = format!("mandato_building_{}", Uuid::new_v4().simple());
    execute(server, &format!("CREATE DATABASE {building}")).await.unwrap();
    migrate(&url_of(server, &building)).await;
    if execute(server, &format!("ALTER DATABASE {building} RENAME TO {template}")).await.is_err() {
        execute(server, &format!("DROP DATABASE {building} WITH (FORCE)")).await.unwrap();
    }
    template
}

async fn migrate(url: &str) {
    let db = Db::connect(url, 1).await.unwrap();
    db.migrate().await.unwrap();
    db.close().await;
}

/// Of all migrations.
fn fingerprint() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(fs::read(file).unwrap());
    }
    hex::encode(&hash.finalize()[..8])
}

fn url_of(server: &str, name: &str) -> String {
    let mut url: url::Url = server.parse().unwrap();
    url.set_path(name);
    url.into()
}

async fn execute(server: &str, sql: &str) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await?;
    connection.close().await
}
