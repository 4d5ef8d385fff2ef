from bot.products.gather import Ground
from bot.products.making import make, names
from bot.products.model import Cell, Line, Product, Section

__all__ = ["Cell", "Ground", "Line", "Product", "Section", "make", "names"]
