"""What values look like, for tests that look at many of them."""

import re

# Letters and digits of any script, in groups joined by single hyphens.
SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
