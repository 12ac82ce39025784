"""Changes of the library: what is said of an item, another file, the trash, and the end."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from blog.auth.models import Role
from blog.core import clock
from blog.core.errors import DomainError, FieldError, Forbidden
from blog.media import actions, hooks
from blog.media.details import LONGEST_ALT, LONGEST_CAPTION, LONGEST_CREDIT, Details
from blog.media.models import FormerFile
from blog.media.queries import recent, words_of
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from blog.media.uploads import DELETED_MEANWHILE
from tests.factories import Somebody, a_picture, moment
from tests.media.library import Library

TEXT = b"High water at 04:12, low water at 10:31.\n"
NOW = moment(2026, 6)
Told = list[int]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Note the items of which later features are told that they changed."""
    items: Told = []
    monkeypatch.setattr(hooks.item_changed, "_functions", {lambda _s, item, _n: items.append(item)})
    return items


def change(library: Library, item_id: int, actor: Somebody | None = None, **details: Any) -> None:
    with library.world.writing() as session:
        actions.change_details(
            session, item_id, Details(**details), actor or library.owner, clock.now()
        )


def do(library: Library, act: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    with library.world.writing() as session:
        return act(session, *arguments, **more)


class TestDetails:
    def test_they_are_kept_and_readers_are_told(self, library: Library, told: Told) -> None:
        item_id = library.put_in(a_picture(), now=NOW).item.id
        said = Details("A gauge", "At dusk", "O. Farrow", False, 20, 80)
        do(library, actions.change_details, item_id, said, library.owner, NOW + timedelta(days=1))
        item = library.item(item_id)
        assert item is not None
        assert (item.alt, item.caption, item.credit) == ("A gauge", "At dusk", "O. Farrow")
        assert (item.focal_x, item.focal_y, item.is_decorative) == (20, 80, False)
        assert item.changed_at == NOW + timedelta(days=1)
        assert told == [item_id]

    def test_they_are_found(self, library: Library) -> None:
        world = library.world
        item = world.picture(library.owner, alt="A gauge", caption="Ébb", credit="O. Farrow")
        with world.reading() as session:
            for words in ("gauge ebb farrow", "TIDE-GAUGE"):
                (found,) = recent(session, 9, words_of(words))
                assert found.id == item.id

    def test_the_same_again_is_no_change(self, library: Library, told: Told) -> None:
        item_id = library.put_in(a_picture(), now=NOW).item.id
        change(library, item_id)
        item = library.item(item_id)
        assert item is not None
        assert item.changed_at == NOW
        assert told == []

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("alt", "a" * (LONGEST_ALT + 1)),
            ("caption", "a" * (LONGEST_CAPTION + 1)),
            ("credit", "a" * (LONGEST_CREDIT + 1)),
            ("alt", "a\x00b"),
            ("focal_x", 101),
            ("focal_y", -1),
        ],
    )
    def test_what_cannot_be_kept_is_told_at_its_field(
        self, library: Library, field: str, value: Any
    ) -> None:
        item_id = library.put_in(a_picture()).item.id
        with pytest.raises(FieldError) as caught:
            change(library, item_id, **{field: value})
        assert caught.value.field == field

    def test_another_focal_point_needs_another_card(self, library: Library) -> None:
        item_id = library.put_in(a_picture((300, 200))).item.id
        library.do_all()
        before = library.stored()
        change(library, item_id, focal_x=10, focal_y=90)
        library.do_all()
        (card,) = library.stored() - before
        assert card.endswith("/card-10-90.jpg")


class TestWhoMay:
    def test_authors_change_their_own_and_editors_all(self, library: Library) -> None:
        world = library.world
        author, other, editor = map(world.person, (Role.CONTRIBUTOR, Role.AUTHOR, Role.EDITOR))
        item_id = library.put_in(a_picture(), actor=author).item.id
        change(library, item_id, author, alt="Mine")
        change(library, item_id, editor, alt="Ours")
        with pytest.raises(Forbidden):
            change(library, item_id, other, alt="Theirs")
        (result,) = do(library, actions.trash_items, [item_id], other, NOW)
        assert (result.name, result.refusal) == ("gauge.png", actions.NOT_YOURS)
        item = library.item(item_id)
        assert item is not None
        assert (item.alt, item.trashed_at) == ("Ours", None)

    def test_what_is_gone_is_told(self, library: Library) -> None:
        with pytest.raises(DomainError, match="gone"):
            change(library, 999)
        (result,) = do(library, actions.trash_items, [999], library.owner, NOW)
        assert (result.name, result.refusal) == (None, actions.GONE)


