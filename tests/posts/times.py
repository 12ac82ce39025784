"""Moments that tests of posts share."""

from datetime import timedelta

from tests.factories import moment

HOUR = timedelta(hours=1)
NOW = moment(2026, 11, 21)
