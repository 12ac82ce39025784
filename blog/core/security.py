"""Which hosts are answered, and the headers that every response carries."""

import re

from flask import Flask, Response, abort, current_app, request
from flask.globals import request_ctx

PORT = re.compile(r":[0-9]+$")

# Nothing may load unless it is named here. Pictures in posts may come from other sites.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' https: data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",
    "base-uri": "'none'",
}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would leave CSRF protection over HTTPS without the referrer it checks.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(frame_ancestors: str) -> str:
    directives = [f"{name} {value}" for name, value in POLICY.items()]
    return "; ".join([*directives, f"frame-ancestors {frame_ancestors}"])


def allow_own_frames(response: Response) -> Response:
    """Let the desk show this response in a frame, as the editor does with its preview."""
    response.headers["Content-Security-Policy"] = content_security_policy("'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def init_app(app: Flask) -> None:
    app.before_request(_check_host)
    app.after_request(_add_headers)


def _check_host() -> None:
    # Flask's own check, TRUSTED_HOSTS, knows no IPv6 and no capitals. And where it refuses,
    # it leaves nothing to make addresses with, which the page that says so needs.
    allowed = current_app.config["ALLOWED_HOSTS"]
    if PORT.sub("", request.host.lower()) not in allowed:
        request_ctx.url_adapter = current_app.url_map.bind(allowed[0])
        abort(400)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", content_security_policy("'none'"))
    response.headers.setdefault("X-Frame-Options", "DENY")
    # Whatever did not say that it may be kept is meant for one person, once.
    response.headers.setdefault("Cache-Control", "no-store")
    # Said by the address of the site: behind a proxy the request itself is plain.
    if current_app.config["PREFERRED_URL_SCHEME"] == "https":
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
