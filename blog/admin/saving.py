"""From the editor's form to a revision, for the views that save before they do more."""

from flask import request

from blog.admin.desk import actor
from blog.core import clock
from blog.core.database import write
from blog.posts import actions
from blog.posts.actions import Saved
from blog.posts.forms import EditorForm
from blog.posts.models import Kind


def create_from(form: EditorForm, kind: Kind) -> int:
    """Make a draft of what was typed; return its id."""
    snapshot, who = form.as_snapshot(), actor()
    with write() as session:
        return actions.create(session, kind, snapshot, who, clock.now()).id


def save_from(form: EditorForm, post_id: int) -> Saved:
    """Keep what was typed as a revision."""
    snapshot, who, base = form.as_snapshot(), actor(), _base_of(form)
    with write() as session:
        return actions.save(session, post_id, snapshot, base, who, clock.now())


def _base_of(form: EditorForm) -> int:
    """Return what the text is based on. "Keep mine" says: on theirs, which I have seen."""
    if request.form.get("resolve") == "mine":
        seen = request.form.get("theirs", "")
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    return form.base
