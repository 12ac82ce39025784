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
    def key(self) -> tuple[int, datetime | None]:
        return self.number, self.last_due

    @property
    def changed_at(self) -> datetime:
        return max(self.raised_at, self.last_due or self.raised_at)

    def etag(self, path: str, release: str) -> str:
        """Return the opaque part of the weak validator of one address."""
        parts = (self.number, self.last_due, release, path)
        return sha256(repr(parts).encode()).hexdigest()[:24]

    def shared_seconds(self, now: datetime) -> int:
        """Return how long a shared cache may keep a page: never past the next publication."""
        if self.next_due is None:
            return SHARED_SECONDS
        return max(0, min(SHARED_SECONDS, int((self.next_due - now).total_seconds())))


def not_modified(request: Request, freshness: Freshness, now: datetime) -> Response | None:
    """Return a 304 when the client holds the current page, before anything is rendered."""
    response = Response(status=304)
    add_validators(response, request, freshness, now)
    etag = freshness.etag(request.full_path, _release())
    if request.if_none_match:
        return response if request.if_none_match.contains_weak(etag) else None
    since = request.if_modified_since
    # HTTP dates have whole seconds. A change within the second in which the page was
    # sent would go unseen, so such a page does not count as unchanged.
    if since is not None and since >= freshness.changed_at + timedelta(seconds=1):
        return response
    return None


def add_validators(
    response: Response, request: Request, freshness: Freshness, now: datetime
) -> None:
    """Mark a public page as one that caches may keep and ask about."""
    response.set_etag(freshness.etag(request.full_path, _release()), weak=True)
    # Rounded up to the second after the change, for the comparison above. Until then the
    # page has none: RFC 9110 forbids one that lies in the future.
    changed = freshness.changed_at + timedelta(seconds=1)
    if changed <= now:
        response.last_modified = changed
    response.headers["Cache-Control"] = (
        f"public, max-age=0, s-maxage={freshness.shared_seconds(now)}"
    )


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


def _release() -> str:
    return cast(str, current_app.extensions["assets"].release)
