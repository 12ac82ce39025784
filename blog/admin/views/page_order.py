"""The order of pages: each goes up or down by one place."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin.desk import actor, bp
from blog.admin.presenters import desk_row
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import Forbidden
from blog.posts.forms import number_of
from blog.posts.page_order import ONLY_EDITORS, Step, may_order, move_page, pages_in_order


@bp.get("/pages/order")
def page_order() -> str:
    if not may_order(actor()):
        raise Forbidden(ONLY_EDITORS)
    now = clock.now()
    rows = [desk_row(row, now) for row in pages_in_order(db.session())]
    return render_template("admin/page_order.html", rows=rows)


@bp.post("/pages/order")
def order_pages() -> ResponseReturnValue:
    who = actor()
    step, _, number = request.form.get("move", "").partition(" ")
    if step not in list(Step):
        abort(400)
    with write() as session:
        move_page(session, number_of(number), Step(step), who, clock.now())
    return redirect(url_for("admin.page_order", _anchor=f"page-{number_of(number)}"))
