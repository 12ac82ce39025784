"""Lists of posts and of pages: tabs by state, search in titles, keyset pages."""

from typing import Any

from flask import render_template, request, url_for

from blog.admin.desk import actor, bp
from blog.admin.presenters import desk_row
from blog.core import clock
from blog.core.database import db
from blog.core.forms import one_line
from blog.core.pagination import Cursor
from blog.posts import desk_queries, policies
from blog.posts.desk_queries import Tab, Wanted
from blog.posts.models import Kind

SIZE = 50
LONGEST_QUERY = 200


@bp.get("/posts")
def posts() -> str:
    return _list(Kind.POST, "admin.posts", url_for("admin.new_post"))


@bp.get("/pages")
def pages() -> str:
    return _list(Kind.PAGE, "admin.pages", url_for("admin.new_page"))


def _list(kind: Kind, endpoint: str, new_url: str) -> str:
    session, now = db.session(), clock.now()
    tab, q = _tab(), one_line(request.args.get("q"))[:LONGEST_QUERY]
    cursor = Cursor.parse(request.args.get("before"), request.args.get("after"))
    page = desk_queries.desk_rows(session, actor(), Wanted(kind, tab, q), now, cursor, SIZE)
    totals = desk_queries.tab_totals(session, actor(), kind, now)

    def url(tab: Tab, **more: Any) -> str:
        values = {"tab": None if tab is Tab.ALL else tab.value, **more}
        return url_for(endpoint, **values)

    return render_template(
        "admin/posts.html",
        kind=kind.value,
        own_only=not policies.may_edit_all(actor()),
        tabs=[
            {
                "label": each.value.capitalize(),
                "url": url(each),
                "total": totals[each],
                "current": each is tab,
            }
            for each in Tab
        ],
        q=q,
        rows=[desk_row(row, now) for row in page.items],
        older_url=url(tab, q=q or None, before=str(page.older)) if page.older else None,
        newer_url=url(tab, q=q or None, after=str(page.newer)) if page.newer else None,
        empty=_why_empty(q, totals),
        new_url=new_url,
        # What a search keeps: the tab that it is made in.
        search_fields=[] if tab is Tab.ALL else [("tab", tab.value)],
        clear_url=url(tab),
    )


def _tab() -> Tab:
    asked = request.args.get("tab", "")
    return Tab(asked) if asked in list(Tab) else Tab.ALL


def _why_empty(q: str, totals: dict[Tab, int]) -> str:
    if q:
        return "no match"
    return "empty tab" if any(totals.values()) else "nothing"
