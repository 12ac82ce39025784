"""What an uploaded zip must not hold, each refused by name, and what becomes of the rest."""

import io
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.transfer import archive
from blog.transfer.archive import MOST_NAMED, Refused, unpack
from blog.transfer.archive_names import LONGEST_NAME
from tests.transfer.archives import Zip, a_blog

LINK = (stat.S_IFLNK | 0o777) << 16
PIPE = (stat.S_IFIFO | 0o644) << 16


def refusal(content: bytes, folder: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        unpack(io.BytesIO(content), folder / "new")
    # Whatever was wrong, nothing is left of it.
    assert list(folder.iterdir()) == []
    return caught.value


def names_in(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def unpacked(made: Zip, folder: Path) -> set[str]:
    unpack(made.file(), folder / "new")
    return names_in(folder / "new")


class TestWhatIsUnpacked:
    def test_texts_and_the_file_of_the_site(self, tmp_path: Path) -> None:
        made = Zip().add("a.md").add("posts/b.MARKDOWN").add("quire.yaml", "site: {}")
        made.add("program.js", b"x").add("deep/quire.yaml", "").add("README.md")
        assert unpacked(made, tmp_path) == {"a.md", "posts/b.MARKDOWN", "quire.yaml"}
        assert "title: a.md" in (tmp_path / "new/a.md").read_text()

    def test_what_a_text_may_show_and_items_of_a_library(self, tmp_path: Path) -> None:
        made = Zip().add("a.md").add("static/b.PNG", b"PNG").add("public/c.pdf", b"%PDF")
        made.add("d.docx", b"PK\3\4 an office packs its documents").add("e.svg", "<svg/>")
        made.add("media/abcdefghijkm.yaml", "").add("media/other.yaml", "").add("f.html", "x")
        made.add("node_modules/g.png", b"x").add(".git/h.png", b"x").add("_site/i.png", b"x")
        assert unpacked(made, tmp_path) == {
            "a.md",
            "static/b.PNG",
            "public/c.pdf",
            "d.docx",
            "e.svg",
            "media/abcdefghijkm.yaml",
        }

    @pytest.mark.parametrize("top", ["blog", "blog-main", "Blog (2)"])
    def test_the_one_folder_around_everything_is_the_root(self, tmp_path: Path, top: str) -> None:
        made = Zip().add(f"{top}/", b"").add(f"{top}/posts/a.md").add(f"{top}/about.md")
        made.add("__MACOSX/._about.md").add(f"{top}/.git/config", "x").add(".DS_Store", "x")
        assert unpacked(made, tmp_path) == {"posts/a.md", "about.md"}

    @pytest.mark.parametrize("top", ["_posts", "posts", "pages"])
    def test_a_folder_whose_name_says_what_is_in_it_stays(self, tmp_path: Path, top: str) -> None:
        assert unpacked(Zip().add(f"{top}/a.md"), tmp_path) == {f"{top}/a.md"}

    def test_dots_and_empty_parts_of_a_path_are_left_out(self, tmp_path: Path) -> None:
        assert unpacked(Zip().add("./a.md").add("b//c.md"), tmp_path) == {"a.md", "b/c.md"}

    def test_a_zip_with_a_comment_and_something_in_front(self, tmp_path: Path) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as made:
            made.writestr("a.md", "# A")
            made.comment = b"made by hand"
        unpack(io.BytesIO(b"#!/bin/sh\n" + file.getvalue()), tmp_path / "new")
        assert names_in(tmp_path / "new") == {"a.md"}

    def test_files_get_no_rights_from_the_archive(self, tmp_path: Path) -> None:
        unpacked(Zip().add("a.md", external_attr=(stat.S_IFREG | 0o6777) << 16), tmp_path)
        mode = (tmp_path / "new/a.md").stat().st_mode
        assert not mode & (stat.S_ISUID | stat.S_ISGID | stat.S_IXUSR)


NAMED: dict[str, tuple[Callable[[Zip], object], str]] = {
    "an absolute path": (lambda z: z.add("/etc/x.md"), "“/etc/x.md” has an absolute path."),
    "a drive": (lambda z: z.add("C:x.md"), "“C:x.md” has an absolute path."),
    "a way out": (lambda z: z.add("a/../../x.md"), "“a/../../x.md” leads out of the folder."),
    "a backslash": (lambda z: z.add("..\\x.md"), "“..\\x.md” has a backslash in its name."),
    "a control character": (
        lambda z: z.add("a\x1b[2J.md"),
        "“a\ufffd[2J.md” has a control character in its name.",
    ),
    "a link": (lambda z: z.add("l.md", "/etc", external_attr=LINK), "“l.md” is a link."),
    "a link of Windows": (lambda z: z.add("l.md", "x", external_attr=0x400), "“l.md” is a link."),
    "a hidden link": (lambda z: z.add(".l", "/etc", external_attr=LINK), "“.l” is a link."),
    "a pipe": (lambda z: z.add("p", "", external_attr=PIPE), "“p” is no ordinary file."),
    "an archive": (lambda z: z.add("files/old.ZIP"), "“files/old.ZIP” is an archive itself."),
    "an archive of two": (lambda z: z.add("old.tar.gz"), "“old.tar.gz” is an archive itself."),
    "a hidden archive": (
        lambda z: z.add("text.md", a_blog().bytes()),
        "“text.md” is an archive itself.",
    ),
    "a folder and a file": (
        lambda z: z.add("a.md").add("A.md/b.md"),
        "“a.md” is a file and a folder at once.",
    ),
    "a long name": (lambda z: z.add("x" * LONGEST_NAME + ".md"), "has too long a name."),
    "a bomb": (lambda z: z.add("b.md", b"a" * 11_000_000), "11,000,000 bytes: a zip bomb."),
    "a packing of its own": (
        lambda z: z.add("x.md", compress_type=zipfile.ZIP_LZMA),
        "“x.md” is packed in a way that is not read here.",
    ),
}


class TestWhatIsRefusedByName:
    @pytest.mark.parametrize(("spoil", "words"), NAMED.values(), ids=list(NAMED))
    def test_one_file_refuses_the_whole(
        self, tmp_path: Path, spoil: Callable[[Zip], object], words: str
    ) -> None:
        made = Zip().add("good.md")
        spoil(made)
        message = str(refusal(made.bytes(), tmp_path))
        assert words in message
        assert message.endswith("So nothing was unpacked.")

    def test_a_zero_in_a_name(self, tmp_path: Path) -> None:
        content = Zip().add("evilXmd").add("good.md").bytes().replace(b"evilXmd", b"evil\0md")
        words = "“evil\ufffdmd” has a zero in its name."
        assert words in str(refusal(content, tmp_path))

    def test_an_encrypted_file(self, tmp_path: Path) -> None:
        content = bytearray(Zip().add("a.md").bytes())
        content[content.rindex(b"PK\1\2") + 8] |= 1
        assert "“a.md” is encrypted." in str(refusal(bytes(content), tmp_path))

    def test_names_that_differ_in_capitals_only(self, tmp_path: Path) -> None:
        refused = refusal(Zip().add("a.md").add("A.md").bytes(), tmp_path)
        assert str(refused) == "2 files in it are out of order, so nothing was unpacked."
        reason = "is there more than once, as far as capitals do not count."
        assert refused.entries == (f"“a.md” {reason}", f"“A.md” {reason}")

    def test_the_same_name_twice(self, tmp_path: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            content = Zip().add("a.md").add("a.md").bytes()
        assert len(refusal(content, tmp_path).entries) == 2

    def test_files_that_share_their_bytes(self, tmp_path: Path) -> None:
        content = bytearray(Zip().add("a.md").add("b.md").bytes())
        second = content.rindex(b"PK\1\2")
        content[second + 42 : second + 46] = (5).to_bytes(4, "little")
        assert "“b.md” shares its bytes with another" in str(refusal(bytes(content), tmp_path))

    def test_many_are_named_and_the_rest_is_counted(self, tmp_path: Path) -> None:
        made = Zip()
        for number in range(MOST_NAMED + 5):
            made.add(f"../{number}.md")
        entries = refusal(made.bytes(), tmp_path).entries
        assert len(entries) == MOST_NAMED + 1
        assert entries[-1] == "And 5 more."

    def test_a_long_name_is_shortened_in_the_message(self, tmp_path: Path) -> None:
        message = str(refusal(Zip().add("x" * 60_000 + ".md").bytes(), tmp_path))
        assert len(message) < 250


class TestWhatIsNoArchiveOfABlog:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "It is empty."),
            (b"# A text", "It is not a zip archive."),
            (b"\x1f\x8b\x08" + b"x" * 100, "It is not a zip archive."),
            (Zip().bytes(), "There is no Markdown file in it"),
            (Zip().add("a.txt").bytes(), "There is no Markdown file in it"),
            (Zip().add("README.md").bytes(), "There is no Markdown file in it"),
        ],
    )
    def test_it_says_what_it_is_not(self, tmp_path: Path, content: bytes, words: str) -> None:
        assert words in str(refusal(content, tmp_path))

    def test_a_text_that_does_not_match_its_checksum_is_named(self, tmp_path: Path) -> None:
        content = Zip().add("a.md", b"unmistakable", compress_type=0).bytes()
        broken = content.replace(b"unmistakable", b"unmistakible")
        message = str(refusal(broken, tmp_path))
        assert message.startswith("It is damaged: “a.md” cannot be unpacked.")

    def test_more_files_than_it_says(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        content = bytearray(a_blog(30).bytes())
        end = content.rindex(b"PK\5\6")
        content[end + 8 : end + 12] = bytes([1, 0, 1, 0])
        monkeypatch.setattr(archive, "MOST_ENTRIES", 29)
        assert "more than 29 files" in str(refusal(bytes(content), tmp_path))

    def test_texts_that_are_too_much_together(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(archive, "MOST_UNPACKED", 100)
        assert "and 100 are the most" in str(refusal(a_blog().bytes(), tmp_path))

    def test_pictures_that_are_too_much_together(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(archive, "MOST_MEDIA", 100)
        made = Zip().add("a.md").add("a.png", b"x" * 60).add("b.png", b"x" * 60)
        words = "Its pictures and files would take 120 bytes, and 100 are the most."
        assert words in str(refusal(made.bytes(), tmp_path))

    def test_a_size_that_is_a_lie(self, tmp_path: Path) -> None:
        content = bytearray(Zip().add("a.md", b"x" * 1000).bytes())
        at = content.rindex(b"PK\1\2") + 24
        content[at : at + 4] = (10).to_bytes(4, "little")
        assert "It is damaged: “a.md”" in str(refusal(bytes(content), tmp_path))

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_a_few_wrong_bytes_anywhere_are_refused_or_harmless(
        self, tmp_path: Path, data: st.DataObject
    ) -> None:
        content = bytearray(a_blog(2).bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(content) - 1))
            content[at] = data.draw(st.integers(0, 255))
        place = tmp_path / "new"
        try:
            unpack(io.BytesIO(bytes(content)), place)
        except Refused:
            assert not place.exists()
        else:
            inside = [file.resolve().is_relative_to(place.resolve()) for file in place.rglob("*")]
            assert all(inside)
            for file in sorted(place.rglob("*"), reverse=True):
                file.rmdir() if file.is_dir() else file.unlink()
            place.rmdir()

    def test_a_disk_that_refuses(self, tmp_path: Path) -> None:
        (tmp_path / "new").write_text("in the way")
        with pytest.raises(FileExistsError):
            unpack(a_blog().file(), tmp_path / "new")
