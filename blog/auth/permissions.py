"""Who may do what: the one table, which docs/permissions.md shows to people.

Pure data. What it means for a post is in `posts/policies.py`, for a file in `media/policies.py`.
"""

from collections.abc import Mapping
from enum import StrEnum

from blog.auth.models import Role


class Deed(StrEnum):
    """What somebody may do at the desk; the value is how the documents call it."""

    WRITE = "write, preview, name and restore versions"
    NOTE = "read and write notes"
    HAND_IN = "hand in, and take back what waits"
    HAND_BACK = "hand back with a note"
    PUBLISH = "publish, update, schedule, unpublish"
    SHARE = "make and withdraw preview links"
    TRASH = "move to the trash, restore, delete for ever"
    BYLINES = "choose the bylines"
    ORDER = "put the pages in order"
    TAGS = "rename, describe, merge and delete tags"
    TRANSFER = "import and export"
    WORK = "look after the work in the background"
    UPLOAD = "upload pictures and files, see the library"
    MEDIA = "describe, replace and delete pictures and files"


class Whose(StrEnum):
    """With which posts or files; the value is how the documents call it."""

    NONE = "no"
    # Until readers could see it: from then on editors answer for it.
    OWN_DRAFTS = "own, until published"
    OWN = "own"
    ALL = "all"


def _row(contributor: Whose, author: Whose, editor: Whose, admin: Whose) -> Mapping[Role, Whose]:
    return {
        Role.CONTRIBUTOR: contributor,
        Role.AUTHOR: author,
        Role.EDITOR: editor,
        Role.ADMIN: admin,
        Role.OWNER: admin,
    }


PERMISSIONS: Mapping[Deed, Mapping[Role, Whose]] = {
    Deed.WRITE: _row(Whose.OWN_DRAFTS, Whose.OWN, Whose.ALL, Whose.ALL),
    Deed.NOTE: _row(Whose.OWN_DRAFTS, Whose.OWN, Whose.ALL, Whose.ALL),
    Deed.HAND_IN: _row(Whose.OWN_DRAFTS, Whose.OWN, Whose.ALL, Whose.ALL),
    Deed.HAND_BACK: _row(Whose.NONE, Whose.NONE, Whose.ALL, Whose.ALL),
    Deed.PUBLISH: _row(Whose.NONE, Whose.OWN, Whose.ALL, Whose.ALL),
    Deed.SHARE: _row(Whose.OWN_DRAFTS, Whose.OWN, Whose.ALL, Whose.ALL),
    Deed.TRASH: _row(Whose.OWN_DRAFTS, Whose.OWN, Whose.ALL, Whose.ALL),
    Deed.BYLINES: _row(Whose.NONE, Whose.NONE, Whose.ALL, Whose.ALL),
    Deed.ORDER: _row(Whose.NONE, Whose.NONE, Whose.ALL, Whose.ALL),
    Deed.TAGS: _row(Whose.NONE, Whose.NONE, Whose.ALL, Whose.ALL),
    Deed.TRANSFER: _row(Whose.NONE, Whose.NONE, Whose.NONE, Whose.ALL),
    Deed.WORK: _row(Whose.NONE, Whose.NONE, Whose.NONE, Whose.ALL),
    Deed.UPLOAD: _row(Whose.ALL, Whose.ALL, Whose.ALL, Whose.ALL),
    Deed.MEDIA: _row(Whose.OWN, Whose.OWN, Whose.ALL, Whose.ALL),
}


def whose(role: str, deed: Deed) -> Whose:
    """Return with which posts or files a role may do something."""
    return PERMISSIONS[deed][Role(role)]
