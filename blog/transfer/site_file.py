"""The file that says of an exported folder whose site it was: settings, people, tags."""

from datetime import datetime
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.auth.models import Person, Role
from blog.posts.models import Post
from blog.site.actions import SettingsChange, change_settings
from blog.tags.actions import ensure_tags
from blog.transfer.front_matter import Unreadable

SETTINGS = ("title", "tagline", "language", "time_zone", "smart_punctuation")


def read_site_file(text: str) -> dict[str, Any]:
    """Return what the file holds.

    Raises:
        Unreadable: it is not one of ours.
    """
    try:
        values = yaml.safe_load(text)
        return {name: values[name] for name in ("site", "people", "tags")}
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise Unreadable("It is not a file that Quire wrote.") from error


def restore_site(session: Session, values: dict[str, Any], now: datetime) -> None:
    """Make the people and tags that are missing; the settings only where nothing is written yet.

    Raises:
        Unreadable: somebody changed the file, and it is none of ours any more.
    """
    try:
        if session.scalar(select(Post.id).limit(1)) is None:
            site = {name: values["site"][name] for name in SETTINGS}
            change_settings(session, SettingsChange(**site), now)
        for person in values["people"]:
            _ensure_person(session, person, now)
        for tag in values["tags"]:
            for made in ensure_tags(session, [str(tag["name"])]):
                made.description = made.description or str(tag["description"])
    except (KeyError, TypeError) as error:
        raise Unreadable("It is not a file that Quire wrote.") from error


def _ensure_person(session: Session, values: dict[str, Any], now: datetime) -> None:
    handle = str(values["handle"]).lower()
    person = session.scalar(select(Person).where(Person.handle == handle))
    if person is None:
        name = str(values["name"])
        person = Person(handle=handle, name=name, role=Role.CONTRIBUTOR, created_at=now)
        session.add(person)
    person.bio = person.bio or str(values["bio"])
    session.flush()
