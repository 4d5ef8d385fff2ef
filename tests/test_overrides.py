"""What people say of their documents in catalogue.yaml."""

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import CatalogueError
from corpus.model import Authority, Card, Status
from corpus.overrides import Overrides


def load(folder: Path, text: str) -> Overrides:
    (folder / "catalogue.yaml").write_text(text, encoding="utf-8")
    return Overrides.load(folder)


def test_a_folder_without_a_catalogue_changes_nothing(tmp_path: Path) -> None:
    card = Card(names=("a.pdf",))
    assert Overrides.load(tmp_path).apply(card) is card


def test_an_empty_catalogue_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "# nothing yet\n").entries == ()


def test_an_entry_by_file_name_sets_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    said = load(tmp_path, "a.pdf:\n  issued: 2031-05-07\n  authority: policy\n  confirmed_by: an adviser\n")
    made = said.apply(Card(names=("a.pdf",), title="Kept", status=Status.DRAFT))
    assert (made.issued, made.authority, made.confirmed_by) == (date(2031, 5, 7), Authority.POLICY, "an adviser")
    assert (made.title, made.status) == ("Kept", Status.DRAFT)


def test_an_entry_by_symbol_finds_the_document_under_any_name(tmp_path: Path) -> None:
    said = load(tmp_path, "S/RES/2979 (2031):\n  replaced_by: [S/RES/3000 (2031)]\n  status: superseded\n")
    made = said.apply(Card(names=("x.pdf",), symbols=("S/RES/2979 (2031)",)))
    assert (made.status, made.replaced_by) == (Status.SUPERSEDED, ("S/RES/3000 (2031)",))


def test_entries_by_name_and_by_symbol_add_up(tmp_path: Path) -> None:
    said = load(tmp_path, "a.pdf:\n  issuer: One\nS/2031/1:\n  missions: [UNMISS]\n")
    made = said.apply(Card(names=("a.pdf",), symbols=("S/2031/1",)))
    assert (made.issuer, made.missions) == ("One", ("UNMISS",))


def test_a_file_in_a_folder_below_is_known_by_any_ending_of_its_path(tmp_path: Path) -> None:
    said = load(tmp_path, "below/a.pdf:\n  issuer: One\n")
    assert said.apply(Card(names=("a.pdf",))).issuer == "One"
    assert said.apply(Card(names=("below/a.pdf",))).issuer == "One"
    assert said.apply(Card(names=("other/a.pdf",))).issuer == ""
    assert said.apply(Card(names=("aa.pdf",))).issuer == ""


def test_a_catalogue_in_a_folder_below_speaks_for_that_folder(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "catalogue.yaml").write_text("a.pdf:\n  issuer: One\n", encoding="utf-8")
    said = Overrides.load(tmp_path)
    assert said.apply(Card(names=("below/a.pdf",))).issuer == "One"
    assert said.apply(Card(names=("other/a.pdf",))).issuer == ""


def test_the_catalogue_beside_a_single_file_counts(tmp_path: Path) -> None:
    load(tmp_path, "a.pdf:\n  issuer: One\n")
    (tmp_path / "a.pdf").write_bytes(b"")
    assert Overrides.load(tmp_path / "a.pdf").apply(Card(names=("a.pdf",))).issuer == "One"


def test_a_password_is_given_for_its_file_and_shown_to_nobody(tmp_path: Path) -> None:
    said = load(tmp_path, 'a.pdf:\n  password: "open sesame"\n')
    assert said.password("a.pdf") == "open sesame"
    assert said.password("b.pdf") is None
    assert "sesame" not in repr(said)


def test_an_audience_is_known_before_the_file_is_read(tmp_path: Path) -> None:
    said = load(tmp_path, "a.pdf:\n  audience: [C01, S02]\n")
    assert said.audience("a.pdf") == ("C01", "S02")
    assert said.audience("b.pdf") == ()
    assert said.apply(Card(names=("a.pdf",))).audience == ("C01", "S02")


def test_keys_that_no_document_answers_to_are_named(tmp_path: Path) -> None:
    said = load(tmp_path, "a.pdf:\n  issuer: One\nmisspelt.pdf:\n  issuer: Two\n")
    assert said.unused([Card(names=("a.pdf",))]) == ("misspelt.pdf",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.pdf:\n  isuer: One\n", ("catalogue.yaml", "'a.pdf'", "no field 'isuer'", "issuer")),
        ("a.pdf:\n  audience: C01\n", ("'a.pdf'", "audience must be a list")),
        ("a.pdf:\n  password: 1234\n", ("'a.pdf'", "password must be text", "quotation marks")),
        ("a.pdf:\n  authority: law\n", ("'a.pdf'", "authority must be one of", "binding decision")),
        ("a.pdf:\n  issued: soon\n", ("'a.pdf'", "issued must be a date", "YYYY-MM-DD")),
        ("a.pdf:\n  issued: 2025-13-40\n", ("'a.pdf'", "issued must be a date", "YYYY-MM-DD")),
        ("a.pdf:\n  reissued: perhaps\n", ("'a.pdf'", "reissued must be true or false")),
        ("a.pdf:\n  audience: [c0123]\n", ("'a.pdf'", "audience", "'c0123' is no id of a channel")),
        ("a.pdf:\n  audience: [C01, '#protection']\n", ("'#protection' is no id",)),
        ("a.pdf: One\n", ("'a.pdf'", "it must have fields", "field: value")),
        ("a.pdf:\n  title: [one\n", ("catalogue.yaml cannot be read at line", "Correct it")),
        ("a.pdf:\n  issuer: One\na.pdf:\n  issuer: Two\n", ("line 3", "stands twice")),
        ("a.pdf:\n  title: !!python/object/apply:os.getcwd []\n", ("cannot be read",)),
        ("- a.pdf\n", ("no entries",)),
    ],
)
def test_a_mistake_is_named_with_its_entry_and_what_to_do(tmp_path: Path, text: str, said: tuple[str, ...]) -> None:
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path, text)
    for part in said:
        assert part in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_password_that_cannot_be_used_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path, "a.pdf:\n  password: 987654\n")
    assert "987654" not in str(caught.value)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="larger than 1 MB"):
        load(tmp_path, "#" * 1_000_001)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalogue.yaml").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(CatalogueError, match="UTF-8"):
        Overrides.load(tmp_path)


def test_the_samples_catalogue_can_be_used() -> None:
    said = Overrides.load(Path(__file__).parent.parent / "corpus" / "samples")
    assert len(said.entries) == 4
    assert said.apply(Card(names=("sample-2-tiers-and-tools.pdf",))).authority is Authority.GUIDANCE


def test_a_catalogue_that_may_not_be_read_is_told_as_such(as_anyone: Path) -> None:
    (as_anyone / "catalogue.yaml").write_text("a.pdf:\n  title: A\n", encoding="utf-8")
    (as_anyone / "catalogue.yaml").chmod(0)
    with pytest.raises(CatalogueError, match=r"^catalogue\.yaml cannot be opened\. Give the account"):
        Overrides.load(as_anyone)
