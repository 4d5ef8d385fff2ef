from prompts.render import TemplateError, render, strength_label, strength_labels, templates, variables_of
from prompts.words import word, words

__all__ = ["TemplateError", "render", "strength_label", "strength_labels", "templates", "variables_of", "word", "words"]
