"""The forms of a page as a browser without script sees them, and what it would send."""

from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Form:
    id: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str:
        return next(value for found, value in self.fields if found == name)

    def values(self, name: str) -> list[str]:
        return [value for found, value in self.fields if found == name]

    def data(self, **typed: str) -> dict[str, list[str]]:
        """Return what is sent, with other values typed into some fields."""
        names = {name for name, _ in self.fields}
        sent = {name: self.values(name) for name in names}
        return {**sent, **{name.replace("__", "-"): [value] for name, value in typed.items()}}


class Forms(HTMLParser):
    """Reads a page. Fields belong to the form around them, or to the one they name."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._waiting: list[tuple[str, str, str]] = []
        self._textarea: dict[str, str] | None = None
        self._select: dict[str, str] | None = None
        self._text = ""
        self.feed(page)
        for form_id, name, value in self._waiting:
            self[form_id].fields.append((name, value))

    def __getitem__(self, form_id: str) -> Form:
        return next(form for form in self.forms if form.id == form_id)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("id", ""), given.get("action", ""))
            self.forms.append(self._open)
        elif tag == "textarea":
            self._textarea, self._text = given, ""
        elif tag == "select":
            self._select = given
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given["value"])
        elif tag == "input" and is_sent(given):
            self._add(given, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = None
        if tag == "textarea" and self._textarea is not None:
            # A browser drops the first line break, and sends each as CR LF.
            text = self._text.replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")
            self._add(self._textarea, text)
            self._textarea = None

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_entityref(self, name: str) -> None:
        self._text += unescape(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text += unescape(f"&#{name};")

    def _add(self, given: dict[str, str], value: str) -> None:
        if not given.get("name"):
            return
        if "form" in given:
            self._waiting.append((given["form"], given["name"], value))
        elif self._open is not None:
            self._open.fields.append((given["name"], value))


def is_sent(given: dict[str, str]) -> bool:
    if given.get("type") in {"checkbox", "radio"}:
        return "checked" in given
    return given.get("type") not in {"submit", "button"}


def press(
    client: FlaskClient, page: TestResponse, form: Form | None = None, **typed: str
) -> TestResponse:
    """Press the button of a form, of the only one unless it is named."""
    if form is None:
        (form,) = Forms(page.text).forms
    return client.post(form.action or page.request.path, data=form.data(**typed))
