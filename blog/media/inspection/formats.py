"""The kinds of file that are taken in, and what each is called."""

from mmap import mmap
from typing import NamedTuple

# A file as it is looked at: mapped, never read whole.
Data = bytes | mmap


class Kind(NamedTuple):
    """``kind`` is image, audio, video or document; ``extension`` has no dot."""

    kind: str
    media_type: str
    extension: str
    noun: str


JPEG = Kind("image", "image/jpeg", "jpg", "a JPEG image")
PNG = Kind("image", "image/png", "png", "a PNG image")
GIF = Kind("image", "image/gif", "gif", "a GIF image")
WEBP = Kind("image", "image/webp", "webp", "a WebP image")
AVIF = Kind("image", "image/avif", "avif", "an AVIF image")

MP3 = Kind("audio", "audio/mpeg", "mp3", "an MP3 recording")
OGG = Kind("audio", "audio/ogg", "ogg", "an Ogg recording")
M4A = Kind("audio", "audio/mp4", "m4a", "an M4A recording")
WEBA = Kind("audio", "audio/webm", "weba", "a WebM recording")
MP4 = Kind("video", "video/mp4", "mp4", "an MP4 film")
WEBM = Kind("video", "video/webm", "webm", "a WebM film")

PDF = Kind("document", "application/pdf", "pdf", "a PDF document")
RTF = Kind("document", "application/rtf", "rtf", "an RTF document")
TEXT = Kind("document", "text/plain", "txt", "a plain text")
MARKDOWN = Kind("document", "text/markdown", "md", "a Markdown text")
CSV = Kind("document", "text/csv", "csv", "a CSV table")
VTT = Kind("document", "text/vtt", "vtt", "a file of captions")

_OPEN = "application/vnd.openxmlformats-officedocument."
DOCX = Kind("document", f"{_OPEN}wordprocessingml.document", "docx", "a Word document")
XLSX = Kind("document", f"{_OPEN}spreadsheetml.sheet", "xlsx", "an Excel workbook")
PPTX = Kind("document", f"{_OPEN}presentationml.presentation", "pptx", "a PowerPoint presentation")
_ODF = "application/vnd.oasis.opendocument."
ODT = Kind("document", f"{_ODF}text", "odt", "an OpenDocument text")
ODS = Kind("document", f"{_ODF}spreadsheet", "ods", "an OpenDocument table")
ODP = Kind("document", f"{_ODF}presentation", "odp", "an OpenDocument presentation")
EPUB = Kind("document", "application/epub+zip", "epub", "an EPUB book")

KINDS = (
    *(JPEG, PNG, GIF, WEBP, AVIF),
    *(MP3, OGG, M4A, WEBA, MP4, WEBM),
    *(PDF, RTF, TEXT, MARKDOWN, CSV, VTT),
    *(DOCX, XLSX, PPTX, ODT, ODS, ODP, EPUB),
)

# Other endings that people and programs give to the same kind.
SPELLINGS = {
    "jpg": {"jpeg", "jpe", "jfif"},
    "png": {"apng"},
    "avif": {"avifs"},
    "ogg": {"oga", "opus"},
    "m4a": {"m4b"},
    "mp4": {"m4v"},
    "txt": {"text"},
    "md": {"markdown"},
}
# Endings of what is not taken in, but gets a new ending when it turns out to be something else.
FOREIGN = frozenset(
    "heic heif tif tiff bmp svg ico psd jxl jp2 html htm xml wav flac aac wma mov mkv avi ogv "
    "doc xls ppt zip exe bin tmp".split()
)


def endings_of(kind: Kind) -> set[str]:
    """Say which endings of a name are right for this kind."""
    return {kind.extension} | SPELLINGS.get(kind.extension, set())


KNOWN_ENDINGS = FOREIGN.union(*map(endings_of, KINDS))
