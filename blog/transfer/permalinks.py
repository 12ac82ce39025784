"""Addresses that another program made from a pattern."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo

from blog.core.errors import DomainError
from blog.core.slugs import make_slug
from blog.transfer.documents import Document

# Jekyll's names for its own patterns.
PRESETS = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}


# What Jekyll leaves in `:title` as it was typed, beside letters of any case and digits. In
# `:slug` it leaves none of them, and no capitals: its documentation calls the one "pretty".
KEPT_IN_TITLES = "._~!$&'()+,;=@"


def _hyphened(document: Document, kept: str) -> str:
    """Return the name of a document with hyphens for the signs that an address had none of."""
    signs = (sign if sign in kept or _is_word(sign) else " " for sign in document.name)
    return "-".join("".join(signs).split()) or document.slug


def _is_word(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LM" or category == "Nd"


def _of_date(form: str) -> Callable[[Document], str]:
    return lambda document: document.date.strftime(form) if document.date else ""


def _plain_of_date(form: str) -> Callable[[Document], str]:
    return lambda document: (
        str(int(document.date.strftime(form))) if document.date is not None else ""
    )


PLACEHOLDERS: dict[str, Callable[[Document], str]] = {
    "categories": lambda document: "/".join(make_slug(name) for name in document.categories),
    "day": _of_date("%d"),
    "filename": lambda document: document.slug,
    "i_day": _plain_of_date("%d"),
    "i_month": _plain_of_date("%m"),
    "month": _of_date("%m"),
    "section": lambda document: document.path.partition("/")[0] if "/" in document.path else "",
    "short_year": _of_date("%y"),
    "slug": lambda document: _hyphened(document, "").lower(),
    "title": lambda document: _hyphened(document, KEPT_IN_TITLES),
    "y_day": _of_date("%j"),
    "year": _of_date("%Y"),
}
PLACEHOLDER = re.compile(r":([a-z_]+)")


def checked_pattern(pattern: str) -> str:
    """Return a pattern, or the one that a name of Jekyll's stands for.

    Raises:
        DomainError: a placeholder is none that is known.
    """
    pattern = PRESETS.get(pattern, pattern)
    for name in PLACEHOLDER.findall(pattern):
        if name not in PLACEHOLDERS:
            known = ", ".join(f":{name}" for name in PLACEHOLDERS)
            raise DomainError(f"“:{name}” is no part of a permalink. Known are {known}.")
    return pattern


def address_by(pattern: str, document: Document, zone: tzinfo) -> str:
    """Return the address that a pattern makes for a document; its day is that of the zone."""
    local = replace(document, date=document.date.astimezone(zone) if document.date else None)
    made = PLACEHOLDER.sub(lambda found: PLACEHOLDERS[found[1]](local), pattern)
    return re.sub(r"/{2,}", "/", made)
