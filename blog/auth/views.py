"""The doors: set-up, sign-in, sign-out."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blog.auth import actions, queries, resend, sessions
from blog.auth.forms import SetupForm, SignInForm, guess_language, time_zones
from blog.auth.models import Person, Role
from blog.auth.passwords import hash_password, needs_rehash, verify_password
from blog.auth.targets import safe_target
from blog.core import clock
from blog.core.database import db, end_reading, write
from blog.core.errors import DomainError
from blog.core.forms import options
from blog.core.tokens import is_signature, signature
from blog.site.actions import AlreadySetUp, set_up
from blog.site.gate import open_before_setup
from blog.site.queries import read_setup_nonce

bp = Blueprint("auth", __name__)

PURPOSE = "set-up link"


def setup_token() -> str | None:
    """Return the token of the set-up link, or None once the site is set up."""
    nonce = read_setup_nonce(db.session())
    return signature(PURPOSE, nonce) if nonce else None


@bp.route("/setup", methods=["GET", "POST"])
@open_before_setup
def setup() -> ResponseReturnValue:
    token = request.values.get("token", "")
    nonce = read_setup_nonce(db.session())
    if nonce is None or not is_signature(PURPOSE, nonce, token):
        # The same answer for a wrong link and a used one: it tells nobody anything.
        abort(404)
    form = SetupForm(token=token, language=guess_language(request.accept_languages.values()))
    form.time_zone.choices = options((zone, zone.replace("_", " ")) for zone in time_zones())
    if form.validate_on_submit():
        try:
            sessions.sign_in(_claim(form), keep=False)
        except AlreadySetUp:
            abort(404)
        except DomainError as error:
            form.add_error(error)
        else:
            flash("Your paper is ready.", "success")
            return redirect(url_for("admin.dashboard"))
    return render_template("auth/setup.html", form=form), 422 if form.errors else 200


def _claim(form: SetupForm) -> Person:
    """Make the owner and open the site, both or neither."""
    owner = actions.NewPerson(
        name=str(form.name.data),
        email=str(form.email.data),
        role=Role.OWNER,
        password_hash=hash_password(str(form.password.data)),
    )
    with write() as database:
        set_up(database, form.as_change(), clock.now())
        return actions.add_person(database, owner, clock.now())


@bp.route("/auth/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    carried = resend.kept_through_sign_in() if resend.ACTION in request.form else None
    if request.method == "GET" and sessions.current_person():
        return redirect(safe_target(form.next.data))
    if form.validate_on_submit():
        person = _authenticate(str(form.email.data), str(form.password.data))
        if person is not None:
            sessions.sign_in(person, keep=bool(form.keep.data))
            return _after_sign_in(form, carried)
        form.form_errors = ["That email and password do not match."]
    status = 422 if form.errors else 200
    if carried is not None:
        return resend.ask_to_sign_in(carried, form, status)
    return render_template("auth/sign_in.html", form=form), status


def _authenticate(email: str, password: str) -> Person | None:
    person = queries.person_by_email(db.session(), email)
    known_hash = person.password_hash if person else None
    end_reading()
    if not verify_password(known_hash, password) or person is None or known_hash is None:
        return None
    if needs_rehash(known_hash):
        renewed, person_id = hash_password(password), person.id
        with write() as database:
            person = database.get_one(Person, person_id)
            # Whoever changed it in this moment meant another one.
            if person.password_hash == known_hash:
                person.password_hash = renewed
    return person


def _after_sign_in(form: SignInForm, carried: resend.Kept | None) -> ResponseReturnValue:
    if carried is None:
        return redirect(safe_target(form.next.data))
    return resend.ask_to_send_again(
        carried,
        "You are signed in again",
        "What you typed is still here. One more press saves it.",
        200,
        button="Save it",
    )


@bp.post("/auth/sign-out")
def sign_out() -> Response:
    sessions.sign_out()
    return redirect(url_for("auth.sign_in"))  # type: ignore[return-value]
