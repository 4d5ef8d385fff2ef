"""The words of products: each is there, filled in whole, and used."""

import re
from pathlib import Path

import pytest
import yaml

from prompts import TemplateError, knows, said

ROOT = Path(__file__).resolve().parent.parent
WORDS = yaml.safe_load((ROOT / "prompts" / "products.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", WORDS)
def test_words_are_whole_sentences_or_headings_without_holes(name: str) -> None:
    variables = {each: f"«{each}»" for each in re.findall(r"\{(\w+)\}", WORDS[name])}
    text = said(name, **variables)
    assert text and "{" not in text and "\n" not in text
    assert all(each in text for each in variables.values())


def test_words_that_are_missing_or_miss_a_variable_are_an_error() -> None:
    with pytest.raises(TemplateError, match="no words for nothing_of_the_kind"):
        said("nothing_of_the_kind")
    with pytest.raises(TemplateError, match="miss a variable"):
        said("who_next")
    with pytest.raises(TemplateError, match="know no variables"):
        said("silent", contact="x")
    assert knows("silent") and not knows("nothing_of_the_kind")
