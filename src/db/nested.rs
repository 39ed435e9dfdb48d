//! Catches a second transaction that is opened while a first one is, in debug builds.
//!
//! SQLite has one writer: the second would wait for the first, which waits for the second. With PostgreSQL enough requests
//! that hold one connection and want another wait for each other in the same way. It happens only where the odd branch of a
//! function opens its own, so every test that comes by there has to find it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

tokio::task_local! {
    /// Whether the request or job that runs has a transaction open.
    static IS_OPEN: Arc<AtomicBool>;
}

/// Runs a request or a job, which may have one transaction open at a time.
pub async fn one_at_a_time<T>(work: impl Future<Output = T>) -> T {
    IS_OPEN.scope(Arc::default(), work).await
}

/// Goes with an open transaction.
#[derive(Debug)]
pub(super) struct Open {
    is_open: Option<Arc<AtomicBool>>,
}

impl Open {
    /// Panics in a debug build when the request or job has one already.
    pub fn new() -> Self {
        let is_open = if cfg!(debug_assertions) { IS_OPEN.try_with(Arc::clone).ok() } else { None };
        if let Some(is_open) = &is_open {
            let is_second = is_open.swap(true, Ordering::Relaxed);
            assert!(!is_second, "a second transaction is opened while the first is open: pass the first one down");
        }
        Self { is_open }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(is_open) = &self.is_open {
            is_open.store(false, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Db;
    use super::*;

    async fn database(folder: &tempfile::TempDir) -> Db {
        Db::connect(&format!("sqlite://{}/test.db", folder.path().display()), 2).await.unwrap()
    }

    #[actix_web::test]
    async fn one_transaction_after_the_other_is_fine_also_when_the_first_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let db = database(&folder).await;
        one_at_a_time(async {
            drop(db.write().await.unwrap());
            db.read().await.unwrap().commit().await.unwrap();
            db.write().await.unwrap().commit().await.unwrap();
        })
        .await;
    }

    #[actix_web::test]
    #[should_panic(expected = "a second transaction is opened while the first is open")]
    async fn a_change_within_a_change_is_caught() {
        let folder = tempfile::tempdir().unwrap();
        let db = database(&folder).await;
        one_at_a_time(async {
            let _first = db.write().await.unwrap();
            db.write().await.unwrap();
        })
        .await;
    }

    #[actix_web::test]
    #[should_panic(expected = "a second transaction is opened while the first is open")]
    async fn so_is_a_change_within_a_page() {
        let folder = tempfile::tempdir().unwrap();
        let db = database(&folder).await;
        one_at_a_time(async {
            let _first = db.read().await.unwrap();
            db.write().await.unwrap();
        })
        .await;
    }
}
