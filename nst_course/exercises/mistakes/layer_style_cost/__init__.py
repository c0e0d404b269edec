"""What goes wrong in the style cost of a layer. Of mistakes with the same results the first is named."""

from .anywhere import ANYWHERE
from .channels import CHANNELS
from .divisor import DIVISOR
from .squares import SQUARES

MISTAKES = (*ANYWHERE, *CHANNELS, *DIVISOR, *SQUARES)
