"""What is done for imports by whoever works off the outbox."""

from datetime import timedelta

from blog.core.database import db
from blog.core.errors import DomainError
from blog.outbox.handlers import Again, GiveUp, Running, handler
from blog.transfer import slices
from blog.transfer.slices import Busy, Place
from blog.transfer.uploads import WORK

# Seconds at a time, so that pictures do not wait for a long import.
SLICE = 10
WHILE_BUSY = timedelta(seconds=5)


@handler(WORK)
def go_on_with_an_import(job: Running) -> Again | None:
    """Take files of an import until they are tried, or in; nothing where it was discarded."""
    import_id = int(job.payload["import"])
    try:
        slices.work(import_id, Place.here(), SLICE, job.clock)
    except Busy:
        return Again(WHILE_BUSY)
    except DomainError as error:
        raise GiveUp(str(error)) from error
    return Again() if slices.is_unfinished(db.session(), import_id) else None
