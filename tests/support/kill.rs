//! The portal killed at every moment of its work.
//!
//! A process that dies between two steps leaves exactly what a future leaves that is dropped between two polls: open
//! transactions are undone, what was sent is sent, what was committed is there. So the work is dropped after its first
//! poll, after its second, and so on until it gets through; each time what comes up again has to mend it.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

/// Runs `work` for so many polls at most, then drops it. Says whether it came to its end.
pub async fn killed_after(polls: usize, work: impl Future<Output = ()>) -> bool {
    paused_after(polls, pin!(work)).await
}

/// Runs `work` for so many polls at most, and leaves it there: it may go on later. Says whether it came to its end.
pub async fn paused_after(polls: usize, mut work: Pin<&mut impl Future<Output = ()>>) -> bool {
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        work.as_mut().poll(context).map(|()| true)
    })
    .await
}
