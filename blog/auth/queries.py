"""Reads of people and sessions."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from blog.auth.models import Person, Session
from blog.core.tokens import digest


def person_by_email(database: Database, email: str) -> Person | None:
    return database.scalar(
        select(Person).where(Person.email == email.strip().lower(), Person.removed_at.is_(None))
    )


def people_by_id(database: Database, ids: Iterable[int]) -> dict[int, Person]:
    wanted = list(ids)
    if not wanted:
        return {}
    people = database.scalars(select(Person).where(Person.id.in_(wanted)))
    return {person.id: person for person in people}


def all_people(database: Database) -> Sequence[Person]:
    return database.scalars(
        select(Person).where(Person.removed_at.is_(None)).order_by(Person.name, Person.id)
    ).all()


def session_by_token(database: Database, token: str, now: datetime) -> Session | None:
    """Return the session of a token while it lasts and its person may sign in."""
    return database.scalar(
        select(Session)
        .join(Session.person)
        .where(
            Session.token_digest == digest(token),
            Session.expires_at > now,
            Person.removed_at.is_(None),
        )
    )
