import builtins
import io
from collections.abc import Iterator
from datetime import date

import pytest
from rich.console import Console

from bot.assistant import Assistant
from bot.console import Screen, chat, label, place, sources, titled
from bot.model import Answer, Claim, Outcome, Voice
from corpus.errors import SnapshotDamaged
from prompts import render, word

ASKED = "Who is responsible for strategic threat assessments?"


@pytest.fixture
def paper() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(paper: io.StringIO) -> Screen:
    return Screen(Console(file=paper, width=80))


@pytest.fixture(scope="module")
def answer(samples: Assistant) -> Answer:
    return samples.ask(ASKED)


def joined(text: str) -> str:
    return " ".join(text.split())


def changed(claim: Claim, **fields: object) -> Claim:
    return claim.model_copy(update={"citations": tuple(c.model_copy(update=fields) for c in claim.citations)})


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    waiting: Iterator[str] = iter(lines)

    def answer(*_: object) -> str:
        line = next(waiting, None)
        if line is None:
            raise EOFError
        return line

    monkeypatch.setattr(builtins, "input", answer)


def test_an_answer_is_printed_with_its_sources_and_each_number_once(
    screen: Screen, paper: io.StringIO, answer: Answer
) -> None:
    screen.answer(answer)
    said, _, listed = joined(paper.getvalue()).partition("Sources")
    for claim in answer.claims:
        assert joined(claim.text) in said
        for citation in claim.citations:
            assert f"[{citation.n}]" in said and listed.count(f"[{citation.n}]") == 1
    assert answer.snapshot in listed and "Note: " in listed
    assert max(map(len, paper.getvalue().splitlines())) <= 80


def test_the_numbers_in_the_text_are_those_of_the_source_list(answer: Answer) -> None:
    numbers = [n for n, _ in sources(answer.claims)]
    assert numbers == sorted({c.n for claim in answer.claims for c in claim.citations})
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_place_names_document_section_paragraph_and_page(answer: Answer) -> None:
    citation = next(c for claim in answer.claims for c in claim.citations if c.paragraph == "12")
    assert place(citation) == (
        "Roles and responsibilities for the protection of civilians (POCDESK/SAMPLE/1) · "
        "D. Analysis, operations and early warning · para. 12 · p. 2"
    )
    assert "footnote 3 · pp. iv, v" in place(
        citation.model_copy(update={"paragraph": "footnote 3", "page_labels": ("iv/20", "v/20")})
    )
    assert place(answer.passages[0]).startswith(answer.passages[0].document)


def test_a_duty_is_shown_as_binding_only_where_it_binds(samples: Assistant) -> None:
    answer = samples.ask("What must every strategic threat assessment state?")
    duty = next(c for c in answer.claims if c.strength == "duty")
    assert label(duty) == "Duty · policy"
    assert label(changed(duty, status="superseded")).startswith("Worded as a duty – not binding here")
    assert label(changed(duty, authority="report")) == "Worded as a duty – not binding here · report"
    reported = duty.model_copy(update={"voice": Voice.REPORTED, "reported_from": "the Charter"})
    assert label(reported) == "Worded as a duty – not binding here · policy · reports the Charter"


def test_what_is_out_of_force_is_told_in_the_source_list(answer: Answer) -> None:
    [(_, line), *_] = sources([changed(answer.claims[0], status="draft", authority="policy")])
    assert line.endswith(" · policy, draft")
    [(_, line), *_] = sources([changed(answer.claims[0], status="unknown", authority="unknown")])
    assert line.endswith(f"{word('authority_unknown')}, {word('status_unknown')}")


def test_a_source_says_its_type_date_authority_and_status(answer: Answer) -> None:
    known = changed(answer.claims[0], document_type="resolution", issued=date(2031, 5, 8), authority="binding decision")
    [(_, line), *_] = sources([known])
    assert line.endswith("· resolution, 8 May 2031 · binding decision, in force")
    [(_, line), *_] = sources([changed(answer.claims[0], document_type="", issued=None)])
    assert f"{word('type_unknown')}, {word('undated')} ·" in line


