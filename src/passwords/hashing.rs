//! Where passwords are hashed and compared: in a few places, so that it takes the same memory however many ask at once.
//!
//! Whoever finds no place waits a little, and is turned away when too many wait or it takes too long.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use rand::RngExt;
use subtle::ConstantTimeEq;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::Password;
use crate::error::{Error, Result};

/// Argon2 needs 19 MiB for each password, and a processor for tens of milliseconds.
const PLACES: usize = 2;

/// How many may wait for a place. Any more are turned away at once.
const WAITING: usize = 20;

/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(2);

/// The places, and the memory that goes with them. There is no other way to hash a [`Password`].
pub struct Hashing {
    places: Arc<Semaphore>,
    waiting: Semaphore,
    /// Kept from one password to the next: what is given back to the machine often stays with the process all the same.
    memory: Arc<Mutex<Vec<Memory>>>,
    asked: AtomicU64,
}

/// What Argon2 works in.
#[derive(Default)]
struct Memory(Vec<Block>);

/// Why nothing came of it.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("there is no memory for a password")]
    NoMemory,
    #[error("{0}")]
    Argon2(argon2::Error),
    #[error("{0}")]
    Parameters(#[from] argon2::password_hash::Error),
    #[error("{0}")]
    Format(#[from] argon2::password_hash::phc::Error),
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(PLACES)),
            waiting: Semaphore::new(WAITING),
            memory: Arc::default(),
            asked: AtomicU64::new(0),
        }
    }
}

impl Hashing {
    /// The hash to store (Argon2id, a PHC string).
    pub async fn hash(&self, password: Password) -> Result<String> {
        self.run(move |memory| hash(password.exposed(), memory)).await
    }

    /// Whether `typed` is the password of a stored hash. Without a hash it takes as long and says no, so that the time of
    /// an answer does not tell whether an account exists.
    pub async fn is_right(&self, typed: String, hash: Option<String>) -> Result<bool> {
        /// The hash of nothing anybody knows.
        const NOBODY: &str =
            "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGtub3dzIGl0$Gn7xNVm4SI0HqIYdBdX4JSXTVBQ9VGpFlyEJ9MA7gQk";
        if Password::is_too_long(&typed) {
            return Ok(false);
        }
        self.run(move |memory| {
            let is_right = is_right(&typed, hash.as_deref().unwrap_or(NOBODY), memory)?;
            Ok(is_right && hash.is_some())
        })
        .await
    }

    /// How many passwords were hashed or compared since the start.
    pub fn count(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// The memory that is kept, in bytes; none of it while it is worked in.
    pub fn kept(&self) -> usize {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.iter().map(|memory| memory.0.capacity() * Block::SIZE).sum()
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T> {
        let place = self.place().await?;
        self.asked.fetch_add(1, Ordering::Relaxed);
        let kept = self.memory.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut memory = kept.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let done = work(&mut memory);
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            // Not before: a browser that goes away ends the request, and not the work.
            drop(place);
            done
        });
        match done.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(Failure::NoMemory)) => Err(Error::Overloaded),
            Ok(Err(failure)) => Err(Error::Internal(failure.into())),
            Err(panic) => Err(Error::Internal(panic.into())),
        }
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Ok(place);
        }
        let _waits = self.waiting.try_acquire().map_err(|_| Error::Overloaded)?;
        match timeout(PATIENCE, self.places.clone().acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(Error::Overloaded),
        }
    }
}

impl Memory {
    /// The memory that these parameters need.
    fn of(&mut self, params: &Params) -> Result<&mut [Block], Failure> {
        let missing = params.block_count().saturating_sub(self.0.len());
        // Asked for like this, memory that is not there is an answer and not the end of the process.
        self.0.try_reserve_exact(missing).map_err(|_| Failure::NoMemory)?;
        self.0.resize(self.0.len() + missing, Block::new());
        Ok(&mut self.0)
    }
}

impl From<argon2::Error> for Failure {
    fn from(error: argon2::Error) -> Self {
        match error {
            argon2::Error::OutOfMemory => Self::NoMemory,
            other => Self::Argon2(other),
        }
    }
}

fn hash(password: &str, memory: &mut Memory) -> Result<String, Failure> {
    let argon2 = Argon2::default();
    let mut salt = [0_u8; Salt::RECOMMENDED_LENGTH];
    rand::rng().fill(&mut salt);
    let mut output = [0_u8; Params::DEFAULT_OUTPUT_LEN];
    let memory = memory.of(argon2.params())?;
    argon2.hash_password_into_with_memory(password.as_bytes(), &salt, &mut output, memory)?;
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon2.params())?,
        salt: Some(Salt::new(&salt)?),
        hash: Some(Output::new(&output)?),
    };
    Ok(hash.to_string())
}

