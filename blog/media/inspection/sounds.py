"""Recordings and films: what MP3, Ogg, MP4 and WebM files say of themselves."""

from collections.abc import Iterator

from blog.media.inspection.boxes import handlers_of, number
from blog.media.inspection.formats import M4A, MP4, OGG, WEBA, WEBM, Data, Kind
from blog.media.inspection.refusals import CUT_OFF, Refused
from blog.media.inspection.steps import Steps

# Layer III: kilobits in a second, by the version (1; 2 and 2.5) and the index in the frame.
BITRATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
FRAMES_IN_A_ROW = 3
# Programs leave room behind the tags, in zeros.
PADDING = 64 * 1024
# One tag is usual, and two were left by some programs; a stream of Ogg has one first page.
MOST_TAGS, MOST_STREAMS = 20, 100

OGG_SOUNDS = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")
OGG_SILENT = (b"fishead\0",)


def is_mp3(data: Data) -> bool:
    """Say whether several frames of MPEG layer III follow each other, after ID3 tags or at once."""
    at = _after_tags(data)
    window = data[at : at + PADDING]
    at += len(window) - len(window.lstrip(b"\0"))
    for frame in range(FRAMES_IN_A_ROW):
        if at >= len(data) and frame:
            return True
        length = _frame_length(data, at)
        if not length:
            return False
        at += length
    return True


def ogg_kind(data: Data) -> Kind:
    """Tell recordings from films by the first packets, which name the codecs."""
    codecs = list(_first_packets(data))
    if codecs and all(packet.startswith(OGG_SOUNDS + OGG_SILENT) for packet in codecs):
        return OGG
    raise Refused("This is an Ogg film, which few browsers play. Export it as MP4 or WebM.")


def mp4_kind(data: Data) -> Kind:
    """Tell recordings from films by their tracks."""
    handlers = handlers_of(data)
    if b"vide" in handlers:
        return MP4
    if b"soun" in handlers:
        return M4A
    raise Refused("This MP4 file has neither pictures nor sound in it. Export it again.")


def webm_kind(data: Data) -> Kind:
    """Tell WebM from other Matroska files, and recordings from films."""
    head = data[: 64 * 1024]
    if b"\x42\x82\x84webm" not in head[:128]:
        raise Refused("This is a Matroska film, which browsers do not play. Export it as MP4.")
    if b"\x86\x85V_" in head:
        return WEBM
    if b"A_VORBIS" in head or b"A_OPUS" in head:
        return WEBA
    raise Refused(CUT_OFF)


def _after_tags(data: Data) -> int:
    at, steps = 0, Steps(MOST_TAGS)
    while data[at : at + 3] == b"ID3":
        steps.take()
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size
    return at


def _frame_length(data: Data, at: int) -> int:
    """Return how many bytes a frame has, or 0 where none begins."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in SAMPLE_RATES or bitrate in {0, 15} or rate == 3:
        return 0
    first = version == 3
    bits = BITRATES[0 if first else 1][bitrate] * 1000
    return (144 if first else 72) * bits // SAMPLE_RATES[version][rate] + (head[2] >> 1 & 1)


def _first_packets(data: Data) -> Iterator[bytes]:
    """Give how the packet of each page begins that begins a stream."""
    at, steps = 0, Steps(MOST_STREAMS)
    while data[at : at + 4] == b"OggS" and number(data, at + 5, 1) & 2:
        steps.take()
        count = number(data, at + 26, 1)
        lengths = data[at + 27 : at + 27 + count]
        start = at + 27 + count
        yield data[start : start + 8]
        at = start + sum(lengths)
