"""Every address, who gets an answer there, and what the others get."""

from dataclasses import dataclass

from blog.auth.models import Role

ANONYMOUS = "anonymous"
EVERYBODY = frozenset({ANONYMOUS, *Role})
DESK = frozenset(Role)
PUBLISHERS = DESK - {Role.CONTRIBUTOR}
EDITORS = PUBLISHERS - {Role.AUTHOR}
TRUSTED = EDITORS - {Role.EDITOR}
NOBODY: frozenset[str] = frozenset()

NEW = {
    "title": "Typed",
    "body": "Typed text.",
    "visibility": "public",
    "based_on": "1",
    "when": "now",
}


@dataclass(frozen=True)
class Route:
    """Where to ask, who gets an answer, and what the others get.

    ``others`` are those who may do it to a post of somebody else; None where the address
    names no post.
    """

    address: str
    may: frozenset[str] = EVERYBODY
    others: frozenset[str] | None = None
    form: dict[str, str] | None = None
    answer: int = 200
    refusal: int = 403


READER = {
    ("static", "GET"): Route("/static/images/favicon.svg"),
    ("assets.stylesheet", "GET"): Route("/assets/reader-{digest}.css"),
    ("assets.script", "GET"): Route("/assets/js-old/theme.js"),
    ("posts.home", "GET"): Route("/"),
    ("posts.show", "GET"): Route("/low-water"),
    ("posts.topics", "GET"): Route("/tags/"),
    ("posts.topic", "GET"): Route("/tags/tides"),
    ("posts.author", "GET"): Route("/authors/odile-farrow"),
    ("posts.archive", "GET"): Route("/archive"),
    ("posts.archive_year", "GET"): Route("/archive/2025"),
    ("posts.archive_month", "GET"): Route("/archive/2025/3"),
    ("feeds.atom", "GET"): Route("/feed.atom"),
}
DOORS = {
    # Once the site is set up, nobody finds the set-up.
    ("auth.setup", "GET"): Route("/setup?token=wrong", NOBODY, refusal=404),
    ("auth.setup", "POST"): Route("/setup", NOBODY, form={"token": "wrong"}, refusal=404),
    # Whoever is signed in is sent on to the desk.
    ("auth.sign_in", "GET"): Route("/auth/sign-in", frozenset({ANONYMOUS}), refusal=302),
    ("auth.sign_in", "POST"): Route("/auth/sign-in", form={"email": "nobody"}, answer=422),
    ("auth.sign_out", "POST"): Route("/auth/sign-out", form={}, answer=302),
    # Nobody is told that there is no such link: it is as if there were no such page.
    ("previews.show", "GET"): Route("/preview/a-guess", NOBODY, refusal=404),
    ("previews.show_file", "GET"): Route(
        "/preview/a-guess/media/abcdefghijkm/0123456789abcdef/a.jpg", NOBODY, refusal=404
    ),
    # A file that nobody has.
    ("media.show", "GET"): Route("/media/abcdefghijkm/0123456789abcdef/a.jpg", NOBODY, refusal=404),
}
SCREENS = {
    ("admin.dashboard", "GET"): Route("/admin/", DESK),
    ("admin.not_found", "GET"): Route("/admin/no/where", DESK, answer=404),
    ("admin.not_found", "POST"): Route("/admin/no/where", DESK, form={}, answer=404),
    ("admin.posts", "GET"): Route("/admin/posts", DESK),
    ("admin.pages", "GET"): Route("/admin/pages", DESK),
    # Nothing is picked, which everybody is told.
    ("admin.act_on_many", "POST"): Route("/admin/posts/bulk/trash", DESK, form={}, answer=302),
    ("admin.undo_many", "POST"): Route("/admin/posts/bulk/undo", DESK, form={}, answer=302),
    ("admin.cheat_sheet", "GET"): Route("/admin/cheat-sheet", DESK),
    ("admin.profile", "GET"): Route("/admin/profile", DESK),
    ("admin.profile", "POST"): Route("/admin/profile", DESK, form={}, answer=422),
    ("admin.new_post", "GET"): Route("/admin/posts/new", DESK),
    ("admin.new_page", "GET"): Route("/admin/pages/new", DESK),
    ("admin.session", "GET"): Route("/admin/session", DESK),
    ("admin.save_first", "POST"): Route("/admin/posts/saves", DESK, form=NEW, answer=201),
    ("admin.offer_new", "POST"): Route("/admin/posts/kept", DESK, form=NEW),
    ("admin.create", "POST"): Route("/admin/pages", DESK, form=NEW, answer=302),
    ("admin.preview_typed", "GET"): Route("/admin/pages/preview", DESK),
    ("admin.preview_typed", "POST"): Route("/admin/posts/preview", DESK, form=NEW),
    ("admin.warnings_new", "POST"): Route("/admin/posts/publication/warnings", DESK, form=NEW),
    # What is refused as a publication is kept as a draft and comes back in the editor.
    ("admin.create_published", "POST"): Route(
        "/admin/posts/publication", PUBLISHERS, form=NEW, answer=302, refusal=422
    ),
}
POSTS = {
    ("admin.edit", "GET"): Route("/admin/posts/{draft}?base=1", DESK, EDITORS),
    ("admin.save", "POST"): Route("/admin/posts/{draft}/revisions", DESK, EDITORS, NEW, 302),
    ("admin.save_again", "POST"): Route("/admin/posts/{draft}/saves", DESK, EDITORS, NEW),
    ("admin.offer", "POST"): Route("/admin/posts/{draft}/kept", DESK, EDITORS, NEW),
    ("admin.be_present", "POST"): Route("/admin/posts/{draft}/presence", DESK, EDITORS, {}),
    ("admin.preview", "GET"): Route("/admin/posts/{draft}/preview", DESK, EDITORS),
    ("admin.preview_edited", "POST"): Route("/admin/posts/{draft}/preview", DESK, EDITORS, NEW),
    ("admin.full_preview", "GET"): Route("/admin/posts/{draft}/preview/full", DESK, EDITORS),
    ("admin.preview_links", "GET"): Route("/admin/posts/{draft}/preview-links", DESK, EDITORS),
    ("admin.make_preview_link", "POST"): Route(
        "/admin/posts/{draft}/preview-links", DESK, EDITORS, {"shows": "newest", "days": "7"}, 302
    ),
    # Of a link that does not exist whoever may withdraw links is told so in a toast.
    ("admin.withdraw_preview_link", "POST"): Route(
        "/admin/posts/{draft}/preview-links/9/withdrawal", DESK, EDITORS, {}, 302
    ),
    ("admin.publish", "POST"): Route(
        "/admin/posts/{draft}/publication", PUBLISHERS, EDITORS, NEW, 302, refusal=422
    ),
    ("admin.ask_when", "GET"): Route("/admin/posts/{draft}/publication", PUBLISHERS, EDITORS),
    ("admin.warnings", "POST"): Route(
        "/admin/posts/{draft}/publication/warnings", DESK, EDITORS, NEW
    ),
    # Without what it is to undo, it says so.
    ("admin.undo_publication", "POST"): Route(
        "/admin/posts/{published}/publication/undo", PUBLISHERS, EDITORS, {}, 302
    ),
    ("admin.unpublish", "POST"): Route(
        "/admin/posts/{published}/withdrawal", PUBLISHERS, EDITORS, {}, 302
    ),
    ("admin.history", "GET"): Route("/admin/posts/{draft}/revisions", DESK, EDITORS),
    ("admin.revision", "GET"): Route("/admin/posts/{draft}/revisions/1", DESK, EDITORS),
    ("admin.name_revision", "POST"): Route(
        "/admin/posts/{draft}/revisions/1/name", DESK, EDITORS, {"name": "First go"}, 302
    ),
    ("admin.restore_revision", "POST"): Route(
        "/admin/posts/{draft}/revisions/1/restoration", DESK, EDITORS, {}, 302
    ),
    ("admin.hand_in", "POST"): Route("/admin/posts/{draft}/review", DESK, EDITORS, {}, 302),
    ("admin.take_back", "POST"): Route(
        "/admin/posts/{draft}/review/withdrawal", DESK, EDITORS, {}, 302
    ),
    # Nothing waits there, which whoever may hand it back is told.
    ("admin.hand_back", "POST"): Route(
        "/admin/posts/{draft}/review/return", EDITORS, EDITORS, {"text": "More."}, 422
    ),
    ("admin.duplicate", "POST"): Route("/admin/posts/{draft}/duplicate", DESK, EDITORS, {}, 302),
    ("admin.thread", "GET"): Route("/admin/posts/{draft}/notes", DESK, EDITORS),
    ("admin.add_note", "POST"): Route(
        "/admin/posts/{draft}/notes", DESK, EDITORS, {"text": "More."}, 302
    ),
    ("admin.trash", "POST"): Route("/admin/posts/{draft}/trash", DESK, EDITORS, {}, 302),
    ("admin.restore", "POST"): Route("/admin/posts/{trashed}/restoration", DESK, EDITORS, {}, 302),
    ("admin.confirm_deletion", "GET"): Route("/admin/posts/{trashed}/deletion", DESK, EDITORS),
    ("admin.delete", "POST"): Route("/admin/posts/{trashed}/deletion", DESK, EDITORS, {}, 302),
}
# Of an import that does not exist whoever may hears that; the others hear that they may not.
TRANSFER = {
    ("admin.work", "GET"): Route("/admin/jobs", TRUSTED),
    ("admin.try_all_again", "POST"): Route("/admin/jobs/attempts", TRUSTED, form={}, answer=303),
    ("admin.try_again", "POST"): Route("/admin/jobs/9999/attempts", TRUSTED, None, {}, 404),
    ("admin.forget_job", "POST"): Route("/admin/jobs/9999/removal", TRUSTED, None, {}, 404),
    ("admin.transfer", "GET"): Route("/admin/transfer", TRUSTED),
    ("admin.export", "GET"): Route("/admin/export", TRUSTED),
    ("admin.start_import", "POST"): Route("/admin/imports", TRUSTED, form={}, answer=422),
    ("admin.show_import", "GET"): Route("/admin/imports/9999", TRUSTED, answer=404),
    ("admin.work_on_import", "POST"): Route("/admin/imports/9999/work", TRUSTED, None, {}, 404),
    ("admin.apply_import", "POST"): Route(
        "/admin/imports/9999/application", TRUSTED, None, {}, 404
    ),
    ("admin.discard_import", "POST"): Route("/admin/imports/9999/removal", TRUSTED, None, {}, 404),
}
TAGS = {
    ("admin.page_order", "GET"): Route("/admin/pages/order", EDITORS),
    ("admin.order_pages", "POST"): Route(
        "/admin/pages/order", EDITORS, form={"move": "up 9999"}, answer=302
    ),
    ("admin.tags", "GET"): Route("/admin/tags", EDITORS),
    ("admin.tag", "GET"): Route("/admin/tags/9999", EDITORS, answer=404),
    ("admin.change_tag", "POST"): Route("/admin/tags/9999", EDITORS, None, {}, 404),
    ("admin.merge_tag", "POST"): Route("/admin/tags/9999/merger", EDITORS, None, {}, 404),
    ("admin.confirm_tag_deletion", "GET"): Route("/admin/tags/9999/deletion", EDITORS, answer=404),
    ("admin.delete_tag", "POST"): Route("/admin/tags/9999/deletion", EDITORS, None, {}, 404),
    # Nothing is picked, which editors are told.
    ("admin.merge_tags", "POST"): Route("/admin/tags/bulk/merger", EDITORS, None, {}, 302),
    ("admin.pick_for_deletion", "POST"): Route("/admin/tags/bulk/deletion", EDITORS, None, {}, 302),
    ("admin.confirm_tags_deletion", "GET"): Route("/admin/tags/deletion", EDITORS, answer=302),
    ("admin.delete_tags", "POST"): Route("/admin/tags/deletion", EDITORS, None, {}, 302),
}
# Of a note that does not exist everybody at the desk hears that.
NOTES = {
    ("admin.resolve_note", "POST"): Route("/admin/notes/9/resolution", DESK, None, {}, 404),
    ("admin.reopen_note", "POST"): Route("/admin/notes/9/reopening", DESK, None, {}, 404),
}
# Nothing is chosen, picked, or there: everybody at the desk is told so.
MEDIA = {
    ("admin.media", "GET"): Route("/admin/media", DESK),
    ("admin.recent_media", "GET"): Route("/admin/media/recent", DESK),
    ("admin.original", "GET"): Route("/admin/media/9999/original", DESK, answer=404),
    ("admin.upload", "POST"): Route("/admin/media", DESK, form={}, answer=422),
    ("admin.describe_item", "POST"): Route("/admin/media/9999", DESK, None, {}, 404),
    ("admin.replace_item", "POST"): Route("/admin/media/9999/file", DESK, None, {}, 404),
    ("admin.trash_item", "POST"): Route("/admin/media/9999/trash", DESK, None, {}, 404),
    ("admin.trash_media", "POST"): Route("/admin/media/bulk/trash", DESK, form={}, answer=303),
    ("admin.confirm_media_trash", "GET"): Route("/admin/media/trash", DESK, answer=303),
    ("admin.undo_media", "POST"): Route("/admin/media/bulk/undo", DESK, form={}, answer=303),
    ("admin.restore_media", "POST"): Route(
        "/admin/media/bulk/restoration", DESK, form={}, answer=303
    ),
    ("admin.download_media", "POST"): Route(
        "/admin/media/bulk/download", DESK, form={}, answer=303
    ),
    ("admin.remove_media", "POST"): Route("/admin/media/bulk/removal", DESK, form={}, answer=303),
    ("admin.confirm_media_removal", "GET"): Route("/admin/media/removal", DESK, answer=303),
    ("admin.alt_texts", "GET"): Route("/admin/media/alt", DESK),
    ("admin.write_alt", "POST"): Route("/admin/media/9999/alt", DESK, None, {}, 404),
}
ROUTES = READER | DOORS | SCREENS | POSTS | TRANSFER | NOTES | TAGS | MEDIA