def test_silence_shows_why_and_the_three_nearest_passages(screen: Screen, paper: io.StringIO, answer: Answer) -> None:
    silent = answer.model_copy(update={"outcome": Outcome.ABSTAINED, "reason": "They do not say.", "claims": ()})
    screen.answer(silent)
    text = joined(paper.getvalue())
    assert "They do not say." in text and "Sources" not in text
    assert [joined(p.text[:200]) in text for p in answer.passages[:4]] == [True, True, True, False]


@pytest.mark.parametrize(
    "words", ["[bold]who[/bold]", "[/red] closes nothing", "[link=file:///x]y[/link]", ":smile: {x}"]
)
def test_markup_in_texts_is_text(screen: Screen, paper: io.StringIO, answer: Answer, words: str) -> None:
    claim = answer.claims[0].model_copy(update={"text": words})
    screen.answer(answer.model_copy(update={"claims": (changed(claim, document=words),), "notices": (words,)}))
    assert joined(paper.getvalue()).count(words) == 3
    screen.answer(answer.model_copy(update={"outcome": Outcome.ERROR, "reason": words}))
    assert joined(paper.getvalue()).count(words) >= 4


def test_a_chat_answers_until_the_person_leaves(
    samples: Assistant, screen: Screen, paper: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, ASKED, "", "help", "QUIT", "never asked")
    chat(samples, screen)
    text = joined(paper.getvalue())
    assert "Hello!" in text and "JMAC" in text and "There is no question here yet" in text
    assert samples.settings.contact in text and "never asked" not in text
    assert text.count("quit or Ctrl-D leaves") == 2 and "direct message" not in text


@pytest.mark.parametrize("urgent", [render("decision_now", contact="the duty officer"), render("unsure_notice")])
def test_who_decides_and_any_doubt_stand_before_an_answer(
    screen: Screen, paper: io.StringIO, answer: Answer, urgent: str
) -> None:
    screen.answer(answer.model_copy(update={"notices": (urgent, "Below.")}))
    text = joined(paper.getvalue())
    assert text.index(urgent) < text.index(joined(answer.claims[0].text)[:30]) < text.index("Below.")
    assert text.count(urgent) == 1


def test_a_chat_passes_the_earlier_questions_on(
    samples: Assistant, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, ...]] = []
    ask = samples.ask

    def spy(text: str, *, history: list[str]) -> Answer:
        seen.append(tuple(history))
        return ask(text, history=history)

    monkeypatch.setattr(samples, "ask", spy)
    typed(monkeypatch, "Who leads?", "?!", "And why?", "[bold]and[/bold] then?")
    chat(samples, screen)
    assert seen == [(), ("Who leads?",), ("Who leads?",), ("Who leads?", "And why?")]


def test_a_chat_outlives_an_index_that_cannot_be_used(
    samples: Assistant, screen: Screen, paper: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Answer:
        raise SnapshotDamaged("The index is damaged: run scripts/reindex.")

    monkeypatch.setattr(samples, "ask", fail)
    typed(monkeypatch, "Who leads?", "Who else?")
    chat(samples, screen)
    assert joined(paper.getvalue()).count("The index is damaged") == 2


def test_a_document_is_named_once() -> None:
    assert titled("Resolution 2779 (2025)", ("S/RES/2779 (2025)",)) == "S/RES/2779 (2025)"
    assert titled("Resolution 2779 (2025)", ("S/RES/2780 (2025)",)) == "Resolution 2779 (2025) (S/RES/2780 (2025))"
    assert titled("Resolution 2779 (2025)", ("S/RES/2779 (2025)", "S/2025/9")) == "S/RES/2779 (2025) (S/2025/9)"
    assert titled("Letter on S/2025/9", ("S/2025/9",)) == "Letter on S/2025/9" and titled("Rules", ("",)) == "Rules"
