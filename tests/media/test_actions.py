"""Changes of the library: what is said of an item, another file, the trash."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from blog.auth.models import Role
from blog.core import clock
from blog.core.errors import DomainError, FieldError, Forbidden
from blog.media import actions, hooks
from blog.media.details import LONGEST_ALT, LONGEST_CAPTION, LONGEST_CREDIT, Details
from blog.media.models import FormerFile
from blog.media.queries import recent, words_of
from blog.media.storage.names import original_name
from tests.factories import Somebody, a_picture, moment
from tests.media.library import Library

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


class TestDetails:
    def test_they_are_kept_and_readers_are_told(self, library: Library, told: Told) -> None:
        item_id = library.put_in(a_picture(), now=NOW).item.id
        said = Details("A gauge", "At dusk", "O. Farrow", False, 20, 80)
        library.act(actions.change_details, item_id, said, library.owner, NOW + timedelta(days=1))
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
        (result,) = library.act(actions.trash_items, [item_id], other, NOW)
        assert (result.name, result.refusal) == ("gauge.png", actions.NOT_YOURS)
        item = library.item(item_id)
        assert item is not None
        assert (item.alt, item.trashed_at) == ("Ours", None)

    def test_what_is_gone_is_told(self, library: Library) -> None:
        with pytest.raises(DomainError, match="gone"):
            change(library, 999)
        (result,) = library.act(actions.trash_items, [999], library.owner, NOW)
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
        library.act(actions.trash_items, [taken.id], library.owner, NOW)
        with pytest.raises(FieldError, match="in the trash is exactly this file"):
            library.replace(item.id, content)
        library.do_all()
        assert original_name(taken.digest) in library.stored()


class TestTrash:
    def test_many_go_and_come_back_as_one_act(self, library: Library, told: Told) -> None:
        ids = [library.put_in(a_picture()).item.id for _ in range(3)]
        library.act(actions.trash_items, ids[:1], library.owner, NOW)
        later = NOW + timedelta(minutes=1)
        results = library.act(actions.trash_items, ids, library.owner, later)
        assert [result.refusal for result in results] == ["", "", ""]
        assert told == ids
        library.act(actions.restore_items, ids, library.owner, later, trashed_at=later)
        # The one that was there before did not go with them.
        assert [item.trashed_at for item in library.items()] == [NOW, None, None]
        library.act(actions.restore_items, ids, library.owner, later)
        assert {item.trashed_at for item in library.items()} == {None}

    def test_after_thirty_days_it_is_deleted_with_its_bytes(self, library: Library) -> None:
        old, young, kept = (library.put_in(a_picture()).item for _ in range(3))
        library.do_all()
        library.act(actions.trash_items, [old.id], library.owner, NOW)
        library.act(actions.trash_items, [young.id], library.owner, NOW + timedelta(days=2))
        library.do("media.empty_trash", NOW + timedelta(days=31))
        assert [item.id for item in library.items()] == [young.id, kept.id]
        library.do_all()
        assert [name for name in library.stored() if old.digest in name] == []
        assert original_name(young.digest) in library.stored()

    def test_what_came_back_meanwhile_keeps_its_bytes(self, library: Library) -> None:
        content = a_picture()
        item = library.put_in(content).item
        library.act(actions.trash_items, [item.id], library.owner, NOW)
        assert library.act(actions.delete_for_ever, item.id, library.owner, NOW)
        again = library.put_in(content)
        assert again.is_new
        library.do_all()
        assert original_name(item.digest) in library.stored()

    def test_only_what_is_in_the_trash_is_deleted(self, library: Library) -> None:
        item = library.put_in(a_picture()).item
        assert not library.act(actions.delete_for_ever, item.id, library.owner, NOW)
        assert not library.act(actions.delete_for_ever, 999, library.owner, NOW)
        library.act(actions.trash_items, [item.id], library.owner, NOW)
        stranger = library.world.person(Role.AUTHOR)
        with pytest.raises(Forbidden):
            library.act(actions.delete_for_ever, item.id, stranger, NOW)
