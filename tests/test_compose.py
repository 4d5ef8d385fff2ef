from dataclasses import replace

import pytest

from bot.compose import claims_of, in_short, is_binding, lead_in_of, notes_of, notices_of
from bot.evidence import Evidence
from bot.model import Claim, Strength, Voice
from corpus.model import BlockKind, Card, Document, Mark, Span
from index import Embedder, Searcher, Store, open_current
from tests.builders import build, document

ORDERS = (
    "The Force Commander shall plan patrols at night. Patrols may use force.",
    "The Charter on Harbours states that every crew shall carry a lantern.",
    "The Pier Office should mark the rocks.",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Store:
    home = tmp_path_factory.mktemp("home")
    build(home, embedder, document("made", ORDERS, title="Orders", authority="policy", status="in force"))
    return Searcher(open_current(home), embedder).store


def slice_of(made: Document, text: str) -> Span:
    start = made.text.index(text)
    return Span(start, start + len(text))


def evidence(made: Document, *parts: str, **counts: int) -> Evidence:
    spans = tuple(slice_of(made, part) for part in parts)
    block = next(i for i, b in enumerate(made.blocks) if b.start <= spans[0].start < b.end)
    return Evidence(made, spans, block, 1.0, **counts)


def claims(store: Store, *chosen: tuple[str, ...]) -> tuple[Claim, ...]:
    return claims_of(store, [evidence(store.document("made"), *parts) for parts in chosen])


def standing(claim: Claim, **fields: str) -> Claim:
    return claim.model_copy(update={"citations": tuple(c.model_copy(update=fields) for c in claim.citations)})


def with_card(made: Document, **fields: object) -> Document:
    return replace(made, card=Card.model_validate(made.card.model_dump() | fields))


def test_a_claim_is_its_slices_with_strength_and_place(store: Store) -> None:
    [claim] = claims(store, ("The Force Commander shall plan patrols at night.",))
    assert claim.text == claim.citations[0].quote == "The Force Commander shall plan patrols at night."
    assert (claim.strength, claim.voice, claim.reported_from) == (Strength.DUTY, Voice.OWN, "")


def test_slices_that_do_not_touch_are_joined_by_an_ellipsis_in_brackets(store: Store) -> None:
    [claim] = claims(store, ("Patrols may use force.", "The Pier Office should mark the rocks."))
    assert claim.text == "Patrols may use force. […] The Pier Office should mark the rocks."
    assert [c.n for c in claim.citations] == [1, 2]


def test_the_same_place_shares_one_number_and_numbers_count_from_1_in_order(store: Store) -> None:
    found = claims(
        store,
        ("The Pier Office should mark the rocks.",),
        ("The Force Commander shall plan patrols at night.",),
        ("Patrols may use force.",),
    )
    assert [c.n for claim in found for c in claim.citations] == [1, 2, 2]


def test_what_reports_another_document_names_it_and_says_so(store: Store) -> None:
    made = store.document("made")
    chosen = [evidence(made, "The Charter on Harbours states that every crew shall carry a lantern.")]
    [claim] = found = claims_of(store, chosen)
    assert (claim.voice, claim.reported_from) == (Voice.REPORTED, "The Charter on Harbours")
    [notice] = notices_of(chosen, found)
    assert notice.startswith("[1] is second-hand") and "Charter on Harbours" in notice


def test_sentences_that_report_the_same_place_share_one_notice(store: Store) -> None:
    made = store.document("made")
    reported = "The Charter on Harbours states that every crew shall carry a lantern."
    chosen = [evidence(made, reported), evidence(made, reported)]
    first, second = claims_of(store, chosen)
    other = second.model_copy(update={"citations": (second.citations[0].model_copy(update={"n": 2}),)})
    [notice] = notices_of(chosen, (first, other))
    assert notice.startswith("[1][2] are second-hand")


@pytest.mark.parametrize("authority", ["binding decision", "policy"])
@pytest.mark.parametrize("status", ["in force", "unknown"])
def test_a_duty_of_a_decision_or_a_policy_binds(store: Store, authority: str, status: str) -> None:
    [claim] = claims(store, ("The Force Commander shall plan patrols at night.",))
    assert is_binding(standing(claim, authority=authority, status=status))


@pytest.mark.parametrize(
    "fields",
    [
        {"authority": "guidance"},
        {"authority": "report"},
        {"authority": "background"},
        {"authority": "unknown"},
        {"status": "draft"},
        {"status": "superseded"},
    ],
)
def test_a_duty_elsewhere_or_out_of_force_does_not_bind(store: Store, fields: dict[str, str]) -> None:
    [claim] = claims(store, ("The Force Commander shall plan patrols at night.",))
    assert not is_binding(standing(claim, **fields))


def test_neither_a_reported_duty_nor_a_weaker_word_binds(store: Store) -> None:
    [reported] = claims(store, ("The Charter on Harbours states that every crew shall carry a lantern.",))
    [advice] = claims(store, ("The Pier Office should mark the rocks.",))
    assert (reported.strength, advice.strength) == (Strength.DUTY, Strength.RECOMMENDATION)
    assert not is_binding(reported) and not is_binding(advice)


def test_one_source_that_does_not_bind_is_enough(store: Store) -> None:
    [claim] = claims(store, ("The Force Commander shall plan patrols at night.", "Patrols may use force."))
    one, other = claim.citations
    mixed = claim.model_copy(update={"citations": (one, other.model_copy(update={"authority": "report"}))})
    assert is_binding(claim) and not is_binding(mixed)


@pytest.mark.parametrize(
    ("issuer", "short"),
    [
        ("Permanent Representative of Ruritania", "Permanent Representative of Ruritania"),
        (
            "representatives of Amber, Basalt, Coral, Dune, Ember, Fjord, Grove, Heath and Isle to the United Nations",
            "representatives of Amber, Basalt, Coral and others",
        ),
        (
            "Chair of the Committee pursuant to resolution 2999 (2031) concerning lamps, boats and associated entities",
            "Chair of the Committee pursuant to resolution 2999 (2031)",
        ),
    ],
)
def test_a_sender_with_a_long_name_is_told_in_a_few_words(issuer: str, short: str) -> None:
    assert in_short(issuer) == short


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ({"status": "draft"}, "is a draft"),
        ({"authority": "background"}, "is a background paper"),
        (
            {
                "authority": "background",
                "symbols": ("S/2031/9",),
                "issuer": "Permanent Representative of Ruritania",
                "title": "Letter dated 3 May 2031 from the Permanent Representative of Ruritania to the United Nations",
            },
            "S/2031/9 is a letter of the Permanent Representative of Ruritania: it speaks for its sender",
        ),
        ({"sample": True}, "rests on sample documents"),
    ],
)
def test_what_a_reader_must_know_of_a_document_is_said(store: Store, card: dict[str, object], said: str) -> None:
    made = with_card(store.document("made"), **card)
    chosen = [evidence(made, "Patrols may use force."), evidence(made, "The Pier Office should mark the rocks.")]
    [notice] = notices_of(chosen, claims_of(store, chosen))
    assert said in notice


