//! What is still to be done outside: written with the change that wants it, done by a worker, repeated until it works.
//!
//! A change enqueues a [`Task`] in its own transaction. A worker leases the job in a short
//! transaction, talks to the outside with none open, and then writes the answer and [`finish`]es the job in one more.
//! A crash at any point repeats the talk once the lease has lapsed, so every task is safe to repeat.
//!
//! **Time.** Leases and schedules go by one clock, the database's ([`Clock::follow`](crate::clock::Clock::follow)), so portals whose own clocks
//! differ agree. That clock may be set, too. Ahead: for as long as a lease nobody takes over a lease that has lapsed, for it may have
//! lapsed by the jump alone. Back: a time that no clock that is right could have written does not count, be it the end of a lease, the
//! last turn of what is done every so often, or the next try of a job.
//!
//! A task ends in one of three ways, said at the place that knows: done ([`finish`], then `Ok`), try again later
//! ([`Failure::retry`]), or needs a person ([`Failure::needs_person`]). A task that has something to write down about
//! its failure does so together with [`fail`], and returns `Ok`.

mod failure;
mod outside;
mod queue;
mod standing_queries;
mod task;
mod waiting_queries;
mod worker;

pub use failure::{Failure, TaskResult};
pub use queue::{
    Again, Job, Priority, SKEW, done, enqueue, enqueue_at, enqueue_every, enqueue_unless_waiting, enqueue_with, fail,
    finish, forget_routine, settle, try_again,
};
pub use standing_queries::{Others, Status, in_trouble, is_under_way, of_subject, others};
pub use task::{CheckReason, Kind, Task, Topic, kinds, title};
pub use waiting_queries::{forget_future, is_set_back};
pub use worker::{LEASE, NEWER, Run, run_one, work};
