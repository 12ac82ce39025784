"""Files that are deleted while somebody puts the same ones into the library."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from blog.core.errors import DomainError
from blog.media import actions
from blog.media.storage.current import current_storage
from blog.media.storage.names import original_name
from blog.media.uploads import DELETED_MEANWHILE
from tests.factories import a_picture, moment
from tests.media.library import Library

NOW = moment(2026, 6)


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
        library.act(actions.trash_items, [item.id], library.owner, NOW)
        library.act(actions.delete_for_ever, item.id, library.owner, NOW)


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
