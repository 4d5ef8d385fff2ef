"""The domain vocabulary: what a text names, what is added to a search, and what administrators add."""

from pathlib import Path
from time import perf_counter

import pytest

from corpus.concepts import Concept
from corpus.errors import CatalogueError
from corpus.phrases import PhraseBook, key, keys
from corpus.vocabulary import Vocabulary, correct

ROLES = """
Child Protection, Civil Affairs, Community liaison assistants, Community-based protection mechanisms, DDR/CVR,
Force Commander, Force Intervention Brigade, G5 Sahel Joint Force, Gender, Host government, Human Rights,
Humanitarian country team, Humanitarian organisations, Joint Mission Analysis Centre, Joint Operations Centre,
Joint protection teams, Member States, Military component, Mission Support, NGOs, Non-state armed groups, OIOS,
POC adviser, Political Affairs, Protection Cluster, Public Information, Regional organisations, Rule of Law/Justice,
SSR, Security Council, Senior management group for protection, Senior mission leadership, Strategic Planning,
Troop- and police-contributing countries, UN High Commissioner for Human Rights, UN Police, UN Secretariat,
UN country team, Women protection advisers, Women's groups, Youth groups
"""
TENSIONS = ["principles_pragmatism", "national_local", "armed_unarmed"]


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary.load()


def found(words: Vocabulary, text: str) -> list[str]:
    return [match.concept.id for match in words.find(text)]


def added(folder: Path, text: str) -> Path:
    file = folder / "vocabulary.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def fastest(times: int, vocabulary: Vocabulary, text: str) -> float:
    """Milliseconds of the fastest of several runs: a busy machine slows some of them."""
    spent = []
    for _ in range(times):
        begun = perf_counter()
        vocabulary.find(text)
        spent.append((perf_counter() - begun) * 1000)
    return min(spent)


def test_every_role_has_its_label_and_no_other_counts_as_a_role(words: Vocabulary) -> None:
    holders = {c.label for c in words.concepts if (c.kind == "role" or c.holds_duties) and not c.counts_as}
    assert holders == {label.strip() for label in ROLES.replace("\n", " ").split(",")}


@pytest.mark.parametrize(
    ("kind", "count"), [("tension", 3), ("tier", 3), ("threat", 4), ("factor", 8), ("criterion", 3), ("area", 10)]
)
def test_what_is_counted_in_the_field_is_complete(words: Vocabulary, kind: str, count: int) -> None:
    assert len([concept for concept in words.concepts if concept.kind == kind]) == count


def test_every_tension_has_two_poles_and_levers_between_them(words: Vocabulary) -> None:
    assert [tension.id for tension in words.of_kind("tension")] == TENSIONS
    for tension in words.of_kind("tension"):
        assert len(tension.poles) == 2
        assert all(pole.asks and pole.signals for pole in tension.poles)
        assert tension.bites and len(tension.levers) > 4


def test_every_threat_has_armed_and_unarmed_tools_and_each_tool_has_a_leading_role(words: Vocabulary) -> None:
    tools = words.of_kind("tool")
    assert all(tool.armed is not None and tool.suits and tool.led_by for tool in tools)
    for threat in words.parts_of("threat_sources"):
        assert {tool.armed for tool in tools if threat.id in tool.suits} == {True, False}, threat.id
    leaders = {words[role].kind for tool in tools for role in tool.led_by}
    assert leaders == {"role"}
    assert {words[threat].kind for tool in tools for threat in tool.suits} == {"threat"}


@pytest.mark.parametrize("id_", ["factors", "best_placed", "leaders_grasp", "training"])
def test_what_a_product_asks_about_comes_with_its_question(words: Vocabulary, id_: str) -> None:
    assert all(part.asks for part in words.parts_of(id_))


def test_fora_say_who_sits_there_and_what_is_brought_to_them(words: Vocabulary) -> None:
    for forum in words.parts_of("coordination_fora"):
        assert forum.members and forum.raises, forum.id
        assert all(words[member].kind in ("role", "group") for member in forum.members)


def test_every_role_is_either_of_the_mission_or_outside_it(words: Vocabulary) -> None:
    inside = {role.id for list_ in ("mission_sections", "leadership_posts") for role in words.parts_of(list_)}
    outside = {role.id for role in words.parts_of("outside_mission")}
    assert not inside & outside
    labels = {words[id_].label for id_ in inside | outside} | {"Senior management group for protection"}
    assert {label.strip() for label in ROLES.replace("\n", " ").split(",")} <= labels


