"""Who may do what with a post."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from blog.auth.models import Role
from blog.core import clock
from blog.core.errors import DomainError, Forbidden
from blog.posts import actions, notes, workflow
from blog.posts.models import Post, State
from tests.factories import Somebody, World
from tests.posts.stored import columns

# Who may do what, on a post of their own or of somebody else's. S saves, R restores a
# version, T moves to the trash, B brings back, D deletes for ever, P publishes or updates,
# U unpublishes, H hands in, K takes back what waits, N writes a note, E hands back. A letter
# stands where it is allowed; what nobody may do with a post in that state is left out.
NOTHING, ALL = "", "SRTBDPUHKNE"
OWN = "SRTBDHKN"
PERMISSIONS = {
    (Role.CONTRIBUTOR, "own", State.DRAFT): OWN,
    (Role.CONTRIBUTOR, "own", State.REVIEW): OWN,
    (Role.CONTRIBUTOR, "own", State.PUBLISHED): NOTHING,
    (Role.CONTRIBUTOR, "other", State.DRAFT): NOTHING,
    (Role.CONTRIBUTOR, "other", State.REVIEW): NOTHING,
    (Role.CONTRIBUTOR, "other", State.PUBLISHED): NOTHING,
    (Role.AUTHOR, "own", State.DRAFT): "SRTBDPUHKN",
    (Role.AUTHOR, "own", State.REVIEW): "SRTBDPUHKN",
    (Role.AUTHOR, "own", State.PUBLISHED): "SRTBDPUHKN",
    (Role.AUTHOR, "other", State.DRAFT): NOTHING,
    (Role.AUTHOR, "other", State.REVIEW): NOTHING,
    (Role.AUTHOR, "other", State.PUBLISHED): NOTHING,
    **{
        (role, whose, state): ALL
        for role in (Role.EDITOR, Role.ADMIN, Role.OWNER)
        for whose in ("own", "other")
        for state in State
    },
}


@pytest.mark.parametrize(("role", "whose", "state"), PERMISSIONS, ids=str)
def test_each_role_may_do_what_the_table_says_and_nothing_else(
    world: World, role: Role, whose: str, state: State
) -> None:
    person, other = world.person(role), world.person(Role.AUTHOR)
    owner = person if whose == "own" else other
    allowed = "".join(
        letter
        for letter in ALL
        if is_allowed(world, letter, post_in(world, owner, state, letter), person)
    )
    assert allowed == PERMISSIONS[role, whose, state]


def post_in(world: World, owner: Somebody, state: State, letter: str) -> int:
    """Make a post of a state, in the trash when that is where the action finds it."""
    post_id = world.draft(owner)
    world.save(post_id, owner, based_on=1, body="Two.")
    editor = world.person(Role.EDITOR)
    if state is State.PUBLISHED:
        world.publish(post_id, editor)
    elif state is State.REVIEW:
        with world.writing() as session:
            session.get_one(Post, post_id).state = State.REVIEW
    if letter in "BD":
        world.trash(post_id, editor)
    return post_id


def is_allowed(world: World, letter: str, post_id: int, actor: Somebody) -> bool:
    def writing(act: Callable[[Session], object]) -> Callable[[], object]:
        def run() -> None:
            with world.writing() as session:
                act(session)

        return run

    deeds: dict[str, Callable[[], object]] = {
        "S": lambda: world.save(post_id, actor, based_on=2, body="Three."),
        "R": lambda: world.restore(post_id, 1, actor),
        "T": lambda: world.trash(post_id, actor),
        "B": lambda: world.take_out(post_id, actor, undo=False),
        "D": writing(lambda session: actions.delete_for_ever(session, post_id, actor, clock.now())),
        "P": lambda: world.publish(post_id, actor),
        "U": lambda: world.unpublish(post_id, actor),
        "H": writing(lambda session: workflow.hand_in(session, post_id, actor)),
        "K": writing(lambda session: workflow.take_back(session, post_id, actor)),
        "N": writing(lambda session: notes.add_note(session, post_id, "?", actor, clock.now())),
        "E": writing(lambda session: workflow.hand_back(session, post_id, "?", actor, clock.now())),
    }
    before = columns(world.post(post_id)), len(world.revisions(post_id))
    try:
        deeds[letter]()
    except Forbidden:
        assert (columns(world.post(post_id)), len(world.revisions(post_id))) == before
        return False
    except DomainError:
        # It is theirs to do, only not with a post in this state.
        return True
    return True
