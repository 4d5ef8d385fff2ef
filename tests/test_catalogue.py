"""Cards: what a document says of itself on its first page."""

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import card_of
from corpus.drafts import draft_of, same_text, sentences_in
from corpus.language import language_of
from corpus.model import Authority, Block, BlockKind, Card, Status
from corpus.read import read
from corpus.symbols import revised_by
from tests.builders import document

MASTHEAD, HEADING, PARAGRAPH, FURNITURE = (
    BlockKind.MASTHEAD,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.FURNITURE,
)
Row = tuple[BlockKind, str] | tuple[BlockKind, str, int]


def card(*rows: Row, name: str = "a.pdf", **metadata: str) -> Card:
    """The card of a document with these blocks; the third part of a row is a heading's level."""
    text = "\n".join(row[1] for row in rows)
    blocks, at = [], 0
    for row in rows:
        level = row[2] if len(row) == 3 else 0
        blocks.append(Block(row[0], at, at + len(row[1]), level=level))
        at += len(row[1]) + 1
    return card_of(name, metadata, text, blocks, 1)


def official(symbol: str, *rows: Row, day: str = "3 June 2025", organ: str = "Security Council") -> Card:
    """The card of a United Nations document with a masthead and a running head."""
    head = ((MASTHEAD, "United Nations"), (MASTHEAD, organ), (MASTHEAD, "Distr.: General"), (MASTHEAD, day))
    return card(*head, *rows, (FURNITURE, symbol))


def report(title: str, first: str, symbol: str = "S/2031/7", day: str = "3 June 2025") -> Card:
    kind, section = (HEADING, "Report of the Secretary-General"), (HEADING, "I. Introduction", 1)
    return official(symbol, (HEADING, title), kind, section, (PARAGRAPH, f"1. {first}"), day=day)


def letter(sender: str, *rows: Row) -> Card:
    title = f"Letter dated 1 June 2025 from {sender} addressed to the President of the Security Council"
    return official("S/2031/8", (HEADING, title), *rows)


def test_a_report_is_named_dated_and_tied_to_its_mission() -> None:
    made = report("Situation in South Sudan", "The present report covers the first quarter.")
    assert (made.title, made.symbols, made.issued) == ("Situation in South Sudan", ("S/2031/7",), date(2025, 6, 3))
    assert (made.document_type, made.issuer) == ("report of the Secretary-General", "Secretary-General")
    assert (made.missions, made.authority, made.status) == (("UNMISS",), Authority.REPORT, Status.UNKNOWN)


def test_a_country_in_a_title_means_the_mission_that_stood_there_at_the_time() -> None:
    assert report("Mali", "It covers a quarter.", day="3 June 2018").missions == ("MINUSMA",)
    assert report("Mali", "It covers a quarter.").missions == ()
    assert report("Malawi", "It covers a quarter.").missions == ()


def test_a_report_continues_the_one_that_it_calls_the_previous() -> None:
    made = report("Central African Republic", "It covers events since the previous report of 1 May 2031 (S/2031/2).")
    assert made.continues == ("S/2031/2",)


def test_a_report_does_not_continue_what_it_only_cites() -> None:
    assert report("Central African Republic", "It follows the letter of 1 May 2031 (S/2031/2).").continues == ()


@pytest.mark.parametrize(
    ("running", "symbols", "reissued"),
    [
        ("A/99/923-S/2031/341", ("A/99/923", "S/2031/341"), False),
        ("A/ES-10/1043-S/2031/529", ("A/ES-10/1043", "S/2031/529"), False),
        ("S/2031/460*", ("S/2031/460",), True),
        ("S/RES/2979 (2031)", ("S/RES/2979 (2031)",), False),
        ("A/99/7/Add.13", ("A/99/7/Add.13",), False),
        ("ICCD/COP(8)/CST/8", ("ICCD/COP(8)/CST/8",), False),
        ("UNMISS/SOP/2031/04", ("UNMISS/SOP/2031/04",), False),
        ("25-08590 (E) 120625", (), False),
        ("6/14", (), False),
    ],
)
def test_symbols_stand_in_the_running_head(running: str, symbols: tuple[str, ...], reissued: bool) -> None:
    made = official(running, (HEADING, "Some title"))
    assert (made.symbols, made.reissued) == (symbols, reissued)


