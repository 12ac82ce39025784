"""Makes plain copies of bytes as if they were files."""

from pathlib import Path
from tempfile import TemporaryDirectory

from blog.media.blanking import plain


def plain_copy(content: bytes, media_type: str) -> bytes:
    with TemporaryDirectory() as folder:
        original, target = Path(folder, "original"), Path(folder, "copy")
        original.write_bytes(content)
        plain.write_plain(original, media_type, target)
        assert original.read_bytes() == content
        return target.read_bytes()
