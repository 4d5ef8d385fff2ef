import json
import random
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.settings import Settings
from index import Embedder, LiveSearcher
from scripts.commands.ask import as_row, turns
from scripts.evaluation.evidence import holds, longest_run
from scripts.evaluation.figures import answerable, judge, unanswerable

EVIDENCE = {"quote": "every crew shall carry two lanterns at night", "file": "a.pdf", "pages": [3]}
OTHER = "the rocks are marked and the pier is closed until the morning comes"


def passage(text: str, file: str = "a.pdf") -> dict[str, object]:
    return {"text": text, "file": file}


def answer(passages: list[object], quote: str = "", pages: tuple[int, ...] = (3,), **more: object) -> dict[str, object]:
    cited = [{"quote": quote, "file": "a.pdf", "pages": list(pages)}]
    claims = [{"text": quote, "citations": cited}] if quote else []
    outcome = "answered" if quote else "abstained"
    return {"outcome": outcome, "passages": passages, "claims": claims, "elapsed_ms": 10.0, **more}


def question(**more: object) -> dict[str, object]:
    return {"id": "q", "question": "?", "kind": "duty", "evidence": [EVIDENCE], **more}


def naive_run(text: str, quote: str) -> str:
    """The longest run of words by trying all of them."""

    def letters(of: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFKC", of).casefold() if c.isalpha())

    words, best = quote.split(), ""
    for start in range(len(words)):
        runs = [" ".join(words[start:end]) for end in range(start, len(words) + 1)]
        furthest = [run for run in runs if letters(run) in letters(text)][-1]
        if len(letters(furthest)) > len(letters(best)):
            best = furthest
    return best


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("He said that every crew shall carry two lanterns at night, or more.", True),
        ("EVERY CREW SHALL CARRY TWO LAN-\nTERNS AT NIGHT", True),
        ("every crew shall carry two lanterns", True),
        ("every crew shall carry", False),
        ("lanterns", False),
        ("at night two lanterns every crew shall carry", False),
        ("", False),
    ],
)
def test_a_text_holds_evidence_when_it_holds_a_long_run_of_it(text: str, held: bool) -> None:
    assert holds(text, EVIDENCE["quote"]) is held  # type: ignore[arg-type]


def test_a_short_quote_must_be_held_whole() -> None:
    assert holds("It costs 12 lanterns.", "12 lanterns") and not holds("It costs lanterns.", "two lanterns")


def test_numbers_count_and_typography_does_not() -> None:
    quote = "the crews lit 1,250 lanterns in the “old” harbour"
    assert holds('the crews lit 1,250 lanterns in the "old" harbour', quote)
    assert not holds("the crews lit 1,260 lanterns in the old harbour", quote)


@given(st.integers(0, 10_000))
def test_the_longest_run_is_that_of_a_search_through_all(seed: int) -> None:
    chance = random.Random(seed)
    words = [chance.choice(["ab", "b", "abc", "c", "ca", "-"]) for _ in range(10)]
    text = "".join(chance.choice(["a", "b", "c", " "]) for _ in range(14))
    assert longest_run(text, " ".join(words)) == naive_run(text, " ".join(words))


def test_the_rank_is_that_of_the_first_passage_of_the_right_file_and_words_are_counted_up_to_it() -> None:
    hit = "every crew shall carry two lanterns at night"
    row = judge(question(), answer([passage(OTHER), passage(hit, "b.pdf"), passage(hit), passage(hit)]))
    assert (row.rank, row.read) == (3, len(OTHER.split()) + 16)
    assert judge(question(), answer([passage(OTHER)])).rank == 99


@pytest.mark.parametrize(
    ("quote", "pages", "held", "right"),
    [
        ("Every crew shall carry two lanterns at night.", (3,), True, True),
        ("Every crew shall carry two lanterns at night.", (3, 4), True, True),
        ("Every crew shall carry two lanterns at night.", (4,), True, False),
        ("Every crew shall carry two lanterns at night.", (2, 3, 4), True, False),
        ("Every crew shall carry two.", (4,), True, None),
        (OTHER, (3,), False, None),
    ],
)
def test_an_answer_holds_the_evidence_on_its_page(
    quote: str, pages: tuple[int, ...], held: bool, right: bool | None
) -> None:
    row = judge(question(), answer([], quote, pages))
    assert (row.held, row.page_right) == (held, right)


@pytest.mark.parametrize(
    ("named", "paragraph", "right"),
    [
        ("3; 3 (a) (i)", "3 (a)(i)", True),
        ("3; 3 (a) (i)", "3 (a)", False),
        ("preamble (last line)", "preamble", True),
        ("6", "sect. 6", True),
        ("S/2031/1 para. 92; S/RES/9 (2031) paras. 4, 5", "5", False),
        ("S/2031/1 paras. 92, 93; S/RES/9 para. 4", "93", True),
        ("S/2031/1 p. 5", "5", None),
        (None, "5", None),
    ],
)
def test_the_label_of_a_citation_that_holds_the_evidence_is_compared_with_the_banks(
    named: str | None, paragraph: str, right: bool | None
) -> None:
    given = answer([], "Every crew shall carry two lanterns at night.")
    for claim in given["claims"]:
        for citation in claim["citations"]:
            citation.update(paragraph=paragraph, symbol="S/2031/1")
    assert judge({**question(), "paragraph": named}, given).paragraph_right is right


