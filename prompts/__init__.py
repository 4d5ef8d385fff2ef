from prompts.render import TemplateError, render, strength_label, strength_labels, templates, variables_of

__all__ = ["TemplateError", "render", "strength_label", "strength_labels", "templates", "variables_of"]
