from index.report import Changes, FileOutcome, Report, as_row, changes, read_report


def files(**digests: str) -> list[FileOutcome]:
    return [FileOutcome(f"{name}.pdf", "indexed", digest=digest) for name, digest in digests.items()]


def test_added_changed_removed_and_renamed_are_told_apart() -> None:
    found = changes(files(a="1", b="2", c="3", d="4"), files(a="1", b="9", e="4", f="7"))
    assert found == Changes(("f.pdf",), ("b.pdf",), ("c.pdf",), (("d.pdf", "e.pdf"),))


def test_files_that_could_not_be_opened_are_never_taken_for_renamed() -> None:
    assert changes(files(a=""), files(b="")) == Changes(("b.pdf",), (), ("a.pdf",))


def test_a_report_comes_back_as_it_was_written() -> None:
    made = Report(
        [FileOutcome("a.pdf", "indexed", pages=2, notes=("page 1: empty",), without_text=(2,), digest="d")],
        2, 3, {"total": 1.5}, "id", changes=Changes(("a.pdf",)),
    )  # fmt: skip
    assert read_report(as_row(made)) == made


def test_a_report_of_another_version_is_read_as_none() -> None:
    assert read_report({"files": [{"file": "a.pdf", "unknown": 1}]}) == Report()
    assert read_report({}) == Report()
