"""Where servers find the application: uWSGI as `wsgi:app`, the flask command as `wsgi`."""

import gc
import sys

# What is made while the application loads stays for good: to look for garbage in it takes a tenth
# of that time, at every start of a server and of a command, and finds none.
gc.disable()

from blog import create_app  # noqa: E402 - as late as that
from blog.core.settings import ConfigurationError  # noqa: E402
from config import from_environment  # noqa: E402

try:
    app = create_app(from_environment())
except ConfigurationError as error:
    sys.exit(f"Quire cannot start. {error}")

gc.freeze()
gc.enable()
