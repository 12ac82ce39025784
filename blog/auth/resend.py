"""What was typed is kept when a form meets an ended session or a lost CSRF token.

The answer to such a POST holds everything that was sent, and a way to send it again; with
a sign-in on the same page where one is needed. It works without script.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, make_response, request
from flask_wtf.csrf import CSRFError

from blog.auth.forms import SignInForm
from blog.auth.sessions import current_person
from blog.auth.targets import safe_target
from blog.core.forms import page, wants_json
from blog.site.errors import http_error

PREFIX = "kept."
ACTION = "kept_action"
# A password belongs on no other page than the one it was typed into.
SECRETS = frozenset({"csrf_token", "password", "current_password", "new_password", ACTION})


@dataclass(frozen=True)
class Kept:
    """A form that could not be taken: where it was going, and all that was in it."""

    action: str
    fields: tuple[tuple[str, str], ...]


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _csrf_failed)


def kept_from(form: Iterable[tuple[str, str]], action: str) -> Kept:
    return Kept(action, tuple((name, value) for name, value in form if name not in SECRETS))


def kept_of_request() -> Kept:
    """Return what this request was meant to save."""
    if ACTION in request.form:
        return kept_through_sign_in()
    return kept_from(request.form.items(multi=True), request.full_path.rstrip("?"))


def kept_through_sign_in() -> Kept:
    """Return what a sign-in carries along for the form that came before it."""
    fields = tuple(
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    )
    return Kept(safe_target(request.form[ACTION]), fields)


def ask_to_sign_in(kept: Kept, form: SignInForm | None = None, status: int = 401) -> Response:
    """Show what was typed, with a sign-in that carries it along."""
    return page(
        "auth/resend.html",
        status,
        heading="You were signed out",
        message="Nothing is lost: what you typed is on this page. Sign in to save it."
        + _about_files(),
        fields=[(PREFIX + name, value) for name, value in kept.fields],
        action=kept.action,
        sign_in_form=form or SignInForm(formdata=None),
        button="Sign in",
    )


def _about_files() -> str:
    # A page can hold every field but a file: no browser lets it.
    return " Only the file has to be chosen again, on the next page." if request.files else ""


def ask_to_send_again(
    kept: Kept, heading: str, message: str, status: int, *, button: str = "Send it again"
) -> Response:
    return page(
        "auth/resend.html",
        status,
        heading=heading,
        message=message,
        fields=list(kept.fields),
        action=kept.action,
        sign_in_form=None,
        button=button,
    )


def _came_from_here() -> bool:
    """Say whether one of our own pages sent this. Browsers tell plain HTTP sites less."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    return sender is None or urlsplit(sender).netloc == request.host


def _csrf_failed(error: CSRFError) -> Response:
    if wants_json():
        # The script fetches another token, or asks for the sign-in, and sends it again.
        status = 401 if current_person() is None else 400
        return make_response(jsonify(reason="You were signed out.", token=False), status)
    if not _came_from_here():
        # Words that a page elsewhere sent are not offered for sending in our name.
        return http_error(error)
    kept = kept_of_request()
    if request.path.startswith("/admin/") and current_person() is None:
        return ask_to_sign_in(kept)
    return ask_to_send_again(
        kept,
        "Please send that again",
        "This page was open for so long, or in so many tabs, that we could not be sure it "
        "was you who sent it. Nothing is lost: what you typed is still here." + _about_files(),
        400,
    )
