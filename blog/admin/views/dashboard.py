"""The first screen: what to carry on with."""

from flask import render_template

from blog.admin.desk import actor, bp
from blog.admin.presenters import desk_row
from blog.admin.views.work import may_look_after
from blog.auth.permissions import Deed, Whose, whose
from blog.core import clock
from blog.core.database import db
from blog.outbox import queries
from blog.posts import desk_board, desk_queries

LINES = 5


@bp.get("/")
def dashboard() -> str:
    session, now = db.session(), clock.now()
    return render_template(
        "admin/dashboard.html",
        today=now,
        drafts=[desk_row(r, now) for r in desk_queries.drafts(session, actor(), now, LINES)],
        scheduled=[desk_row(r, now) for r in desk_queries.scheduled(session, actor(), now, LINES)],
        recent=[
            desk_row(r, now) for r in desk_queries.just_published(session, actor(), now, LINES)
        ],
        waiting=[desk_row(r, now) for r in desk_board.waiting(session, actor(), now, LINES)],
        care=[desk_row(r, now) for r in desk_board.needing_care(session, actor(), now, LINES)],
        work=queries.standing(session, now) if may_look_after(actor()) else None,
        may_hand_back=whose(actor().role, Deed.HAND_BACK) is Whose.ALL,
        first_steps=not desk_queries.has_posts(session),
    )
