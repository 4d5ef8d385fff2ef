"""Holds blocks and views against the rules, and words the refusals as Slack does."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from .model import Json, SlackError
from .rules import BLOCKS, KINDS, LIMITS, Field, Free, Kind, Many, OneOf, Part, String, Text


class Finding(NamedTuple):
    """What is wrong, and where: ``pointer`` is a JSON pointer into the payload."""

    pointer: str
    message: str
    constraint: Json

    def line(self) -> str:
        """One line, as in response_metadata.messages."""
        return f"{self.message} [json-pointer:{self.pointer}]"


def check_blocks(blocks: Any, pointer: str = "/blocks", surface: str = "message") -> list[Finding]:
    """All that Slack would refuse in an array of blocks; ``surface`` is message, modal or home."""
    most = LIMITS["message blocks" if surface == "message" else "view blocks"].value
    found = list(_check(blocks, Many(OneOf(BLOCKS), most, least=0), pointer))
    if not found:
        found += _misplaced(blocks, pointer, surface)
    return found + list(_repeated([block for block in blocks if isinstance(block, dict)], "block_id", pointer))


def check_view(view: Any, pointer: str = "/view") -> list[Finding]:
    """All that Slack would refuse in a modal or a Home tab."""
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in ("modal", "home"):
        return [_unsupported(kind, ("modal", "home"), f"{pointer}/type")]
    found = list(_check_kind(view, str(kind), pointer))
    if isinstance(view.get("blocks"), list):
        found += check_blocks(view["blocks"], f"{pointer}/blocks", str(kind))
        inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in view["blocks"])
        if kind == "modal" and inputs and not view.get("submit"):  # views/modal-views
            found.append(_missing("submit", pointer))
    return found


def check_metadata(metadata: Any, pointer: str = "/metadata") -> list[Finding]:
    """What is wrong with a message's metadata."""
    return list(_check(metadata, Part("metadata"), pointer))


def refusal(error: str, found: list[Finding]) -> SlackError:
    """The findings as Slack answers them to a call that posts or opens something."""
    lines = [finding.line() for finding in found]
    return SlackError(error, errors=lines, response_metadata={"messages": [f"[ERROR] {line}" for line in lines]})


def texts(part: Any, *kinds: str) -> Iterator[str]:
    """Every non-empty string that a reader sees in a block, or those of text objects of ``kinds`` alone."""
    if isinstance(part, list):
        for item in part:
            yield from texts(item, *kinds)
    elif isinstance(part, dict):
        own = part.get("text")
        if isinstance(own, str) and (not kinds or part.get("type") in kinds):
            yield own
        for name, value in part.items():
            if name not in ("text", "value", "private_metadata") or isinstance(value, dict | list):
                yield from texts(value, *kinds)


def _check(value: Any, field: Field, pointer: str) -> Iterator[Finding]:
    match field:
        case String():
            yield from _check_string(value, field, pointer)
        case Text():
            yield from _check_text(value, field, pointer)
        case Many():
            yield from _check_many(value, field, pointer)
        case OneOf():
            names = {kind.rpartition(":")[2]: kind for kind in field.kinds}
            own = value.get("type") if isinstance(value, dict) else None
            if own in names:
                yield from _check_kind(value, names[own], pointer)
            else:
                yield _unsupported(own, tuple(names), f"{pointer}/type")
        case Part():
            yield from _check_kind(value, field.kind, pointer, typed=False)
        case Free():
            pass


def _check_kind(value: Any, kind: str, pointer: str, typed: bool = True) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield Finding(pointer, "must be an object", {"type": "type", "expected": "object"})
        return
    rule: Kind = KINDS[kind]
    allowed = {name.rstrip("*"): field for name, field in rule.fields.items()}
    for name in rule.fields:
        if name.endswith("*") and value.get(name[:-1]) is None:
            yield _missing(name[:-1], pointer)
    if rule.either and not any(value.get(name) for name in rule.either):
        names = " or ".join(f"`{name}`" for name in rule.either)
        yield Finding(pointer, f"must define either {names}", {"type": "required", "expected": list(rule.either)})
    for name, part in value.items():
        if name in allowed:
            if part is not None:
                yield from _check(part, allowed[name], f"{pointer}/{name}")
        elif not (typed and name == "type"):
            yield Finding(pointer, f"invalid additional property: {name}", {"type": "additional_properties"})
    elements = value.get("elements")
    if isinstance(elements, list):
        yield from _repeated([item for item in elements if isinstance(item, dict)], "action_id", f"{pointer}/elements")


def _check_string(value: Any, field: String, pointer: str) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield Finding(pointer, "must provide a string", {"type": "type", "expected": "string"})
    elif field.choices and value not in field.choices:
        yield Finding(pointer, f"invalid value: {value}", {"type": "enum", "expected": list(field.choices)})
    elif field.limit and len(value) > field.limit:
        yield _too_long(field.limit, pointer)


def _check_text(value: Any, field: Text, pointer: str) -> Iterator[Finding]:
    kinds = ("plain_text",) if field.plain else ("plain_text", "mrkdwn")
    found = list(_check(value, OneOf(kinds), pointer))
    text = value.get("text") if isinstance(value, dict) else None
    if isinstance(text, str) and not text:
        found.append(
            Finding(f"{pointer}/text", "must be more than 0 characters", {"type": "min_length", "expected": 1})
        )
    if isinstance(text, str) and len(text) > field.limit:
        found = [finding for finding in found if finding.pointer != f"{pointer}/text"]
        found.append(_too_long(field.limit, f"{pointer}/text"))
    if found and not field.plain:
        yield Finding(pointer, "failed to match all allowed schemas", {"type": "one_of"})
    yield from found


def _check_many(value: Any, field: Many, pointer: str) -> Iterator[Finding]:
    if not isinstance(value, list):
        yield Finding(pointer, "must be an array", {"type": "type", "expected": "array"})
        return
    if field.limit is not None and len(value) > field.limit:
        message = f"no more than {field.limit} items allowed"
        yield Finding(pointer, message, {"type": "max_items", "expected": field.limit})
    if len(value) < field.least:
        message = f"no fewer than {field.least} items allowed"
        yield Finding(pointer, message, {"type": "min_items", "expected": field.least})
    for place, item in enumerate(value):
        yield from _check(item, field.item, f"{pointer}/{place}")


def _misplaced(blocks: list[Json], pointer: str, surface: str) -> Iterator[Finding]:
    for place, block in enumerate(blocks):
        if surface not in KINDS[block["type"]].surfaces:
            yield _unsupported(block["type"], (), f"{pointer}/{place}/type")


def _repeated(items: list[Json], name: str, pointer: str) -> Iterator[Finding]:
    seen: set[Any] = set()
    for place, item in enumerate(items):
        own = item.get(name)
        if isinstance(own, str):
            if own in seen:
                yield Finding(f"{pointer}/{place}/{name}", f"`{name}` already exists: {own}", {"type": "unique"})
            seen.add(own)


def _unsupported(kind: Any, expected: tuple[str, ...], pointer: str) -> Finding:
    return Finding(pointer, f"unsupported type: {kind}", {"type": "enum", "expected": list(expected)})


def _missing(name: str, pointer: str) -> Finding:
    return Finding(pointer, f"missing required field: {name}", {"type": "required", "expected": [name]})


def _too_long(limit: int, pointer: str) -> Finding:
    return Finding(pointer, f"must be less than {limit + 1} characters", {"type": "max_length", "expected": limit})
