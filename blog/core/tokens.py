"""Random tokens, and signed ones that carry what they stand for."""

import secrets
from hashlib import sha256

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def new_token() -> str:
    """Return 32 random bytes as text that is safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what the database keeps of a token: a stolen copy of it opens nothing."""
    return sha256(token.encode()).hexdigest()


def sign(purpose: str, value: str) -> str:
    return str(_serializer(purpose).dumps(value))


def unsign(purpose: str, token: str) -> str | None:
    """Return the value of a signed token, or None when it was not signed for this purpose."""
    try:
        return str(_serializer(purpose).loads(token))
    except BadSignature:
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"quire {purpose}")
