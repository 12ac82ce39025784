"""Slugs: the last part of an address, made from a title or typed by an author."""

import re
import unicodedata

from slugify import slugify

LONGEST_SLUG = 80

# First segments of addresses that exist, and of those to come: no post may take them.
RESERVED = frozenset(
    [
        "account",
        "accounts",
        "admin",
        "api",
        "archive",
        "archives",
        "asset",
        "assets",
        "auth",
        "author",
        "authors",
        "blog",
        "categories",
        "category",
        "comment",
        "comments",
        "dashboard",
        "export",
        "favicon",
        "feed",
        "feeds",
        "files",
        "healthz",
        "help",
        "import",
        "inbox",
        "index",
        "login",
        "logout",
        "manifest",
        "media",
        "metrics",
        "newsletter",
        "nodeinfo",
        "outbox",
        "page",
        "pages",
        "people",
        "post",
        "posts",
        "preview",
        "readyz",
        "register",
        "robots",
        "rss",
        "search",
        "series",
        "settings",
        "setup",
        "sign-in",
        "sign-out",
        "signin",
        "signout",
        "signup",
        "sitemap",
        "static",
        "subscribe",
        "subscription",
        "subscriptions",
        "tag",
        "tags",
        "theme",
        "topic",
        "topics",
        "unsubscribe",
        "uploads",
        "user",
        "users",
        "webmention",
        "well-known",
        "wp-admin",
        "wp-login",
    ]
)

# What slugify would drop, and a name can hang on: C++, C#.
SPELLED = (
    (re.compile(r"(?<=\w)\+\+(?!\w)"), "-plus-plus"),
    (re.compile(r"(?<=\w)\+(?!\w)"), "-plus"),
    (re.compile(r"(?<=\w)#(?!\w)"), "-sharp"),
)


def make_slug(text: str) -> str:
    """Return an ASCII slug of a title; empty when nothing in it can be spelled.

    A text of symbols alone is spelled by their names in Unicode.
    """
    for symbol, words in SPELLED:
        text = symbol.sub(words, text)
    return _slug(text) or _slug(" ".join(_symbol_name(sign) for sign in text))


def _symbol_name(sign: str) -> str:
    return unicodedata.name(sign, "") if unicodedata.category(sign) == "So" else ""


def _slug(text: str) -> str:
    return slugify(text, max_length=LONGEST_SLUG, word_boundary=True, save_order=True)


def tidy_slug(text: str) -> str:
    """Return what an author typed as a slug: Unicode letters stay, the rest is made regular."""
    return slugify(text, max_length=LONGEST_SLUG, word_boundary=True, allow_unicode=True)


def is_reserved(slug: str) -> bool:
    return slug in RESERVED
