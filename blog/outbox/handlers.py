"""Who does which kind of job: features register a handler for each, and their chores."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NoReturn

from blog.core.errors import DomainError

# Tried over some eleven hours: whatever is out of order is often mended by then.
MOST_ATTEMPTS = 12
# Whatever takes longer hangs: its worker is ended, and another tries again.
LIMIT = timedelta(hours=1)


class GiveUp(DomainError):  # noqa: N818 - says what to do
    """No further attempt can help. ``str(error)`` says why, to whoever looks after the site."""


@dataclass(frozen=True)
class Again:
    """The job got further and is not done yet: go on with it after a while."""

    after: timedelta = timedelta(0)


@dataclass(frozen=True)
class Running:
    """A job as its handler gets it.

    ``key`` is the same in every attempt, for services that can tell a repeated request.
    ``is_ending`` says that the worker was asked to stop: return Again soon.
    """

    key: str
    payload: Mapping[str, Any]
    attempt: int
    clock: Callable[[], datetime]
    is_ending: Callable[[], bool]


Do = Callable[[Running], Again | None]


@dataclass(frozen=True)
class Handler:
    """What does one kind of job. ``every`` is set for a chore: so long until its next time."""

    name: str
    do: Do
    attempts: int = MOST_ATTEMPTS
    limit: timedelta = LIMIT
    every: timedelta | None = None

    @property
    def words(self) -> str:
        """What it does, as people are told: the first line of the function's docstring."""
        return (self.do.__doc__ or self.name).partition("\n")[0]


@dataclass(frozen=True)
class Registry:
    """The handlers by name. There is one; tests make others."""

    handlers: dict[str, Handler] = field(default_factory=dict)

    def add(self, handler: Handler) -> None:
        self.handlers[handler.name] = handler

    def handler(self, name: str) -> Handler:
        """Return who does such jobs; for one that nobody knows, who gives it up."""
        return self.handlers.get(name) or Handler(name, _unknown)

    @property
    def chores(self) -> list[Handler]:
        return [each for each in self.handlers.values() if each.every is not None]


registry = Registry()


def handler(
    name: str, *, attempts: int = MOST_ATTEMPTS, limit: timedelta = LIMIT
) -> Callable[[Do], Do]:
    """Register a function for jobs of a name.

    It runs in an application context, outside of any transaction, at least once for each job:
    twice must be as good as once.
    """

    def register(do: Do) -> Do:
        registry.add(Handler(name, do, attempts, limit))
        return do

    return register


def chore(name: str, *, every: timedelta, limit: timedelta = LIMIT) -> Callable[[Do], Do]:
    """Register a function that is run again and again. It is never given up."""

    def register(do: Do) -> Do:
        registry.add(Handler(name, do, limit=limit, every=every))
        return do

    return register


def _unknown(job: Running) -> NoReturn:
    """Something that this release knows nothing of."""
    raise GiveUp(
        "Nobody here knows how to do this. It was asked for by another release of Quire: "
        "update the worker and try again."
    )
