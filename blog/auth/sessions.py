"""Who is signed in: Flask-Login over sessions that the server keeps.

The cookie carries a random token; the database knows its digest. Flask-Login is not
initialised the usual way: its hook after each request reads the session, which would put
`Vary: Cookie` on public pages, and its remember cookie is a second session that the
server could not end.
"""

from typing import Any, cast

from flask import Flask, current_app, g, session
from flask_login import LoginManager, login_user
from flask_login import current_user as _current_user
from flask_login.mixins import UserMixin

from blog.auth import actions, queries
from blog.auth.models import Person, Role
from blog.core import clock
from blog.core.database import db, write


class SignedIn(UserMixin):  # type: ignore[misc]
    """A person in one browser. An Actor; its id for Flask-Login is the session's token."""

    def __init__(self, person: Person, token: str) -> None:
        # Plain values: they outlive the transaction that read them.
        self.id: int = person.id
        self.name: str = person.name
        self.email: str | None = person.email
        self.handle: str = person.handle
        self.role: Role = person.role
        self.token = token

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load)
    app.login_manager = manager  # type: ignore[attr-defined]

    @app.context_processor
    def person_context() -> dict[str, Any]:
        return {"current_person": _current_user}


def _load(token: str) -> SignedIn | None:
    found = queries.session_by_token(db.session(), token, clock.now())
    return SignedIn(found.person, token) if found else None


def current_person() -> SignedIn | None:
    """Return who is signed in, or None."""
    return cast(SignedIn, _current_user) if _current_user.is_authenticated else None


def sign_in(person: Person, *, keep: bool) -> None:
    """Start a session for a person whose password was right."""
    lifetime = current_app.config["PERMANENT_SESSION_LIFETIME" if keep else "SESSION_LIFETIME"]
    person_id, before = person.id, current_person()
    with write() as database:
        if before is not None:
            actions.end_session(database, before.token)
        who = database.get_one(Person, person_id)
        token = actions.start_session(database, who, clock.now(), lifetime)
        signed_in = SignedIn(who, token)
    # A new session cookie: whatever was in the one before, its CSRF token too, is gone.
    session.clear()
    session.permanent = keep
    login_user(signed_in)
    g.pop("csrf_token", None)


def sign_out() -> None:
    """End the session here and on the server."""
    who = current_person()
    if who is not None:
        token = who.token
        with write() as database:
            actions.end_session(database, token)
    session.clear()
    g.pop("_login_user", None)
