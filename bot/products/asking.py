"""Asking in a terminal for what a product needs; of a checklist only whether something was entered is kept."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from bot.products.framed import FACTORS, asked
from bot.products.tension import tensions
from corpus.vocabulary import Vocabulary
from prompts import knows, said


def words_for(name: str, console: Console, words: Vocabulary) -> str:
    """What a person enters for a product, in the form that ``make`` takes; empty where it needs nothing."""
    if name == "checklist":
        return _checklist(console, words)
    question = f"{name}_prompt"
    if not knows(question):
        return ""
    choices = ", ".join(each.id.replace("_", "-") for each in tensions(words))
    return console.input(f"{said(question, choices=choices) if name == 'tension' else said(question)} ").strip()


def _checklist(console: Console, words: Vocabulary) -> str:
    """Goes through the factors; what is typed is looked at for being there, and dropped at once."""
    console.print(Text(said("checklist_prompt"), style="italic"))
    filled = []
    for factor in FACTORS:
        console.print(Text(f"{said(f'checklist_{factor}')}: {asked(words, 'checklist', factor)}"))
        if console.input("  ").strip():
            filled.append(factor.removeprefix("factor_"))
    return " ".join(filled) or "none"
