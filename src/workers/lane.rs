//! Kinds of work have places of their own, so that one that hangs does not hold up the others.
//!
//! Which kind goes by which lane is said where kinds are listed, in `jobs/task.rs`. A worker asks for the next job of those
//! kinds, each by the index on kind, priority and time, so the look costs the same however many jobs of other kinds wait. A lane
//! that is written into each job would need a second index and leave the jobs that an older version writes without one; a plain
//! list of kinds in the condition would make the database sort all that waits.

/// Work that waits for the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// E-mails, which wait for the mail server.
    Mail,
    /// What somebody asked Twikey for, a record at a time.
    Requests,
    /// What Twikey reports, signatures and payments among it.
    Feeds,
    /// Batches of invoices to Twikey.
    HandOver,
    /// Questions to Twikey that nobody waits for.
    Checks,
    /// Long work on our own records.
    Records,
}

impl Lane {
    pub const ALL: [Self; 6] = [Self::Mail, Self::Requests, Self::Feeds, Self::HandOver, Self::Checks, Self::Records];

    /// How many of its jobs a process does at once.
    pub const fn workers(self) -> usize {
        match self {
            Self::Mail => 3,
            Self::Requests | Self::Feeds | Self::Records => 2,
            Self::HandOver | Self::Checks => 1,
        }
    }
}
