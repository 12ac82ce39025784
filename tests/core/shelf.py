"""A library for tests of the renderer: one thing of each kind, of which anything can be said."""

from blog.core.markdown.media import Attachment, Picture, Shown, Source

PICTURE, FILM, SOUND, PAPER = "abcdefghjkmn", "ffffffffffff", "ssssssssssss", "pppppppppppp"
NOTHING = "zzzzzzzzzzzz"
WIDTHS = (480, 960, 1440)


def shelf(words: str = "", *, is_decorative: bool = False, name: str = "") -> dict[str, Shown]:
    """Return what the keys stand for, with the same words as alt text, caption and credit."""
    return {
        PICTURE: picture(words, words, words, is_decorative=is_decorative),
        FILM: attachment("video", FILM, name or "ebb.mp4", "video/mp4", words),
        SOUND: attachment("audio", SOUND, name or "gulls.mp3", "audio/mpeg", words),
        PAPER: attachment("document", PAPER, name or "tides.pdf", "application/pdf", words),
    }


def picture(
    alt: str = "", caption: str = "", credit: str = "", *, is_decorative: bool = False
) -> Picture:
    return Picture(
        width=1440,
        height=960,
        alt=alt,
        caption=caption,
        credit=credit,
        is_decorative=is_decorative,
        sources=(_source("image/avif", "avif"), _source("image/webp", "webp")),
        fallback=_source("image/jpeg", "jpg"),
        stamp="as it was",
    )


def _source(media_type: str, extension: str) -> Source:
    candidates = [(f"/media/{PICTURE}/0123456789abcdef/mud-{w}.{extension}", w) for w in WIDTHS]
    return Source(media_type, tuple(candidates))


def attachment(kind: str, key: str, name: str, media_type: str, words: str) -> Attachment:
    url = f"/media/{key}/0123456789abcdef/{name}"
    return Attachment(kind, url, name, media_type, 1_234_567, words, words, "as it was")
