"""Every word of the bot's own comes from a template whose variables are declared."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from jinja2 import FileSystemLoader

from bot.model import Strength
from prompts import TemplateError, render, strength_label, strength_labels, templates, variables_of
from prompts.render import FOLDER, declared_in

REFUSALS = [name for name in templates() if name.startswith("refuse_")]


def given(name: str) -> dict[str, object]:
    return {variable: f"«{variable}»" for variable in variables_of(name)}


def test_every_template_is_used() -> None:
    folders = ("bot", "scripts", "prompts")
    sources = "\n".join(p.read_text(encoding="utf-8") for f in folders for p in (FOLDER.parent / f).rglob("*.py"))
    whole = set(re.findall(r'["\x27]([a-z][a-z_0-9]+)["\x27]', sources))
    beginnings = tuple(re.findall(r'f"([a-z][a-z_0-9]+_)\{', sources))
    assert [name for name in templates() if name not in whole and not name.startswith(beginnings)] == []


def test_every_template_that_the_code_names_is_there() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (FOLDER.parent / "bot").rglob("*.py"))
    asked = set(re.findall(r'(?:render|linked)\(\s*"([a-z_0-9]+)"', sources))
    assert len(asked) > 30
    assert asked - set(templates()) == set()


@pytest.mark.parametrize("name", templates())
def test_a_template_renders_with_its_declared_variables(name: str) -> None:
    text = render(name, **given(name))
    assert text and "\n" not in text and "{" not in text
    assert all(str(value).strip("«»") in text for value in given(name).values())


@pytest.mark.parametrize("name", templates())
def test_a_template_is_one_or_two_sentences(name: str) -> None:
    assert len(re.findall(r"[.!?](?= [A-Z]|$)", render(name, **given(name)))) <= 2


@pytest.mark.parametrize("name", [name for name in templates() if variables_of(name)])
def test_a_missing_variable_is_an_error_that_names_it(name: str) -> None:
    variables = given(name)
    left_out, _ = variables.popitem()
    with pytest.raises(TemplateError, match=rf"{name} misses {left_out}"):
        render(name, **variables)


@pytest.mark.parametrize("name", templates())
def test_an_unknown_variable_is_an_error_that_names_it(name: str) -> None:
    with pytest.raises(TemplateError, match="does not know surprise"):
        render(name, **given(name), surprise="!")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.j2")), ids=lambda path: path.stem)
def test_every_template_file_declares_its_variables_on_the_first_line(path: Path) -> None:
    assert declared_in(path.stem, path.read_text(encoding="utf-8")) == variables_of(path.stem)


@pytest.mark.parametrize("source", ["Hello", "{# variables: #}\nHello", "Hello\n{# variables: none #}\n"])
def test_a_template_without_a_declaration_is_an_error(source: str) -> None:
    with pytest.raises(TemplateError, match="does not begin with"):
        declared_in("some", source)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{# variables: a #}\n{{ a }} {{ b }}", "does not use what it declares, or the reverse: see b"),
        ("{# variables: a, b #}\n{{ a }}", "does not use what it declares, or the reverse: see b"),
        ("{# variables: a #}\n{{ a", "cannot be read, line 2"),
    ],
)
def test_a_template_that_breaks_its_declaration_is_an_error(
    source: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.j2").write_text(source, encoding="utf-8")
    loader = sys.modules["prompts.render"]
    monkeypatch.setattr(loader._environment(), "loader", FileSystemLoader(tmp_path))
    with pytest.raises(TemplateError, match=message):
        render("odd", a=1, b=2)


def test_an_unknown_template_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(TemplateError, match=r"There is no template nonsense: choose one of .*greeting"):
        render("nonsense")


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_names_whom_to_turn_to(name: str) -> None:
    assert "the duty officer" in render(name, contact="the duty officer")


def test_nothing_is_escaped() -> None:
    assert "A & <B>" in render("draft_notice", document="A & <B>")


def test_a_value_is_never_read_as_a_template() -> None:
    assert "{{ 1 + 1 }}" in render("draft_notice", document="{{ 1 + 1 }}")


def test_a_source_is_named_with_its_place() -> None:
    named = render("second_hand_notice", numbers="[1]", document="The brief", source="The POC policy", place="p. 3")
    assert "the brief, citing the POC policy, p. 3." in named
    assert named.startswith("[1] is second-hand")
    both = render("second_hand_notice", numbers="[1][7]", document="The brief", source="S/RES/2409", place="")
    assert both.startswith("[1][7] are second-hand")
    plain = render("second_hand_notice", numbers="[1]", document="The brief", source="S/RES/2409", place="")
    assert "the brief, citing S/RES/2409." in plain


def test_a_reason_may_be_left_empty() -> None:
    assert "directly. The nearest" in render("abstain_nearest", why="")
    assert "directly: only years are given. The" in render("abstain_nearest", why="only years are given")


def test_every_strength_has_a_label() -> None:
    assert set(strength_labels()) == {*Strength, "duty_not_binding"}
    assert strength_label("proposal") == "Proposal – not an obligation"
    assert strength_label("duty") != strength_label("duty", binding=False)
    with pytest.raises(TemplateError, match="no label for the strength loud"):
        strength_label("loud")
