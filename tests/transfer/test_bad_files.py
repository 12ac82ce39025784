"""Files that cannot be brought in: each is named with its line, and the others come in."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from blog.transfer.folder import LARGEST_FILE
from blog.transfer.models import Result
from tests.factories import World
from tests.transfer.folders import Folder, tables

HEAD = "---\ntitle: Tides\ndate: 2024-03-01\n"
TEXTS: dict[str, tuple[bytes, str, int | None]] = {
    "broken YAML": (b"---\ntitle: a\ntags: [a\n---\nBody", "The YAML cannot be read", 3),
    "broken TOML": (b"+++\ntitle = a\n+++\nBody", "The TOML cannot be read", 2),
    "no end": (b"---\ntitle: a\nBody", "The front matter has no end", 1),
    "bad UTF-8": (b"---\ntitle: a\n---\nIn Latin-1: \xe9", "It is not in UTF-8", 4),
    "a binary": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "It is no text", None),
    "no title": (b"---\ndate: 2024-03-01\n---\nBody", "It has no title", 1),
    "an empty heading": (b"#    \n\nBody", "It has no title", 1),
    "nothing": (b"", "It has no title", 1),
    "no date": (b"---\ntitle: a\ndate: next week\n---\n", "“next week” is no date", 3),
    "no day": (b"---\ntitle: a\ndate: 2024-02-30\n---\n", "“2024-02-30” is no date", 3),
    "half a character": (b'---\ntitle: "\\ud800"\n---\n', "cannot be kept", None),
    "half a character elsewhere": (b'---\ntitle: a\nb: ["\\ud800"]\n---\n', "cannot be", None),
    "a zero": (b'---\ntitle: a\nb: {c: "\\0"}\n---\n', "a zero", None),
    "an endless number": (
        b"---\ntitle: a\nb: 0x" + b"f" * 9_000 + b"\n---\n",
        "cannot be kept",
        None,
    ),
    "no truth": (b"---\ntitle: a\nb: !!bool maybe\n---\n", "The YAML cannot be read", 2),
    "no number": (b'---\ntitle: a\nb: !!int ""\n---\n', "The YAML cannot be read", 2),
    "a text too long": (HEAD.encode() + b"---\n" + b"a" * 1_000_001, "longer than 1,000,000", None),
}


def too_large(folder: Folder) -> None:
    with folder.write("bad.md").open("ab") as file:
        file.truncate(50_000_000)


def out_of_the_folder(folder: Folder) -> None:
    secret = folder.place.parent / "secret.md"
    secret.write_text(f"{HEAD}---\nSecret")
    (folder.place / "bad.md").symlink_to(secret)


def up_and_away(folder: Folder) -> None:
    (folder.place.parent / "secret.md").write_text(f"{HEAD}---\nSecret")
    (folder.place / "bad.md").symlink_to("../secret.md")


def dangling(folder: Folder) -> None:
    (folder.place / "bad.md").symlink_to("nothing.md")


def to_itself(folder: Folder) -> None:
    (folder.place / "bad.md").symlink_to("bad.md")


def a_pipe(folder: Folder) -> None:
    os.mkfifo(folder.place / "bad.md")


def unreadable(folder: Folder) -> None:
    file = folder.write("bad.md")
    file.chmod(0)
    if os.access(file, os.R_OK):
        # Root reads everything; what is not there, it cannot open either.
        file.unlink()
        dangling(folder)


PLACES: dict[str, tuple[Callable[[Folder], None], str]] = {
    "too large": (too_large, f"It has 50,000,000 bytes; no text may have over {LARGEST_FILE:,}."),
    "a link out of the folder": (out_of_the_folder, "It is a link that leads out of the folder."),
    "a relative link out of it": (up_and_away, "It is a link that leads out of the folder."),
    "a link to nothing": (dangling, "It cannot be opened: No such file or directory."),
    "a link to itself": (to_itself, "It is a link that leads to itself."),
    "a pipe": (a_pipe, "It is no file."),
    "unreadable": (unreadable, "It cannot be opened: "),
}


@pytest.mark.parametrize("what", TEXTS)
def test_what_cannot_be_read_is_named_with_its_line(folder: Folder, what: str) -> None:
    content, reason, line = TEXTS[what]
    folder.write_bytes("posts/bad.md", content)
    (outcome,) = folder.run()
    assert (outcome.path, outcome.result, outcome.line) == ("posts/bad.md", Result.SKIPPED, line)
    assert reason in outcome.reason
    assert outcome.reason.endswith(".")


@pytest.mark.parametrize("what", PLACES)
def test_what_cannot_be_opened_is_named(folder: Folder, what: str) -> None:
    make, reason = PLACES[what]
    make(folder)
    (outcome,) = folder.run()
    assert (outcome.path, outcome.result, outcome.line) == ("bad.md", Result.SKIPPED, None)
    assert outcome.reason.startswith(reason)


def test_none_of_them_stops_the_others_or_leaves_a_row(
    folder: Folder, world: World, tmp_path: Path
) -> None:
    folder.write("a/first.md", author="parkr", tags=["Sea"])
    folder.write("z/last.md", author="dirtyf", tags=["Harbour"])
    without = Folder(world, folder.owner, tmp_path / "without", name="without")
    for number, (content, _, _) in enumerate(TEXTS.values()):
        bad = content.replace(b"---\n", b"---\nauthor: nobody\ntags: [nothing]\n", 1)
        folder.write_bytes(f"posts/{number}.md", bad if b"\0" not in content else content)
    folder.write("posts/reserved-date.md", author="nobody", tags=["nothing"], date="never")
    folder.write_bytes(os.fsdecode(b"posts/\xff.md"), HEAD.encode() + b"---\n")
    empty = tables(world)
    results = folder.results()
    skipped = [path for path, result in results.items() if result is Result.SKIPPED]
    assert len(skipped) == len(TEXTS) + 2
    assert "posts/?.md" in skipped
    assert {path for path in results if path not in skipped} == {"a/first.md", "z/last.md"}
    with_bad = {name: len(rows) for name, rows in tables(world).items()}
    assert {row["handle"] for row in tables(world)["people"]} == {
        "odile-farrow",
        "parkr",
        "dirtyf",
    }
    assert {row["slug"] for row in tables(world)["tags"]} == {"sea", "harbour"}
    without.write("b/first.md", author="parkr", tags=["Sea"])
    without.write("b/last.md", author="dirtyf", tags=["Harbour"])
    without.run()
    after = {name: len(rows) for name, rows in tables(world).items()}
    # Two good files alone add as many rows as the two did among the bad ones, but for the
    # names, which were here already.
    for name in after.keys() - {"people", "tags"}:
        assert after[name] - with_bad[name] == with_bad[name] - len(empty[name]), name


def test_a_failure_while_it_is_stored_leaves_no_half_of_it(folder: Folder, world: World) -> None:
    folder.write("posts/a.md", title="A")
    folder.run()
    before = tables(world)
    folder.write("posts/a.md", "New", title="A", date="2030-01-01", author="nobody", tags=["New"])
    (outcome,) = folder.run()
    assert outcome.result is Result.SKIPPED
    assert tables(world) == before


def test_a_link_within_the_folder_is_followed(folder: Folder) -> None:
    folder.write("posts/a.md", title="A")
    (folder.place / "b.md").symlink_to("posts/a.md")
    assert set(folder.results().values()) == {Result.MADE}


def test_a_folder_with_the_name_of_a_file_is_a_folder(folder: Folder) -> None:
    folder.write("posts/x.md/a.md")
    (folder.place / "empty.md").mkdir()
    assert folder.results() == {"posts/x.md/a.md": Result.MADE}


def test_a_linked_folder_is_not_entered(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(f"{HEAD}---\nSecret")
    (folder.place / "posts").symlink_to(outside)
    assert folder.results() == {}
