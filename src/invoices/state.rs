//! What kind an invoice is, and how far it is. No I/O.

/// Whether it asks for money or gives it back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Invoice,
    CreditNote,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// Still being written: it has no number and nobody was told.
    Draft,
    /// Fixed and numbered; Twikey has not taken it yet, or is not asked.
    Confirmed,
    /// Twikey has it, and no debit is under way.
    HandedOver,
    /// A debit is under way. The money is not there yet.
    Collecting,
    Paid,
    /// Nothing is owed, because credit notes have taken it back.
    Cancelled,
}

impl Kind {
    /// As in the database and in addresses; also the name of its series of numbers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
        }
    }
}

impl State {
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Confirmed, Self::HandedOver, Self::Collecting, Self::Paid, Self::Cancelled];

    /// As in the database and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Confirmed => "confirmed",
            Self::HandedOver => "handed_over",
            Self::Collecting => "collecting",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
        }
    }

    /// Confirmed, and the money is not there.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Confirmed | Self::HandedOver | Self::Collecting)
    }
}
