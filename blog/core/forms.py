"""The base of every form."""

import re
from collections.abc import Iterable
from typing import Any

from flask import Response, make_response, render_template, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import Field

# Newer than the types that are published for it.
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from blog.core.errors import DomainError, FieldError

CONTROL = re.compile("[\x00-\x1f\x7f\ufffe\uffff]")
# Tab and line feed are text; what XML 1.0 and PostgreSQL cannot hold is not.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose errors may come from its validators or, later, from an action."""

    form_errors: list[str]

    def add_error(self, error: DomainError) -> None:
        """Put a refusal next to the field that caused it, or above the form."""
        name = error.field if isinstance(error, FieldError) else None
        field: Field | None = self._fields.get(name) if name else None
        if field is None:
            self.form_errors = [*self.form_errors, str(error)]
        else:
            field.errors = [*field.errors, str(error)]


def options(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """Return the choices of a field: what is sent, and what people read."""
    return [SelectChoice(value, label) for value, label in pairs]


def one_line(value: str | None) -> str:
    """Filter: a value without line breaks, control characters and space around it."""
    return " ".join(CONTROL.sub(" ", value).split()) if value else ""


def many_lines(value: str | None) -> str:
    """Filter: line ends as the body keeps them (a browser sends CR LF for each), and no
    control characters."""
    if not value:
        return ""
    return NOT_TEXT.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def csrf_input() -> Markup:
    """Return the hidden field for a form that is only a button."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def wants_json() -> bool:
    """Say whether a script asked, which puts the answer into the page by itself."""
    return request.accept_mimetypes.best == "application/json"


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Render a page with a status."""
    return make_response(render_template(template, **context), status)
