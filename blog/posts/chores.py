"""What is done for posts in the background, by whoever works off the outbox."""

from datetime import timedelta

from blog.core.database import db, end_reading, write
from blog.outbox.handlers import Again, Running, chore, handler
from blog.posts.emptying import empty_trash
from blog.posts.history import thin_all
from blog.posts.media_uses import BRING_UP_TO_DATE
from blog.posts.rendering import bring_up_to_date, mark_users_out_of_date
from blog.site.context import site_host
from blog.site.queries import read_site


@chore("posts.empty_trash", every=timedelta(hours=6))
def empty_the_trash(job: Running) -> Again | None:
    """Delete for ever what has been in the trash for 30 days."""
    for _ in empty_trash(job.clock()):
        if job.is_ending():
            return Again()
    return None


@chore("posts.thin_histories", every=timedelta(hours=24))
def thin_histories(job: Running) -> Again | None:
    """Remove autosaves that nobody needs any more."""
    zone = read_site(db.session()).zone
    end_reading()
    for _ in thin_all(job.clock(), zone):
        if job.is_ending():
            return Again()
    return None


@handler(BRING_UP_TO_DATE)
def bring_posts_up_to_date(job: Running) -> Again | None:
    """Render again what shows an item that was changed, and whatever else is out of date."""
    item_id = job.payload.get("item")
    if item_id is not None:
        with write() as session:
            mark_users_out_of_date(session, int(item_id), job.payload.get("posts", []))
    return _render(job)


@chore("posts.render_again", every=timedelta(hours=1))
def render_again(job: Running) -> Again | None:
    """Render what an upgrade or another style of the site left out of date."""
    return _render(job)


def _render(job: Running) -> Again | None:
    for _ in bring_up_to_date(site_host(), job.clock):
        if job.is_ending():
            return Again()
    return None
