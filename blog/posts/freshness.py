"""Makes a blueprint public: its pages carry validators and are answered 304 before they
are rendered. Nothing here or below it opens the session."""

from typing import cast

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from blog.core import clock
from blog.core.caching import Freshness, add_validators, not_modified
from blog.core.database import db
from blog.posts.queries import read_freshness
from blog.site.formats import local


def make_public(blueprint: Blueprint) -> None:
    blueprint.before_request(_read_and_compare)
    blueprint.after_request(_mark)


def current_freshness() -> Freshness:
    """Return what was read when the request began, so that one page speaks of one moment."""
    if "freshness" not in g:
        g.now = clock.now()
        g.freshness = read_freshness(db.session(), g.now)
    freshness: Freshness = g.freshness
    return freshness


def _read_and_compare() -> ResponseReturnValue | None:
    freshness = current_freshness()
    return not_modified(request, freshness, g.now, _variant())


def _mark(response: Response) -> Response:
    if response.status_code == 200:
        add_validators(response, request, current_freshness(), g.now, _variant())
        return cast(Response, response.make_conditional(request))
    return response


def _variant() -> int:
    # Dates of the current year are shown without it.
    return local(g.now).year
