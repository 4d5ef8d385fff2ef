"""Every citation of a document in a text is found, under one name, with its place."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cited import Instrument, cited_documents, footnote_sources, instruments, pinpoint


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("as set out in S/RES/2409 (2018), para. 36", ["S/RES/2409 (2018)"]),
        ("see S/2025/97 and S/2025/97/Add.1.", ["S/2025/97", "S/2025/97/Add.1"]),
        ("the double symbol A/79/923-S/2025/341 stands here", ["A/79/923-S/2025/341"]),
        ("broken by a line: A/79/923-S/\n2025/341.", ["A/79/923-S/2025/341"]),
        ("(A/RES/78/253), E/CN.4/2005/7 and S/PRST/2015/22", ["A/RES/78/253", "E/CN.4/2005/7", "S/PRST/2015/22"]),
        ("A/AC.109/2010/18 and ICCD/COP(8)/CST/8", ["A/AC.109/2010/18", "ICCD/COP(8)/CST/8"]),
        ("Security Council resolution 2436 (2018)", ["S/RES/2436 (2018)"]),
        ("its resolution 1325 (2000), and later ones", ["S/RES/1325 (2000)"]),
        ("resolutions 2250 (2015) and 2419 (2018) on youth", ["S/RES/2250 (2015)", "S/RES/2419 (2018)"]),
        (
            "resolutions 2206 (2015), 2290 (2016), 2353 (2017) and 2428 (2018)",
            ["S/RES/2206 (2015)", "S/RES/2290 (2016)", "S/RES/2353 (2017)", "S/RES/2428 (2018)"],
        ),
        ("General Assembly resolution 46/182", ["A/RES/46/182"]),
        ("Human Rights Council resolution 31/1", ["A/HRC/RES/31/1"]),
        ("Parliamentary Assembly resolution 1738 (2010)", []),
        ("resolution 2409 (2018) … later S/RES/2409, paragraph 7", ["S/RES/2409 (2018)", "S/RES/2409 (2018)"]),
        ("the HRDDP and the A4P Declaration", ["Human Rights Due Diligence Policy", "A4P Declaration"]),
        ("A/70/95-S/2015/446", ["HIPPO report"]),
        ("the addendum to the POC policy", ["Addendum to the POC policy"]),
        ("the Secretary-General’s bulletin ST/SGB/2003/13", ["Bulletin on sexual exploitation and abuse"]),
        ("“How Patrols Earn Trust”, Example Institute, May 2017, p. 9.", ["How Patrols Earn Trust"]),
        ("“Kigali Principles on the Protection of Civilians”, 2015", ["Kigali Principles"]),
        ("they spoke of “a road that nobody dares to take” in 2017", []),
        ("“A Slogan Without Any Date” was shouted", []),
        ("the DPKO/DFS office, and/or AU/UN staff on 5/6 May", []),
        ("The kigali principles of 2015", ["Kigali Principles"]),
    ],
)
def test_citations_are_found_under_one_name(text: str, names: list[str]) -> None:
    assert [mention.name for mention in cited_documents(text)] == names


def test_a_mention_lies_where_it_says() -> None:
    text = "See resolutions 2250 (2015) and 2419 (2018)."
    assert [text[m.start : m.end] for m in cited_documents(text)] == ["resolutions 2250 (2015)", "2419 (2018)"]


def test_a_footnote_names_each_source_once() -> None:
    note = "HIPPO report (A/70/95-S/2015/446), paragraph 86; see also “On Listening”, Example Press, 2016, p. 4."
    assert footnote_sources(note) == ["HIPPO report", "On Listening"]


@pytest.mark.parametrize(
    ("after", "place"),
    [
        (", October 2018, p. 25.", "p. 25"),
        (", pp. 3-4", "pp. 3-4"),
        (", paragraph 36(i).", "paragraph 36(i)"),
        (", para 7 (mediation), 15 March 2018", "para 7"),
        (", para. 3 (a) (ii), and later", "para. 3 (a) (ii)"),
        (", paragraphs 9 and 19.", "paragraphs 9 and 19"),
        (", paras. 9, 11 and 12", "paras. 9, 11 and 12"),
        (", annex II", "annex II"),
        (", article 51", "article 51"),
        (", 2018; another work, p. 3", ""),
        (" of the year before", ""),
        ("", ""),
    ],
)
def test_the_place_is_read_as_it_stands(after: str, place: str) -> None:
    assert pinpoint(after) == place


def test_a_place_in_front_counts_when_none_follows() -> None:
    assert pinpoint(" and more", before="as provided in paragraph 3 (c) of ") == "paragraph 3 (c)"


def test_the_instruments_have_one_name_each() -> None:
    names = [alias.casefold() for entry in instruments() for alias in {entry.name, *entry.aliases}]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"(?:\d{4}(?:-\d\d){0,2})?", entry.date) for entry in instruments())


@pytest.mark.parametrize("entry", instruments(), ids=lambda entry: entry.name)
def test_every_instrument_is_found_by_each_of_its_names(entry: Instrument) -> None:
    for alias in (entry.name, *entry.aliases):
        assert footnote_sources(f"as in the {alias}, it says") == [entry.name]


@given(st.text(alphabet=st.sampled_from("AS/ RES0123456789().“”resolution,-"), max_size=80))
def test_mentions_are_in_order_and_never_overlap(text: str) -> None:
    mentions = cited_documents(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
