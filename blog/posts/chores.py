"""What is done for posts again and again, by whoever works off the outbox."""

from datetime import timedelta

from blog.core.database import db, end_reading
from blog.outbox.handlers import Again, Running, chore
from blog.posts.emptying import empty_trash
from blog.posts.history import thin_all
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
