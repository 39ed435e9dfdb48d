//! One account: made at `/users/new`, changed, disabled and signed out at `/users/{id}`, for administrators.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use maud::{Markup, Render, html};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    queries::{self, NewUser},
    sign_in::see_other,
    sign_in_name::sign_in_name,
};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    db,
    domain::email::EmailAddress,
    error::{Error, Result},
    i18n::{Language, Text},
    layout,
    passwords::Password,
    ui::{
        button::{self, Button, Weight},
        field::{Checkbox, Control, Field, Width},
        form::{self, Answer},
        heading::Heading,
    },
    user::{Role, User},
    viewer::{Admin, Viewer},
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    email: String,
    role: String,
    language: String,
    password: String,
    disabled: Option<String>,
}

#[derive(Default)]
struct Problems {
    name: Option<&'static str>,
    email: Option<String>,
    password: Option<&'static str>,
    /// Administrators cannot lock themselves out.
    oneself: Option<&'static str>,
}

impl Problems {
    fn any(&self) -> bool {
        self.name.is_some() || self.email.is_some() || self.password.is_some() || self.oneself.is_some()
    }
}

/// `GET /users/new`
pub async fn new(viewer: Admin) -> Markup {
    let typed =
        Typed { role: Role::Staff.code().to_owned(), language: viewer.language().to_string(), ..Typed::default() };
    page(&viewer, None, &typed, &Problems::default())
}

/// `POST /users`
pub async fn create(app: Data<App>, viewer: Admin, typed: Form<Typed>) -> Result<HttpResponse> {
    let language = viewer.language();
    let refused = |problems: &Problems| {
        Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page(&viewer, None, &typed, problems)))
    };
    let email = typed.email.parse::<EmailAddress>();
    let password = Password::check(&typed.password, &typed.email);
    let problems = Problems {
        name: typed.name.trim().is_empty().then(|| NAME_MISSING.get(language)),
        email: email.as_ref().err().map(|error| error.explain(language)),
        password: password.as_ref().err().map(|problem| problem.explain(language)),
        oneself: None,
    };
    let (Ok(email), Ok(password), false) = (email, password, problems.any()) else { return refused(&problems) };
    let password_hash = app.hashing.hash(password).await?;

    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let user = NewUser {
        email: sign_in_name(email.as_str()),
        name: typed.name.trim().to_owned(),
        role: typed.role(),
        language: typed.language.parse().unwrap_or(language),
        password_hash,
    };
    let id = match queries::create_user(&mut tx, now, user).await {
        Ok(id) => id,
        Err(error) if db::is_taken(&error, "users", "email") => {
            return refused(&Problems { email: Some(TAKEN.get(language).to_owned()), ..Problems::default() });
        }
        Err(error) => return Err(error.into()),
    };
    audit::record(&mut tx, now, Entry::new(Actor::User(viewer.id()), Subject::User, id, Action::Created)).await?;
    tx.commit().await?;
    Ok(see_other("/users"))
}

/// `GET /users/{id}`
pub async fn show(app: Data<App>, viewer: Admin, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let user = queries::user(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let typed = Typed {
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role.code().to_owned(),
        language: user.language.to_string(),
        password: String::new(),
        disabled: user.disabled_at.map(|_| "yes".to_owned()),
    };
    Ok(page(&viewer, Some(&user), &typed, &Problems::default()))
}

/// `POST /users/{id}`
pub async fn update(app: Data<App>, viewer: Admin, id: Path<Uuid>, typed: Form<Typed>) -> Result<HttpResponse> {
    let language = viewer.language();
    let mut tx = app.db.read().await?;
    let user = queries::user(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let is_oneself = user.id == viewer.id();
    let loses_rights = typed.disabled.is_some() || typed.role() != Role::Admin;
    let password = match typed.password.as_str() {
        "" => Ok(None),
        typed => Password::check(typed, &user.email).map(Some),
    };
    let problems = Problems {
        name: typed.name.trim().is_empty().then(|| NAME_MISSING.get(language)),
        email: None,
        password: password.as_ref().err().map(|problem| problem.explain(language)),
        oneself: (is_oneself && loses_rights).then(|| ONESELF.get(language)),
    };
    let (Ok(password), false) = (password, problems.any()) else {
        let page = page(&viewer, Some(&user), &typed, &problems);
        return Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, page));
    };
    let password_hash = match password {
        Some(password) => Some(app.hashing.hash(password).await?),
        None => None,
    };

    let now = app.clock.now();
    let after = User {
        name: typed.name.trim().to_owned(),
        role: typed.role(),
        disabled_at: typed.disabled.as_ref().map(|_| user.disabled_at.unwrap_or(now)),
        ..user.clone()
    };
    let mut tx = app.db.write().await?;
    queries::update_user(&mut tx, &after).await?;
    if let Some(hash) = &password_hash {
        queries::set_password(&mut tx, user.id, hash).await?;
    }
    // Whoever knew the old password, or may no longer come in, is out.
    if password_hash.is_some() || after.disabled_at.is_some() {
        queries::end_sessions_of(&mut tx, user.id).await?;
    }
    let changes = changes(&user, &after, password_hash.is_some());
    if !changes.is_empty() {
        let entry = Entry::new(Actor::User(viewer.id()), Subject::User, user.id, Action::Changed).with(changes);
        audit::record(&mut tx, now, entry).await?;
    }
    tx.commit().await?;
    Ok(see_other("/users"))
}

