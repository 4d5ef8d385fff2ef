from bot.products.beside import beside, routed
from bot.products.gather import Ground
from bot.products.leaning import Signs as TensionSigns
from bot.products.leaning import hinted, tensions_of
from bot.products.making import make, names
from bot.products.model import Cell, Line, Product, Section

__all__ = [
    "Cell",
    "Ground",
    "Line",
    "Product",
    "Section",
    "TensionSigns",
    "beside",
    "hinted",
    "make",
    "names",
    "routed",
    "tensions_of",
]
