"""The verdict on a quotation, its place and what is said beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.assistant import EVERYONE, Assistant
from bot.quotes import Change, Check, Verdict
from bot.quotes.marking import told
from bot.settings import Settings
from corpus.model import BlockKind, Document, Mark, Passage, slices
from index import Embedder, LiveSearcher
from tests.builders import build, document

RULES = (
    "The Lantern Office shall count every lantern in the harbour before dusk and report 40 lanterns to the Harbour "
    "Master, who may not close the southern pier without its consent.",
    "The Harbour Master should close the southern pier when fewer than 40 lanterns are lit, because boats that return "
    "at night would not find the entrance.",
    "Crews are to organise watches on the quay; a watch, which is unpaid, ends at dawn for every crew.",
)
BRIEF = (
    "The Pier Code lays down that “no lantern is left unlit on the northern mole” in any season of the year.",
    "12 Pier Code, paragraph 7.",
    "Lanterns on the northern mole have burned since the storm, and the crews that return at night are grateful.",
)
SECRET = ("The storehouse of the Lantern Office holds nine hundred spare wicks and a barrel of whale oil.",)


def noted(made: tuple[Document, list[Passage]]) -> tuple[Document, list[Passage]]:
    """The brief with its second paragraph as the footnote of its first."""
    paper, passages = made
    blocks = list(paper.blocks)
    blocks[1] = replace(blocks[1], kind=BlockKind.FOOTNOTE, label="12")
    blocks[0], blocks[2] = replace(blocks[0], label=""), replace(blocks[2], label="")
    at = paper.text.index("mole”") + 5
    return replace(paper, blocks=tuple(blocks), marks=(Mark(at, "12"),)), passages


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    home = tmp_path_factory.mktemp("quotes")
    rules = document("rules", RULES, title="Harbour Rules", symbols=("S/RES/2999 (2030)",), document_type="resolution")
    again = document("again", RULES[2:], title="Harbour Notes", document_type="note", status="superseded")
    brief = document("brief", BRIEF, title="Lanterns and Piers", document_type="policy brief")
    secret = document("secret", SECRET, title="Stores", audience=("C0STORES",))
    build(home, embedder, rules, again, noted(brief), secret)
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


def check(desk: Assistant, quote: str, claimed: str = "") -> Check:
    return desk.check(quote, claimed, audience=EVERYONE)


COUNT = "The Lantern Office shall count every lantern in the harbour before dusk"


@pytest.mark.parametrize(
    "quote",
    [
        COUNT, COUNT.upper(), f"“{COUNT}”", COUNT.replace(" ", "\n"), COUNT.replace("harbour", "har-\nbour"),
        COUNT.replace("harbour", "har\u00adbour"), f"… {COUNT} …", COUNT.replace("The", "[T]he"),
        "southern pier without its consent. The Harbour Master should close", "when fewer than 40 lanterns are lit",
        "no lantern is left unlit on the northern mole12 in any season",
        "unlit on the northern mole”[12] in any season",
    ],
)  # fmt: skip
def test_typography_leaves_a_quotation_exact(desk: Assistant, quote: str) -> None:
    found = check(desk, quote)
    assert (found.verdict, found.differences) == (Verdict.EXACT, ())


@pytest.mark.parametrize(
    ("quote", "change"),
    [
        ("Crews are to organize watches on the quay", Change.SPELLING),
        ("a watch […] ends at dawn", Change.ELLIPSIS),
        ("a watch ... ends at dawn", Change.ELLIPSIS),
        ("Crews are to organise watches [of two] on the quay", Change.INSERTED),
        ("who may not close the southern pier without [the Office's] consent", Change.INSERTED),
    ],
)  # fmt: skip
def test_honest_editing_leaves_it_near(desk: Assistant, quote: str, change: Change) -> None:
    found = check(desk, quote)
    assert (found.verdict, [d.change for d in found.differences]) == (Verdict.NEAR, [change])


@pytest.mark.parametrize(
    ("quote", "ours", "theirs"),
    [
        (COUNT.replace("shall", "should"), "should", "shall"),
        (COUNT.replace("every", "each"), "each", "every"),
        (COUNT.replace("lantern in", "lanterns in"), "lanterns", "lantern"),
        (COUNT.replace("Lantern Office", "Lantern Guild"), "Guild", "Office"),
        (COUNT.replace("dusk", "dawn"), "dawn", "dusk"),
        ("who may close the southern pier without its consent", "", "not"),
        ("who may […] close the southern pier without its consent", "[…]", "not"),
        ("The Lantern Office shall [not] count every lantern in the harbour", "not", ""),
        ("when fewer than 45 lanterns are lit", "45", "40"),
        ("when fewer than forty lanterns are lit", "forty", "40"),
        ("when fewer than 40% lanterns are lit", "%", ""),
        ("a watch ends at dawn for every crew", "", "which is unpaid"),
        ("because boats that return would not find the entrance", "", "at night"),
        ("because boats that return notat night would not find the entrance", "notat", "at"),
    ],
)
def test_one_changed_word_alters_it_and_is_shown(desk: Assistant, quote: str, ours: str, theirs: str) -> None:
    found = check(desk, quote)
    assert found.verdict is Verdict.ALTERED
    assert [(d.quote, d.truth) for d in found.differences if not d.change.honest] == [(ours, theirs)]


def test_an_ellipsis_that_changes_the_sense_is_said_so_and_the_true_sentence_is_shown_whole(desk: Assistant) -> None:
    found = check(desk, "who may […] close the southern pier without its consent")
    assert [d.change for d in found.differences] == [Change.SWALLOWED]
    assert "may not close the southern pier" in found.truth
    assert told(found.differences[0]).startswith("the ellipsis leaves out what changes the sense")


def test_two_places_joined_without_a_mark_are_altered_and_both_are_shown(desk: Assistant) -> None:
    first, second = "Lanterns on the northern mole have burned", "close the southern pier when fewer than 40"
    found = check(desk, f"{first} {second}")
    assert (found.verdict, found.differences[0].change) == (Verdict.ALTERED, Change.JOINED)
    assert " […] " in found.truth


@pytest.mark.parametrize(
    "quote",
    ["Nobody may sell herring on Sundays without a licence of the mayor", "purple whales", "Le port est fermé la nuit"],
)
def test_what_stands_nowhere_is_absent_and_has_no_place(desk: Assistant, quote: str) -> None:
    found = check(desk, quote)
    assert (found.verdict, found.file, found.pages, found.truth) == (Verdict.ABSENT, "", (), "")
    assert found.notices


def test_the_truth_is_a_slice_with_its_place(desk: Assistant) -> None:
    found = check(desk, COUNT.replace("shall", "should"))
    stored = desk.searcher().store.document(found.document_id)
    assert found.truth == slices(stored.text, tuple(map(type(stored.blocks[0].span)._make, found.spans))) == COUNT
    assert (found.file, found.pages, found.page_labels, found.paragraph) == ("rules.pdf", (1,), ("i",), "1")


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [
        ("", Verdict.EXACT), ("S/RES/2999 (2030)", Verdict.EXACT), ("resolution 2999, para. 1", Verdict.EXACT),
        ("Harbour Rules, p. i", Verdict.EXACT), ("paragraph 1", Verdict.EXACT),
        ("S/RES/2999 (2030), para. 2", Verdict.MISATTRIBUTED), ("Harbour Rules, p. 9", Verdict.MISATTRIBUTED),
        ("S/RES/2999 (2031)", Verdict.MISATTRIBUTED), ("the brief", Verdict.MISATTRIBUTED),
        ("Kigali Principles", Verdict.MISATTRIBUTED), ("a letter from the mayor", Verdict.MISATTRIBUTED),
    ],
)  # fmt: skip
def test_true_words_must_stand_where_the_claim_says(desk: Assistant, claimed: str, verdict: Verdict) -> None:
    found = check(desk, COUNT, claimed)
    assert (found.verdict, found.file) == (verdict, "rules.pdf")
    assert bool(found.notices) == (verdict is Verdict.MISATTRIBUTED)


def test_a_claim_that_nobody_could_look_into_is_not_called_wrong(desk: Assistant) -> None:
    assert check(desk, COUNT, "Kigali Principles").headline == "verdict_elsewhere"
    assert check(desk, COUNT, "Harbour Rules, p. 9").headline == "verdict_misattributed"
    assert check(desk, COUNT, "Harbour Rules").headline == "verdict_exact"


MOLE = "no lantern is left unlit on the northern mole"


@pytest.mark.parametrize("claimed", ["Pier Code", "the Pier Code, paragraph 7", "Pier Code, para 7"])
def test_words_that_a_document_quotes_belong_to_the_one_it_cites_at_second_hand(desk: Assistant, claimed: str) -> None:
    found = check(desk, MOLE, claimed)
    assert (found.verdict, found.file) == (Verdict.EXACT, "brief.pdf")
    assert "Pier Code" in found.second_hand and "Second-hand" in found.notices[0]


def test_they_do_not_belong_to_another_place_or_document(desk: Assistant) -> None:
    assert check(desk, MOLE, "Pier Code, paragraph 8").verdict is Verdict.MISATTRIBUTED
    assert check(desk, MOLE, "Kigali Principles, paragraph 7").verdict is Verdict.MISATTRIBUTED
    assert check(desk, MOLE, "the brief").verdict is Verdict.EXACT


def test_of_several_documents_the_claimed_one_is_right_and_else_the_one_in_force(desk: Assistant) -> None:
    watches = "Crews are to organise watches on the quay"
    assert check(desk, watches).file == "rules.pdf"
    assert any("also stand" in notice for notice in check(desk, watches).notices)
    claimed = check(desk, watches, "Harbour Notes")
    assert (claimed.verdict, claimed.file) == (Verdict.EXACT, "again.pdf")
    assert any("replaced" in notice for notice in claimed.notices)


def test_a_limited_document_does_not_exist_for_others(desk: Assistant) -> None:
    wicks = "holds nine hundred spare wicks and a barrel of whale oil"
    assert desk.check(wicks, audience=frozenset({"C0STORES"})).verdict is Verdict.EXACT
    hidden = desk.check(wicks, "Stores", audience=EVERYONE)
    assert (hidden.verdict, hidden.file) == (Verdict.ABSENT, "")
    unknown = desk.check(wicks, "Barns", audience=EVERYONE)
    assert [n.replace("Stores", "Barns") for n in hidden.notices] == list(unknown.notices)


@pytest.mark.parametrize("quote", ["", " \n", "“”", "…", "S/RES/2999 (2030), para. 3", "word " * 2000])
def test_what_holds_no_words_to_compare_is_told_in_a_sentence(desk: Assistant, quote: str) -> None:
    found = check(desk, quote)
    assert found.verdict is Verdict.UNCHECKED
    assert len(found.notices) == 1 and found.notices[0].endswith(".")


def test_two_words_are_checked_with_a_warning(desk: Assistant) -> None:
    found = check(desk, "southern pier")
    assert found.verdict is Verdict.EXACT and any("One or two words" in notice for notice in found.notices)


DRAFT = """The Council “count every lantern in the harbour before dawn” (S/RES/2999 (2030), para. 1).
See S/RES/2999 (2030), para. 9, the Kigali Principles, and the brief: "no lantern is left unlit.
"""


def test_a_draft_is_judged_quotation_by_quotation_and_reference_by_reference(desk: Assistant) -> None:
    findings = desk.check_draft(DRAFT, audience=EVERYONE)
    found = [f.quotation.verdict.value if f.quotation else f.reference.standing.value for f in findings if f]  # type: ignore[union-attr]
    assert found == ["altered", "found", "no such place", "not indexed", "exact"]
    assert all((f.quotation is None) != (f.reference is None) for f in findings)
    last = findings[-1].quotation
    assert last is not None and "never closes" in last.notices[0]


def test_a_reference_to_a_limited_document_leads_nowhere_for_others(desk: Assistant) -> None:
    text = "See “nine hundred spare wicks” (Stores, p. 1)."
    [mine] = desk.check_draft(text, audience=frozenset({"C0STORES"}))
    [others] = desk.check_draft(text, audience=EVERYONE)
    assert mine.quotation and others.quotation
    assert (mine.quotation.verdict, others.quotation.verdict) == (Verdict.EXACT, Verdict.ABSENT)
