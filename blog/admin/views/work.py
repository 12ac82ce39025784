"""Work in the background: what failed, what will be tried again, and whether anybody is at it."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blog.admin.desk import actor, bp
from blog.admin.messages import tell
from blog.auth.permissions import Deed, Whose, whose
from blog.core import clock
from blog.core.actor import Actor
from blog.core.database import db, write
from blog.core.errors import Forbidden
from blog.core.templating import plural
from blog.outbox import actions, queries
from blog.outbox.handlers import registry
from blog.outbox.models import Job

NOT_ALLOWED = "Only the owner and admins look after the work in the background."


def may_look_after(actor: Actor) -> bool:
    return whose(actor.role, Deed.WORK) is Whose.ALL


@bp.get("/jobs")
def work() -> str:
    _allowed()
    session = db.session()
    return render_template(
        "admin/work.html",
        standing=queries.standing(session, clock.now()),
        dead=queries.dead_letters(session),
        retried=queries.failing(session),
        words_of=_words_of,
    )


@bp.post("/jobs/attempts")
def try_all_again() -> ResponseReturnValue:
    _allowed()
    with write() as session:
        number = actions.retry_all(session, clock.now())
    tell(f"{plural(number, 'job', 'jobs')} will be tried again." if number else "Nothing waited.")
    return _back()


@bp.post("/jobs/<int:job_id>/attempts")
def try_again(job_id: int) -> ResponseReturnValue:
    _allowed()
    with write() as session:
        is_dead = actions.retry(session, job_id, clock.now())
    if not is_dead:
        abort(404)
    tell("It will be tried again in a moment.")
    return _back()


@bp.post("/jobs/<int:job_id>/removal")
def forget_job(job_id: int) -> ResponseReturnValue:
    _allowed()
    with write() as session:
        is_dead = actions.discard(session, job_id)
    if not is_dead:
        abort(404)
    tell("It is forgotten.")
    return _back()


def _allowed() -> None:
    if not may_look_after(actor()):
        raise Forbidden(NOT_ALLOWED)


def _back() -> ResponseReturnValue:
    return redirect(url_for("admin.work"), 303)


def _words_of(job: Job) -> str:
    return registry.handler(job.name).words