class TestReplacing:
    def test_it_keeps_its_key_and_its_stem_and_remembers(
        self, library: Library, told: Told
    ) -> None:
        old = library.put_in(a_picture((100, 80)), "Tide gauge.png").item
        library.do_all()
        change(library, old.id, alt="A gauge")
        new = library.replace(old.id, a_picture((200, 90), "JPEG"), "IMG_0815.jpeg")
        assert (new.id, new.key, new.name) == (old.id, old.key, "Tide gauge.jpeg")
        assert (new.width, new.height, new.media_type, new.alt) == (
            200,
            90,
            "image/jpeg",
            "A gauge",
        )
        assert told == [old.id, old.id]
        with library.world.reading() as session:
            assert session.scalars(select(FormerFile.digest)).all() == [old.digest]
        library.do_all()
        assert {name for name in library.stored() if old.digest in name} == set()
        assert original_name(new.digest) in library.stored()

    def test_there_and_back_again_forgets_nothing_that_is_needed(self, library: Library) -> None:
        first, second = a_picture(), a_picture()
        item = library.put_in(first).item
        other = library.replace(item.id, second)
        library.replace(item.id, first)
        with library.world.reading() as session:
            assert session.scalars(select(FormerFile.digest)).all() == [other.digest]
        library.do_all()
        assert original_name(item.digest) in library.stored()
        assert original_name(other.digest) not in library.stored()

    def test_the_same_file_is_no_change(self, library: Library, told: Told) -> None:
        content = a_picture()
        item = library.put_in(content, now=NOW).item
        assert library.replace(item.id, content, "b.png").changed_at == NOW
        assert told == []

    def test_the_file_of_another_item_is_refused_by_name(self, library: Library) -> None:
        content = a_picture()
        taken = library.put_in(content, "harbour.png").item
        item = library.put_in(a_picture()).item
        with pytest.raises(FieldError, match=r"“harbour.png” is exactly this file") as caught:
            library.replace(item.id, content)
        assert caught.value.field == "file"
        do(library, actions.trash_items, [taken.id], library.owner, NOW)
        with pytest.raises(FieldError, match="in the trash is exactly this file"):
            library.replace(item.id, content)
        library.do_all()
        assert original_name(taken.digest) in library.stored()


class TestTrash:
    def test_many_go_and_come_back_as_one_act(self, library: Library, told: Told) -> None:
        ids = [library.put_in(a_picture()).item.id for _ in range(3)]
        do(library, actions.trash_items, ids[:1], library.owner, NOW)
        later = NOW + timedelta(minutes=1)
        results = do(library, actions.trash_items, ids, library.owner, later)
        assert [result.refusal for result in results] == ["", "", ""]
        assert told == ids
        do(library, actions.restore_items, ids, library.owner, later, trashed_at=later)
        # The one that was there before did not go with them.
        assert [item.trashed_at for item in library.items()] == [NOW, None, None]
        do(library, actions.restore_items, ids, library.owner, later)
        assert {item.trashed_at for item in library.items()} == {None}

    def test_after_thirty_days_it_is_deleted_with_its_bytes(self, library: Library) -> None:
        old, young, kept = (library.put_in(a_picture()).item for _ in range(3))
        library.do_all()
        do(library, actions.trash_items, [old.id], library.owner, NOW)
        do(library, actions.trash_items, [young.id], library.owner, NOW + timedelta(days=2))
        library.do("media.empty_trash", NOW + timedelta(days=31))
        assert [item.id for item in library.items()] == [young.id, kept.id]
        library.do_all()
        assert [name for name in library.stored() if old.digest in name] == []
        assert original_name(young.digest) in library.stored()

    def test_what_came_back_meanwhile_keeps_its_bytes(self, library: Library) -> None:
        content = a_picture()
        item = library.put_in(content).item
        do(library, actions.trash_items, [item.id], library.owner, NOW)
        assert do(library, actions.delete_for_ever, item.id, library.owner, NOW)
        again = library.put_in(content)
        assert again.is_new
        library.do_all()
        assert original_name(item.digest) in library.stored()

    def test_only_what_is_in_the_trash_is_deleted(self, library: Library) -> None:
        item = library.put_in(a_picture()).item
        assert not do(library, actions.delete_for_ever, item.id, library.owner, NOW)
        assert not do(library, actions.delete_for_ever, 999, library.owner, NOW)
        do(library, actions.trash_items, [item.id], library.owner, NOW)
        stranger = library.world.person(Role.AUTHOR)
        with pytest.raises(Forbidden):
            do(library, actions.delete_for_ever, item.id, stranger, NOW)


