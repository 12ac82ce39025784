"""Import: files become posts, once each, and again only when they changed.

Every file is a change of its own, so that a run that was stopped anywhere and is started
again ends as if it had not been. A table of sources says what came in already.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from blog.core.database import db, end_reading, write
from blog.core.errors import DomainError
from blog.core.forms import many_lines
from blog.core.markdown.style import HouseStyle
from blog.media.resolving import typeset
from blog.site.queries import read_site
from blog.transfer.documents import Document, read_document
from blog.transfer.exporting import SITE_FILE
from blog.transfer.folder import Content, File, files_of
from blog.transfer.front_matter import Unreadable, part
from blog.transfer.intake import Taken, notes_on, take_files
from blog.transfer.media_records import is_media_record, media_records_of
from blog.transfer.media_returning import take_media_record
from blog.transfer.models import Result
from blog.transfer.permalinks import address_by
from blog.transfer.plan import Outcome, Plan, Skip, source_of
from blog.transfer.posting import Incoming, store
from blog.transfer.records import is_record
from blog.transfer.references import rewritten
from blog.transfer.returning import (
    is_beside_another,
    site_file_of,
    take_record,
    take_site,
    with_live,
)
from blog.transfer.said_covers import without_cover
from blog.transfer.shown_files import Shown, may_show_files, shown_by

RACED = "Somebody else brought in the same at this moment. Bring it in again."


def bring_in(plan: Plan) -> Iterator[Outcome]:
    """Bring in the files of a folder, one after the other, and say what became of each post.

    Of what is no post, the site and items of the library, it says something only where that was
    skipped or brings in a file.
    """
    for file in files_to_take(plan.folder):
        outcome = take(file, plan)
        is_post = outcome.path != SITE_FILE and not is_media_record(outcome.path)
        if is_post or outcome.files or outcome.result is Result.SKIPPED:
            yield outcome


def files_to_take(folder: Path) -> Iterator[File]:
    """Yield what is taken from a folder, one by one, in one order: the site first, then the
    library, which the posts show."""
    yield from site_file_of(folder)
    yield from media_records_of(folder)
    for file in files_of(folder):
        if not is_beside_another(file):
            yield file


def take(file: File, plan: Plan) -> Outcome:
    """Bring one file in, in a transaction of its own."""
    for _ in range(2):
        try:
            return _bring_in(file, plan)
        except IntegrityError:
            # Another import stored the file, or a name in it, between our reading and our
            # writing. It is there now, so the second time this one finds it.
            end_reading()
    return Outcome(file.path, Result.SKIPPED, RACED)


def _bring_in(file: File, plan: Plan) -> Outcome:
    try:
        if file.path == SITE_FILE:
            return take_site(file, plan)
        if is_media_record(file.path):
            return take_media_record(file, plan)
        return _take(file, plan)
    except Unreadable as error:
        return Outcome(file.path, Result.SKIPPED, error.reason, error.line)
    except (Skip, DomainError) as error:
        return Outcome(file.path, Result.SKIPPED, str(error))


def _take(file: File, plan: Plan) -> Outcome:
    content = with_live(file, plan.folder)
    known = source_of(db.session(), plan, file.path)
    is_same = known is not None and known.digest == content.digest
    files_digest = known.files_digest if known is not None else ""
    end_reading()
    shows_files = may_show_files(content.text)
    if is_same and not shows_files:
        return Outcome(file.path, Result.UNCHANGED)
    parted = part(many_lines(content.text))
    if is_record(parted):
        return (
            Outcome(file.path, Result.UNCHANGED)
            if is_same
            else take_record(file, content, parted, plan)
        )
    site = read_site(db.session())
    style, zone = site.style(plan.host), site.zone
    end_reading()
    document = _with_address(read_document(content.text, file.path, zone), zone, plan)
    shown = shown_by(document, plan.folder) if shows_files else Shown()
    if is_same and files_digest == shown.digest:
        return Outcome(file.path, Result.UNCHANGED)
    return _take_document(document, content, shown, style, plan)


def _with_address(document: Document, zone: tzinfo, plan: Plan) -> Document:
    if not plan.permalinks or document.draft:
        return document
    address = address_by(plan.permalinks, document, zone)
    return replace(document, addresses=(*document.addresses, address))


def _take_document(
    document: Document, content: Content, shown: Shown, style: HouseStyle, plan: Plan
) -> Outcome:
    """Make a post of a document, with what it shows of the folder."""
    if shown.files and not plan.dry_run:
        # Nothing of it is to come in if the text cannot.
        _store(_incoming(document, content, shown, Taken({}, {}), style), plan, is_trial=True)
    taken = take_files(shown, plan)
    incoming = _incoming(document, content, shown, taken, style)
    return _store(incoming, plan, is_trial=plan.dry_run)


def _incoming(
    document: Document, content: Content, shown: Shown, taken: Taken, style: HouseStyle
) -> Incoming:
    keys = {url: f"media:{key}" for url, key in taken.keys.items() if key}
    cover = document.cover if document.cover and document.cover.url in taken.pictures else None
    if keys:
        document = replace(document, body=rewritten(document.body, keys.get))
    if cover:
        document = replace(document, front_matter=without_cover(document.front_matter, cover))
    return Incoming(
        document,
        content.digest,
        typeset(db.session(), document.body, style),
        style,
        files_digest=shown.digest,
        cover=taken.keys[cover.url] if cover else "",
        cover_caption=cover.caption if cover else "",
        notes=(*taken.notes, *notes_on(taken.stayed, content.text)),
        stayed=tuple(taken.stayed),
        files=taken.files,
    )


def _store(incoming: Incoming, plan: Plan, *, is_trial: bool) -> Outcome:
    with write() as session:
        outcome = store(session, incoming, plan)
        if is_trial:
            # Everything was tried, so that what is told is what would be.
            session.rollback()
        else:
            plan.keep(session, outcome)
    return outcome
