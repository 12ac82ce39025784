"""Toasts: what a screen of the desk tells after a change."""

from flask import flash


def tell(text: str) -> None:
    flash(text, "success")


def tell_refusal(reason: Exception) -> None:
    flash(str(reason), "error")


def offer(text: str, *, undo: str | None = None, view: str | None = None) -> None:
    """Tell what was done, with a button that undoes it and a link to look at it.

    A message travels in a cookie of 4 KB: shorten the titles in it.
    """
    message = {"text": text, "action": undo, "label": "Undo", "view": view}
    flash(message, "undo")  # type: ignore[arg-type]  # Flask stores any JSON value
