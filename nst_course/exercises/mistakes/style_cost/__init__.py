"""What goes wrong in the style cost of several layers. Of mistakes with the same results the first is named."""

from .anywhere import ANYWHERE
from .layers import LAYERS
from .weights import WEIGHTS

MISTAKES = (*ANYWHERE, *LAYERS, *WEIGHTS)
