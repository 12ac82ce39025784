"""The form of a note."""

from wtforms import TextAreaField

from blog.core.forms import Form, many_lines


class NoteForm(Form):
    """What is said about a post. Its rules are those of the action."""

    text = TextAreaField("Note", filters=[many_lines])
