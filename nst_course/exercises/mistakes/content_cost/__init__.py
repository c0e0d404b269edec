"""What goes wrong in the content cost. Of mistakes with the same results the first is named."""

from .anywhere import ANYWHERE
from .divisor import DIVISOR
from .layers import LAYERS
from .squares import SQUARES

MISTAKES = (*ANYWHERE, *LAYERS, *DIVISOR, *SQUARES)