def test_both_symbols_of_a_page_count_also_on_lines_of_their_own() -> None:
    rows = [(FURNITURE, symbol) for symbol in ("E/2031/22", "E/C.12/2030/3") * 4]
    assert card(*rows).symbols == ("E/2031/22", "E/C.12/2030/3")


def test_a_symbol_that_stands_once_is_of_another_document() -> None:
    rows = [(FURNITURE, symbol) for symbol in ("S/2031/1",) * 5 + ("S/2030/9",)]
    assert card(*rows).symbols == ("S/2031/1",)


def test_a_file_name_tells_the_symbol_only_of_a_page_of_the_united_nations() -> None:
    assert card((HEADING, "United Nations"), name="S_1996_225.pdf").symbols == ("S/1996/225",)
    assert card((PARAGRAPH, "The page cannot be found."), name="S_1996_225.pdf").symbols == ()


def test_a_resolution_binds_and_is_about_the_mission_that_it_names_most() -> None:
    made = official(
        "S/RES/2979 (2031)",
        (HEADING, "Resolution 2979 (2031)"),
        (HEADING, "Adopted by the Security Council at its 11000th meeting, on 8 May 2031"),
        (PARAGRAPH, "The Security Council,"),
        (
            PARAGRAPH,
            "Noting the help of UNISFA, decides to keep UNMISS; UNMISS shall report; UNMISS may act; UNMISS goes on.",
        ),
    )
    assert (made.title, made.document_type, made.issuer) == ("Resolution 2979 (2031)", "resolution", "Security Council")
    assert (made.authority, made.status, made.missions) == (Authority.BINDING, Status.IN_FORCE, ("UNMISS",))


def test_a_resolution_of_the_assembly_is_not_shown_as_binding() -> None:
    rows = (HEADING, "Resolution adopted by the General Assembly on 2 May 2031"), (HEADING, "99/1. A matter")
    made = official("A/RES/99/1", *rows, organ="General Assembly")
    assert (made.document_type, made.authority) == ("resolution", Authority.UNKNOWN)


@pytest.mark.parametrize(
    "title",
    [
        "Utopia: draft resolution",
        "Draft resolution submitted by Utopia",
        "Utopia and Arcadia: revised draft resolution",
    ],
)
def test_a_draft_resolution_decides_nothing(title: str) -> None:
    made = official("S/2031/270", (HEADING, title), (PARAGRAPH, "The Security Council,"))
    assert (made.document_type, made.status) == ("draft resolution", Status.DRAFT)
    assert made.authority is Authority.BACKGROUND


def test_an_amendment_to_a_draft_is_a_draft() -> None:
    made = official(
        "S/2031/116", (HEADING, "Utopia: amendment to the draft resolution contained in document S/2031/112")
    )
    assert (made.document_type, made.status) == ("amendment to a draft resolution", Status.DRAFT)


def test_a_letter_of_a_state_is_background_and_about_no_mission() -> None:
    made = letter(
        "the Permanent Representative of the Sudan to the United Nations", (PARAGRAPH, "My country is the Sudan.")
    )
    assert (made.issuer, made.document_type) == ("Permanent Representative of the Sudan", "letter")
    assert (made.missions, made.authority) == ((), Authority.BACKGROUND)


@pytest.mark.parametrize(
    ("annex", "kind"),
    [
        ("Concept note for an open debate", "concept note"),
        ("Chair’s summary", "letter with Chair's summary"),
        ("National plan for the safety of all", "letter with national plan"),
        ("Statement by the spokesperson", "letter with statement"),
        ("Photographs of a bridge", "letter"),
    ],
)
def test_a_letter_is_named_with_what_it_encloses(annex: str, kind: str) -> None:
    rows = (PARAGRAPH, "Please see the annex."), (HEADING, "Annex to the letter"), (HEADING, annex)
    assert letter("the Permanent Representative of Utopia to the United Nations", *rows).document_type == kind


