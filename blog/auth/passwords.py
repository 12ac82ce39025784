"""Passwords: argon2id, and how many may be hashed at once."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

SHORTEST_PASSWORD = 12
# Hashing time grows with length; nobody types more than this.
LONGEST_PASSWORD = 1000

# A hash takes 64 MiB and a tenth of a second: a crowd at the door must not take all memory.
_turnstile = BoundedSemaphore(2)


def hash_password(password: str) -> str:
    with _turnstile:
        return _hasher().hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Say whether a password is right. Takes as long when there is nothing to compare with,
    so that the time of the answer does not tell which accounts exist."""
    known = password_hash is not None
    with _turnstile:
        try:
            _hasher().verify(password_hash or _decoy(), password)
        except (VerificationError, InvalidHashError):
            return False
    return known


def needs_rehash(password_hash: str) -> bool:
    return _hasher().check_needs_rehash(password_hash)


def _hasher() -> PasswordHasher:
    return _hasher_with(*current_app.config["PASSWORD_HASH"])


@cache
def _hasher_with(memory: int, passes: int, lanes: int) -> PasswordHasher:
    return PasswordHasher(memory_cost=memory, time_cost=passes, parallelism=lanes)


def _decoy() -> str:
    return _decoy_of(_hasher())


@cache
def _decoy_of(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")
