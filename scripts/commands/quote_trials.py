"""Run the quote check over thousands of changed sentences and noisy true slices of the documents in service."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from bot.assistant import EVERYONE, Assistant
from corpus.model import Document
from scripts.evaluation.quote_changes import Trial, altered, draft, noisy
from scripts.opening import HOME_HELP, open_assistant, plainly, settings_for

_SHOWN = 10
_THREE_PAGES = 1500
"""Words of three pages."""


@plainly
def main(
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    count: Annotated[int, typer.Option(help="How many changed sentences, and how many noisy slices.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same trials.")] = 1,
) -> None:
    """Check sentences with one word changed, of which none may pass, noisy true ones, all exact, and time a draft."""
    assistant = open_assistant(settings_for(home))
    searcher = assistant.searcher()
    documents = [searcher.store.document(id_) for id_ in searcher.store.ids if searcher.sees(id_, audience=EVERYONE)]
    assistant.check("ready", audience=EVERYONE)
    changed = _run(assistant, altered(documents, count, seed), allowed=("altered", "absent", "misattributed"))
    true = _run(assistant, noisy(documents, count, seed), allowed=("exact",))
    print(json.dumps({"changed": changed, "noisy": true, "draft": _draft(assistant, documents, seed)}))
    if changed["wrong"] or true["wrong"]:
        raise typer.Exit(1)


def _draft(assistant: Assistant, documents: Sequence[Document], seed: int) -> dict[str, object]:
    """How long a draft of three pages takes: its words, what was found in it, and the seconds by the clock."""
    text = draft(documents, _THREE_PAGES, seed)
    began = time.perf_counter()
    findings = assistant.check_draft(text, audience=EVERYONE)
    seconds = round(time.perf_counter() - began, 2)
    quotations = sum(finding.quotation is not None for finding in findings)
    return {"words": len(text.split()), "quotations": quotations, "findings": len(findings), "seconds": seconds}


def _run(assistant: Assistant, trials: Iterable[Trial], allowed: tuple[str, ...]) -> dict[str, object]:
    """Verdicts with their counts, how many are wrong, and milliseconds for one; the first wrong ones are printed."""
    verdicts: Counter[str] = Counter()
    seconds: list[float] = []
    wrong = 0
    for trial in trials:
        began = time.perf_counter()
        verdict = assistant.check(trial.text, audience=EVERYONE).verdict.value
        seconds.append(time.perf_counter() - began)
        verdicts[verdict] += 1
        if verdict not in allowed:
            wrong += 1
            if wrong <= _SHOWN:
                print(json.dumps({"verdict": verdict, **trial._asdict()}, ensure_ascii=False))
    return {"verdicts": dict(verdicts), "wrong": wrong, "p50_ms": round(median(seconds) * 1e3, 1) if seconds else 0.0}


if __name__ == "__main__":
    typer.run(main)
