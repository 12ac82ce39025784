"""Names of originals and renditions, there and back."""

import pytest

from blog.media.storage.names import Named, original_name, parse, rendition_name, renditions_of
from blog.media.storage.stored import checked

DIGEST = "ab12" + "0f" * 30


def test_names_say_their_digest_and_are_spread_over_folders() -> None:
    assert original_name(DIGEST) == f"originals/ab/12/{DIGEST}"
    assert rendition_name(DIGEST, "960.avif") == f"renditions/ab/12/{DIGEST}/960.avif"
    assert rendition_name(DIGEST, "960.avif").startswith(renditions_of(DIGEST) + "/")


@pytest.mark.parametrize("file", [None, "960.avif", "card.jpg", "card-30-70.jpg", "2000.webp"])
def test_there_and_back(file: str | None) -> None:
    name = original_name(DIGEST) if file is None else rendition_name(DIGEST, file)
    assert parse(name) == Named(DIGEST, file)
    assert checked(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "originals",
        f"originals/ab/12/{DIGEST}/960.avif",
        f"originals/ab/12/{DIGEST}\n",
        f"originals/ab/13/{DIGEST}",
        f"originals/ab/12/{DIGEST.upper()}",
        f"renditions/ab/12/{DIGEST}",
        f"renditions/ab/12/{DIGEST}/../960.avif",
        f"renditions/ab/12/{DIGEST}/.960.avif.part",
        f"/originals/ab/12/{DIGEST}",
        f"site/originals/ab/12/{DIGEST}",
    ],
)
def test_what_was_not_made_here_says_nothing(name: str) -> None:
    assert parse(name) is None


@pytest.mark.parametrize("digest", ["", "ab", DIGEST[1:], f"{DIGEST}0", "AB" * 32, "../" * 22])
def test_only_a_digest_makes_a_name(digest: str) -> None:
    with pytest.raises(ValueError, match="no digest"):
        original_name(digest)


@pytest.mark.parametrize("file", ["", "..", "a/b", ".a", "A.jpg", "a..b", "960.avif\n"])
def test_only_a_plain_file_name_makes_a_rendition(file: str) -> None:
    with pytest.raises(ValueError, match="no rendition"):
        rendition_name(DIGEST, file)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "..",
        "../x",
        "a/../b",
        "a//b",
        "a/",
        ".uploads/x",
        "a/.b",
        "A",
        "a\0b",
        "a\n",
    ],
)
def test_no_name_leads_out_of_the_storage(name: str) -> None:
    with pytest.raises(ValueError, match="nothing is stored"):
        checked(name)


def test_a_name_has_an_end() -> None:
    assert checked("a" * 200)
    with pytest.raises(ValueError, match="nothing is stored"):
        checked("a" * 201)
