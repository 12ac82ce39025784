"""Auth: people, their roles, how they sign in, and the sessions that follow."""

from flask import Flask

from blog.auth import resend, sessions, views


def init_app(app: Flask) -> None:
    sessions.init_app(app)
    resend.init_app(app)
    app.register_blueprint(views.bp)
