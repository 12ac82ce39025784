"""Office documents and books that are ZIP archives inside."""

import re
from typing import IO
from zipfile import ZipFile

from blog.media.inspection.formats import DOCX, EPUB, ODP, ODS, ODT, PPTX, XLSX, Data, Kind
from blog.media.inspection.refusals import CUT_OFF, Refused

UNREADABLE = "This document is damaged and cannot be opened. Save it anew, and upload it again."
ARCHIVE = "This is an archive of files. Unpack it, and upload what is in it."
MACROS = "This document has macros, which are programs. Save it without them, or as PDF."

END = b"PK\x05\x06"
END_LENGTH, LONGEST_COMMENT = 22, 65535
# A list of what is in the archive that would take long to read.
LONGEST_LIST = 4 * 1024 * 1024
LONGEST_TYPES = 1024 * 1024

BY_MIMETYPE = {kind.media_type.encode(): kind for kind in (ODT, ODS, ODP, EPUB)}
BY_CONTENT_TYPE = {f"{kind.media_type}.main+xml".encode(): kind for kind in (DOCX, XLSX, PPTX)}
CONTENT_TYPE = re.compile(rb'ContentType\s*=\s*["\']([^"\']+)["\']')


def office_kind(data: Data, file: IO[bytes]) -> Kind:
    """Say which office document a ZIP archive is; raise ``Refused`` for any other archive."""
    end = end_of_archive(data)
    if end is None:
        raise Refused(CUT_OFF)
    listed = int.from_bytes(data[end + 12 : end + 16], "little")
    if listed > LONGEST_LIST or data[end - 20 : end - 16] == b"PK\x06\x07":
        raise Refused(ARCHIVE)
    try:
        with ZipFile(file) as archive:
            return _kind_in(archive)
    except Refused:
        raise
    except Exception as error:
        # Four ways to pack, each with its own errors, over bytes that somebody made up.
        raise Refused(UNREADABLE) from error


def end_of_archive(data: Data) -> int | None:
    """Return where the end of a ZIP archive begins with which the whole file ends, if it does."""
    start = max(0, len(data) - END_LENGTH - LONGEST_COMMENT)
    at = data.rfind(END, start, max(start, len(data) - END_LENGTH + len(END)))
    while at >= start:
        comment = int.from_bytes(data[at + 20 : at + 22], "little")
        if at + END_LENGTH + comment == len(data):
            return at
        at = data.rfind(END, start, at)
    return None


def _kind_in(archive: ZipFile) -> Kind:
    names = set(archive.namelist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(MACROS)
    if "mimetype" in names:
        said = _read(archive, "mimetype", 200).strip()
        if said in BY_MIMETYPE:
            return BY_MIMETYPE[said]
    elif "[Content_Types].xml" in names:
        said_types = CONTENT_TYPE.findall(_read(archive, "[Content_Types].xml", LONGEST_TYPES))
        for said in said_types:
            if said in BY_CONTENT_TYPE:
                return BY_CONTENT_TYPE[said]
        if any(b"macroEnabled" in said for said in said_types):
            raise Refused(MACROS)
    raise Refused(ARCHIVE)


def _read(archive: ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as file:
        return file.read(most)
