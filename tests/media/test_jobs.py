"""What the worker does for the library: it makes what is missing, and deletes what is in no use."""

from datetime import timedelta

import pytest

from blog.core import clock
from blog.core.errors import DomainError
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from tests.factories import a_picture
from tests.media.library import Library


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
