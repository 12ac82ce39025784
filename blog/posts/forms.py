"""The editor's form, and the one that says when."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional, StopValidation, ValidationError

from blog.auth.models import Person
from blog.core.errors import FieldError
from blog.core.forms import Form, many_lines, one_line, options
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
        visible_to = self.visibility.data
        return Snapshot(
            title=self.title.data or "",
            body=self.body.data or "",
            summary=self.summary.data or "",
            slug=tidy_slug(self.slug.data or ""),
            tags=tuple(_names(self.tags.data)),
            bylines=tuple(self.byline_ids),
            visibility=Visibility(visible_to if visible_to in list(Visibility) else "public"),
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


class DayField(DateField):
    """A date field that says how to write a date."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("That is not a day. Write it as 2026-11-21.") from None


class ClockField(TimeField):
    """A time field that says how to write a time."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("That is not a time of day. Write it as 07:30.") from None


def _only_later(form: "PublishForm", field: Any) -> None:
    # Whoever publishes now need not put right a day that was meant for later.
    if form.when.data != "later":
        field.errors = []
        raise StopValidation


class PublishForm(Form):
    """When readers get it: now, or at a time in the site's time zone."""

    when = RadioField(
        "When", choices=options([("now", "Now"), ("later", "At a set time")]), default="now"
    )
    redate = BooleanField("Date it today")
    date = DayField("Date", [_only_later, Optional()])
    time = ClockField("Time", [_only_later, Optional()])

    def validate_date(self, field: DateField) -> None:
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(f"Choose a year between {FIRST_YEAR} and {LAST_YEAR}.")

    def as_moment(self, zone: ZoneInfo, now: datetime) -> datetime | None:
        """Return the chosen moment in UTC; None for now, or for the time that it had before.

        Raises FieldError for a day without a time, and for a time that the clock skips.
        """
        if self.when.data != "later":
            return now if self.redate.data else None
        chosen_date: date | None = self.date.data
        chosen_time: time | None = self.time.data
        if chosen_date is None:
            raise FieldError("date", "Choose the day, such as 2026-11-21.")
        if chosen_time is None:
            raise FieldError("time", "Choose the time of day, such as 07:30.")
        local = datetime.combine(chosen_date, chosen_time, zone)
        moment = local.astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise FieldError("time", "The clocks go forward then: that time does not exist.")
        return moment
