"""How media asks later features, and tells them, without knowing them."""

from datetime import datetime

from sqlalchemy.orm import Session

from blog.core.hooks import Hook

# Later features say whether readers may see the item with this id at this moment.
is_shown: Hook[[Session, int, datetime], bool] = Hook()

# Later features bring up to date what readers get of the item with this id: its file, alt text,
# caption, credit or focal point was changed, or it is about to be deleted. They are called in the
# transaction of the change.
item_changed: Hook[[Session, int, datetime], None] = Hook()
