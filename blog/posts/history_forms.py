"""The form that gives a version a name."""

from wtforms import StringField

from blog.core.forms import Form, one_line


class NameForm(Form):
    """A name for a version; none takes away the one that it has."""

    name = StringField("Name", filters=[one_line])
