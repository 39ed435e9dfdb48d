//! The one mutex around the world, and word of every change to whoever waits for one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tokio::sync::watch;

use super::state::World;
use crate::clock::Clock;

/// The sandbox's state, shared by its servers. The lock is never held while something waits.
#[derive(Clone)]
pub struct Shared(Arc<Inner>);

struct Inner {
    world: Mutex<World>,
    clock: Clock,
    /// Counts changes.
    changes: watch::Sender<u64>,
}

impl Shared {
    pub fn new(world: World, clock: Clock) -> Self {
        Self(Arc::new(Inner { world: Mutex::new(world), clock, changes: watch::Sender::new(0) }))
    }

    /// Does something that may change the world, after all that is due before it.
    pub fn change<R>(&self, act: impl FnOnce(&mut World, DateTime<Utc>) -> R) -> R {
        let answer = {
            let mut world = self.lock();
            let now = self.0.clock.now();
            world.settle(now);
            act(&mut world, now)
        };
        self.announce();
        answer
    }

    /// Looks at the world as it is now.
    pub fn look<R>(&self, see: impl FnOnce(&World, DateTime<Utc>) -> R) -> R {
        let mut world = self.lock();
        let now = self.0.clock.now();
        let worked = world.settle(now);
        let answer = see(&world, now);
        drop(world);
        if worked {
            self.announce();
        }
        answer
    }

    /// The zone that people at the sandbox read times in.
    pub fn zone(&self) -> Tz {
        self.0.clock.zone()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// The whole world as JSON, for the state file.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut world = self.lock();
        world.saved_at = Some(self.0.clock.now());
        serde_json::to_vec(&*world)
    }

    /// Moves the sandbox's clock ahead and does what is due by then.
    pub fn advance(&self, by: TimeDelta) {
        self.0.clock.advance(by);
        self.change(|_, _| ());
    }

    /// Tells of every change from now on.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// Waits until no webhook is due any more: every one was tried at least once.
    pub async fn webhooks_tried(&self) {
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            if self.look(|world, now| world.deliveries.next_due(now).is_none()) || changes.changed().await.is_err() {
                return;
            }
        }
    }

    fn announce(&self) {
        self.0.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        // Whoever panicked while holding it left plain data behind, which is still the best there is.
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
