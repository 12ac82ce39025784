"""The blueprint of the desk: who may come in, and its own error pages."""

from typing import cast

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from blog.auth import resend
from blog.auth.sessions import SignedIn, current_person
from blog.core.errors import DomainError, Forbidden
from blog.core.forms import page, wants_json
from blog.core.pagination import BadPlace
from blog.core.security import allow_own_frames
from blog.core.tokens import new_token
from blog.posts.revisions import Gone
from blog.site.errors import error_response, words_for

bp = Blueprint("admin", __name__, url_prefix="/admin")

PREVIEWS = frozenset({"admin.preview", "admin.preview_edited", "admin.preview_typed"})


# Of what a page of the desk still holds, and the server does not.
GONE = "It was deleted for ever in the meantime."


def actor() -> SignedIn:
    """Return who is at the desk. The door below lets nobody else in."""
    return cast(SignedIn, current_person())


@bp.before_request
def ask_who() -> ResponseReturnValue | None:
    if current_person() is not None:
        return None
    if wants_json():
        return jsonify(reason="You were signed out."), 401
    if request.endpoint in PREVIEWS:
        # It answers into a frame beside the text, which is still there and can be saved.
        return allow_own_frames(page("admin/preview_signed_out.html", 401))
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
    return resend.ask_to_sign_in(resend.kept_of_request())


@bp.route("/<path:nowhere>", methods=["GET", "POST"])
def not_found(nowhere: str) -> ResponseReturnValue:
    """Say so in the desk's own frame."""
    abort(404)


@bp.errorhandler(HTTPException)
def http_error(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    return _error(error.code, error)


@bp.errorhandler(Forbidden)
def forbidden(error: Forbidden) -> Response:
    return _error(403, error)


@bp.errorhandler(Gone)
@bp.errorhandler(BadPlace)
def gone(error: Gone | BadPlace) -> Response:
    return _error(404, error)


def _error(code: int, error: HTTPException | DomainError) -> Response:
    if wants_json():
        words = GONE if code == 404 else words_for(code).message
        words = str(error) if isinstance(error, DomainError) else words
        return make_response(jsonify(reason=words), code)
    if code in {403, 404} and request.form.get("body"):
        return _offer_as_draft(code)
    return error_response(code, error, template="admin/error.html")


def _offer_as_draft(code: int) -> Response:
    """Keep words that were written for a post which is gone, or is out of reach now."""
    heading = "This post is gone" if code == 404 else "You may no longer change this post"
    kept = resend.kept_from(request.form.items(multi=True), url_for("admin.create", kind="post"))
    fields = [field for field in kept.fields if field[0] != "form_key"]
    return resend.ask_to_send_again(
        resend.Kept(kept.action, (*fields, ("form_key", new_token()))),
        heading,
        "Nothing is lost: what you typed is on this page. One press saves it as a new draft "
        "of your own.",
        code,
        button="Save it as a new draft",
    )
