"""What texts show of the library: each key as readers get it, all in one statement."""

from blog.core import clock
from blog.core.markdown.media import Attachment, Picture
from blog.media.actions import trash_items
from blog.media.models import MediaItem
from blog.media.resolving import picture_of, shown, stamp_of, typeset
from blog.site.context import house_style
from tests.factories import Somebody, World
from tests.statements import statements

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def test_a_picture_comes_in_the_widths_and_formats_that_are_served(
    world: World, owner: Somebody
) -> None:
    item = world.picture(owner, "Tide gauge.png", (1200, 800), alt="Mud", credit="Anna")
    with world.reading() as session:
        found = shown(session, [item.key])[item.key]
    assert isinstance(found, Picture)
    assert (found.width, found.height, found.alt, found.credit) == (1200, 800, "Mud", "Anna")
    kinds = [source.media_type for source in (*found.sources, found.fallback)]
    assert kinds[:2] == ["image/avif", "image/webp"]
    assert kinds[2] in {"image/jpeg", "image/png"}
    for source in (*found.sources, found.fallback):
        assert [width for _, width in source.candidates] == [480, 960, 1200]
    url, _ = found.sources[0].candidates[1]
    assert url == f"/media/{item.key}/{item.digest[:16]}/tide-gauge-960.avif"


def test_an_animation_comes_once_in_webp_and_gif() -> None:
    item = MediaItem(
        key="abcdefghjkmn", digest="a" * 64, name="a.gif", media_type="image/gif", width=640,
        height=480, frames=9, is_opaque=True, alt="", caption="", credit="",
    )  # fmt: skip
    picture = picture_of(item)
    assert [source.media_type for source in picture.sources] == ["image/webp"]
    assert picture.fallback.media_type == "image/gif"
    assert [width for _, width in picture.fallback.candidates] == [640]


def test_a_file_comes_with_what_is_to_be_said_of_it(world: World, owner: Somebody) -> None:
    item = world.kept(owner, PDF, "Tide tables.pdf")
    with world.reading() as session:
        found = shown(session, [item.key])[item.key]
    assert isinstance(found, Attachment)
    assert found.kind == "document"
    assert (found.name, found.size) == ("Tide tables.pdf", len(PDF))
    assert found.url == f"/media/{item.key}/{item.digest[:16]}/tide-tables.pdf"


def test_what_is_in_the_trash_or_nowhere_is_not_shown(world: World, owner: Somebody) -> None:
    item = world.picture(owner)
    with world.writing() as session:
        trash_items(session, [item.id], owner, clock.now())
    with world.reading() as session:
        assert shown(session, [item.key, "zzzzzzzzzzzz", "no key", ""]) == {}


def test_all_keys_take_one_statement_and_no_key_none(world: World, owner: Somebody) -> None:
    keys = [world.picture(owner).key for _ in range(5)]
    with world.reading() as session:
        session.connection()
        with statements() as executed:
            assert len(shown(session, keys)) == 5
        assert len(executed) == 1
        with statements() as executed:
            typeset(session, "No picture, and no key in media: either.", house_style())
        assert [each for each in executed if "media_items" in each] == []


def test_a_stamp_is_another_one_after_a_change(world: World, owner: Somebody) -> None:
    item = world.picture(owner)
    before = stamp_of(item)
    with world.writing() as session:
        session.get_one(MediaItem, item.id).changed_at = clock.now()
    with world.reading() as session:
        assert stamp_of(session.get_one(MediaItem, item.id)) != before
