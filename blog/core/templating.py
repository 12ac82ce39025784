"""How templates are rendered, and the helpers that know no feature."""

from datetime import datetime

from flask import Flask, current_app
from jinja2 import StrictUndefined

from blog.core.forms import csrf_input

WORDS_A_MINUTE = 220


def init_app(app: Flask) -> None:
    environment = app.jinja_env
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    # A misspelt name is an error, not a hole in the page.
    environment.undefined = StrictUndefined
    app.add_template_filter(iso)
    app.add_template_filter(minutes)
    app.add_template_filter(number)
    app.add_template_filter(shorten)
    app.add_template_global(csrf_input)
    app.add_template_global(plural)
    app.add_template_global(site_url)


def iso(moment: datetime) -> str:
    """Return a moment for a `datetime` attribute, to the second, in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def minutes(words: int) -> str:
    """Return how long a text takes to read, in whole minutes, at least one."""
    return plural(max(1, round(words / WORDS_A_MINUTE)), "minute", "minutes")


def number(value: int) -> str:
    return f"{value:,}"


def plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def shorten(text: str, length: int = 60) -> str:
    """Return a text of at most so many characters, cut between words where it can be."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",;:. ") + "…"


def site_url(path: str = "/") -> str:
    """Return a path as a full address, from configuration: a request can claim any host."""
    return f"{current_app.config['SITE_URL']}{path}"