def test_the_secretary_generals_letter_with_his_report_is_a_report() -> None:
    rows = (PARAGRAPH, "I transmit herewith the report."), (HEADING, "Annex"), (HEADING, "Report on AUSSOM and UNSOS")
    made = letter("the Secretary-General", *rows)
    assert (made.document_type, made.authority) == ("letter with report of the Secretary-General", Authority.REPORT)
    assert made.missions == ("AUSSOM", "UNSOS")


def test_the_secretary_generals_letter_with_anothers_report_says_no_more() -> None:
    sent = (PARAGRAPH, "I transmit herewith the ninth monthly report of the Director General of an agency (see annex).")
    made = letter("the Secretary-General", sent, (HEADING, "Annex"), (PARAGRAPH, "Dear colleague"))
    assert made.document_type == "letter with report"


@pytest.mark.parametrize(("length", "kind"), [(300, ""), (1, " (strategic review)")])
def test_only_a_long_letter_is_itself_the_review(length: int, kind: str) -> None:
    asked = (PARAGRAPH, "I was asked for a strategic review of a certain mission, and to report on it within the year.")
    made = letter("the Secretary-General", asked, (PARAGRAPH, "It went on. " * (1200 // length)))
    assert made.document_type == "letter of the Secretary-General" + kind


def test_a_body_its_session_and_the_agenda_are_no_title() -> None:
    made = official(
        "A/AC.121/2031/INF/3",
        (HEADING, "Special Committee on Peacekeeping Operations"),
        (HEADING, "2031 regular session"),
        (PARAGRAPH, "New York, 17 February–14 March 2031 Agenda item 4"),
        (HEADING, "Organization of work", 3),
        (HEADING, "Members of the Committee", 1),
        (HEADING, "Note by the Secretariat", 2),
    )
    assert (made.title, made.document_type) == ("Members of the Committee", "note by the Secretariat")


def test_a_report_on_a_session_keeps_its_title() -> None:
    made = official("UNW/2031/6", (HEADING, "Report on the annual session of 2031"), organ="Executive Board")
    assert (made.title, made.authority, made.issuer) == (
        "Report on the annual session of 2031",
        Authority.REPORT,
        "Executive Board",
    )


def test_a_policy_says_what_it_is_when_it_starts_and_what_it_replaces() -> None:
    made = card(
        (HEADING, "United Nations"),
        (HEADING, "Department of Peace Operations"),
        (HEADING, "Policy"),
        (HEADING, "Keeping bridges safe", 1),
        (PARAGRAPH, "Ref. 2031.05"),
        (PARAGRAPH, "Effective date: 7 May 2031"),
        (
            PARAGRAPH,
            "This policy supersedes the earlier Policy on bridges (Ref. 2019.17). " + "It goes on for long. " * 9,
        ),
    )
    assert (made.title, made.document_type, made.authority) == ("Keeping bridges safe", "policy", Authority.POLICY)
    assert (made.issued, made.replaces) == (date(2031, 5, 7), ("Ref. 2019.17",))


@pytest.mark.parametrize(
    ("line", "kind", "authority"),
    [
        ("POLICYBRIEF", "policy brief", Authority.BACKGROUND),
        ("Background paper for new staff", "background paper", Authority.BACKGROUND),
        ("Standard Operating Procedure", "standard operating procedure", Authority.GUIDANCE),
        ("Guidelines", "guidelines", Authority.GUIDANCE),
        ("Handbook for advisers", "handbook", Authority.GUIDANCE),
        ("Policy directive of the Mission", "policy directive", Authority.POLICY),
        ("DPO/DOS Policy on bridges", "policy", Authority.POLICY),
        ("Research report", "report", Authority.REPORT),
        ("Policy options for bridges", "", Authority.UNKNOWN),
        ("Putting the policy into practice", "", Authority.UNKNOWN),
    ],
)
def test_words_of_the_first_page_tell_how_far_a_paper_binds(line: str, kind: str, authority: Authority) -> None:
    made = card((HEADING, "Keeping bridges safe", 1), (PARAGRAPH, line))
    assert (made.document_type, made.authority) == (kind, authority)


def test_a_title_set_in_several_lines_is_one() -> None:
    made = card(
        (HEADING, "Making sure that", 1), (HEADING, "Bridges Stay", 1), (HEADING, "Open", 1), (PARAGRAPH, "A. Writer")
    )
    assert made.title == "Making sure that Bridges Stay Open"


def test_metadata_is_believed_where_the_page_says_the_same() -> None:
    rows = (HEADING, "Keeping Bridges\nSafe", 1), (PARAGRAPH, "by Ann Other")
    assert card(*rows, Title="Keeping bridges safe", Author="Ann Other").issuer == "Ann Other"
    assert card(*rows, Title="Keeping bridges safe").title == "Keeping bridges safe"
    assert card(*rows, Title="Microsoft Word - draft7.doc", Author="typist").title == "Keeping Bridges Safe"
    assert card(*rows, Author="typist").issuer == ""


def test_a_revision_replaces_the_text_before() -> None:
    assert revised_by("TPNW/MSP/2031/11/Rev.1") == "TPNW/MSP/2031/11"
    assert revised_by("A/99/5/Rev.3") == "A/99/5/Rev.2"
    assert revised_by("A/99/5/Add.1") == ""


def test_a_page_that_says_nothing_gives_an_empty_card() -> None:
    made = card()
    assert (made.title, made.symbols, made.issued, made.authority) == ("", (), None, Authority.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mission keeps watch over the bridge, and the patrols are to report.", "en"),
        ("La mission surveille le pont et les patrouilles font rapport sur ce qui se passe.", "fr"),
        ("La misión vigila el puente y las patrullas informan de lo que pasa en la zona.", "es"),
        ("البعثة تراقب الجسر", "ar"),
        ("Миссия охраняет мост", "other"),
        ("Die Mission bewacht die Brücke und der Trupp meldet das den Leuten.", "other"),
        ("123", "other"),
    ],
)
def test_the_language_is_told_by_script_and_common_words(text: str, language: str) -> None:
    assert language_of(text) == language


ORDERS = tuple(f"The guards of bridge number {n} shall stand there by day and by night." for n in range(10))


def test_a_draft_is_told_from_the_resolution_with_its_text() -> None:
    adopted, _ = document("adopted", ORDERS, document_type="resolution")
    draft, _ = document(
        "draft", (*ORDERS[:9], "A sentence that was dropped before the vote was taken."), status="draft"
    )
    other, _ = document("other", ("Nothing of this stands anywhere else in these documents.",), status="draft")
    letter_, _ = document("letter", ORDERS, document_type="letter")
    assert same_text(draft, adopted) == pytest.approx(0.9)
    assert same_text(other, adopted) == 0.0
    assert draft_of(map(sentences_in, (adopted, draft, other, letter_))) == [("draft", "adopted")]


def test_there_is_no_draft_without_a_resolution() -> None:
    draft, _ = document("draft", ORDERS, status="draft")
    assert draft_of([sentences_in(draft)]) == []


@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, Card]:
    folder = shared / "corpus" / "un"
    if not folder.is_dir():
        pytest.skip("the real documents are not there")
    return {path.name: read(path).card for path in sorted(folder.glob("*.pdf"))}


def test_the_cards_of_the_real_documents_are_right(shared: Path, real: dict[str, Card]) -> None:
    rows = (shared / "questions" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    truth = [json.loads(row) for row in rows]
    assert truth
    for row in truth:
        made = real[row["file"]]
        said = ("-".join(made.symbols), made.document_type, made.issuer, str(made.issued), made.authority.value)
        assert said == tuple(row[k] for k in ("symbol", "document_type", "issuing_body", "date", "authority_level"))
        assert (" / ".join(made.missions) or None) == row["mission"]
