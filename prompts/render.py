"""Templates of every word that is POC Desk's own.

A template is ``prompts/<name>.j2``. Its first line declares its variables, ``{# variables: document, place #}``, or
``{# variables: none #}``. What is declared, what the text uses and what a caller gives must agree, or it is an error:
a notice never goes out with a hole in it. The result is plain text; nothing is escaped.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateNotFound, TemplateSyntaxError, meta

FOLDER = Path(__file__).parent
_DECLARATION = re.compile(r"\{# variables: (?P<names>[a-z_]+(?:, [a-z_]+)*) #\}\n")


class TemplateError(Exception):
    """A template is missing or malformed, or its variables and those given do not agree."""


def render(name: str, **variables: object) -> str:
    """Text of the template ``name``, on one line without a break at its end.

    Raises TemplateError, with the names concerned, for an unknown template, and for a variable that is missing,
    unknown or undeclared.
    """
    template, declared = _load(name)
    missing, unknown = sorted(declared - variables.keys()), sorted(variables.keys() - declared)
    if missing:
        raise TemplateError(f"The template {name} misses {', '.join(missing)}: give each declared variable.")
    if unknown:
        raise TemplateError(f"The template {name} does not know {', '.join(unknown)}: declare it or leave it out.")
    return template.render(variables).strip()


def templates() -> tuple[str, ...]:
    """Names of all templates, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.j2")))


def variables_of(name: str) -> frozenset[str]:
    """Variables that a template declares; raises TemplateError as ``render`` does."""
    return _load(name)[1]


def strength_label(strength: str, *, binding: bool = True) -> str:
    """What people read for a strength ("proposal" → "Proposal – not an obligation").

    ``binding`` is False where a duty stands in a document that cannot impose it, or is only reported there.
    """
    key = "duty_not_binding" if strength == "duty" and not binding else strength
    if key not in strength_labels():
        raise TemplateError(f"There is no label for the strength {strength}: add it to strength_labels.yaml.")
    return strength_labels()[key]


@cache
def strength_labels() -> dict[str, str]:
    """All labels of ``strength_labels.yaml``, by strength."""
    labels: dict[str, str] = yaml.safe_load((FOLDER / "strength_labels.yaml").read_text(encoding="utf-8"))
    return labels


@cache
def _load(name: str) -> tuple[Template, frozenset[str]]:
    """The compiled template and its declared variables, once their agreement with the text is checked."""
    try:
        source = _environment().loader.get_source(_environment(), f"{name}.j2")[0]  # type: ignore[union-attr]
        template, used = (
            _environment().from_string(source),
            meta.find_undeclared_variables(_environment().parse(source)),
        )
    except TemplateNotFound:
        raise TemplateError(f"There is no template {name}: choose one of {', '.join(templates())}.") from None
    except TemplateSyntaxError as error:
        raise TemplateError(f"The template {name} cannot be read, line {error.lineno}: correct it.") from error
    declared = declared_in(name, source)
    if declared != used:
        names = ", ".join(sorted(declared ^ used))
        raise TemplateError(f"The template {name} does not use what it declares, or the reverse: see {names}.")
    return template, declared


def declared_in(name: str, source: str) -> frozenset[str]:
    """Variables named on a template's first line; raises TemplateError where there is no such line."""
    declaration = _DECLARATION.match(source)
    if not declaration:
        raise TemplateError(f"The template {name} does not begin with a line {{# variables: … #}}: add one.")
    return frozenset(declaration["names"].split(", ")) - {"none"}


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=False)
    environment.filters |= {"inline": _inline, "opening": _opening}
    return environment


def _inline(name: str) -> str:
    """A name as it stands inside a sentence: "The POC policy" becomes "the POC policy"."""
    return re.sub(r"^(The|An?)\b", lambda article: article[0].lower(), name)


def _opening(name: str) -> str:
    """A name as it opens a sentence: "the brief" becomes "The brief"."""
    return name[:1].upper() + name[1:]
