"""What is wrong with a field of a file that people write, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

_ADVICE = {
    "string_type": "must be text. Put it in quotation marks",
    "tuple_type": "must be a list. Write it in square brackets: [one, two]",
    "list_type": "must be a list. Write it in square brackets: [one, two]",
    "frozen_set_type": "must be a list. Write it in square brackets: [one, two]",
    "missing": "is missing. Add it",
    "dict_type": "must have fields. Write each as 'field: value'",
    "model_type": "must have fields. Write each as 'field: value'",
}


def wrong(error: ValidationError, known: Iterable[str]) -> str:
    """The first field that does not fit and what to write, as one or two sentences; ``known`` are the fields there are.

    Of a value that is no field, the whole is meant: "it must have fields".
    """
    first = error.errors(include_url=False, include_input=False)[0]
    kind, field = str(first["type"]), ".".join(str(part) for part in first["loc"]) or "it"
    if kind == "extra_forbidden":
        return f"there is no field '{field}'. Use one of: {', '.join(known)}."
    if kind.startswith(("date", "time")):
        return f"{field} must be a date. Write it as YYYY-MM-DD."
    if kind.startswith("bool"):
        return f"{field} must be true or false."
    if kind in ("enum", "literal_error"):
        return f"{field} must be one of {first['ctx']['expected']}."
    said = _ADVICE.get(kind) or f"cannot be used: {str(first['msg']).removeprefix('Value error, ').rstrip('.')}"
    return f"{field} {said}."
