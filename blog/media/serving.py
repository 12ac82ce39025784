"""Files as they are answered: their headers, ranges, and what is served while one is made.

An address names the bytes, so what is public may be kept for a year. What only drafts use is for
those at the desk: their own browsers keep it for an hour, and no other cache does. What a preview
link shows of a draft is kept by nobody.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Response, abort, current_app, make_response, redirect, request

from blog.core.assets import FOR_EVER
from blog.core.database import end_reading
from blog.media.files import File, file_of
from blog.media.making import ensure, ensure_plain
from blog.media.models import MediaItem, MediaKind
from blog.media.served import (
    Served,
    by_nearness,
    meant_by,
    nearest_to,
    the_original,
    the_rendition,
)
from blog.media.storage.current import Storage, StorageError, current_storage

CHUNK = 64 * 1024
PLAYED = {MediaKind.AUDIO, MediaKind.VIDEO}
LARGEST_PIECE = 4 * 1024 * 1024
NOT_KEPT = "private, no-store"
# It goes with `Vary: Cookie`: a browser shows what it keeps to those alone who have the same cookie
# as when it came, so not once somebody has signed out. The hour is for sessions that end elsewhere.
AT_DESK = "private, max-age=3600"
# Where an address leads may change: the focal point does, and so does a name.
FOR_A_WHILE = "public, max-age=300"
RETRY_AFTER = "5"
# Nothing in a file may run or load anything. A browser shows an image, a recording or a film on a
# page of its own making, which has a style; in a sandbox Chromium's page cannot load its film.
SHOWN = "default-src 'none'; style-src 'unsafe-inline'"
POLICIES = {
    MediaKind.IMAGE: f"{SHOWN}; img-src 'self'; sandbox",
    MediaKind.AUDIO: f"{SHOWN}; media-src 'self'",
    MediaKind.VIDEO: f"{SHOWN}; media-src 'self'",
    MediaKind.DOCUMENT: "default-src 'none'; sandbox",
}


def answer(item: MediaItem, filename: str, *, is_public: bool, is_desk: bool = False) -> Response:
    """Answer with a file of an item, or lead to its proper address. 404 for what there is not.

    ``is_desk`` says that whoever gets what is not public was asked for their session.
    """
    file = file_of(item)
    served = meant_by(file, filename)
    if served is None:
        abort(404)
    if served.filename != filename:
        return _lead_to(served, is_public=is_public)
    kept = FOR_EVER if is_public else AT_DESK if is_desk else NOT_KEPT
    # It may have to be made, and bytes take their time.
    end_reading()
    try:
        return _with_a_file(file, served, kept)
    except StorageError:
        return _not_now()


def answer_former(item: MediaItem, filename: str, *, is_public: bool) -> Response:
    """Lead from the address of a file that an item had to what came in its place."""
    served = nearest_to(file_of(item), filename)
    if served is None:
        abort(404)
    return _lead_to(served, is_public=is_public)


def original(item: MediaItem) -> Response:
    """Answer with the bytes as they were uploaded, to be saved. Who may is for the view to say."""
    file = file_of(item)
    end_reading()
    try:
        response = _send(file, the_original(file), NOT_KEPT)
    except StorageError:
        return _not_now()
    if response is None:
        abort(404)
    _name(response, "attachment", file.name)
    return response


def _lead_to(served: Served, *, is_public: bool) -> Response:
    response = make_response(redirect(served.path, 301))
    response.headers["Cache-Control"] = FOR_A_WHILE if is_public else NOT_KEPT
    return response


def _with_a_file(file: File, served: Served, kept: str) -> Response:
    response = _send(file, served, kept)
    if response is not None:
        return response
    is_image = file.kind is MediaKind.IMAGE
    if not is_image and not file.has_plain_copy:
        abort(404)
    made = ensure(file, served.rendition) if is_image else ensure_plain(file)
    response = _send(file, served, kept) if made else None
    return response or (_instead(file, served) if is_image else _not_now())


def _instead(file: File, served: Served) -> Response:
    """Answer with what is there already, so that no page breaks, and let nobody keep it."""
    for rendition in by_nearness(file, served.rendition or file.renditions[-1]):
        response = _send(file, the_rendition(file, rendition), NOT_KEPT)
        if response is not None:
            return response
    return _not_now()


def _send(file: File, served: Served, kept: str) -> Response | None:
    """Answer with bytes of the storage, whole, in part, or not again; None if there are none."""
    storage = current_storage()
    size = storage.size(served.stored)
    if size is None:
        return None
    response = Response(content_type=served.media_type, direct_passthrough=True)
    _describe(response, file, served, kept)
    accel = current_app.config["MEDIA_ACCEL"]
    if accel and storage.local_path(served.stored) is not None:
        response.headers["X-Accel-Redirect"] = accel + served.stored
        return response
    response.content_length = size
    response.set_etag(f"{file.digest[:16]}-{PurePosixPath(served.stored).name}")
    _make_conditional(response, file.kind, size)
    start, stop = response.content_range.start or 0, response.content_range.stop or size
    if response.status_code in {200, 206} and request.method != "HEAD":
        response.response = _pieces(storage, served.stored, start, stop)
    return response


def _describe(response: Response, file: File, served: Served, kept: str) -> None:
    response.headers["Cache-Control"] = kept
    if kept == AT_DESK:
        response.vary.add("Cookie")
    response.headers["Content-Security-Policy"] = POLICIES[file.kind]
    if kept == FOR_EVER:
        # Feed readers and other sites show what is public.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    manner = "attachment" if file.kind is MediaKind.DOCUMENT else "inline"
    _name(response, manner, served.filename if file.kind is MediaKind.IMAGE else file.name)


def _name(response: Response, manner: str, name: str) -> None:
    """Say under which name the file is to be saved (RFC 6266)."""
    names = {"filename": name}
    if not name.isascii():
        plain = name.encode("ascii", "replace").decode().replace("?", "_")
        names = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    response.headers.set("Content-Disposition", manner, **names)


def _make_conditional(response: Response, kind: MediaKind, size: int) -> None:
    """Send what somebody has not got yet: all of it, a part, or nothing.

    Several parts at once, and what nobody can read, are answered with the whole (RFC 9110).
    """
    part = _part(kind) if request.method == "GET" else None
    environ = {**request.environ, "HTTP_RANGE": part} if part else request.environ
    response.make_conditional(environ, accept_ranges=part is not None, complete_length=size)
    response.accept_ranges = "bytes"
    if response.status_code == 412:
        response.content_length = 0


def _part(kind: MediaKind) -> str | None:
    """Return the one part that is asked for, if it is one.

    Players ask for all that is left and take it as they play, which may be hours. They get a
    piece, and ask for the next one when they need it.
    """
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    ((start, stop),) = asked.ranges
    if kind in PLAYED and stop is None and start >= 0:
        return f"bytes={start}-{start + LARGEST_PIECE - 1}"
    return str(asked)


def _pieces(storage: Storage, stored: str, start: int, stop: int) -> Iterator[bytes]:
    """Give bytes of a file, which is opened when the first is wanted and closed after the last."""
    with storage.open(stored) as file:
        file.seek(start)
        while start < stop and (piece := file.read(min(CHUNK, stop - start))):
            start += len(piece)
            yield piece


def _not_now() -> Response:
    response = Response("This file is not ready yet. Try again in a few seconds.\n", 503)
    response.content_type = "text/plain; charset=utf-8"
    response.headers["Retry-After"] = RETRY_AFTER
    return response
