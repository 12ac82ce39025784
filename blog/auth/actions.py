"""Changes of people and sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Database

from blog.auth.models import Person, Role, Session
from blog.core.errors import DomainError, FieldError
from blog.core.slugs import make_slug
from blog.core.tokens import digest, new_token


@dataclass(frozen=True)
class NewPerson:
    name: str
    email: str
    role: Role
    password_hash: str | None = None


def add_person(database: Database, change: NewPerson, now: datetime) -> Person:
    """Add somebody who may sign in once they have a password.

    Raises FieldError when the address belongs to somebody, DomainError for a second owner.
    """
    taken = select(Person.id).where(Person.email == change.email.lower())
    if database.scalar(taken) is not None:
        raise FieldError("email", f"{change.email} belongs to somebody here already.")
    if change.role is Role.OWNER and database.scalar(
        select(Person.id).where(Person.role == Role.OWNER)
    ):
        raise DomainError("This site has an owner already.")
    person = Person(
        handle=_free_handle(database, change),
        name=change.name,
        email=change.email.lower(),
        role=change.role,
        password_hash=change.password_hash,
        created_at=now,
    )
    database.add(person)
    database.flush()
    return person


def ensure_author(database: Database, name: str, now: datetime) -> Person:
    """Return the person whose handle a name makes, whatever its case; made if there is none.

    Nobody can sign in as somebody made so.
    """
    handle = make_slug(name) or "author"
    found = database.scalar(select(Person).where(Person.handle == handle))
    if found is not None:
        return found
    person = Person(handle=handle, name=name, role=Role.CONTRIBUTOR, created_at=now)
    database.add(person)
    database.flush()
    return person


def _free_handle(database: Database, change: NewPerson) -> str:
    wanted = make_slug(change.name) or make_slug(change.email.partition("@")[0]) or "author"
    handle, number = wanted, 1
    while database.scalar(select(Person.id).where(Person.handle == handle)):
        number += 1
        handle = f"{wanted}-{number}"
    return handle


def set_password(database: Database, person: Person, password_hash: str, keep: str | None) -> None:
    """Set a password and end every session of the person but the one of the token `keep`."""
    person.password_hash = password_hash
    ended = delete(Session).where(Session.person_id == person.id)
    if keep is not None:
        ended = ended.where(Session.token_digest != digest(keep))
    database.execute(ended)


def start_session(database: Database, person: Person, now: datetime, lifetime: timedelta) -> str:
    """Sign somebody in; return the token of the new session, which is kept nowhere else."""
    token = new_token()
    database.add(
        Session(
            token_digest=digest(token),
            person_id=person.id,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    # Sessions that ended are swept out when somebody signs in: there are never many.
    database.execute(delete(Session).where(Session.expires_at <= now))
    database.flush()
    return token


def end_session(database: Database, token: str) -> None:
    """Sign out on the server, so that a copy of the cookie opens nothing."""
    database.execute(delete(Session).where(Session.token_digest == digest(token)))