/// With the parameters of the hash, which may be older than ours.
fn is_right(typed: &str, hash: &str, memory: &mut Memory) -> Result<bool, Failure> {
    let Some((argon2, salt, expected)) = parts(hash) else { return Ok(false) };
    let mut output = vec![0_u8; expected.len()];
    let memory = memory.of(argon2.params())?;
    argon2.hash_password_into_with_memory(typed.as_bytes(), &salt, &mut output, memory)?;
    Ok(output.ct_eq(expected.as_bytes()).into())
}

fn parts(hash: &str) -> Option<(Argon2<'static>, Salt, Output)> {
    let hash = PasswordHash::new(hash).ok()?;
    let algorithm = Algorithm::new(hash.algorithm.as_str()).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    let params = Params::try_from(&hash).ok()?;
    Some((Argon2::new(algorithm, version, params), hash.salt?, hash.hash?))
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher, PasswordVerifier};
    use futures_util::future::join_all;

    use super::*;

    const PASSWORD: &str = "der Regen kommt von links";

    async fn hashed(hashing: &Hashing) -> String {
        hashing.hash(Password::check(PASSWORD, "a@b.example").unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn only_the_password_itself_opens_its_hash() {
        let hashing = Hashing::default();
        let hash = hashed(&hashing).await;
        assert!(hashing.is_right(PASSWORD.into(), Some(hash.clone())).await.unwrap());
        assert!(!hashing.is_right("der Regen kommt von rechts".into(), Some(hash)).await.unwrap());
        assert!(!hashing.is_right(PASSWORD.into(), None).await.unwrap());
        assert!(!hashing.is_right(PASSWORD.into(), Some("nonsense".into())).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_is_one_that_argon2_itself_knows_whatever_its_parameters() {
        let hashing = Hashing::default();
        let hash = hashed(&hashing).await;
        assert!(Argon2::default().verify_password(PASSWORD.as_bytes(), &PasswordHash::new(&hash).unwrap()).is_ok());
        for (blocks, passes) in [(8, 1), (30_000, 1), (19_456, 2)] {
            let params = Params::new(blocks, passes, 1, None).unwrap();
            let theirs = Argon2::from(params).hash_password(PASSWORD.as_bytes()).unwrap().to_string();
            assert!(hashing.is_right(PASSWORD.into(), Some(theirs)).await.unwrap(), "{blocks}");
        }
    }

    #[tokio::test]
    async fn however_many_ask_at_once_a_few_passwords_are_in_work_and_few_wait() {
        let hashing = Hashing::default();
        let asked = join_all((0..120).map(|_| hashing.is_right("a guess at it".into(), None))).await;
        let done = asked.iter().filter(|answer| answer.is_ok()).count();
        assert!(done <= PLACES + WAITING, "{done}");
        assert!(asked.iter().all(|answer| matches!(answer, Ok(false) | Err(Error::Overloaded))));
        assert_eq!(hashing.count(), done as u64);
        assert!(hashing.kept() <= PLACES * Params::DEFAULT.block_count() * Block::SIZE, "{}", hashing.kept());
    }

    #[tokio::test]
    async fn whoever_gives_up_waiting_leaves_the_place_taken_until_the_work_is_done() {
        let hashing = Hashing::default();
        for _ in 0..20 {
            // The first poll starts the work; then nobody asks for its answer any more.
            let asked = Box::pin(hashing.is_right("a guess at it".into(), None));
            drop(futures_util::future::select(asked, std::future::ready(())).await);
        }
        hashing.is_right("a guess at it".into(), None).await.unwrap();
        let _both = hashing.places.acquire_many(u32::try_from(PLACES).unwrap()).await.unwrap();
        assert!(hashing.kept() <= PLACES * Params::DEFAULT.block_count() * Block::SIZE, "{}", hashing.kept());
    }

    #[test]
    fn memory_that_is_not_there_is_an_answer() {
        let four_terabytes = Params::new(u32::MAX, 1, 1, None).unwrap();
        // A system that promises more than it has is not to be taken at its word.
        if Vec::<Block>::new().try_reserve_exact(four_terabytes.block_count()).is_err() {
            assert!(matches!(Memory::default().of(&four_terabytes), Err(Failure::NoMemory)));
        }
    }
}
