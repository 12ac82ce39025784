"""Posts whose stored HTML is out of date, as after an upgrade."""

from typing import Any

from sqlalchemy import update

from blog.core import clock
from blog.core.html import render
from blog.posts import rendering
from blog.posts.models import Post
from blog.posts.rendering import Batch, bring_up_to_date
from blog.site.actions import SettingsChange, change_settings
from blog.site.context import site_host
from blog.site.queries import read_site
from tests.factories import World
from tests.posts.stored import columns

OLD: dict[str, Any] = {
    "html": "<p>Set long ago.</p>\n",
    "headings": [{"level": 2, "id": "s-old", "text": "Old"}],
    "words": 3,
    "excerpt": "Set long ago.",
    "renderer_version": 1,
}


def age(world: World, *post_ids: int, **values: Any) -> None:
    """Give posts what an older renderer made of their texts."""
    with world.writing() as session:
        session.execute(update(Post).where(Post.id.in_(post_ids)).values({**OLD, **values}))


def bring_up(world: World) -> list[Batch]:
    with world.app.app_context():
        return list(bring_up_to_date(site_host(), clock.now))


def rendered_now(world: World, text: str) -> dict[str, Any]:
    """Return what a post holds of a text that is rendered now, in the style of the site."""
    with world.reading() as session:
        rendered = render(text, read_site(session).style(site_host()))
    headings = [{"level": h.level, "id": h.id, "text": h.text} for h in rendered.headings]
    return {
        "html": rendered.html,
        "headings": headings,
        "words": rendered.words,
        "excerpt": rendered.excerpt,
        "renderer_version": rendered.version,
    }


def row(world: World, post_id: int) -> dict[str, Any]:
    return columns(world.post(post_id))


def change(world: World, **settings: Any) -> int:
    """Change settings of the site; return how many posts that made out of date."""
    with world.writing() as session:
        return change_settings(session, SettingsChange(**settings), clock.now()).out_of_date


def stale(world: World) -> int:
    with world.reading() as session:
        return rendering.count_stale(session)
