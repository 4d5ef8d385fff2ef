from corpus.model import Status
from index.alike import LookAlikes
from index.report import Alike
from tests.builders import document

SENTENCES = tuple(f"In ward {n} the night watch counts the boats that are tied up at pier {n}." for n in range(10))
OTHERS = tuple(f"The committee for wells number {n} meets on the third Monday of every month." for n in range(10))


def alike(*cards: tuple[str, tuple[str, ...], dict[str, object]]) -> tuple[Alike, ...]:
    found = LookAlikes()
    for id_, paragraphs, card in cards:
        found.add(*document(id_, paragraphs, **card))
    return found.pairs()


def test_documents_that_share_most_sentences_are_told_with_their_share() -> None:
    nine = (*SENTENCES[:9], "Nobody counts anything in the tenth ward, where the pier has fallen in.")
    assert alike(("a", SENTENCES, {}), ("b", nine, {}), ("c", OTHERS, {})) == (
        Alike("a.pdf", "b.pdf", "near copy", 0.9),
    )


def test_a_short_one_inside_a_longer_is_alike_and_letters_alone_count() -> None:
    shouted = tuple(text.upper().replace(" ", "  ") for text in SENTENCES)
    assert [each.share for each in alike(("a", (*SENTENCES, *OTHERS), {}), ("b", shouted, {}))] == [1.0]


def test_one_shared_sentence_makes_no_pair() -> None:
    assert alike(("a", SENTENCES[:1], {}), ("b", SENTENCES[:1], {})) == ()


def test_drafts_and_reissues_are_named() -> None:
    draft, again = {"status": Status.DRAFT}, {"symbols": ("S/1",), "reissued": True}
    assert [each.why for each in alike(("a", SENTENCES, {}), ("b", SENTENCES, draft))] == ["draft"]
    assert [each.why for each in alike(("a", SENTENCES, {"symbols": ("S/1",)}), ("b", SENTENCES, again))] == ["reissue"]


def test_a_draft_is_known_by_the_name_of_its_file_as_well() -> None:
    for name, why in (("Brief DRAFT 2", "draft"), ("brief_draft2", "draft"), ("minesweeping-draftsman", "near copy")):
        assert [each.why for each in alike(("a", SENTENCES, {}), (name, SENTENCES, {}))] == [why]


def test_a_formula_that_many_documents_hold_makes_no_pairs() -> None:
    assert alike(*((str(n), SENTENCES, {}) for n in range(30))) == ()
