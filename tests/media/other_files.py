"""Makes recordings, films and documents: small ones, with real headers."""

import struct
from functools import cache
from io import BytesIO
from zipfile import ZipFile

MP3_FRAME = b"\xff\xfb\x90\x00".ljust(417, b"\0")
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + name + body


def film(brand: bytes, *handlers: bytes) -> bytes:
    tracks = [
        box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(13))))
        for handler in handlers
    ]
    return (
        box(b"ftyp", brand, bytes(4), b"isom", brand)
        + box(b"mdat", bytes(100))
        + box(b"moov", box(b"mvhd", bytes(100)), *tracks)
    )


def tagged(frames: bytes, tag: bytes = b"TIT2 and more") -> bytes:
    """Put an ID3 tag before the frames of an MP3."""
    return b"ID3\x04\0\0" + bytes((0, 0, len(tag) >> 7, len(tag) & 0x7F)) + tag + frames


def ogg(*packets: bytes) -> bytes:
    return (
        b"".join(
            struct.pack("<4sBBQIIIB", b"OggS", 0, 2, 0, serial, 0, 0, 1)
            + bytes((len(packet),))
            + packet
            for serial, packet in enumerate(packets)
        )
        + struct.pack("<4sBBQIIIB", b"OggS", 0, 0, 0, 0, 1, 0, 1)
        + b"\x04data"
    )


def matroska(doctype: bytes, *codecs: bytes) -> bytes:
    head = b"\x42\x82" + bytes((0x80 | len(doctype),)) + doctype
    tracks = b"".join(b"\x86" + bytes((0x80 | len(codec),)) + codec for codec in codecs)
    return b"\x1a\x45\xdf\xa3" + bytes((0x80 | len(head),)) + head + b"\x18\x53\x80\x67" + tracks


def archive(**files: bytes) -> bytes:
    """Make a ZIP; ``__`` in the name of a file stands for its dot."""
    target = BytesIO()
    with ZipFile(target, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "."), content)
    return target.getvalue()


def open_xml(kind: str, **more: bytes) -> bytes:
    said = f'<Types><Override PartName="/x" ContentType="{kind}.main+xml"/></Types>'
    return archive(**{"[Content_Types]__xml": said.encode(), **more})


@cache
def other_files() -> dict[str, tuple[bytes, str]]:
    """Make every other kind that is taken in, by name, with its media type."""
    office, document = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis."
    word, sheet = f"{office}wordprocessingml.document", f"{office}spreadsheetml.sheet"
    slides = f"{office}presentationml.presentation"
    odf = {name: f"{document}opendocument.{name}" for name in ("text", "spreadsheet")}
    odf["presentation"] = f"{document}opendocument.presentation"
    return {
        "bare.mp3": (MP3_FRAME * 5, "audio/mpeg"),
        "tagged.mp3": (tagged(bytes(300) + MP3_FRAME * 4), "audio/mpeg"),
        "vorbis.ogg": (ogg(b"\x01vorbis and more"), "audio/ogg"),
        "opus.opus": (ogg(b"OpusHead and more"), "audio/ogg"),
        "skeleton.oga": (ogg(b"fishead\0 and", b"\x7fFLAC and more"), "audio/ogg"),
        "sound.m4a": (film(b"M4A ", b"soun"), "audio/mp4"),
        "film.mp4": (film(b"mp42", b"vide", b"soun"), "video/mp4"),
        "silent.m4v": (film(b"M4V ", b"vide"), "video/mp4"),
        "film.webm": (matroska(b"webm", b"V_VP9", b"A_OPUS"), "video/webm"),
        "sound.weba": (matroska(b"webm", b"A_OPUS"), "audio/webm"),
        "paper.pdf": (PDF, "application/pdf"),
        "letter.rtf": (b"{\\rtf1 Hello}", "application/rtf"),
        "notes.txt": ("Grüße,\tWelt\r\n".encode(), "text/plain"),
        "marked.txt": (b"\xef\xbb\xbfWith a mark\n", "text/plain"),
        "notes.md": (b"# Title\n\n<div>Some *words*</div>\n", "text/markdown"),
        "table.csv": (b"a,b\n1,2\n", "text/csv"),
        "words.vtt": (b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", "text/vtt"),
        "text.docx": (open_xml(word), word),
        "table.xlsx": (open_xml(sheet), sheet),
        "talk.pptx": (open_xml(slides), slides),
        "text.odt": (archive(mimetype=odf["text"].encode()), odf["text"]),
        "table.ods": (archive(mimetype=odf["spreadsheet"].encode()), odf["spreadsheet"]),
        "talk.odp": (archive(mimetype=odf["presentation"].encode()), odf["presentation"]),
        "book.epub": (archive(mimetype=b"application/epub+zip"), "application/epub+zip"),
    }
