"""Tags: what there are, and rename, describe, merge, delete."""

from collections.abc import Callable

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin.desk import actor, bp
from blog.admin.messages import tell, tell_refusal
from blog.admin.tag_screen import check_may_keep_tags, deletion_page, tags_page
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import DomainError, FieldError
from blog.core.forms import options, page
from blog.core.templating import plural, shorten
from blog.posts import tagging
from blog.posts.forms import number_of
from blog.posts.tagging import may_keep_tags, tag_lines
from blog.tags.forms import CHOOSE_TARGET, MergeForm, TagForm
from blog.tags.models import Tag


@bp.context_processor
def who_may_keep_tags() -> dict[str, Callable[..., bool]]:
    return {"may_keep_tags": may_keep_tags}


@bp.get("/tags")
def tags() -> Response:
    check_may_keep_tags()
    return tags_page(request.args)


@bp.get("/tags/<int:tag_id>")
def tag(tag_id: int) -> Response:
    found = _tag(tag_id)
    data = {"name": found.name, "description": found.description}
    return _tag_page(found, TagForm(formdata=None, data=data))


def _tag(tag_id: int) -> Tag:
    check_may_keep_tags()
    return db.session().get(Tag, tag_id) or abort(404)


def _tag_page(found: Tag, form: TagForm, status: int = 200) -> Response:
    lines = tag_lines(db.session())
    merge = MergeForm(formdata=None)
    others = [(str(line.id), line.name) for line in lines if line.id != found.id]
    merge.target.choices = options([("", "Choose one"), *others])
    line = next(line for line in lines if line.id == found.id)
    return page("admin/tag.html", status, tag=line, form=form, merge=merge if others else None)


@bp.post("/tags/<int:tag_id>")
def change_tag(tag_id: int) -> ResponseReturnValue:
    found, form, who = _tag(tag_id), TagForm(), actor()
    if not form.validate_on_submit():
        return _tag_page(found, form, 422)
    try:
        with write() as session:
            tagging.rename_tag(session, tag_id, form.as_change(), who, clock.now())
    except FieldError as error:
        form.add_error(error)
        return _tag_page(_tag(tag_id), form, 422)
    tell(f"“{shorten(form.as_change().name)}” is saved.")
    return redirect(url_for("admin.tag", tag_id=tag_id))


@bp.post("/tags/<int:tag_id>/merger")
def merge_tag(tag_id: int) -> ResponseReturnValue:
    source, who = _tag(tag_id).name, actor()
    target_id = number_of(request.form.get("target"))
    try:
        if not target_id:
            raise DomainError(CHOOSE_TARGET)
        with write() as session:
            target = tagging.merge_tag(session, tag_id, target_id, who, clock.now())
            name, target_id = target.name, target.id
    except DomainError as error:
        tell_refusal(error)
        return redirect(url_for("admin.tag", tag_id=tag_id))
    tell(f"“{shorten(source)}” went into “{shorten(name)}”. Its old address leads there.")
    return redirect(url_for("admin.tag", tag_id=target_id))


@bp.get("/tags/<int:tag_id>/deletion")
def confirm_tag_deletion(tag_id: int) -> Response:
    _tag(tag_id)
    lines = [line for line in tag_lines(db.session()) if line.id == tag_id]
    return deletion_page(
        lines,
        url_for("admin.delete_tag", tag_id=tag_id),
        url_for("admin.tag", tag_id=tag_id),
    )


@bp.post("/tags/<int:tag_id>/deletion")
def delete_tag(tag_id: int) -> ResponseReturnValue:
    name, who = _tag(tag_id).name, actor()
    with write() as session:
        posts = tagging.delete_tag(session, tag_id, who, clock.now())
    tell(f"“{shorten(name)}” is deleted. {plural(posts, 'post', 'posts')} carried it.")
    return redirect(url_for("admin.tags"))
