"""What lets browsers and shared caches keep public pages: validators and their age.

Rules: RFC 9110 (conditional requests), RFC 9111 (caching).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar, cast

from flask import Request, Response, current_app

SHARED_SECONDS = 5

T = TypeVar("T")


@dataclass(frozen=True)
class Freshness:
    """How new the public content is, read in one statement before anything is rendered.

    ``last_due`` and ``next_due`` are when the last scheduled publication became due and
    when the next one will, so that a page changes at that second without any job.
    """

    number: int
    raised_at: datetime
    last_due: datetime | None
    next_due: datetime | None

    @property
    def key(self) -> tuple[int, datetime, datetime | None]:
        # The moment as well: after a backup is restored the number counts the same way again.
        return self.number, self.raised_at, self.last_due

    @property
    def changed_at(self) -> datetime:
        return max(self.raised_at, self.last_due or self.raised_at)

    def etag(self, *parts: object) -> str:
        """Return the opaque part of the weak validator of one page."""
        parts = (self.key, *parts)
        return sha256(repr(parts).encode()).hexdigest()[:24]

    def shared_seconds(self, now: datetime) -> int:
        """Return how long a shared cache may keep a page: never past the next publication."""
        if self.next_due is None:
            return SHARED_SECONDS
        return max(0, min(SHARED_SECONDS, int((self.next_due - now).total_seconds())))


def not_modified(
    request: Request, freshness: Freshness, now: datetime, variant: object = None
) -> Response | None:
    """Return a 304 when the client holds the current page, before anything is rendered.

    Only a validator of ours shows that the page exists. A date, or the `*` that stands for
    any page, is compared once it has been made.
    """
    asked = request.if_none_match
    etag = _etag(request, freshness, variant)
    if not asked or asked.star_tag or not asked.contains_weak(etag):
        return None
    response = Response(status=304)
    add_validators(response, request, freshness, now, variant)
    return response


def add_validators(
    response: Response,
    request: Request,
    freshness: Freshness,
    now: datetime,
    variant: object = None,
) -> None:
    """Mark a public page as one that caches may keep and ask about.

    ``variant`` is what else the page depends on, such as the year that dates leave out.
    """
    response.set_etag(_etag(request, freshness, variant), weak=True)
    # HTTP dates have whole seconds, so it is the second after the change: a change within
    # the second in which the page was sent must not go unseen. Until that second has come
    # the page has none: RFC 9110 forbids one that lies in the future.
    changed = freshness.changed_at + timedelta(seconds=1)
    if changed <= now:
        response.last_modified = changed
    response.headers["Cache-Control"] = (
        f"public, max-age=0, s-maxage={freshness.shared_seconds(now)}"
    )


def _etag(request: Request, freshness: Freshness, variant: object) -> str:
    return freshness.etag(current_app.extensions["assets"].release, request.full_path, variant)


def kept(name: str, key: Any, load: Callable[[], T]) -> T:
    """Return a value that this worker keeps for as long as its key stays the same.

    For what is asked on every page and changes only with the content: settings,
    navigation, totals. One value is kept per name.
    """
    memory: dict[str, tuple[Any, Any]] = current_app.extensions.setdefault("kept", {})
    held = memory.get(name)
    if held is None or held[0] != key:
        held = (key, load())
        memory[name] = held
    return cast(T, held[1])
