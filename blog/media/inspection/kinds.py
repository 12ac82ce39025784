"""What a file is, by its content alone; neither its name nor what a browser says of it counts.

Drawings (SVG), pages (HTML) and other XML are refused: they can hold programs, and as a mere
attachment a drawing is of no use as an image. So are programs, and archives, which hide what they
hold. A text that has tags further down stays a text: it is handed out as plain text to be saved.
"""

from typing import IO

from blog.media.inspection.boxes import brands_of
from blog.media.inspection.formats import AVIF, GIF, JPEG, MP3, PDF, PNG, RTF, WEBP, Data, Kind
from blog.media.inspection.offices import ARCHIVE, office_kind
from blog.media.inspection.refusals import CUT_OFF, EMPTY, Refused
from blog.media.inspection.sounds import is_mp3, mp4_kind, ogg_kind, webm_kind
from blog.media.inspection.texts import is_binary, is_drawing, is_page, text_kind

DRAWING = "SVG drawings can hold programs and are not accepted. Export it as PNG or WebP."
PAGE = "Web pages can hold programs and are not accepted. Save it as PDF or plain text."
PROGRAM = "This is a program. Programs are not accepted."
HEIC = "This is a HEIC image, which most browsers do not show. Export it as JPEG."
QUICKTIME = "This is a QuickTime film, which many browsers do not play. Export it as MP4."
MOBILE = "This is a 3GP film, which many browsers do not play. Export it as MP4."
RAW = "This is a TIFF or raw image, which browsers do not show. Export it as JPEG."
OTHER_IMAGE = "Browsers do not show images of this kind. Export it as JPEG, PNG or WebP."
OTHER_SOUND = "Not every browser plays recordings of this kind. Export it as MP3 or M4A."
OTHER_FILM = "Browsers do not play films of this kind. Export it as MP4 or WebM."
OLD_OFFICE = (
    "This is a document of an old Office program, which can hold programs. "
    "Save it as DOCX, XLSX, PPTX or PDF."
)
UNKNOWN = (
    "This kind of file is not accepted. Images may be JPEG, PNG, GIF, WebP or AVIF; recordings "
    "MP3, Ogg or M4A; films MP4 or WebM; documents PDF, Office files or plain text."
)

SIMPLE = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"{\\rtf", RTF),
)
REFUSED = (
    (b"II*\0", RAW),
    (b"MM\0*", RAW),
    (b"IIU\0", RAW),
    (b"IIRO", RAW),
    (b"FUJIFILM", RAW),
    (b"8BPS", OTHER_IMAGE),
    (b"\0\0\1\0", OTHER_IMAGE),
    (b"\xff\x0a", OTHER_IMAGE),
    (b"\0\0\0\x0cJXL ", OTHER_IMAGE),
    (b"\0\0\0\x0cjP  ", OTHER_IMAGE),
    (b"fLaC", OTHER_SOUND),
    (b"FORM", OTHER_SOUND),
    (b"0&\xb2u\x8ef\xcf\x11", OTHER_FILM),
    (b"FLV\1", OTHER_FILM),
    (b"\0\0\1\xba", OTHER_FILM),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xfe\xed\xfa", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\0asm", PROGRAM),
    (b"#!", PROGRAM),
    (b"\x1f\x8b", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"\xfd7zXZ\0", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\x28\xb5\x2f\xfd", ARCHIVE),
)
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
PDF_TAIL = 4096


def kind_of(data: Data, file: IO[bytes], ending: str) -> Kind:
    """Say what a file is that is mapped as ``data`` and open as ``file``.

    ``ending`` is that of its name, without the dot and in small letters; it only tells texts apart.
    Raises ``Refused``, with a sentence for people, for all that is not taken in.
    """
    head = data[:16]
    if not head:
        raise Refused(EMPTY)
    if simple := next((kind for magic, kind in SIMPLE if head.startswith(magic)), None):
        return simple
    if kind := _container(data, file, head):
        return kind
    _refuse_what_is_known(data, head)
    if is_mp3(data):
        return MP3
    if kind := text_kind(data, ending):
        return kind
    if head.startswith(b"BM"):
        raise Refused(OTHER_IMAGE)
    raise Refused(UNKNOWN)


def _container(data: Data, file: IO[bytes], head: bytes) -> Kind | None:
    if head[4:8] == b"ftyp":
        return _film_or_image(data, head)
    if head.startswith(b"PK\x03\x04"):
        return office_kind(data, file)
    readers = {
        b"RIFF": _riff,
        b"OggS": ogg_kind,
        b"\x1a\x45\xdf\xa3": webm_kind,
        b"%PDF": _pdf,
    }
    reader = readers.get(head[:4])
    return reader(data) if reader else None


def _riff(data: Data) -> Kind | None:
    form = data[8:12]
    if form in {b"WAVE", b"AVI "}:
        raise Refused(OTHER_SOUND if form == b"WAVE" else OTHER_FILM)
    return WEBP if form == b"WEBP" else None


def _film_or_image(data: Data, head: bytes) -> Kind:
    brands, major = brands_of(data), head[8:12]
    if brands & {b"avif", b"avis"}:
        return AVIF
    if brands & HEIC_BRANDS:
        raise Refused(HEIC)
    if major == b"qt  ":
        raise Refused(QUICKTIME)
    if major.startswith((b"3gp", b"3g2")):
        raise Refused(MOBILE)
    if major == b"crx ":
        raise Refused(RAW)
    return mp4_kind(data)


def _pdf(data: Data) -> Kind:
    if data.rfind(b"%%EOF", max(0, len(data) - PDF_TAIL)) < 0:
        raise Refused(CUT_OFF)
    return PDF


def _refuse_what_is_known(data: Data, head: bytes) -> None:
    for magic, sentence in REFUSED:
        if head.startswith(magic) and (magic == b"#!" or not _is_words(data[:512])):
            raise Refused(sentence)
    if is_drawing(data):
        raise Refused(DRAWING)
    if is_page(data):
        raise Refused(PAGE)


def _is_words(head: bytes) -> bool:
    """Say whether a file that begins with telling letters is a text that happens to."""
    return head.isascii() and not is_binary(head)
