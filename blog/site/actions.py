"""Changes of the site."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from blog.core.content_version import raise_content_version
from blog.core.database import reread
from blog.core.errors import DomainError
from blog.site.models import Site


class AlreadySetUp(DomainError):  # noqa: N818 - says what is the case
    """Somebody has set the site up; the link works once."""


@dataclass(frozen=True)
class SiteChange:
    title: str
    language: str
    time_zone: str


def set_up(session: Session, change: SiteChange, now: datetime) -> None:
    """Name the site and open it to readers. Raises AlreadySetUp the second time."""
    site = reread(session, Site, 1)
    if site is None or site.set_up_at is not None:
        raise AlreadySetUp("This site has been set up already.")
    site.title = change.title
    site.language = change.language
    site.time_zone = change.time_zone
    site.set_up_at = now
    raise_content_version(session, now)
