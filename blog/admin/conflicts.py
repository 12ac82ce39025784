"""Two texts of one post, where one is to be made of them: what differs, and what was chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import request

from blog.admin.desk import actor
from blog.admin.merging import FIELDS
from blog.admin.presenters import cover_name
from blog.auth.queries import people_by_id
from blog.core.database import db
from blog.core.templating import shorten
from blog.posts import desk_queries
from blog.posts.ancestry import base_of
from blog.posts.forms import VISIBILITIES, number_of
from blog.posts.merge import FieldPlace, MergedSnapshot, Side, merge_snapshots
from blog.posts.models import Post, Revision
from blog.posts.saving import Decision, Verdict, key_of
from blog.posts.snapshot import snapshot_of
from blog.posts.word_comparison import Change, Piece, compare_words

MOST_PLACES = 1000
LONGEST_WORDS = 40


@dataclass(frozen=True)
class Choice:
    """One place that both changed: what is removed is mine, what is added is theirs."""

    name: str
    what: str
    pieces: tuple[Piece, ...]
    mine: str
    theirs: str
    may_be_both: bool


@dataclass(frozen=True)
class Conflict:
    """A newer head that somebody saved, beside the text in the form.

    There are no choices where nobody knows any more what both began with.
    """

    by: str
    by_me: bool
    at: datetime
    mine_number: int
    theirs_number: int
    choices: tuple[Choice, ...]
    key: str


def conflict_with(post: Post, mine_number: int) -> Conflict:
    """Return what differs between a text that was kept beside the head of its post, and that."""
    session = db.session()
    head = session.get_one(Revision, (post.id, post.head_number))
    mine = session.get_one(Revision, (post.id, mine_number))
    base = base_of(session, post.id, mine_number, post.head_number)
    merge = None
    if base is not None:
        merge = merge_snapshots(*(snapshot_of(each) for each in (base, head, mine)))
    return Conflict(
        by=desk_queries.author_of(session, head),
        by_me=head.author_id == actor().id,
        at=head.created_at,
        mine_number=mine_number,
        theirs_number=head.number,
        choices=tuple(_choices(merge)) if merge else (),
        key=key_of(merge) if merge else "",
    )


def _choices(merge: MergedSnapshot) -> Iterator[Choice]:
    for field in merge.fields:
        mine, theirs = _shown(field, field.mine), _shown(field, field.theirs)
        yield _choice(f"place-{field.name}", FIELDS[field.name], mine, theirs)
    for number, place in enumerate(merge.body.places):
        yield _choice(f"place-{number}", "", place.mine, place.theirs, may_be_both=True)


def _shown(field: FieldPlace, value: str | tuple[int, ...]) -> str:
    if field.name == "visibility":
        return dict(VISIBILITIES)[str(value)]
    if isinstance(value, str):
        return cover_name(value) if field.name == "cover" else value
    people = people_by_id(db.session(), value)
    return ", ".join(people[number].name for number in value if number in people)


def _choice(name: str, what: str, mine: str, theirs: str, *, may_be_both: bool = False) -> Choice:
    pieces = compare_words(mine, theirs)
    return Choice(
        name,
        what,
        pieces,
        _words(mine, pieces, Change.REMOVED),
        _words(theirs, pieces, Change.ADDED),
        may_be_both and bool(mine) and bool(theirs),
    )


def _words(text: str, pieces: tuple[Piece, ...], change: Change) -> str:
    """Return the words by which a side is known: those that only it has, where they are few."""
    if not text:
        return "leave it out"
    own = [piece.text.strip() for piece in pieces if piece.change is change]
    words = [words for words in own if words]
    if len(words) == 1 and "\n" not in words[0]:
        return f"“{shorten(words[0], LONGEST_WORDS)}”"
    return "" if words else "without that"


def decision_of_request() -> Decision | None:
    """Return what was decided in the notice above the text; None where nothing was."""
    verdict = request.form.get("resolve", "")
    if verdict not in list(Verdict):
        return None
    sides, fields = _sides(request.form)
    return Decision(
        Verdict(verdict),
        number_of(request.form.get("theirs")),
        request.form.get("places", ""),
        sides,
        fields,
    )


def _sides(form: Mapping[str, str]) -> tuple[tuple[Side, ...], dict[str, Side]]:
    chosen = {
        name.removeprefix("place-"): Side(value)
        for name, value in form.items()
        if name.startswith("place-") and value in list(Side)
    }
    numbered = [str(number) for number in range(MOST_PLACES) if str(number) in chosen]
    sides = tuple(chosen.pop(number) for number in numbered)
    return sides, {name: side for name, side in chosen.items() if name in FIELDS}
