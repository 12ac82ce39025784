"""Toasts: what a screen of the desk tells after a change."""

from collections.abc import Sequence

from flask import flash

from blog.core.templating import shorten

MOST_PROBLEMS = 3
LONGEST_PROBLEM = 160


def tell(text: str) -> None:
    flash(text, "success")


def tell_refusal(reason: Exception) -> None:
    flash(str(reason), "error")


def tell_problems(problems: Sequence[str]) -> None:
    """Tell what could not be set as it was meant. The preview has the whole list."""
    if not problems:
        return
    told = [shorten(problem, LONGEST_PROBLEM) for problem in problems[:MOST_PROBLEMS]]
    if more := len(problems) - len(told):
        told.append(f"And {more} more: see the preview.")
    flash(" ".join(told), "problem")


def offer(text: str, *, undo: str | None = None, view: str | None = None) -> None:
    """Tell what was done, with a button that undoes it and a link to look at it.

    A message travels in a cookie of 4 KB: shorten the titles in it.
    """
    message = {"text": text, "action": undo, "label": "Undo", "view": view}
    flash(message, "undo")  # type: ignore[arg-type]  # Flask stores any JSON value
