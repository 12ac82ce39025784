"""What a merge is told as, and how the text in the page becomes the merged one."""

from datetime import datetime
from itertools import accumulate

from blog.admin.desk import actor
from blog.core.database import db
from blog.core.templating import plural
from blog.posts import desk_queries
from blog.posts.matching import MOST_STEPS, common_ends, matched
from blog.posts.models import Post, Revision
from blog.posts.saving import Merged
from blog.posts.steps import Steps
from blog.site.formats import moment

FIELDS = {
    "title": "the title",
    "summary": "the summary",
    "slug": "the address",
    "tags": "the tags",
    "bylines": "the bylines",
    "visibility": "who may see it",
    "cover": "the cover",
    "cover_caption": "the caption of the cover",
}


def words_of_merge(post_id: int, merged: Merged) -> str:
    """Return the sentence that says who changed what in the meantime."""
    theirs = db.session().get_one(Revision, (post_id, merged.theirs))
    by_me = theirs.author_id == actor().id
    who = "You" if by_me else desk_queries.author_of(db.session(), theirs)
    where = " in another window" if by_me else ""
    return f"{who} changed {_things(merged)}{where}; both texts were merged."


def _things(merged: Merged) -> str:
    changed = [FIELDS[name] for name in merged.fields]
    if merged.paragraphs:
        changed.append(plural(merged.paragraphs, "paragraph", "paragraphs"))
    if not changed:
        return "the same places"
    *others, last = changed
    return f"{', '.join(others)} and {last}" if others else last


def news_of(post: Post, base: int) -> str | None:
    """Return the sentence that says that a page holds an older version, None if it does not."""
    if base >= post.head_number:
        return None
    head = db.session().get_one(Revision, (post.id, post.head_number))
    if head.merged_with == base:
        # The text of that page is in it; it is told when the page takes it in.
        return None
    if head.author_id == actor().id:
        return "You saved a newer version in another window."
    who = desk_queries.author_of(db.session(), head)
    return f"{who} saved a newer version {at(head.created_at)}."


def at(value: datetime) -> str:
    """at 14:05; yesterday, 22:41; on 18 November"""
    when = moment(value).replace("Yesterday", "yesterday")
    if ":" not in when:
        return f"on {when}"
    return when if "," in when else f"at {when}"


def replacements(old: str, new: str) -> list[tuple[int, int, str]]:
    """Return what turns one text into another: start, end and the words to put there.

    Places are those of the old text, counted in UTF-16 units as a browser does, first to last.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    places = [0, *accumulate(units(line) for line in before)]
    return [
        _trimmed(places[start], "".join(before[start:end]), "".join(after[of:to]))
        for equal, (start, end), (of, to) in matched(before, after, Steps(MOST_STEPS))
        if not equal
    ]


def _trimmed(place: int, old: str, new: str) -> tuple[int, int, str]:
    """Leave out what is the same at both ends: the less is replaced, the less can be disturbed."""
    head, tail = common_ends(old, new)
    start, end = head, len(old) - tail
    place += units(old[:start])
    return place, place + units(old[start:end]), new[start : len(new) - tail]


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
