"""Where servers find the application: uWSGI as `wsgi:app`, the flask command as `wsgi`."""

import sys

from blog import create_app
from blog.core.settings import ConfigurationError
from config import from_environment

try:
    app = create_app(from_environment())
except ConfigurationError as error:
    sys.exit(f"Quire cannot start. {error}")
