"""How large a request may be, and where its files go: a form for everybody, files for whoever
may send them."""

from collections.abc import Callable
from typing import IO, cast

from flask import Flask, Request, request

from blog.core.hooks import Hook

OpenFile = Callable[[], IO[bytes]]

# Later features say how many bytes the request may have that has just arrived, where that is
# more than MAX_CONTENT_LENGTH. Nothing of it was read yet.
largest_request: Hook[[], int | None] = Hook()

# Later features say what opens a file for each one in the request that has just arrived. The
# system's folder for temporary files, where they go otherwise, may be memory.
files_of_request: Hook[[], OpenFile | None] = Hook()


class UploadRequest(Request):
    """A request that writes its files where a feature says while it is read.

    They are closed at its end, those too that a broken connection or a form that is too large
    left half written.
    """

    open_file: OpenFile | None = None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.open_file is None:
            return super()._get_file_stream(
                total_content_length, content_type, filename, content_length
            )
        file = self.open_file()
        self.__dict__.setdefault("opened_files", []).append(file)
        return file

    def close(self) -> None:
        super().close()
        for file in self.__dict__.get("opened_files", []):
            file.close()


def init_app(app: Flask) -> None:
    """Ask before anything reads the form, as the check of the CSRF token does."""
    app.request_class = UploadRequest
    app.before_request(_make_room)


def _make_room() -> None:
    sizes = [size for size in largest_request() if size is not None]
    if sizes:
        request.max_content_length = max(sizes)
    for opener in filter(None, files_of_request()):
        cast(UploadRequest, request).open_file = opener
