"""How large a request may be: a form for everybody, a file for whoever may send one."""

from flask import Flask, request

from blog.core.hooks import Hook

# Later features say how many bytes the request may have that has just arrived, where that is
# more than MAX_CONTENT_LENGTH. Nothing of it was read yet.
largest_request: Hook[[], int | None] = Hook()


def init_app(app: Flask) -> None:
    """Ask before anything reads the form, as the check of the CSRF token does."""
    app.before_request(_make_room)


def _make_room() -> None:
    sizes = [size for size in largest_request() if size is not None]
    if sizes:
        request.max_content_length = max(sizes)
