"""What templates know of the site, read at most once per content version and worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy

from blog.core.caching import Freshness, kept
from blog.core.database import db
from blog.core.hooks import Hook
from blog.core.markdown.style import HouseStyle
from blog.site.queries import SiteSettings, read_content_number, read_site


@dataclass(frozen=True)
class NavigationLink:
    label: str
    url: str

    @property
    def is_current(self) -> bool:
        return request.path == self.url


# Later features add their ways in: the reader's archive and topics, pages.
navigation_links: Hook[[], Sequence[NavigationLink]] = Hook()


def current_site() -> SiteSettings:
    """Return the site, from this worker's memory while nothing public has changed."""
    if "site" not in g:
        session = db.session()
        freshness: Freshness | None = g.get("freshness")
        number = freshness.number if freshness else read_content_number(session)
        g.site = kept("site", number, lambda: read_site(session))
    site: SiteSettings = g.site
    return site


def site_host() -> str:
    """Return the host of the site's own address, from configuration."""
    return urlsplit(current_app.config["SITE_URL"]).hostname or ""


def house_style() -> HouseStyle:
    """Return how this site sets its texts."""
    return current_site().style(site_host())


def site_or_default() -> SiteSettings:
    """Return the site for a page that must appear even when the database does not answer."""
    try:
        return current_site()
    except SQLAlchemyError:
        db.session.rollback()
        g.site = SiteSettings()
        return g.site  # type: ignore[no-any-return]


def current_navigation() -> list[NavigationLink]:
    try:
        return [link for links in navigation_links() for link in links]
    except SQLAlchemyError:
        db.session.rollback()
        return []


def init_app(app: Flask) -> None:
    @app.context_processor
    def site_context() -> dict[str, Any]:
        return {
            "site": LocalProxy(site_or_default),
            "navigation": LocalProxy(current_navigation),
        }
