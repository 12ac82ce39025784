"""Slugs: the last part of an address, made from a title or typed by an author."""

import re

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

# Letters and digits of any script, in groups joined by single hyphens.
SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)*", re.UNICODE)


def make_slug(text: str) -> str:
    """Return an ASCII slug of a title; empty when nothing in it can be spelled."""
    return slugify(text, max_length=LONGEST_SLUG, word_boundary=True, save_order=True)


def tidy_slug(text: str) -> str:
    """Return what an author typed as a slug: Unicode letters stay, the rest is made regular."""
    return slugify(text, max_length=LONGEST_SLUG, word_boundary=True, allow_unicode=True)


def is_reserved(slug: str) -> bool:
    return slug in RESERVED
