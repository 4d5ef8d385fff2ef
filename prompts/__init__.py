from prompts.exercises import Exercises, Inject, Part, Threat, exercises
from prompts.product_words import knows, said
from prompts.render import TemplateError, render, strength_label, strength_labels, templates, variables_of
from prompts.words import word, words

__all__ = [
    "Exercises",
    "Inject",
    "Part",
    "TemplateError",
    "Threat",
    "exercises",
    "knows",
    "render",
    "said",
    "strength_label",
    "strength_labels",
    "templates",
    "variables_of",
    "word",
    "words",
]
