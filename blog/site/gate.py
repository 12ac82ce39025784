"""Until somebody has set the site up there is nothing to read, and every address says so."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue

from blog.site.context import current_site

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def open_before_setup(view: View) -> View:
    """Mark a view that answers before the site is set up."""
    view.open_before_setup = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    app.before_request(_say_not_set_up)


def _say_not_set_up() -> ResponseReturnValue | None:
    # Once set up, always set up: nothing is asked after the first time.
    if current_app.extensions.get("set_up"):
        return None
    endpoint = request.endpoint or ""
    view = current_app.view_functions.get(endpoint)
    if endpoint in {"static", "assets.stylesheet"} or hasattr(view, "open_before_setup"):
        return None
    if current_site().set_up_at is not None:
        current_app.extensions["set_up"] = True
        return None
    return render_template("site/not_set_up.html"), 503, {"Retry-After": "60"}
