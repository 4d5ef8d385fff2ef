from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import bot.assistant
import bot.compose
from bot.answerability import Line, line
from bot.assistant import EVERYONE, Assistant
from bot.model import Answer, Citation, Outcome
from bot.settings import Settings
from corpus.errors import NoSnapshot, VerificationError
from index import Embedder, LiveSearcher
from prompts import render
from tests.builders import ALERTS, PATROLS, build, document
from tests.papers import faults

ASKED = (
    "Who is responsible for strategic threat assessments?",
    "What are the duties of the Head of Mission?",
    "What must every strategic threat assessment state?",
    "Which tools belong to tier II, and who leads them?",
    "When may the Mission act although the host State objects?",
    "How many alerts came from non-State armed groups?",
    "What is the tension between mediation and protection?",
    "Who may be shown a community alert?",
    "What should a base commander do with an early warning?",
    "التهديدات ضد المدنيين",
    "'; DROP TABLE passages; --",
    "[bold]Who[/bold] leads <b>patrols</b>? *now* _or_ ~never~ [/red]",
    "\ud83d who leads early warning \udc00",
    "early warning " * 285,
)
OPEN = PATROLS + ALERTS
SECRET = ("The Orchid Cell shall hide the orchid ledger in the chapel. Nobody else may read the orchid ledger.",)


def over(home: Path, embedder: Embedder) -> Assistant:
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    home = tmp_path_factory.mktemp("home")
    build(home, embedder, document("open", OPEN), document("secret", SECRET, title="Orchid ledger", audience=("C1",)))
    return over(home, embedder)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = Line(line().bias, line().weights, 1.1, 1.1, 0.0)
    monkeypatch.setattr(bot.assistant, "line", lambda _: strict)


@pytest.fixture
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Line(line().bias, line().weights, -1.0, -1.0, -1.0)
    monkeypatch.setattr(bot.assistant, "line", lambda _: ready)


@pytest.mark.parametrize("asked", ASKED)
def test_every_quotation_is_a_whole_slice_and_numbers_agree(samples: Assistant, talkative: None, asked: str) -> None:
    answer = samples.ask(asked)
    assert answer.outcome is Outcome.ANSWERED
    assert faults(samples, answer) == []
    assert 1 <= len(answer.claims) <= 5 and len(answer.passages) == 10


def test_an_answer_says_what_was_asked_and_of_which_snapshot(samples: Assistant) -> None:
    answer = samples.ask(ASKED[0], id_="q1")
    assert (answer.id, answer.question, answer.outcome, answer.reason) == ("q1", ASKED[0], Outcome.ANSWERED, "")
    assert answer.snapshot == samples.searcher().snapshot.manifest.id
    assert answer.elapsed_ms > 0
    assert any("strategic threat assessments" in claim.text for claim in answer.claims)
    assert samples.ask(ASKED[0]).id != samples.ask(ASKED[0]).id


