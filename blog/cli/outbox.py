"""`flask outbox`: do what is to be done after changes, and look after what could not be."""

import os
import signal
from threading import Event
from types import FrameType

import click
from flask.cli import AppGroup

from blog.cli.database import needs_database
from blog.core import clock
from blog.core.database import db, write
from blog.core.templating import plural
from blog.outbox import actions, queries
from blog.outbox.models import Job
from blog.outbox.worker import Worker

group = AppGroup("outbox", help="Do what is to be done after changes: pictures, imports, tidying.")


@group.command("work")
@click.option("--once", is_flag=True, help="Do what is due, then end.")
@click.option("--attached", is_flag=True, help="End with the process that started this one.")
@needs_database
def work(once: bool, attached: bool) -> None:
    """Do jobs until it is told to end (SIGTERM). As many as you like may run at once."""
    worker = Worker(clock.now, stop=_stop_at_a_signal())
    if once:
        number = worker.work_off()
        click.echo(f"{plural(number, 'job', 'jobs')} done or tried.")
        return
    parent = os.getppid()
    worker.work(lambda: not attached or os.getppid() == parent)


@group.command("list")
@needs_database
def show() -> None:
    """List what failed: what will be tried again, and what nobody tries any more."""
    standing = queries.standing(db.session(), clock.now())
    click.echo(f"{plural(standing.waiting, 'job waits', 'jobs wait')}, {standing.dead:,} given up.")
    if standing.stuck_since is not None:
        click.echo("No worker is at it. Start one: flask --app wsgi outbox work")
    for job in [*queries.failing(db.session()), *queries.dead_letters(db.session())]:
        click.echo(_in_a_line(job))


@group.command("retry")
@click.argument("job_id", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="Everything that was given up.")
@needs_database
def retry(job_id: int | None, everything: bool) -> None:
    """Try again what was given up: one job by its number, or all."""
    if everything == (job_id is not None):
        raise click.UsageError("Say the number of a job, or --all.")
    with write() as session:
        number = (
            actions.retry_all(session, clock.now())
            if job_id is None
            else int(actions.retry(session, job_id, clock.now()))
        )
    if job_id is not None and not number:
        raise click.ClickException(f"Job {job_id} was not given up, or is not there.")
    click.echo(f"{plural(number, 'job', 'jobs')} will be tried again.")


@group.command("discard")
@click.argument("job_id", type=int)
@needs_database
def discard(job_id: int) -> None:
    """Forget a job that was given up."""
    with write() as session:
        is_gone = actions.discard(session, job_id)
    if not is_gone:
        raise click.ClickException(f"Job {job_id} was not given up, or is not there.")
    click.echo(f"Job {job_id} is forgotten.")


def _in_a_line(job: Job) -> str:
    when = "given up" if job.is_dead else f"again at {job.run_after:%Y-%m-%d %H:%M} UTC"
    return f"  {job.id}  {job.name}  {when}: {job.problem}"


def _stop_at_a_signal() -> Event:
    stop = Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    return stop
