"""Whatever bytes arrive, they are taken in or refused with a sentence."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from blog.media.imaging.images import make_card, make_renditions
from blog.media.imaging.renditions import renditions_of
from blog.media.inspection.inspecting import Inspected, Limits, inspect
from blog.media.inspection.refusals import Refused
from tests.media.other_files import other_files
from tests.media.pictures import images

FEW = Limits(bytes_image=200_000, bytes_file=200_000, pixels=40_000, frames=20)
WHOLE = [*images().values(), *(content for content, _ in other_files().values())]
HEADS = [content[:48] for content in WHOLE]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Change some bytes of a real file, cut it, or put something into it."""
    content = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 8))):
        # What matters most is told in the first bytes.
        last = len(content) - 1 if draw(st.booleans()) else min(200, len(content) - 1)
        at = draw(st.integers(0, max(0, last)))
        change = draw(st.sampled_from(("set", "set", "set", "cut", "insert", "repeat")))
        if change == "set":
            content[at : at + 1] = bytes((draw(st.integers(0, 255)),))
        elif change == "insert":
            content[at:at] = draw(st.binary(min_size=1, max_size=8))
        elif change == "repeat":
            content[at:at] = content[at : at + draw(st.integers(1, 64))]
        elif len(content) > 40:
            del content[at : at + draw(st.integers(1, 32))]
    return bytes(content)


@given(content=mutated())
def test_changed_files(content: bytes) -> None:
    check(content)


@given(head=st.sampled_from(HEADS), tail=st.binary(max_size=200))
def test_anything_behind_a_head(head: bytes, tail: bytes) -> None:
    check(head + tail)


@given(content=st.binary(max_size=300))
@example(content=b"")
def test_any_bytes(content: bytes) -> None:
    check(content)


def check(content: bytes) -> None:
    """Inspect it; of an image that is taken in, what is served must be there to be made."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "upload")
        path.write_bytes(content)
        try:
            found = inspect(path, "upload", FEW)
        except Refused as refused:
            assert str(refused).endswith(".")  # noqa: PT017 - Taken in or refused: both are right.
            return
        if found.kind == "image":
            render(path, found)


def render(path: Path, found: Inspected) -> None:
    assert found.width
    assert found.height
    assert found.width * found.height <= FEW.pixels
    assert found.frames <= FEW.frames
    listed = renditions_of(
        found.width, found.height, found.media_type, found.frames, found.is_opaque
    )
    assert len(make_renditions(path, listed[-1:], path.parent)) == 1
    assert make_card(path, 10, 90).startswith(b"\xff\xd8\xff")