def test_every_name_leads_back_to_its_concept(words: Vocabulary) -> None:
    for concept in words.concepts:
        for name in concept.names:
            matches = words.find(name)
            assert concept.id in [match.concept.id for match in matches], name
            assert all((match.start, match.end) == (0, len(name.rstrip("+"))) for match in matches), name


def test_a_name_belongs_to_two_concepts_only_where_that_is_declared(words: Vocabulary) -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for concept in words.concepts:
        for name in concept.names:
            owners.setdefault(keys(name), set()).add(concept.id)
    assert [form for form, ids in owners.items() if len(ids) > 1] == [("cpa",)]


def test_a_declared_name_is_found_once_for_each_of_its_concepts(words: Vocabulary) -> None:
    assert set(found(words, "the CPA")) == {"child_protection", "comprehensive_peace_agreement"}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("unpol wants to know", "UN Police"),
        ("ask the civ affairs people", "Civil Affairs"),
        ("two JMACs disagree", "Joint Mission Analysis Centre"),
        ("the JMAC’s paper", "Joint Mission Analysis Centre"),
        ("our POC-advisers", "POC adviser"),
        ("a Protection of Civilians Advisor", "POC adviser"),
        ("community\nliaison assistant", "Community liaison assistants"),
        ("the acting SRSG/HoM", "Senior mission leadership"),
        ("a briefing for the DSRSG-RC/HC", "Senior mission leadership"),
        ("TCC/PCC meeting", "Troop- and police-contributing countries"),
        ("troop and police contributing countries", "Troop- and police-contributing countries"),
        ("women organizations of Wau", "Women's groups"),
        ("disarmament, demobilization and reintegration", "DDR/CVR"),
        ("le Conseil de securite", "Security Council"),
        ("la Brigade d'intervention", "Force Intervention Brigade"),
        ("the QRF is out", "Military component"),
        ("FARDC units", "Host government"),
    ],
)
def test_a_role_is_known_by_the_names_that_staff_give_it(words: Vocabulary, text: str, role: str) -> None:
    assert words.roles(text) == (role,)


def test_roles_come_in_the_order_of_first_mention_and_once_each(words: Vocabulary) -> None:
    text = "The police asked the SRSG, the Force Commander asked UNPOL, and the DSRSG asked nobody."
    assert words.roles(text) == ("UN Police", "Senior mission leadership", "Force Commander")


@pytest.mark.parametrize("text", ["human rights violations", "gender equality", "under the authority of", "local food"])
def test_a_subject_is_not_taken_for_the_section_that_deals_with_it(words: Vocabulary, text: str) -> None:
    assert words.roles(text) == ()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("UNHCR wrote to OHCHR", ["unhcr", "high_commissioner_human_rights"]),
        ("UNHCHR, not UNHCR", ["high_commissioner_human_rights", "unhcr"]),
        ("UN High Commissioner for Refugees", ["unhcr"]),
        ("South Sudan borders the Sudan; Darfur is in Sudan", ["south_sudan", "sudan", "darfur", "sudan"]),
        ("South Sudanese and Sudanese families", ["south_sudan", "sudan"]),
        ("UNMIS became UNMISS", ["unmis", "unmiss"]),
        ("MINUSMA is not MINUSCA", ["minusma", "minusca"]),
        ("the Democratic Republic of the Congo and the Republic of the Congo", ["drc", "congo_brazzaville"]),
        ("R2P", ["r2p"]),
        ("primary responsibility to protect civilians", ["primary_responsibility"]),
        ("its responsibility to protect", []),
        ("Human Rights Council", ["human_rights_council"]),
        ("AU Peace and Security Council", ["african_union"]),
        ("sexual exploitation and sexual violence", ["sea", "crsv"]),
    ],
)
def test_look_alikes_stay_apart(words: Vocabulary, text: str, ids: list[str]) -> None:
    assert found(words, text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("by car from CAR", ["car"]),
        ("SEA cases across the sea", ["sea"]),
        ("a fib about the FIB", ["force_intervention_brigade"]),
        ("who asked WHO", ["who"]),
        ("we can join the CAN", ["early_warning"]),
        ("jmac and Joc", ["jmac", "joc"]),
        ("WHO IS TO PAY FOR THE BRIDGE", ["plain_pay"]),
    ],
)
def test_an_acronym_that_is_a_word_counts_in_capitals_alone(words: Vocabulary, text: str, ids: list[str]) -> None:
    assert found(words, text) == ids


