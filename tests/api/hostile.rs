//! Text that nobody types.

use std::borrow::Cow;

use mandato::db;

use crate::support::TestApp;

/// A name that is stored as text, as those of the domain are.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
struct Name(String);

#[actix_web::test]
async fn text_reaches_the_database_without_nul_whatever_type_it_has() {
    let app = TestApp::start().await;
    let mut tx = app.app.db.read().await.unwrap();
    let typed = || "a\0b\0".to_owned();

    let stored: (String, String, String, String, String) = tx
        .query("SELECT $1, $2, $3, $4, $5")
        .bind(typed())
        .bind(Some(typed()))
        .bind(Name(typed()))
        .bind(Cow::<'static, str>::Owned(typed()))
        .bind("a\0b\0")
        .one()
        .await
        .unwrap();
    assert_eq!(<[String; 5]>::from(stored), ["ab"; 5]);

    let statement = "SELECT $1 = 'ab' AND 'xaby' LIKE $2 ESCAPE '\\'";
    let (is_found,): (bool,) = tx.query(statement).bind(typed()).bind(db::contains("\0ab")).one().await.unwrap();
    assert!(is_found, "what is compared, too");
    let (bytes, nothing): (Vec<u8>, Option<String>) =
        tx.query("SELECT $1, $2").bind(vec![0_u8, 1]).bind(None::<String>).one().await.unwrap();
    assert_eq!((bytes, nothing), (vec![0, 1], None), "bytes stay bytes");
}
