"""Makes real films as telephones, cameras and drones do, which say where and with what they were
taken. Browsers play them: their pictures are those of AVIF images, which are in AV1 as well."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from struct import pack

from tests.media.other_files import box
from tests.media.pictures import moving, painted, saved

SECRET = b"SECRET-48.8584N"
# When it was taken, as a film says it.
CREATED = 0xE1B2C3D4
WIDTH, HEIGHT, PICTURES, SECONDS = 64, 48, 4, 2
APPLE_PLACE = b"com.apple.quicktime.location.ISO6709"
ENDLESS = b"\1" + b"\xff" * 7
MATRIX = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


@dataclass
class Parts:
    """What a film has beside its pictures."""

    # Boxes: at the very end, in the movie, in its track, and among those of the track's tables.
    behind: Sequence[bytes] = ()
    movie: Sequence[bytes] = ()
    track: Sequence[bytes] = ()
    tables: Sequence[bytes] = ()
    # Samples of tracks that are not played, by what their handler is called.
    telling: dict[bytes, list[bytes]] = field(default_factory=dict)
    # Bytes that no table names: before, among and after the pictures.
    before: bytes = b""
    among: bytes = b""
    after: bytes = b""
    maker: bytes = b""
    created: int = 0
    version: int = 0
    # How far from their places the tables say that these samples are.
    shift: int = 0


def telling_mp4() -> bytes:
    """Make a film that says everything that any of them ever said."""
    said = pack(">HH", len(SECRET), 0x15C7) + SECRET
    words = box(b"\xa9xyz", said) + box(b"\xa9mak", said) + box(b"\xa9mod", said)
    place = box(b"loci", pack(">IH", 0, 0x15C7), SECRET, b"\0\0", bytes(12), SECRET, b"\0\0")
    value = box(b"\0\0\0\1", box(b"data", pack(">II", 1, 0), SECRET))
    named = box(b"hdlr", bytes(8), b"mdta", bytes(13))
    apple = named + box(b"keys", pack(">II", 0, 1), box(b"mdta", APPLE_PLACE)) + box(b"ilst", value)
    refers = box(b"tref", box(b"cdsc", pack(">I", 2)))
    return mp4(
        Parts(
            behind=(box(b"uuid", SECRET * 3), box(b"free", SECRET), box(b"skip", SECRET)),
            movie=(box(b"udta", words, place), box(b"meta", apple), gps_box()),
            track=(box(b"udta", words), box(b"meta", bytes(4), apple), refers),
            tables=(box(b"uuid", SECRET * 3), box(b"free", SECRET)),
            telling={
                b"meta": [SECRET + pack(">I", each) for each in range(PICTURES)],
                b"text": [SECRET * each for each in range(1, PICTURES + 1)],
            },
            maker=SECRET,
            created=CREATED,
        )
    )


def gps_box() -> bytes:
    """Make a box with a length of eight bytes, as some cameras write."""
    return pack(">I4sQ", 1, b"gps ", 16 + len(SECRET)) + SECRET


def mp4(parts: Parts) -> bytes:
    head = box(b"ftyp", b"mp42", bytes(4), b"mp42av01isom")
    # Pictures and what goes with them lie side by side, as in a file of a camera.
    samples = [pictures(), *parts.telling.values()]
    places: list[list[int]] = [[] for _ in samples]
    content, start = parts.before, len(head) + 8
    for number, together in enumerate(zip(*samples, strict=True)):
        content += parts.among if number else b""
        for track, sample in enumerate(together):
            shift = parts.shift if track else 0
            places[track].append(max(0, start + len(content) + shift))
            content += sample
    tracks = [
        _track(number, handler, sizes, where, parts)
        for number, (handler, sizes, where) in enumerate(
            zip((b"vide", *parts.telling), samples, places, strict=True), 1
        )
    ]
    movie = box(b"moov", _movie_header(parts), *tracks, *parts.movie)
    return head + box(b"mdat", content + parts.after) + movie + b"".join(parts.behind)


def mp4_fields(version: int, created: int) -> bytes:
    """Return a version, flags, and the moments when something was made and changed."""
    return pack(">B3x" + ("QQ" if version else "II"), version, created, created)


@cache
def pictures() -> list[bytes]:
    """Return a key frame for each picture of a film."""
    frames = [*moving(PICTURES - 1, (WIDTH, HEIGHT)), painted(WIDTH, HEIGHT)]
    return [_content(saved(frame.convert("RGB"), "AVIF")) for frame in frames]


@cache
def codec_settings() -> bytes:
    """Return what a decoder is told first, which is the content of the box ``av1C``."""
    avif = saved(painted(WIDTH, HEIGHT), "AVIF")
    return _content(avif, b"av1C")


def webm(*behind: bytes, info: bytes = b"", tracks: bytes = b"", endless: bool = False) -> bytes:
    """Make a film of WebM with something before and after its pictures; one that is endless has
    no length, and neither have its clusters, as browsers record."""
    head = (
        element(b"\x42\x86", b"\1")
        + element(b"\x42\x82", b"webm")
        + element(b"\x42\x87", b"\4")
        + element(b"\x42\x85", b"\2")
    )
    told = (
        element(b"\x2a\xd7\xb1", (1_000_000).to_bytes(3))
        + element(b"\x44\x89", pack(">d", SECONDS * 1000))
        + element(b"\x4d\x80", b"Quire tests")
        + element(b"\x57\x41", b"Quire tests")
        + info
    )
    front = element(b"\x15\x49\xa9\x66", told) + element(b"\x16\x54\xae\x6b", _webm_track())
    clusters = (_cluster(number, each, endless) for number, each in enumerate(pictures()))
    content = b"".join([_seek_head(len(front)), front, tracks, *clusters, *behind])
    name = b"\x18\x53\x80\x67"
    whole = name + ENDLESS + content if endless else element(name, content)
    return element(b"\x1a\x45\xdf\xa3", head) + whole


def telling_webm(*, endless: bool = False) -> bytes:
    place = element(b"\x45\xa3", b"LOCATION") + element(b"\x44\x87", SECRET)
    tags = element(b"\x12\x54\xc3\x67", element(b"\x73\x73", element(b"\x67\xc8", place)))
    attached = element(b"\x19\x41\xa4\x69", element(b"\x61\xa7", SECRET * 20))
    info = (
        element(b"\x44\x61", pack(">q", CREATED))
        + element(b"\x7b\xa9", SECRET)
        + element(b"\x73\x84", SECRET * 2)
        + element(b"\x57\x41", SECRET)
        + element(b"\xec", SECRET)
        + element(b"\xbf", b"\1\2\3\4")
    )
    return webm(attached, tags, element(b"\xec", SECRET), info=info, tracks=tags, endless=endless)


def element(name: bytes, content: bytes) -> bytes:
    short = len(content) < 0x7F
    length = bytes((0x80 | len(content),)) if short else pack(">I", 0x10000000 | len(content))
    return name + length + content


def _content(data: bytes, name: bytes = b"mdat") -> bytes:
    at = data.index(name)
    return data[at + 4 : at - 4 + int.from_bytes(data[at - 4 : at])]


def _movie_header(parts: Parts) -> bytes:
    times = mp4_fields(parts.version, parts.created)
    length = pack(">IQ" if parts.version else ">II", 1000, SECONDS * 1000)
    rest = pack(">IH10x", 0x10000, 0x100) + MATRIX + bytes(24) + pack(">I", 9)
    return box(b"mvhd", times, length, rest)


def _track(
    number: int, handler: bytes, samples: list[bytes], places: list[int], parts: Parts
) -> bytes:
    times = mp4_fields(parts.version, parts.created)
    wide = ">I4xQ" if parts.version else ">I4xI"
    head = bytes((times[0], 0, 0, 3)) + times[4:] + pack(wide, number, SECONDS * 1000)
    seen = bytes(16) + MATRIX + pack(">II", WIDTH << 16, HEIGHT << 16)
    is_seen = handler == b"vide"
    length = pack(">IQHH" if parts.version else ">IIHH", 1000, SECONDS * 1000, 0x55C4, 0)
    media = box(
        b"mdia",
        box(b"mdhd", times, length),
        box(b"hdlr", bytes(8), handler, bytes(12), parts.maker, b"\0"),
        box(
            b"minf",
            box(b"vmhd", pack(">I8x", 1)) if is_seen else box(b"nmhd", bytes(4)),
            box(b"dinf", box(b"dref", pack(">II", 0, 1), box(b"url ", pack(">I", 1)))),
            box(b"stbl", *_tables(handler, samples, places, parts)),
        ),
    )
    return box(b"trak", box(b"tkhd", head, seen), media, *(parts.track if is_seen else ()))


def _tables(
    handler: bytes, samples: list[bytes], places: list[int], parts: Parts
) -> Sequence[bytes]:
    is_seen, wide = handler == b"vide", parts.version == 1
    entry = _seen_entry(parts.maker) if is_seen else box(b"gpmd", pack(">6xH", 1), SECRET)
    return (
        box(b"stsd", pack(">II", 0, 1), entry),
        box(b"stts", pack(">IIII", 0, 1, len(samples), SECONDS * 1000 // len(samples))),
        box(b"stsc", pack(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stsz", pack(">III", 0, 0, len(samples)), *(pack(">I", len(s)) for s in samples)),
        box(
            b"co64" if wide else b"stco",
            pack(">II", 0, len(places)),
            *(pack(">Q" if wide else ">I", place) for place in places),
        ),
        *(parts.tables if is_seen else ()),
    )


def _seen_entry(maker: bytes) -> bytes:
    size = pack(">HHIIIH", WIDTH, HEIGHT, 0x480000, 0x480000, 0, 1)
    named = bytes((len(maker),)) + maker.ljust(31, b"\0")
    made_by = maker[:4].ljust(4, b"\0")
    front = pack(">6xH4x4s8x", 1, made_by) + size + named + pack(">Hh", 24, -1)
    return box(b"av01", front, box(b"av1C", codec_settings()))


def _seek_head(length: int) -> bytes:
    """Say where the tags are: behind what comes next and is so long."""
    at, head = 0, b""
    # It counts from its own beginning.
    for _ in range(2):
        at = len(head) + length
        place = element(b"\x53\xab", b"\x12\x54\xc3\x67") + element(b"\x53\xac", pack(">I", at))
        head = element(b"\x11\x4d\x9b\x74", element(b"\x4d\xbb", place))
    return head


def _webm_track() -> bytes:
    seen = element(b"\xb0", bytes((WIDTH,))) + element(b"\xba", bytes((HEIGHT,)))
    return element(
        b"\xae",
        element(b"\xd7", b"\1")
        + element(b"\x73\xc5", b"\1")
        + element(b"\x83", b"\1")
        + element(b"\x86", b"V_AV1")
        + element(b"\x63\xa2", codec_settings())
        + element(b"\xe0", seen),
    )


def _cluster(number: int, picture: bytes, endless: bool) -> bytes:
    moment = number * SECONDS * 1000 // PICTURES
    content = element(b"\xe7", moment.to_bytes(2)) + element(b"\xa3", b"\x81\0\0\x80" + picture)
    name = b"\x1f\x43\xb6\x75"
    return name + ENDLESS + content if endless else element(name, content)