class TestJobs:
    def test_all_that_is_missing_is_made_and_nothing_twice(self, library: Library) -> None:
        item = library.put_in(a_picture((1000, 700))).item
        library.do_all()
        made = {name.rsplit("/", 1)[1] for name in library.stored() if item.digest in name}
        widths = {
            f"{width}.{kind}" for width in (480, 960, 1000) for kind in ("avif", "webp", "jpg")
        }
        assert made == widths | {"card-50-50.jpg", item.digest}
        with library.world.app.app_context():
            storage = current_storage()
            name = next(name for name in library.stored() if name.endswith("960.webp"))
            storage.put_bytes(name, b"made before")
            storage.delete(name.replace("960.webp", "480.avif"))
            library.do_all()
            assert storage.size(name) == len(b"made before")
            assert storage.size(name.replace("960.webp", "480.avif"))
        assert library.arriving() == []

    def test_of_a_file_that_was_replaced_nothing_is_made(self, library: Library) -> None:
        old = library.put_in(a_picture()).item
        library.replace(old.id, a_picture())
        library.do("media.make_renditions", item=old.id, digest=old.digest)
        # Its original goes with a job of its own.
        assert {name for name in library.stored() if old.digest in name} == {
            original_name(old.digest)
        }

    def test_a_damaged_original_is_given_up(self, library: Library) -> None:
        item = library.put_in(a_picture()).item
        with library.world.app.app_context():
            current_storage().put_bytes(original_name(item.digest), b"\x89PNG\r\n\x1a\n broken")
        with pytest.raises(DomainError, match="cannot be opened"):
            library.do_all()
        with library.world.app.app_context():
            current_storage().delete(original_name(item.digest))
        with pytest.raises(DomainError, match="is missing"):
            library.do_all()

    def test_files_without_an_item_are_deleted_after_a_day(self, library: Library) -> None:
        kept = library.put_in(a_picture()).item
        with library.world.app.app_context():
            current_storage().put_bytes(original_name("ab" * 32), b"Its upload was killed.")
        library.do("media.delete_strays", clock.now())
        library.do_all()
        assert original_name("ab" * 32) in library.stored()
        library.do("media.delete_strays", clock.now() + timedelta(days=2))
        library.do_all()
        assert original_name("ab" * 32) not in library.stored()
        assert original_name(kept.digest) in library.stored()


class TestDeletedMeanwhile:
    def test_a_row_never_says_that_bytes_are_there_when_they_are_not(
        self, library: Library
    ) -> None:
        content = a_picture()
        name = original_name(sha256(content).hexdigest())

        def delete() -> None:
            # As a job does that looked just before the upload, and deletes after it.
            current_storage().delete(name)

        with before_the_row(delete), pytest.raises(DomainError, match=DELETED_MEANWHILE):
            library.put_in(content)
        assert library.items() == []
        assert library.arriving() == []

    def test_nobody_deletes_them_while_a_row_is_written(self, own_library: Library) -> None:
        content = a_picture()
        name = original_name(sha256(content).hexdigest())
        started: list[Future[None]] = []
        with ThreadPoolExecutor(1) as pool:

            def begin_to_delete() -> None:
                digest = name.rsplit("/", 1)[1]
                started.append(pool.submit(own_library.do, "media.delete_files", digest=digest))

            # It waits for the commit, and finds the row then.
            with before_the_row(begin_to_delete):
                own_library.put_in(content)
            started[0].result()
        assert name in own_library.stored()

    def test_what_is_gone_before_it_can_be_shown_is_told(self, own_library: Library) -> None:
        with ThreadPoolExecutor(1) as pool:

            def delete() -> None:
                pool.submit(delete_all, own_library).result()

            with after_the_commit(delete), pytest.raises(DomainError, match=DELETED_MEANWHILE):
                own_library.put_in(a_picture())
        assert own_library.items() == []

    def test_nor_is_another_file_of_what_is_gone(self, own_library: Library) -> None:
        item = own_library.put_in(a_picture()).item
        with ThreadPoolExecutor(1) as pool:

            def delete() -> None:
                pool.submit(delete_all, own_library).result()

            # Its first transaction looks only, and the second one is done when it is deleted.
            with after_the_commit(lambda: None, delete), pytest.raises(DomainError, match="gone"):
                own_library.replace(item.id, a_picture())
        assert own_library.items() == []


def delete_all(library: Library) -> None:
    for item in library.items():
        do(library, actions.trash_items, [item.id], library.owner, NOW)
        do(library, actions.delete_for_ever, item.id, library.owner, NOW)


@contextmanager
def after_the_commit(*deeds: Callable[[], None]) -> Iterator[None]:
    """Do something after the first commit, and after the second."""
    left = list(deeds)

    def act(_session: Session) -> None:
        if left:
            left.pop(0)()

    event.listen(Session, "after_commit", act)
    try:
        yield
    finally:
        event.remove(Session, "after_commit", act)


@contextmanager
def before_the_row(do: Callable[[], None]) -> Iterator[None]:
    """Do something once, when an upload has put its bytes and is about to write its row."""
    left = [do]

    def act(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO media_items") and left:
            left.pop()()

    event.listen(Engine, "before_cursor_execute", act)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", act)
