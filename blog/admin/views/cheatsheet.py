"""The cheat sheet: what can be written, and what readers see of it."""

from flask import Response, render_template

from blog.admin import cheatsheet
from blog.admin.desk import bp
from blog.core.security import allow_own_frames
from blog.site.context import house_style


@bp.get("/cheat-sheet")
def cheat_sheet() -> Response:
    """Show it in the site's own look, as a page and in the editor's frame."""
    groups = cheatsheet.cheat_sheet(house_style())
    text = render_template("admin/cheat_sheet.html", groups=groups)
    return allow_own_frames(Response(text, mimetype="text/html"))