def test_a_match_says_where_it_stands(words: Vocabulary) -> None:
    text = "Ask (the JMACs) now."
    (match,) = words.find(text)
    assert text[match.start : match.end] == "JMACs"
    assert (match.concept.label, match.alias) == ("Joint Mission Analysis Centre", "JMAC")


@pytest.mark.parametrize("text", ["Force. Commander", "rule; of law", "xJMACx", "", "…", "civil, affairs"])
def test_a_name_is_whole_words_within_one_clause(words: Vocabulary, text: str) -> None:
    assert not {"force_commander", "rule_of_law_justice", "jmac", "civil_affairs"} & set(found(words, text))


def test_an_acronym_brings_its_full_name_and_a_full_name_its_acronym(words: Vocabulary) -> None:
    assert "Joint Mission Analysis Centre" in words.expand("what does JMAC do")
    assert "JMAC" in words.expand("what does the joint mission analysis centre do")
    assert "POC" in words.expand("protection of civilians")


def test_nothing_is_added_that_the_text_already_says_and_nothing_twice(words: Vocabulary) -> None:
    phrases = words.expand("JMAC, the Joint Mission Analysis Centre, and the JMAC")
    assert not {"JMAC", "Joint Mission Analysis Centre"} & set(phrases)
    assert len(phrases) == len(set(phrases))
    assert words.expand("What is the weather like?") == ()


@pytest.mark.parametrize(
    ("everyday", "official"),
    [
        ("why was he sacked", "removed"),
        ("is the mission pulling out", "withdrawal"),
        ("where does the cash come from", "contributions"),
        ("are there strings attached", "conditions"),
        ("breaches by the army", "violations"),
        ("who guards the polls", "electoral process"),
    ],
)
def test_everyday_words_bring_the_words_of_documents(words: Vocabulary, everyday: str, official: str) -> None:
    assert official in words.expand(everyday)


@pytest.mark.parametrize(
    ("text", "tiers"),
    [
        ("tier two", ("II",)),
        ("Tier III and tier 1", ("III", "I")),
        ("tiers 1 and 3", ("I", "III")),
        ("tiers I–III", ("I", "II", "III")),
        ("what are the three tiers", ("I", "II", "III")),
        ("a protective environment", ("III",)),
        ("is mediation for us", ("I",)),
        ("mediation under tier 2", ("II",)),
        ("the frontier is tiring", ()),
    ],
)
def test_tiers_are_those_named_or_else_those_of_the_tools_named(
    words: Vocabulary, text: str, tiers: tuple[str, ...]
) -> None:
    assert words.tiers(text) == tiers


@pytest.mark.parametrize(
    ("text", "tensions"),
    [
        ("the armed/unarmed tension", ("armed_unarmed",)),
        ("Do we lose consent if we stay impartial?", ("principles_pragmatism",)),
        ("robust operations or mediation, and then consent against credibility", (TENSIONS[2], TENSIONS[0])),
        ("mediation", ()),
    ],
)
def test_a_tension_is_named_or_has_two_signals(words: Vocabulary, text: str, tensions: tuple[str, ...]) -> None:
    assert words.tensions(text) == tensions


def test_a_short_question_takes_less_than_a_millisecond_and_twenty_pages_less_than_fifty(words: Vocabulary) -> None:
    question = "Does the JMAC or the senior POC adviser brief the SRSG on threats to displaced women in South Sudan?"
    assert fastest(20, words, question) < 1
    assert fastest(10, words, (question + " It is not said who then goes there, or when. ") * 300) < 50


