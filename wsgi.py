"""Where servers find the application: uWSGI as `wsgi:app`, the flask command as `wsgi`."""

import sys

from blog import create_app
from config import ConfigurationError, from_environment

try:
    app = create_app(from_environment())
except ConfigurationError as error:
    sys.exit(f"Quire cannot start. {error}")
