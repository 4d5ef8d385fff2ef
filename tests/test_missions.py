"""Missions named in questions and documents, and the look-alikes that are none."""

from datetime import date

import pytest

from corpus.missions import Mention, mentions, mission, missions, missions_in


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("what must unmiss do at night?", ["UNMISS"]),
        ("Minusca and monusco compared", ["MINUSCA", "MONUSCO"]),
        ("UNMISS’s bases, UNMISS-led patrols", ["UNMISS"]),
        ("the car was stopped", []),
        ("threats in CAR", ["MINUSCA"]),
        ("threats in the DRC, in the drc", ["MONUSCO"]),
        ("Goma, Juba and Bangui", []),
        ("the Force in Abyei", ["UNISFA"]),
        ("united nations mission in south sudan", ["UNMISS"]),
        ("la FINUL au Liban", ["UNIFIL"]),
        ("resolution 1701 (2006)", ["UNIFIL"]),
        ("", []),
    ],
)
def test_missions_are_known_by_acronym_name_and_place(text: str, named: list[str]) -> None:
    assert missions_in(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("South Sudan", ["UNMISS"]),
        ("south\nsudan", ["UNMISS"]),
        ("floods in S Sudan", ["UNMISS"]),
        ("the Sudan", ["UNITAMS"]),
        ("Darfur", ["UNAMID"]),
        ("the Sudan People’s Liberation Movement", []),
        ("Democratic Republic of the Congo", ["MONUSCO"]),
        ("the Republic of the Congo", []),
        ("Congo-Brazzaville", []),
        ("Mali", ["MINUSMA"]),
        ("Malawi", []),
        ("normally", []),
        ("Guinea-Bissau", ["UNIOGBIS"]),
        ("Guinea\u2011Bissau", ["UNIOGBIS"]),
        ("Guinea", []),
        ("Equatorial Guinea", []),
        ("Somaliland", []),
        ("Economic Community of Central African States", []),
        ("United Nations Mission in the Sudan", ["UNMIS"]),
        ("United Nations Mission in Sierra Leone", ["UNAMSIL"]),
        ("Côte d’Ivoire", ["UNOCI"]),
    ],
)
def test_places_that_look_alike_stay_apart(text: str, named: list[str]) -> None:
    assert missions_in(text) == named


def test_a_mention_says_where_it_stands_and_how() -> None:
    text = "The United Nations Mission in South Sudan (UNMISS) works in South Sudan."
    assert [(text[m.start : m.end], m.how) for m in mentions(text)] == [
        ("United Nations Mission in South Sudan", "name"),
        ("UNMISS", "acronym"),
        ("South Sudan", "place"),
    ]


def test_missions_come_in_the_order_of_first_mention() -> None:
    assert missions_in("UNISFA, UNMISS, UNISFA") == ["UNISFA", "UNMISS"]


def test_a_place_points_to_the_missions_of_its_time() -> None:
    assert missions_in("Somalia") == ["AUSSOM", "UNSOS", "UNTMIS"]
    assert missions_in("Somalia", date(2010, 1, 1)) == ["AMISOM", "UNSOA"]
    assert missions_in("Haiti", date(2010, 1, 1)) == ["MINUSTAH"]
    assert missions_in("Mali", date(2025, 1, 1)) == []


def test_an_acronym_counts_at_any_time() -> None:
    assert mentions("MINUSMA", date(2030, 1, 1)) == [Mention("MINUSMA", 0, 7, "acronym")]


def test_every_mission_has_one_acronym_and_is_found_by_its_names() -> None:
    acronyms = [m.acronym for m in missions()]
    assert len(acronyms) == len(set(acronyms))
    for m in missions():
        assert missions_in(m.acronym.lower()) == [m.acronym]
        assert missions_in(m.name) == [m.acronym]
        assert not m.french or missions_in(m.french) == [m.acronym]


def test_a_mission_is_looked_up_by_its_acronym() -> None:
    found = mission("unmiss")
    assert found is not None
    assert (found.capital, found.current) == ("Juba", True)
    assert mission("UNKNOWN") is None


def test_long_texts_take_little_time_per_word() -> None:
    text = "The United Nations keeps watch over the bridge. " * 2000 + "UNMISS"
    assert missions_in(text) == ["UNMISS"]
