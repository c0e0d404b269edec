"""What goes wrong in a step on the pixels. Of mistakes with the same results the first is named."""

from .anywhere import ANYWHERE
from .costs import COSTS
from .pixels import PIXELS
from .update import UPDATE

MISTAKES = (*ANYWHERE, *PIXELS, *UPDATE, *COSTS)
