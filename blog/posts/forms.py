"""The editor's form."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import FieldList, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from blog.auth.models import Person
from blog.core.forms import Form, many_lines, one_line, options
from blog.core.markdown.media import is_key, keys_in
from blog.core.slugs import tidy_slug
from blog.posts.actions import NewPost
from blog.posts.models import Kind, Reason, Visibility
from blog.posts.saving import Edit
from blog.posts.snapshot import Snapshot

LONGEST_TITLE = 1000
LONGEST_SUMMARY = 1000
LONGEST_BODY = 1_000_000
MOST_TAGS = 50
WINDOW = re.compile(r"[0-9a-f]{32}")
FIRST_YEAR, LAST_YEAR = 1000, 2999

VISIBILITIES = (
    (Visibility.PUBLIC.value, "Everyone"),
    (Visibility.UNLISTED.value, "Whoever has the address"),
    (Visibility.PRIVATE.value, "Only those who may edit it"),
)


def _at_most(limit: int, thing: str) -> Any:
    def check(form: Form, field: Any) -> None:
        length = len(field.data or "")
        if length > limit:
            raise ValidationError(
                f"{thing} has {length:,} characters; at most {limit:,} can be kept. "
                "It is still here: shorten it and save again."
            )

    return check


def _window(value: str | None) -> str:
    """Filter: the name of a page, as a script makes it; nothing else is one."""
    return value if value and WINDOW.fullmatch(value) else ""


def _cover(value: str | None) -> str:
    """Filter: the key of a picture, also where it stands in the Markdown that shows it."""
    typed = one_line(value or "")
    return next(iter(keys_in(typed)), typed)


class EditorForm(Form):
    """Everything in a revision. It has few rules: what is typed can nearly always be kept."""

    based_on = HiddenField(default="0")
    form_key = HiddenField()
    # A script writes here which page this is, and how often it has sent something.
    window = HiddenField(filters=[_window])
    sequence = HiddenField()
    title = StringField("Title", [_at_most(LONGEST_TITLE, "The title")], filters=[one_line])
    body = TextAreaField(
        "Text, in Markdown", [_at_most(LONGEST_BODY, "The text")], filters=[many_lines]
    )
    summary = TextAreaField(
        "Summary", [_at_most(LONGEST_SUMMARY, "The summary")], filters=[one_line]
    )
    slug = StringField("Slug", filters=[one_line])
    tags = StringField("Tags", filters=[one_line])
    bylines: "FieldList[SelectField]" = FieldList(SelectField("Author", coerce=str))
    visibility = SelectField("Visible to", choices=options(VISIBILITIES))
    cover = StringField("Key of the picture", filters=[_cover])
    cover_caption = TextAreaField(
        "Caption", [_at_most(LONGEST_SUMMARY, "The caption of the cover")], filters=[one_line]
    )

    @classmethod
    def of(
        cls, snapshot: Snapshot, number: int, people: Sequence[Person], form_key: str = ""
    ) -> "EditorForm":
        """Return the form that holds a revision, whatever was sent with the request."""
        form = cls(
            formdata=None,
            data={
                "based_on": str(number),
                "form_key": form_key,
                "title": snapshot.title,
                "body": snapshot.body,
                "summary": snapshot.summary,
                "slug": snapshot.slug,
                "tags": ", ".join(snapshot.tags),
                # One empty choice more, for the next author.
                "bylines": [*(str(person_id) for person_id in snapshot.bylines), ""],
                "visibility": snapshot.visibility.value,
                "cover": snapshot.cover,
                "cover_caption": snapshot.cover_caption,
            },
        )
        form.offer(people)
        return form

    def offer(self, people: Sequence[Person]) -> None:
        """Offer these people as authors."""
        for entry in self.bylines:
            entry.choices = options([("", "Nobody"), *((str(p.id), p.name) for p in people)])

    def validate_tags(self, field: StringField) -> None:
        if len(_names(field.data)) > MOST_TAGS:
            raise ValidationError(f"At most {MOST_TAGS} tags.")

    def validate_cover(self, field: StringField) -> None:
        if field.data and not is_key(field.data):
            raise ValidationError(
                "This is not the key of a picture. Choose one from the list, or leave it empty."
            )

    @property
    def byline_ids(self) -> list[int]:
        """The people who are chosen in the form, in order."""
        chosen = (number_of(entry.data) for entry in self.bylines)
        return list(dict.fromkeys(number for number in chosen if number))

    @property
    def base(self) -> int:
        """The number of the revision that the text in the form came from; 0 for none."""
        return number_of(self.based_on.data)

    def as_snapshot(self) -> Snapshot:
        """Return what is in the form. A choice that is none counts as not made: the form
        says so when it is validated, and a preview need not."""
        visible_to, cover = self.visibility.data, self.cover.data or ""
        return Snapshot(
            title=self.title.data or "",
            body=self.body.data or "",
            summary=self.summary.data or "",
            slug=tidy_slug(self.slug.data or ""),
            tags=tuple(_names(self.tags.data)),
            bylines=tuple(self.byline_ids),
            visibility=Visibility(visible_to if visible_to in list(Visibility) else "public"),
            cover=cover if is_key(cover) else "",
            cover_caption=self.cover_caption.data or "",
        )

    def as_edit(self, reason: Reason = Reason.SAVE) -> Edit:
        """Return what is in the form as an edit of the revision that it came from."""
        return Edit(
            self.as_snapshot(),
            self.base,
            reason,
            self.window.data or "",
            number_of(self.sequence.data),
        )

    def as_new_post(self, kind: Kind, reason: Reason = Reason.SAVE) -> NewPost:
        """Return what is in the form as the beginning of a post."""
        return NewPost(
            kind,
            self.as_snapshot(),
            self.form_key.data or "",
            reason,
            self.window.data or "",
            number_of(self.sequence.data),
        )


def number_of(text: str | None) -> int:
    """Return the identity that a field holds; 0 for none, and for one that cannot be."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _names(text: str | None) -> list[str]:
    names = (one_line(name) for name in (text or "").split(","))
    return list(dict.fromkeys(name for name in names if name))
