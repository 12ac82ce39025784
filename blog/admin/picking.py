"""The rows that are picked in a list, to do something with all of them."""

from collections.abc import Sequence

from flask import request

from blog.posts.forms import number_of


def picked() -> list[int]:
    """Return the ids of the rows that are picked, each once."""
    return list(dict.fromkeys(filter(None, map(number_of, request.values.getlist("id")))))


def why_not(ids: Sequence[int], most: int) -> str:
    """Return why nothing is done with these rows; nothing when it can be."""
    if not ids:
        return "Pick something first, then choose what to do with it."
    if len(ids) > most:
        return f"At most {most} can be changed at once. Nothing was changed."
    return ""
