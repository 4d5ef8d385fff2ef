from dataclasses import replace
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.cite import cite, labels_of, pages_of, paragraph_of, section_of, verify
from bot.compose import claims_of
from bot.evidence import Evidence
from bot.model import Citation, Claim
from corpus.errors import VerificationError
from corpus.model import Block, BlockKind, Document, Span
from index import Embedder, Searcher, Store, open_current
from tests.builders import PATROLS, build, document


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Store:
    home = tmp_path_factory.mktemp("home")
    build(home, embedder, document("made", PATROLS, title="Orders", symbols=("S/1",), status="in force"))
    return Searcher(open_current(home), embedder).store


@pytest.fixture
def made(store: Store) -> Document:
    return store.document("made")


@pytest.fixture
def claim(store: Store, made: Document) -> Claim:
    first = Span(0, made.text.index(".") + 1)
    second = made.blocks[1].span
    return claims_of(store, [Evidence(made, (first, second), 0, 1.0)])[0]


def altered(claim: Claim, **fields: object) -> Claim:
    first, *others = claim.citations
    return claim.model_copy(update={"citations": (first.model_copy(update=fields), *others)})


def test_a_citation_says_where_its_slice_lies(store: Store, made: Document) -> None:
    span = Span(0, made.text.index(".") + 1)
    citation = cite(store, made, span, 3)
    assert citation.quote == made.text[span.start : span.end]
    assert (citation.n, citation.file, citation.symbol, citation.paragraph) == (3, "made.pdf", "S/1", "1")
    assert (citation.pages, citation.page_labels, citation.status) == ((1,), ("i",), "in force")


def test_a_slice_over_a_page_break_names_both_pages(samples: Assistant) -> None:
    store = samples.searcher().store
    for id_ in store.ids:
        document, page = store.document(id_), store.glyphs(id_).page
        turn = next(i for i in range(1, len(page)) if page[i] == 2 and 1 in page[:i])
        span = Span(max(i for i in range(turn) if page[i] == 1), turn + 1)
        assert pages_of(store, document, (span,)) == (1, 2)


def test_a_page_without_a_printed_label_goes_by_its_number(made: Document) -> None:
    assert labels_of(made, (1, 7)) == ("i", "7")


def test_a_footnote_is_named_as_one() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, 0, 5, label="4"), Block(BlockKind.FOOTNOTE, 6, 9, label="16"))
    made = document("made", ("first", "one"))[0]
    noted = type(made)(**{name: getattr(made, name) for name in made.__slots__} | {"blocks": blocks})
    assert paragraph_of(noted, Span(0, 5)) == "4"
    assert paragraph_of(noted, Span(6, 9)) == "footnote 16"


def test_a_section_is_the_path_of_headings_above(samples: Assistant) -> None:
    store = samples.searcher().store
    document = next(d for d in map(store.document, store.ids) if "SAMPLE/1" in d.card.symbol)
    at = document.text.index("strategic threat assessments.")
    assert section_of(document, at) == "D. Analysis, operations and early warning"


def test_what_is_a_slice_passes(store: Store, claim: Claim) -> None:
    verify(store, [claim])
    assert len(claim.citations) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"quote": "The Force Commander may plan patrols around the camp at night."},
        {"quote": "The Force Commander shall plan patrols around the camp at night"},
        {"quote": ""},
        {"start": 1},
        {"end": 10_000},
        {"start": 5, "end": 5, "quote": ""},
        {"document_id": "nowhere"},
    ],
)
def test_a_quotation_that_is_not_its_slice_is_held_back(store: Store, claim: Claim, fields: dict[str, object]) -> None:
    with pytest.raises(VerificationError, match="did not match the stored text"):
        verify(store, [claim, altered(claim, **fields)])


@pytest.mark.parametrize(("old", "new"), [("shall", "should"), (" a", "  a"), ("elders", "elder")])
def test_a_claims_text_is_made_of_its_slices_alone(store: Store, claim: Claim, old: str, new: str) -> None:
    with pytest.raises(VerificationError):
        verify(store, [claim.model_copy(update={"text": claim.text.replace(old, new)})])


def test_a_claim_without_a_citation_is_held_back(store: Store, claim: Claim) -> None:
    nothing: tuple[Citation, ...] = ()
    with pytest.raises(VerificationError):
        verify(store, [claim.model_copy(update={"citations": nothing})])


def test_the_error_tells_no_path_and_no_text(store: Store, claim: Claim, tmp_path: Path) -> None:
    with pytest.raises(VerificationError) as caught:
        verify(store, [altered(claim, quote="secret words")])
    assert "secret" not in str(caught.value) and "/" not in str(caught.value)


def test_a_number_in_a_list_under_an_unnumbered_paragraph_is_an_items_and_no_paragraphs() -> None:
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, 5),
        Block(BlockKind.LIST_ITEM, 6, 9, label="1", lead_in=0),
        Block(BlockKind.PARAGRAPH, 10, 15, label="7"),
        Block(BlockKind.LIST_ITEM, 16, 19, label="2", lead_in=2),
    )
    made = replace(document("made", ("first", "one", "other", "two"))[0], blocks=blocks)
    assert [paragraph_of(made, block.span) for block in blocks] == ["", "item 1", "7", "2"]
