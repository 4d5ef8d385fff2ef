"""The last re-index on the Home tab."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.settings import Settings
from bot.showing import InService
from bot.slack.home import home_view
from bot.slack.places import Places
from index.report import Changes, FileOutcome, Report
from prompts import word

SERVICE = InService("20260101-000000-aaaaaa", datetime(2026, 1, 1, tzinfo=UTC), 2, 9)


def text_of(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False)


def test_administrators_read_counts_and_each_failure_in_plain_words() -> None:
    failed = [FileOutcome(f"{n:02}_.pdf", "needs OCR", "Its pages are pictures without text.") for n in range(25)]
    report = Report([FileOutcome("a.pdf", "indexed"), *failed], pages=7, changes=Changes(added=("a.pdf",)))
    view = home_view((), SERVICE, Settings(), report=report, now=SERVICE.created)
    told = text_of(view)
    assert "1 document with 7 pages" in told and "files added: 1" in told and "not indexed: 25" in told
    assert "needs OCR. Its pages are pictures without text." in told and "And 5 more" in told
    assert len(view["blocks"]) <= 100


def test_nobody_else_reads_of_files_that_they_may_not_see(samples: Assistant) -> None:
    audiences: Any = type("Audiences", (), {"of_person": lambda self, user: frozenset({user})})()
    report = samples.last_reindex().files[0].file
    settings = samples.settings.model_copy(update={"admins": "U1, U2"})
    assistant = Assistant(samples._live, settings)
    places = Places(assistant, None, audiences, None, None)  # type: ignore[arg-type]
    views = {user: text_of(places._home(user)) for user in ("U1", "U2", "U3")}
    assert ["Last re-index" in views[user] for user in views] == [True, True, False]
    assert report


@pytest.mark.parametrize("empty", [Report()])
def test_a_snapshot_without_a_report_shows_zeros(empty: Report) -> None:
    assert "0 documents with 0 pages" in text_of(home_view((), SERVICE, Settings(), report=empty))


def test_whom_to_ask_stands_before_a_long_list_and_the_age_reads_well(samples: Assistant) -> None:
    told = text_of(home_view(samples.documents() * 20, SERVICE, Settings(), now=SERVICE.created))
    assert told.index(word("home_adviser")) < told.index(word("home_documents")) < told.index("POCDESK/SAMPLE/1")
    assert "were last read 0 minutes ago." in told