/// `POST /users/{id}/sessions`: ends all of them.
pub async fn end_sessions(app: Data<App>, viewer: Admin, id: Path<Uuid>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let user = queries::user(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    queries::end_sessions_of(&mut tx, user.id).await?;
    audit::record(&mut tx, now, Entry::new(Actor::User(viewer.id()), Subject::User, user.id, Action::SignedOut))
        .await?;
    tx.commit().await?;
    Ok(see_other("/users"))
}

impl Typed {
    fn role(&self) -> Role {
        if self.role == Role::Admin.code() { Role::Admin } else { Role::Staff }
    }
}

fn changes(before: &User, after: &User, password: bool) -> Vec<Change> {
    let disabled = |user: &User| user.disabled_at.map(|_| "yes");
    [
        Change::between("name", Some(&before.name), Some(&after.name)),
        Change::between("role", Some(before.role.code()), Some(after.role.code())),
        Change::between("disabled", disabled(before), disabled(after)),
        // That it changed is told, never what it is.
        password.then(|| Change { field: "password".to_owned(), old: None, new: None }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn page(viewer: &Viewer, user: Option<&User>, typed: &Typed, problems: &Problems) -> Markup {
    let language = viewer.language();
    let title = user.map_or(NEW.get(language), |user| user.name.as_str());
    let action = user.map_or("/users".to_owned(), |user| format!("/users/{}", user.id));
    let content = html! {
        (Heading { title, back: Some(("/users", layout::USERS.get(language))), ..Heading::default() }.render())
        (form::Form {
            action: &action,
            csrf: &viewer.reader.csrf,
            answer: Answer::Page,
            content: fields(user, typed, problems, language),
        })
        @if let Some(user) = user {
            section {
                h2 { (SESSIONS.get(language)) }
                p.muted { (SESSIONS_TEXT.get(language)) }
                (form::post(&format!("/users/{}/sessions", user.id), &viewer.reader.csrf, Button {
                    label: END_SESSIONS.get(language), weight: Weight::Secondary, ..Button::default()
                }.render()))
            }
        }
    };
    viewer.page(title, &content)
}

fn fields(user: Option<&User>, typed: &Typed, problems: &Problems, language: Language) -> Markup {
    let roles = [Role::Staff, Role::Admin].map(|role| (role.code(), role.name(language)));
    let languages = Language::ALL.map(|language| (language.code(), language.own_name()));
    html! {
        (form::group(ACCOUNT.get(language), html! {
            (Field {
                label: NAME.get(language), name: "name", value: &typed.name, error: problems.name, required: true,
                width: Width::Half, ..Field::default()
            })
            (Field {
                label: EMAIL.get(language), name: "email", value: &typed.email, control: Control::Email,
                error: problems.email.as_deref(), required: true, read_only: user.is_some(), width: Width::Half,
                ..Field::default()
            })
            (Field {
                label: ROLE.get(language), name: "role", value: &typed.role, control: Control::Select(&roles),
                error: problems.oneself, width: Width::Half, ..Field::default()
            })
            @if user.is_none() {
                (Field {
                    label: LANGUAGE.get(language), name: "language", value: &typed.language,
                    control: Control::Select(&languages), width: Width::Half, ..Field::default()
                })
            }
            (Field {
                label: PASSWORD.get(language), name: "password", control: Control::Password, error: problems.password,
                hint: user.map(|_| PASSWORD_KEPT.get(language)), required: user.is_none(),
                autocomplete: Some("new-password"), width: Width::Half, ..Field::default()
            })
            @if user.is_some() {
                (Checkbox {
                    label: DISABLED.get(language), name: "disabled", value: "yes", checked: typed.disabled.is_some(),
                    hint: Some(DISABLED_HINT.get(language)), error: None,
                })
            }
        }))
        (form::actions(html! {
            (button::submit(SAVE.get(language)))
            (button::cancel(CANCEL.get(language), "/users"))
        }))
    }
}

const ACCOUNT: Text = Text { de: "Konto", nl: "Account", fr: "Compte", en: "Account" };
const NEW: Text = Text { de: "Neues Konto", nl: "Nieuw account", fr: "Nouveau compte", en: "New account" };
const NAME: Text = Text { de: "Name", nl: "Naam", fr: "Nom", en: "Name" };
const NAME_MISSING: Text = Text {
    de: "Bitte geben Sie den Namen ein.",
    nl: "Vul de naam in.",
    fr: "Veuillez saisir le nom.",
    en: "Please enter the name.",
};
const EMAIL: Text = Text { de: "E-Mail-Adresse", nl: "E-mailadres", fr: "Adresse e-mail", en: "E-mail address" };
const TAKEN: Text = Text {
    de: "Diese Adresse hat schon ein Konto.",
    nl: "Dit adres heeft al een account.",
    fr: "Cette adresse a déjà un compte.",
    en: "This address has an account already.",
};
const ROLE: Text = Text { de: "Rolle", nl: "Rol", fr: "Rôle", en: "Role" };
const ONESELF: Text = Text {
    de: "Sich selbst können Sie weder sperren noch die Rolle nehmen. Bitten Sie jemand anderen aus der Administration.",
    nl: "U kunt uzelf niet blokkeren of uw rol afnemen. Vraag het aan een andere beheerder.",
    fr: "Vous ne pouvez ni vous désactiver ni vous retirer votre rôle. Demandez à un autre administrateur.",
    en: "You can neither disable yourself nor take your own role away. Please ask another administrator.",
};
const LANGUAGE: Text = Text { de: "Sprache", nl: "Taal", fr: "Langue", en: "Language" };
const PASSWORD: Text = Text { de: "Passwort", nl: "Wachtwoord", fr: "Mot de passe", en: "Password" };
const PASSWORD_KEPT: Text = Text {
    de: "Leer lassen, wenn es bleiben soll. Ein neues beendet alle Sitzungen.",
    nl: "Laat leeg om het te behouden. Een nieuw beëindigt alle sessies.",
    fr: "Laissez vide pour le garder. Un nouveau met fin à toutes les sessions.",
    en: "Leave empty to keep it. A new one ends all sessions.",
};
const DISABLED: Text = Text { de: "Gesperrt", nl: "Geblokkeerd", fr: "Désactivé", en: "Disabled" };
const DISABLED_HINT: Text = Text {
    de: "Kann sich nicht mehr anmelden; was getan wurde, bleibt im Verlauf.",
    nl: "Kan zich niet meer aanmelden; wat gedaan is, blijft in de geschiedenis.",
    fr: "Ne peut plus se connecter\u{a0}; ce qui a été fait reste dans l’historique.",
    en: "Can no longer sign in; what was done stays in the history.",
};
const SESSIONS: Text = Text { de: "Sitzungen", nl: "Sessies", fr: "Sessions", en: "Sessions" };
const SESSIONS_TEXT: Text = Text {
    de: "Wenn ein Gerät verloren ging: Danach muss sich die Person überall neu anmelden.",
    nl: "Als een toestel verloren is: daarna moet de persoon zich overal opnieuw aanmelden.",
    fr: "En cas de perte d’un appareil\u{a0}: la personne devra se reconnecter partout.",
    en: "When a device is lost: afterwards the person has to sign in again everywhere.",
};
const END_SESSIONS: Text =
    Text { de: "Überall abmelden", nl: "Overal afmelden", fr: "Déconnecter partout", en: "Sign out everywhere" };
const SAVE: Text = Text { de: "Speichern", nl: "Opslaan", fr: "Enregistrer", en: "Save" };
const CANCEL: Text = Text { de: "Abbrechen", nl: "Annuleren", fr: "Annuler", en: "Cancel" };
