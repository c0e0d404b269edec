"""What goes wrong in the Gram matrix. Of mistakes with the same results the first is named."""

from .anywhere import ANYWHERE
from .entries import ENTRIES
from .products import PRODUCTS

MISTAKES = (*ANYWHERE, *PRODUCTS, *ENTRIES)