def test_a_list_may_be_cited_as_a_whole_where_the_label_of_its_item_can_be_read() -> None:
    quote = "(d) Lights: (i) Every crew shall carry two lanterns at night; (ii) No crew may fish alone."
    given = answer([], quote)
    for claim in given["claims"]:
        for citation in claim["citations"]:
            citation.update(paragraph="3 (d)")
    assert judge({**question(), "paragraph": "3 (d) (i)"}, given).paragraph_right is True
    assert judge({**question(), "paragraph": "3 (d) (iv)"}, given).paragraph_right is False


def test_what_was_not_answered_holds_nothing() -> None:
    silent = {**answer([], "Every crew shall carry two lanterns at night."), "outcome": "abstained"}
    row = judge(question(), silent)
    assert (row.answered, row.held, row.page_right, row.citations) == (False, False, None, 0)


def test_figures_are_the_means_of_the_rows() -> None:
    hit = "every crew shall carry two lanterns at night"
    long = " ".join(["word"] * 245)
    rows = [
        judge(question(), answer([passage(hit)], hit, elapsed_ms=10.0)),
        judge(question(), answer([passage(long), passage(hit)], OTHER, elapsed_ms=20.0)),
        judge(question(), answer([passage(OTHER)] * 5 + [passage(hit)], hit, (9,), elapsed_ms=30.0)),
        judge(question(), answer([], elapsed_ms=40.0)),
    ]
    figures = answerable(rows)
    assert [figures[f"evidence@{k}"] for k in (1, 3, 5, 10)] == [0.25, 0.5, 0.5, 0.75]
    assert [figures[f"evidence_in_{k}_words"] for k in (250, 500)] == [0.5, 0.75]
    assert (figures["answered"], figures["answer_holds_evidence"], figures["page_right_when_held"]) == (0.75, 0.5, 0.5)
    assert (figures["citations_per_answer"], figures["quoted_words_per_answer"]) == (1.0, 9.667)
    assert (figures["elapsed_ms_p50"], figures["elapsed_ms_p95"]) == (25.0, 38.5)


def test_an_empty_bank_has_no_figures() -> None:
    figures = answerable([])
    assert figures.pop("questions") == 0 and set(figures.values()) == {None}


def test_silence_is_counted_where_there_is_nothing_to_answer() -> None:
    bank = [{"kind": kind} for kind in ("near_miss", "sensitive", "injection", "off")]
    told = [{"outcome": outcome} for outcome in ("answered", "refused", "answered", "abstained")]
    assert unanswerable(bank, told) == {
        "questions": 4, "not_answered": 0.5, "not_answered_of_sensitive_and_injection": 0.5,
    }  # fmt: skip
    assert unanswerable([{}], [{"outcome": "error"}])["not_answered"] == 0.0


Rows = list[dict[str, Any]]


def load(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def brief(shared: Path, brief_home: Path, embedder: Embedder) -> tuple[Rows, Rows]:
    """The questions on the brief, and its answers."""
    assistant = Assistant(LiveSearcher(brief_home, embedder), Settings(home=brief_home))
    bank = load(shared / "questions" / "brief-answerable.jsonl")
    asked = [assistant.ask(r["question"], history=list(turns(r.get("history"))), id_=r["id"]) for r in bank]
    return bank, [as_row(answer) for answer in asked]


def test_on_the_brief_the_evidence_is_found_and_its_page_is_right(brief: tuple[Rows, Rows]) -> None:
    figures = answerable([judge(*pair) for pair in zip(*brief, strict=True)])
    assert (figures["evidence@5"] or 0) >= 0.75
    assert (figures["evidence_in_250_words"] or 0) >= 0.62
    assert figures["page_right_when_held"] == 1.0


def test_figures_are_those_of_the_scorer_of_the_banks(brief: tuple[Rows, Rows], shared: Path, tmp_path: Path) -> None:
    bank, answers = brief
    lines = tmp_path / "answers.jsonl"
    lines.write_text("\n".join(map(json.dumps, answers)), encoding="utf-8")
    scorer = shared / "bench" / "score.py"
    command = [sys.executable, scorer, "answers", shared / "questions" / "brief-answerable.jsonl", lines]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    figures = answerable([judge(*pair) for pair in zip(bank, answers, strict=True)])
    assert {name: figures[name] for name in told.keys() - {"missing", "doubled"}} == {
        name: value for name, value in told.items() if name not in ("missing", "doubled")
    }
