"""Pages for what went wrong, in the site's own look: what happened, and where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, make_response, redirect, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from blog.core.database import db
from blog.core.errors import DomainError, Forbidden
from blog.core.hooks import Hook
from blog.core.observability import log
from blog.core.pagination import BadPlace


@dataclass(frozen=True)
class Words:
    heading: str
    message: str


WORDS = {
    400: Words("That request makes no sense", "Part of the address or the form is not right."),
    403: Words("This page is not for you", "You may not see or do this with your account."),
    404: Words(
        "There is no leaf with that number", "It may have been moved, renamed, or never bound in."
    ),
    405: Words("That cannot be done here", "The address exists, but not for this kind of request."),
    410: Words("This leaf was taken out", "There was something here. Its author has removed it."),
    413: Words(
        "That is too much for one request",
        "Nothing was saved. Go back: what you typed is still in the form. "
        "Then make it shorter and send it again.",
    ),
    429: Words(
        "One moment, please", "Too many attempts came from you. Wait a little and try again."
    ),
    500: Words(
        "The press has jammed",
        "The fault is ours, and it has been written down. Please try again in a minute.",
    ),
    503: Words("Closed for a moment", "The site is being looked after. Please try again shortly."),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Forbidden, forbidden)
    app.register_error_handler(BadPlace, bad_place)


# Later features say what somebody may have looked for.
suggestions: Hook[[], Sequence[Any]] = Hook()


# Later features say where something went that had this path before, on this site or another.
former_addresses: Hook[[str], str | None] = Hook()


def _moved_to(path: str) -> str | None:
    try:
        return next(filter(None, former_addresses(path)), None)
    except SQLAlchemyError:
        db.session.rollback()
        return None


def _suggestions() -> list[Any]:
    try:
        return [entry for entries in suggestions() for entry in entries]
    except SQLAlchemyError:
        db.session.rollback()
        return []


def words_for(code: int) -> Words:
    return WORDS.get(code) or WORDS[500 if code >= 500 else 400]


def http_error(error: HTTPException) -> Response:
    """Render an error page; redirects and ready-made responses pass unchanged."""
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    if error.code == 404 and request.method in {"GET", "HEAD"} and (url := _moved_to(request.path)):
        return make_response(redirect(url, 301))
    return error_response(error.code, error, template="site/error.html")


def forbidden(error: Forbidden) -> Response:
    return error_response(403, error, template="site/error.html")


def bad_place(error: BadPlace) -> Response:
    return error_response(404, error, template="site/error.html")


def error_response(code: int, error: HTTPException | DomainError, *, template: str) -> Response:
    words = words_for(code)
    message = str(error) if isinstance(error, DomainError) else words.message
    original = getattr(error, "original_exception", None)
    if code >= 500:
        log.error("error", code=code, path=request.path, exc_info=original)
    response = make_response(
        render_template(
            template,
            code=code,
            heading=words.heading,
            message=message,
            path=request.path,
            request_id=g.get("request_id") if code >= 500 else None,
            contents=_suggestions() if code in {404, 410} else [],
        ),
        code,
    )
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name.lower() not in {"content-type", "content-length"}:
                response.headers[name] = value
    return response
