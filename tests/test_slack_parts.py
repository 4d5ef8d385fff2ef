"""The small parts: the waiting line, a message's form, troubles, the gate, the manifest."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from http.client import RemoteDisconnected
from pathlib import Path

import pytest
import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.question import Asking
from bot.settings import Settings
from bot.slack.ahead import Ahead
from bot.slack.clients import asking_client, posting_client
from bot.slack.connections import Connections
from bot.slack.form import is_follow_up, mentions, without_names
from bot.slack.gate import Gate
from bot.slack.home import examples
from bot.slack.intake import SHORTCUT
from bot.slack.layout import Message
from bot.slack.post import Poster
from bot.slack.sensitive import looks_sensitive
from bot.slack.trouble import Gone, Later, Malformed, Refused, Trouble, Unsure, sorted_out
from bot.slack.waiting import Job, WaitingLine
from prompts import TemplateError, word, words

ROOT = Path(__file__).resolve().parent.parent


def line(room: int = 100, each: int = 100, at_once: int = 1) -> WaitingLine:
    return WaitingLine(room, each, at_once)


def taken(waiting: WaitingLine, count: int) -> list[str]:
    found = []
    for _ in range(count):
        job = waiting.take()
        assert job is not None
        found.append(job.id)
        waiting.done(job)
    return found


def test_people_take_turns() -> None:
    waiting = line()
    for id_, user in [("a1", "A"), ("a2", "A"), ("a3", "A"), ("b1", "B"), ("c1", "C"), ("b2", "B")]:
        assert waiting.put(id_, user)
    assert taken(waiting, 6) == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_there_is_room_for_so_many_in_all_and_of_each() -> None:
    waiting = line(room=3, each=2)
    assert [waiting.put(id_, id_[0]) for id_ in ("a1", "a2", "a3", "b1", "c1")] == [True, True, False, True, False]
    waiting.put_anyway("d1", "D")
    assert len(waiting) == 4


def test_one_person_is_worked_for_only_so_often_at_once() -> None:
    waiting = line(at_once=2)
    for id_ in ("a1", "a2", "a3"):
        waiting.put(id_, "A")
    first, second = waiting.take(), waiting.take()
    waiting.put("b1", "B")
    third = waiting.take()
    assert first and second and third and third.id == "b1"
    waiting.done(first)
    assert taken(waiting, 1) == ["a3"]


def test_what_was_put_back_comes_again_after_its_time() -> None:
    waiting = line()
    waiting.put("a", "A")
    job = waiting.take()
    assert job is not None
    waiting.put_back(job, 0.05)
    waiting.done(job)
    assert waiting.jobs() == [job] and taken(waiting, 1) == ["a"] and len(waiting) == 0


def test_a_closed_line_lets_everybody_go() -> None:
    waiting, found = line(), []
    thread = threading.Thread(target=lambda: found.append(waiting.take()))
    thread.start()
    waiting.close()
    thread.join(5)
    assert found == [None]


def test_a_job_knows_whether_it_is_turned_away() -> None:
    assert Job("a", "A", 0.0).turned_away is False


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Who leads?", True),
        ("and what about the tiers", True),
        ("Show me the paragraph", True),
        ("ok, who decides then", True),
        ("Thanks", False),
        ("I think that is wrong.", False),
        ("<@U0BORIS> who leads?", False),
        ("<!channel> who leads?", False),
        ("<!subteam^S1> who leads?", False),
    ],
)
def test_a_follow_up_is_a_question_to_nobody_else(text: str, asked: bool) -> None:
    assert is_follow_up(text) is asked


def test_names_are_no_part_of_a_question() -> None:
    assert without_names(" <@U0BOT> who <@W1|x> leads?") == "who   leads?"
    assert mentions("hi <@U0BOT|poc>", "U0BOT") and not mentions("hi <@U0BOTX>", "U0BOT") and not mentions("hi", "")


@pytest.mark.parametrize(
    "text",
    [
        "Who leads in Bentiu?",
        "What does S/RES/2779 (2025) say?",
        "para. 4.12 of the 2015 policy, 1 July to 31 December 2025",
    ],
)
def test_plain_questions_do_not_look_sensitive(text: str) -> None:
    assert not looks_sensitive(text)


def test_what_is_refused_because_of_individuals_looks_sensitive() -> None:
    assert looks_sensitive("Who is our informant in the camp?")
    assert not looks_sensitive("Should my platoon open fire on the men at the gate now?")


def slack_says(error: str, status: int = 200, **headers: str) -> SlackApiError:
    response = SlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data={"ok": False, "error": error},
        headers=headers, status_code=status,
    )  # fmt: skip
    return SlackApiError("failed", response)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (slack_says("ratelimited", 429, **{"Retry-After": "7"}), Later),
        (slack_says("internal_error"), Unsure),
        (slack_says("", 503), Unsure),
        (slack_says("token_revoked"), Refused),
        (slack_says("is_archived"), Gone),
        (slack_says("thread_not_found"), Gone),
        (slack_says("invalid_blocks"), Malformed),
        (slack_says("missing_scope"), Malformed),
        (TimeoutError(), Unsure),
        (RemoteDisconnected(), Unsure),
        (ConnectionResetError(), Unsure),
    ],
)
def test_troubles_are_sorted_by_what_to_do(error: Exception, kind: type[Trouble]) -> None:
    found = sorted_out(error)
    assert type(found) is kind
    if kind is Later:
        assert found.seconds == 7


def test_what_is_no_trouble_of_slacks_goes_on() -> None:
    with pytest.raises(ZeroDivisionError):
        sorted_out(ZeroDivisionError())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/x",
        "http://hooks.slack.com/x",
        "https://slack.com.evil.example/x",
        "file:///etc/passwd",
    ],
)
def test_nothing_is_sent_but_to_slack(url: str) -> None:
    settings = Settings(SLACK_API_URL="https://slack.com/api")
    poster = Poster(asking_client(settings), posting_client(settings), Connections())
    with pytest.raises(Gone, match="no_response_url"):
        poster.whisper(url, Message("x", []))


def test_every_call_goes_to_the_address_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api")
    settings = Settings()
    assert {asking_client(settings).base_url, posting_client(settings).base_url} == {"http://127.0.0.1:1/api/"}
    assert posting_client(settings).retry_handlers == []


def test_the_gate_is_shut_while_something_arrives() -> None:
    gate = Gate()
    assert gate.wait(0)
    with gate.arriving():
        assert not gate.wait(0.01)
    assert gate.wait(0)


def test_the_manifest_names_what_the_bot_uses_and_no_more() -> None:
    manifest = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
    features, scopes = manifest["features"], set(manifest["oauth_config"]["scopes"]["bot"])
    assert scopes == {
        "app_mentions:read", "assistant:write", "channels:history", "chat:write", "commands", "files:write",
        "groups:history", "im:history",
    }  # fmt: skip
    assert features["shortcuts"][0]["callback_id"] == SHORTCUT
    assert features["agent_view"]["suggested_prompts"] == examples()
    assert features["slash_commands"][0]["command"] == "/poc" and "assistant_view" not in features
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert len(manifest["display_information"]["description"]) <= 140


def test_the_docs_explain_every_scope() -> None:
    manifest = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
    docs = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    assert [scope for scope in manifest["oauth_config"]["scopes"]["bot"] if f"`{scope}`" not in docs] == []


_LONG = ("example", "status", "command")  # no button or option: lines of help, questions, what is being done


def test_words_exist_where_they_are_used_and_fit_where_they_stand() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "slack").glob("*.py"))
    used = set(re.findall(r"word\(\"(\w+)\"\)", source))
    assert used <= set(words())
    titles = {name: text for name, text in words().items() if name.endswith("_title") and name != "prompts_title"}
    assert {name: text for name, text in titles.items() if len(text) > 24} == {}
    assert {name: text for name, text in words().items() if len(text) > 75 and not name.startswith(_LONG)} == {}
    with pytest.raises(TemplateError, match="no words for loud"):
        word("loud")


def test_whoever_comes_first_prepares_what_waits_and_nobody_prepares_it_again() -> None:
    prepared: list[list[str]] = []
    ahead = Ahead(lambda asked: prepared.append([each.text for each in asked]))
    one, two, gone = (ahead.join(Asking(text, frozenset())) for text in ("one?", "two?", "gone?"))
    ahead.leave(gone)
    for ticket in (two, one):
        ahead.prepare(ticket)
    assert prepared == [["one?", "two?"]]
    ahead.prepare(ahead.join(Asking("alone?", frozenset())))
    assert len(prepared) == 1  # one alone is embedded when it is asked


def test_what_cannot_be_prepared_is_asked_all_the_same() -> None:
    def fail(asked: Sequence[Asking]) -> None:
        raise OSError

    ahead = Ahead(fail)
    tickets = [ahead.join(Asking(text, frozenset())) for text in ("one?", "two?")]
    for ticket in tickets:
        ahead.prepare(ticket)
        assert ticket.ready.is_set()
