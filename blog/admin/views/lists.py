"""Lists of posts and of pages: tabs by state, filters, search, keyset pages."""

from flask import Response, request

from blog.admin.desk import bp
from blog.admin.list_screen import list_page
from blog.posts.models import Kind


@bp.get("/posts")
def posts() -> Response:
    return list_page(Kind.POST, request.args)


@bp.get("/pages")
def pages() -> Response:
    return list_page(Kind.PAGE, request.args)