def test_what_an_administrator_adds_is_found(tmp_path: Path, words: Vocabulary) -> None:
    file = added(
        tmp_path,
        "concepts:\n"
        "  - {id: jmac, aliases: [the owls]}\n"
        "  - {id: civil_affairs, not_aliases: [CAO]}\n"
        "  - {id: admin_officer, label: Chief Administrative Officer, kind: group, aliases: [CAO]}\n"
        "plain:\n  - {words: [gizmo], expands_to: [drone]}\n",
    )
    for extended in (Vocabulary.load(file), Vocabulary.load(tmp_path)):
        assert extended.roles("ask the owls, ask JMAC") == ("Joint Mission Analysis Centre",)
        assert found(extended, "the CAO") == ["admin_officer"]
        assert extended.expand("gizmo") == ("drone",)
    assert found(words, "the owls") == []
    assert Vocabulary.load(tmp_path / "..") is Vocabulary.load()


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    file = added(tmp_path, "concepts: [{id: jmac, aliases: [owls]}]")
    first = Vocabulary.load(file)
    assert Vocabulary.load(file) is first
    added(tmp_path, "concepts: [{id: jmac, aliases: [falcons]}]")
    assert found(Vocabulary.load(file), "owls and falcons") == ["jmac"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("concepts: [{id: x", "not valid YAML"),
        ("- a list", "must have fields"),
        ("concepts: [{id: mine_x, label: X, kind: wizard}]", "entry 1 (mine_x): kind"),
        (
            "concepts: [{id: mine_x, label: X, kind: term, colour: red}]",
            "entry 1 (mine_x): there is no field 'colour'. Use one of: id, label",
        ),
        ("concepts: [{id: mine_x, label: X, kind: term, aliases: [no]}]", "entry 1 (mine_x): aliases.0"),
        ("concepts: [{id: mine_x, label: X, kind: term, aliases: [jmacs]}]", "“jmacs” already names “jmac”"),
        ("concepts: [{id: mine_x, label: X, kind: term, aliases: ['…']}]", "at least one letter"),
        ("concepts: [{id: mine_x, label: X, kind: role, counts_as: nobody}]", "no concept “nobody”"),
        ("concepts: [{id: mine_x, label: X, kind: tool, led_by: [nobody]}]", "no concept “nobody”"),
        ("concept: []", "there is no field 'concept'. Use one of: concepts"),
        ("plain: [{words: gizmo, expands_to: [drone]}]", "plain entry 1: words must be a list"),
        ("concepts: [{id: jmac, aliases: 7}]", "entry 1 (jmac): aliases"),
        ("concepts: [{label: X, kind: term}]", "entry 1 (without an id): id"),
        ("concepts: [{id: jmac, not_aliases: 7}]", "entry 1 (jmac): not_aliases"),
        ("plain: [{words: [gizmo]}]", "plain entry 1: expands_to"),
        ("words: []", "words"),
    ],
)
def test_a_bad_file_is_told_with_its_entry_and_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        Vocabulary.load(added(tmp_path, text))
    message = str(caught.value)
    assert message.startswith("vocabulary.yaml")
    assert said in message
    assert "orrect the" in message or "Choose another" in message
    assert str(tmp_path) not in message


def test_a_missing_or_unreadable_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"words\.yaml cannot be read"):
        Vocabulary.load(tmp_path / "words.yaml")
    (tmp_path / "vocabulary.yaml").write_bytes(b"concepts: \xff\xfe")
    with pytest.raises(CatalogueError, match="UTF-8"):
        Vocabulary.load(tmp_path)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wich", "which"),
        ("teir", "tier"),
        ("Mediaton", "mediation"),
        ("respnsibilty", "responsibility"),
        ("mediation", None),
        ("teh", None),
        ("2409", None),
        ("S/RES/2409", None),
        ("UNISFA", None),
        ("tigre", None),
        ("gediatoin", None),
    ],
)
def test_a_slip_is_put_right_and_nothing_else_is_touched(typed: str, meant: str | None) -> None:
    known = {"which", "with", "tier", "the", "mediation", "responsibility", "unicef", "2410"}
    assert correct(typed, known) == meant


def test_of_two_words_equally_near_the_more_frequent_one_is_meant() -> None:
    assert correct("pakrol", {"patrol": 9, "pabrol": 1}) == "patrol"
    assert correct("pakrol", {"patrol": 1, "pabrol": 9}) == "pabrol"


def test_the_words_of_names_are_known_words(words: Vocabulary) -> None:
    assert {"jmac", "minusma", "civil", "affairs", "centre"} <= words.words
    assert correct("minusca", {"minusma"} | words.words) is None


def test_words_agree_without_regard_to_case_accents_number_and_spelling() -> None:
    assert key("Organisations") == key("organization")
    assert key("Sécurité") == key("securite")
    assert key("FPUs") == key("FPU")
    assert key("DOS") != key("do")
    assert key("UNMISS") != key("UNMIS")


def test_the_longest_phrase_wins_and_none_overlap() -> None:
    book: PhraseBook[int] = PhraseBook()
    for value, phrase in enumerate(["south", "south sudan", "sudan army", "army"]):
        book.add(phrase, value)
    assert [hit.value for hit in book.find("South Sudan army, south army")] == [1, 3, 0, 3]
    with pytest.raises(ValueError, match="letter"):
        book.add("…", 4)


def test_acronyms_are_the_aliases_of_one_word_with_capitals() -> None:
    concept = Concept(id="x", label="X", kind="term", aliases=("JMAC", "joint cell", "A4P", "Owl"))
    assert concept.acronyms == ("JMAC", "A4P")
