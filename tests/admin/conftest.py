"""Somebody at the desk of a site that is set up."""

import pytest
from flask.testing import FlaskClient

from tests.factories import Somebody, World


@pytest.fixture
def desk(world: World, owner: Somebody) -> FlaskClient:
    """A browser in which the owner is signed in."""
    return world.sign_in(owner)
