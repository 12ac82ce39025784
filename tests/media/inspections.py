"""Inspects bytes as if they had been uploaded."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from blog.media.inspection.inspecting import Inspected, Limits, inspect
from blog.media.inspection.refusals import Refused

USUAL = Limits(bytes_image=20_000_000, bytes_file=50_000_000, pixels=40_000_000, frames=300)


def inspected(content: bytes, name: str = "file", limits: Limits = USUAL) -> Inspected:
    with TemporaryDirectory() as folder:
        path = Path(folder, "upload")
        path.write_bytes(content)
        return inspect(path, name, limits)


def refusal(content: bytes, name: str = "file", limits: Limits = USUAL) -> str:
    """Return what is said of a file that must be refused."""
    with pytest.raises(Refused) as refused:
        inspected(content, name, limits)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    return sentence
