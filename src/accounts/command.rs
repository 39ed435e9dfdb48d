//! `mandato user …`: accounts from the command line.

use std::io::{IsTerminal, Read};

use anyhow::{Context, anyhow, bail};
use clap::Subcommand;

use super::{
    queries::{self, NewUser},
    sign_in_name::sign_in_name,
};
use crate::{
    audit::{self, Action, Actor, Entry, Subject},
    clock::Clock,
    db::{self, Db},
    domain::email::EmailAddress,
    i18n::Language,
    passwords::{Hashing, Password},
    user::Role,
};

#[derive(Subcommand)]
pub enum Command {
    /// Make an account; the password is asked for, or read from standard input
    Add {
        /// Also the name to sign in with
        email: String,
        /// As colleagues see it
        #[arg(long)]
        name: String,
        #[arg(long, value_enum, default_value = "staff")]
        role: Role,
        /// de, nl, fr or en
        #[arg(long, default_value = "en")]
        language: Language,
    },
    /// Change a password, asked for or read from standard input; every session of the account ends
    Password { email: String },
    /// List the accounts
    List,
    /// Disable an account and end its sessions; nothing it did is removed
    Disable { email: String },
    /// Let a disabled account sign in again
    Enable { email: String },
}

pub async fn run(db: &Db, clock: &Clock, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add { email, name, role, language } => add(db, clock, &email, name, role, language).await,
        Command::Password { email } => change_password(db, clock, &email).await,
        Command::List => list(db).await,
        Command::Disable { email } => set_disabled(db, clock, &email, true).await,
        Command::Enable { email } => set_disabled(db, clock, &email, false).await,
    }
}

async fn add(db: &Db, clock: &Clock, email: &str, name: String, role: Role, language: Language) -> anyhow::Result<()> {
    email.parse::<EmailAddress>().map_err(|error| anyhow!(error.explain(Language::En)))?;
    let email = sign_in_name(email);
    let password_hash = Hashing::default().hash(read_password(&email)?).await?;
    let now = clock.now();
    let mut tx = db.write().await?;
    let user = NewUser { email: email.clone(), name, role, language, password_hash };
    let id = match queries::create_user(&mut tx, now, user).await {
        Ok(id) => id,
        Err(error) if db::is_taken(&error, "users", "email") => bail!("{email} has an account already"),
        Err(error) => return Err(error.into()),
    };
    audit::record(&mut tx, now, Entry::new(Actor::Command, Subject::User, id, Action::Created)).await?;
    tx.commit().await?;
    println!("{email} can sign in as {role}.");
    Ok(())
}

async fn change_password(db: &Db, clock: &Clock, email: &str) -> anyhow::Result<()> {
    let email = sign_in_name(email);
    let hash = Hashing::default().hash(read_password(&email)?).await?;
    let now = clock.now();
    let mut tx = db.write().await?;
    let user = queries::user_by_email(&mut tx, &email).await?.with_context(|| format!("{email} has no account"))?;
    queries::set_password(&mut tx, user.id, &hash).await?;
    let ended = queries::end_sessions_of(&mut tx, user.id).await?;
    audit::record(&mut tx, now, Entry::new(Actor::Command, Subject::User, user.id, Action::PasswordChanged)).await?;
    tx.commit().await?;
    println!("The password of {email} is changed; {ended} session(s) ended.");
    Ok(())
}

async fn list(db: &Db) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    for user in queries::users(&mut tx).await? {
        let disabled = if user.disabled_at.is_some() { "  (disabled)" } else { "" };
        println!("{:<40} {:<6} {}{disabled}", user.email, user.role.code(), user.name);
    }
    Ok(())
}

async fn set_disabled(db: &Db, clock: &Clock, email: &str, disable: bool) -> anyhow::Result<()> {
    let now = clock.now();
    let mut tx = db.write().await?;
    let email = sign_in_name(email);
    let user = queries::user_by_email(&mut tx, &email).await?.with_context(|| format!("{email} has no account"))?;
    queries::set_disabled(&mut tx, user.id, disable.then_some(now)).await?;
    if disable {
        queries::end_sessions_of(&mut tx, user.id).await?;
    }
    let (action, said) = if disable { (Action::Disabled, "disabled") } else { (Action::Enabled, "enabled") };
    audit::record(&mut tx, now, Entry::new(Actor::Command, Subject::User, user.id, action)).await?;
    tx.commit().await?;
    println!("{email} is {said}.");
    Ok(())
}

/// Neither the list of processes nor the shell's history shows it; a terminal does not either, and asks twice.
fn read_password(email: &str) -> anyhow::Result<Password> {
    let check = |typed: &str| Password::check(typed, email).map_err(|problem| problem.explain(Language::En));
    let typed = if std::io::stdin().is_terminal() {
        dialoguer::Password::new()
            .with_prompt("Password")
            .with_confirmation("Once more", "The two are not the same.")
            .validate_with(|typed: &String| check(typed).map(drop))
            .interact()?
    } else {
        let mut typed = String::new();
        std::io::stdin().take(4096).read_to_string(&mut typed)?;
        typed
    };
    check(typed.trim_end_matches(['\r', '\n'])).map_err(|problem| anyhow!(problem))
}
