"""One's own account: the password."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blog.admin.desk import actor, bp
from blog.admin.messages import tell
from blog.auth import actions
from blog.auth.forms import PasswordForm
from blog.auth.models import Person
from blog.auth.passwords import hash_password, verify_password
from blog.core.database import db, write
from blog.core.errors import FieldError


@bp.route("/profile", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        person = db.session().get_one(Person, actor().id)
        if verify_password(person.password_hash, str(form.current_password.data)):
            _change(str(form.new_password.data))
            tell("Your password is changed. You are signed out everywhere else.")
            return redirect(url_for("admin.profile"))
        form.add_error(FieldError("current_password", "That is not your current password."))
    return render_template("admin/profile.html", form=form), 422 if form.errors else 200


def _change(password: str) -> None:
    hashed, who = hash_password(password), actor()
    with write() as session:
        person = session.get_one(Person, who.id)
        actions.set_password(session, person, hashed, keep=who.token)
