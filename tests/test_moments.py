"""Moments in the database: aware, in UTC, and compared as moments."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from blog.posts.models import Post
from tests.factories import World
from tests.tables import TABLES


class TestMoments:
    def test_a_naive_moment_is_refused(self, session: Session) -> None:
        naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is the point
        with pytest.raises(StatementError, match="naive datetime refused"):
            session.execute(update(Post).values(edited_at=naive))
        with pytest.raises(StatementError, match="naive datetime refused"):
            session.execute(select(Post.id).where(Post.edited_at < naive))

    @pytest.mark.parametrize(
        "moment",
        [
            datetime(2026, 11, 21, 9, 30, 15, 123456, tzinfo=UTC),
            datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=13, minutes=45))),
            datetime(1000, 1, 1, tzinfo=UTC),
            datetime(2999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-11))),
        ],
        ids=str,
    )
    def test_a_moment_comes_back_aware_equal_and_in_utc(
        self, world: World, moment: datetime
    ) -> None:
        post_id = world.draft(world.person())
        with world.writing() as session:
            session.get_one(Post, post_id).edited_at = moment
        stored = world.post(post_id).edited_at
        assert stored == moment
        assert stored.utcoffset() == timedelta(0)

    def test_moments_are_compared_as_moments_whatever_zone_they_were_given_in(
        self, world: World
    ) -> None:
        post_id = world.draft(world.person())
        far = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
        with world.writing() as session:
            session.get_one(Post, post_id).edited_at = far
        with world.reading() as session:
            later = datetime(2026, 1, 1, 0, tzinfo=UTC)
            assert session.scalar(select(Post.id).where(Post.edited_at < later)) == post_id

    def test_every_moment_is_of_the_type_that_refuses_naive_ones(self) -> None:
        kinds = {
            str(column)
            for table in TABLES.values()
            for column in table.columns
            if "DATETIME" in repr(column.type).upper()
            and type(column.type).__name__ != "UtcDateTime"
        }
        assert kinds == set()