def test_an_answer_that_may_be_none_says_so_and_a_sure_one_does_not(
    samples: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt = render("unsure_notice")
    for sure, said in ((1.1, True), (0.0, False)):
        drawn = Line(line().bias, line().weights, sure, -1.0, -1.0)
        monkeypatch.setattr(bot.assistant, "line", lambda _, drawn=drawn: drawn)
        assert (doubt in samples.ask(ASKED[0]).notices) is said


def test_a_short_list_is_whole_and_begins_with_its_lead_in(samples: Assistant) -> None:
    answer = samples.ask("What must every strategic threat assessment state?")
    [text] = [claim.text for claim in answer.claims if "(a)" in claim.text]
    assert "shall state:" in text and all(f"({letter})" in text for letter in "abcde")


def test_samples_are_told_to_be_samples(samples: Assistant) -> None:
    assert any("sample documents" in notice for notice in samples.ask(ASKED[0]).notices)


def test_what_a_question_and_its_answer_name_is_listed(samples: Assistant) -> None:
    answer = samples.ask(ASKED[0])
    assert answer.roles and all(isinstance(role, str) for role in answer.roles)


def test_silence_lists_the_nearest_passages_and_says_why(samples: Assistant, silent: None) -> None:
    answer = samples.ask(ASKED[0])
    assert (answer.outcome, answer.claims, len(answer.passages)) == (Outcome.ABSTAINED, (), 10)
    assert "do not answer this directly" in answer.reason and "nearest passages" in answer.reason
    assert "threat assessment" in answer.passages[0].text


def test_where_nothing_is_near_the_contact_is_named(samples: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.assistant, "line", lambda _: Line(0.0, line().weights, 1.1, 1.1, 1.1))
    answer = samples.ask("palladium")
    assert answer.outcome is Outcome.ABSTAINED and samples.settings.contact in answer.reason


@pytest.mark.parametrize("asked", ["", "x", "?", "<@U1> *_~`", "\x00\x07", "😀😀", "w" * 20_000])
def test_a_question_that_cannot_be_taken_ends_with_a_sentence(samples: Assistant, asked: str) -> None:
    answer = samples.ask(asked)
    assert (answer.outcome, answer.claims, answer.passages) == (Outcome.ERROR, (), ())
    assert answer.reason.endswith((".", "?")) and answer.snapshot and "Traceback" not in answer.reason


def test_a_quotation_that_was_altered_never_leaves(
    samples: Assistant, talkative: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cite = bot.compose.cite

    def tampered(*args: object) -> Citation:
        citation = cite(*args)  # type: ignore[arg-type]
        return citation.model_copy(update={"quote": citation.quote.replace("e", "a", 1)})

    monkeypatch.setattr(bot.compose, "cite", tampered)
    with pytest.raises(VerificationError, match="held back"):
        samples.ask(ASKED[0])


def searched(monkeypatch: pytest.MonkeyPatch, assistant: Assistant, text: str, history: Sequence[str]) -> str:
    seen: list[str] = []
    understand = bot.assistant.understand

    def spy(*args: object) -> object:
        question = understand(*args)  # type: ignore[arg-type]
        seen.append(question.whole)
        return question

    monkeypatch.setattr(bot.assistant, "understand", spy)
    assistant.ask(text, history=history)
    return seen[0]


def test_a_follow_up_is_searched_with_the_turn_that_it_leans_on(
    samples: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = "What does the Joint Mission Analysis Centre do?"
    assert searched(monkeypatch, samples, "and what must it state?", [before]).startswith(before)


def test_the_turn_before_does_not_drag_a_new_subject_back(samples: Assistant) -> None:
    alone = samples.ask(ASKED[0])
    later = samples.ask(ASKED[0], history=["How do herds move in the dry season?", "And in the wet one?"])
    assert later.outcome is alone.outcome and later.claims[0] == alone.claims[0]
    assert later.passages[0].text == alone.passages[0].text


def answer_of(answer: Answer) -> dict[str, object]:
    return answer.model_dump(exclude={"id", "elapsed_ms"})


@pytest.mark.parametrize(
    "asked",
    ["Who hides the orchid ledger?", "Orchid ledger", "Where is the ledger of the Orchid Cell hidden?", "secret.pdf"],
)
def test_a_limited_document_appears_nowhere_for_everyone(limited: Assistant, talkative: None, asked: str) -> None:
    answer = limited.ask(asked, audience=EVERYONE)
    shown = answer.model_copy(update={"question": ""}).model_dump_json().casefold()
    assert answer.passages and "orchid" not in shown and "secret" not in shown and "chapel" not in shown


def test_nor_in_the_words_of_silence(limited: Assistant, silent: None) -> None:
    answer = limited.ask("Who hides the orchid ledger?", audience=frozenset({"C2"}))
    assert answer.outcome is Outcome.ABSTAINED
    assert "chapel" not in answer.model_dump_json() and "Orchid" not in answer.model_dump_json()


def test_its_audience_gets_it(limited: Assistant) -> None:
    answer = limited.ask("Who hides the orchid ledger?", audience=frozenset({"C1"}))
    assert {c.file for claim in answer.claims for c in claim.citations} == {"secret.pdf"}


def test_a_newly_published_snapshot_answers_the_next_question(tmp_path: Path, embedder: Embedder) -> None:
    first = build(tmp_path, embedder, document("old", PATROLS))
    assistant = over(tmp_path, embedder)
    assert assistant.ask("Who plans patrols?").snapshot == first.id
    second = build(tmp_path, embedder, document("new", ALERTS))
    answer = assistant.ask("Who sends an early-warning message?")
    assert (answer.snapshot, {p.file for p in answer.passages}) == (second.id, {"new.pdf"})


def test_questions_at_once_get_the_answers_they_would_get_alone(samples: Assistant) -> None:
    alone = [answer_of(samples.ask(asked)) for asked in ASKED[:9]]
    with ThreadPoolExecutor(4) as pool:
        together = [answer_of(answer) for answer in pool.map(samples.ask, ASKED[:9])]
    assert together == alone


def test_a_home_without_a_snapshot_is_told(tmp_path: Path, embedder: Embedder) -> None:
    with pytest.raises(NoSnapshot, match="scripts/reindex"):
        over(tmp_path, embedder).ask("Who?")


def test_an_index_without_documents_abstains(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder)
    answer = over(tmp_path, embedder).ask("Who plans patrols?")
    assert (answer.outcome, answer.passages) == (Outcome.ABSTAINED, ()) and answer.reason
