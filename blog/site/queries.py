"""Reads of the site."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.content_version import ContentVersion
from blog.core.languages import is_right_to_left
from blog.core.markdown.style import HouseStyle
from blog.site.models import Site


@dataclass(frozen=True)
class SiteSettings:
    """The site as a plain value, which a worker keeps while the content version stands."""

    title: str = "Quire"
    tagline: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    set_up_at: datetime | None = None
    smart_punctuation: bool = True

    @property
    def direction(self) -> str:
        return "rtl" if is_right_to_left(self.language) else "ltr"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def style(self, host: str) -> HouseStyle:
        """Return how its texts are set at the host of its own address."""
        return HouseStyle(self.language, self.smart_punctuation, host)


def read_site(session: Session, *, hold: bool = False) -> SiteSettings:
    """Return the site. When it is held, nobody changes it before the commit.

    Hold it before any post: a change of settings locks the site, then posts, and the content
    version last.
    """
    statement = select(
        Site.title,
        Site.tagline,
        Site.language,
        Site.time_zone,
        Site.set_up_at,
        Site.smart_punctuation,
    )
    row = session.execute(statement.with_for_update(read=True) if hold else statement).one()
    return SiteSettings(*row)


def read_setup_nonce(session: Session) -> str | None:
    """Return what the set-up link signs, or None once somebody has set the site up."""
    return session.scalar(select(Site.setup_nonce).where(Site.set_up_at.is_(None)))


def read_content_number(session: Session) -> int:
    return session.scalars(select(ContentVersion.number)).one()
