"""Random tokens, and signatures that stand for a value that only we know."""

import secrets
from hashlib import sha256

from flask import current_app
from itsdangerous import Signer


def new_token() -> str:
    """Return 32 random bytes as text that is safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what the database keeps of a token: a stolen copy of it opens nothing."""
    return sha256(token.encode()).hexdigest()


def signature(purpose: str, value: str) -> str:
    """Return what only somebody with the secret key can make of a value, safe in an address."""
    return _signer(purpose).get_signature(value).decode()


def is_signature(purpose: str, value: str, candidate: str) -> bool:
    return _signer(purpose).verify_signature(value, candidate)


def _signer(purpose: str) -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt=f"quire {purpose}", digest_method=sha256)