def test_a_list_that_is_not_whole_says_how_much_is_shown(store: Store) -> None:
    made = store.document("made")
    part = [evidence(made, "Patrols may use force.", shown=2, items=14)]
    assert [n[:22] for n in notices_of(part, claims_of(store, part))] == ["2 of 14 items shown; a"]
    lead = [evidence(made, "Patrols may use force.", shown=0, items=4)]
    assert notices_of(lead, claims_of(store, lead))[0].startswith("A list of 4 items follows there; ask for")
    whole = [evidence(made, "Patrols may use force.", shown=3, items=3)]
    assert notices_of(whole, claims_of(store, whole)) == ()


def test_a_list_item_takes_the_strength_of_what_introduces_it(store: Store) -> None:
    made = store.document("made")
    item = replace(made.blocks[2], kind=BlockKind.LIST_ITEM, lead_in=1)
    lead = replace(made.blocks[1], lead_in=0)
    nested = replace(made, blocks=(made.blocks[0], lead, item))
    assert lead_in_of(nested, 2).startswith("The Force Commander shall")
    assert lead_in_of(nested, 2).endswith("carry a lantern.")
    assert lead_in_of(made, 2) == ""


def test_the_footnote_behind_a_slice_is_found_and_ibid_brings_the_one_before() -> None:
    made = document("n", ("Crews row.", "1 The Charter, p. 4.", "2 Ibid., p. 5."))[0]
    notes = [replace(b, kind=BlockKind.FOOTNOTE, label=str(n)) for n, b in enumerate(made.blocks[1:], 1)]
    made = replace(made, blocks=(made.blocks[0], *notes), marks=(Mark(5, "1"), Mark(10, "2"), Mark(10, "9")))
    assert notes_of(made, Span(0, 6)) == ["1 The Charter, p. 4."]
    assert notes_of(made, Span(6, 10)) == ["1 The Charter, p. 4. 2 Ibid., p. 5."]
    assert notes_of(made, Span(0, 3)) == []
