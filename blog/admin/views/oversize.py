"""Requests that are larger than is read: each form with files says itself what to do."""

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from blog.admin.desk import bp, http_error
from blog.admin.views import media_uploads, transfer

TELLERS = {
    "admin.start_import": transfer.too_large,
    "admin.upload": media_uploads.too_large,
    "admin.replace_item": media_uploads.too_large,
}


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    tell = TELLERS.get(request.endpoint or "")
    return http_error(error) if tell is None else tell()
