"""The blueprint of the desk: who may come in, and its own error pages."""

from typing import cast

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from blog.auth import resend
from blog.auth.sessions import SignedIn, current_person
from blog.core.errors import Forbidden
from blog.core.pagination import BadCursor
from blog.posts.actions import Gone
from blog.site.errors import error_response

bp = Blueprint("admin", __name__, url_prefix="/admin")


def actor() -> SignedIn:
    """Return who is at the desk. The door below lets nobody else in."""
    return cast(SignedIn, current_person())


@bp.before_request
def ask_who() -> ResponseReturnValue | None:
    if current_person() is not None:
        return None
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
    return resend.ask_to_sign_in(resend.kept_of_request())


@bp.errorhandler(HTTPException)
def http_error(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    return error_response(error.code, error, template="admin/error.html")


@bp.errorhandler(Forbidden)
def forbidden(error: Forbidden) -> Response:
    return error_response(403, error, template="admin/error.html")


@bp.errorhandler(Gone)
@bp.errorhandler(BadCursor)
def gone(error: Gone | BadCursor) -> Response:
    return error_response(404, error, template="admin/error.html")
