"""The stand-in for Slack: its rules, held by Slack's own client libraries."""

import http.server
import json
import re
import select
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler, ServerErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack.socket_mode import closed
from tests.slack_stand_in import Json, StandIn

ROOT = Path(__file__).resolve().parent.parent
AMINA, FIELD = "U0AMINA", "C0FIELD"


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, **more: Any) -> Json:
    label = {"type": "plain_text", "text": "Show passage"}
    return {"type": "button", "action_id": action_id, "text": label, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def modal(*blocks: Json, **more: Any) -> Json:
    title = {"type": "plain_text", "text": "Passage"}
    return {"type": "modal", "title": title, "blocks": list(blocks) or [section("one")], **more}


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def web(slack: StandIn) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.base_url)


def hang_up(slack: StandIn, client: BaseSocketModeClient) -> None:
    """Close a client at once: left to itself it waits for three seconds in a read."""
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False  # type: ignore[attr-defined]
    slack.order("drop")
    closed(client)


@pytest.fixture
def link(slack: StandIn) -> Iterator[SocketModeClient]:
    """A bare connection that acknowledges nothing by itself."""
    client = SocketModeClient(slack.app_token, web_client=WebClient(base_url=slack.base_url), ping_interval=0.2)
    client.connect()
    slack.wait_for(lambda: slack.order("connections"))
    yield client
    hang_up(slack, client)


@pytest.fixture
def app(slack: StandIn, web: WebClient) -> Iterator[App]:
    """A bolt app that is connected; a test adds its listeners."""
    bolt = App(client=web, process_before_response=False)
    handler = SocketModeHandler(bolt, slack.app_token, web_client=WebClient(base_url=slack.base_url))
    handler.connect()  # type: ignore[no-untyped-call]
    slack.wait_for(lambda: slack.order("connections"))
    yield bolt
    hang_up(slack, handler.client)
    bolt.listener_runner.listener_executor.shutdown()


class Heard:
    """What came over a bare connection; acknowledges it all, or none of it."""

    def __init__(self, link: SocketModeClient, acknowledge: bool = True) -> None:
        self.requests: list[SocketModeRequest] = []
        self._changed = threading.Condition()
        self._acknowledge = acknowledge
        link.socket_mode_request_listeners.append(self._hear)

    def _hear(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._acknowledge:
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()

    def at_least(self, count: int) -> list[SocketModeRequest]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.requests) >= count, 10)
            return list(self.requests)


def refused(call: Callable[[], object]) -> Json:
    with pytest.raises(SlackApiError) as caught:
        call()
    answer = caught.value.response.data
    assert isinstance(answer, dict)
    return answer


REFUSED_BLOCKS = {
    "51 blocks": ([section("x")] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "a section of 3001": (
        [section("x" * 3001)],
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    "an empty section": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "a section of nothing": ([{"type": "section"}], "must define either `text` or `fields` [json-pointer:/blocks/0]"),
    "11 fields": (
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "a field of 2001": (
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    "a header of 151": (
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "a header in mrkdwn": (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    "11 in a context": (
        [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "26 in actions": (
        [actions(*(button(str(n)) for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "6 in context_actions": (
        [{"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash",
          "text": {"type": "plain_text", "text": "x"}}] * 6}],
        "no more than 5 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "a button's text of 76": (
        [actions(button("a", text={"type": "plain_text", "text": "x" * 76}))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "a button's value of 2001": (
        [actions(button("a", value="x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "a button's url of 3001": (
        [actions(button("a", url="https://" + "x" * 2993))],
        "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
    ),
    "an action_id of 256": (
        [actions(button("x" * 256))],
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ),
    "an action_id twice": (
        [actions(button("a"), button("a"))],
        "`action_id` already exists: a [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    "a block_id of 256": (
        [section("x", block_id="x" * 256)],
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    "a block_id twice": (
        [section("x", block_id="a"), section("y", block_id="a")],
        "`block_id` already exists: a [json-pointer:/blocks/1/block_id]",
    ),
    "an image without alt_text": (
        [{"type": "image", "image_url": "https://example.org/a.png"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    "101 rows": ([table(101, 1)], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    "21 columns": ([table(1, 21)], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    "an unknown block": ([{"type": "scroll"}], "unsupported type: scroll [json-pointer:/blocks/0/type]"),
    "an unknown field": (
        [section("x", colour="red")],
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
}  # fmt: skip
ALLOWED_BLOCKS = {
    "50 blocks": [section("x")] * 50,
    "a section of 3000": [section("x" * 3000)],
    "100 rows of 20": [table(100, 20)],
    "25 buttons": [actions(*(button(str(n)) for n in range(25)))],
    "markdown of 12000": [{"type": "markdown", "text": "x" * 12_000}],
    "9,597 characters in 50 blocks": [section("x" * 191)] * 49 + [section("x" * 238)],
    "feedback": [{"type": "context_actions", "elements": [{
        "type": "feedback_buttons", "action_id": "verdict",
        "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "good"},
        "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "bad"}}]}],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED_BLOCKS)
def test_blocks_that_break_a_rule_are_refused_as_slack_refuses_them(web: WebClient, name: str) -> None:
    blocks, message = REFUSED_BLOCKS[name]
    answer = refused(lambda: web.chat_postMessage(channel=FIELD, text="x", blocks=blocks))
    assert answer["error"] == "invalid_blocks"
    assert f"[ERROR] {message}" in answer["response_metadata"]["messages"]


@pytest.mark.parametrize("name", ALLOWED_BLOCKS)
def test_blocks_at_the_limit_are_taken(slack: StandIn, web: WebClient, name: str) -> None:
    web.chat_postMessage(channel=FIELD, text="x", blocks=ALLOWED_BLOCKS[name])
    (message,) = slack.messages(FIELD)
    assert [block["type"] for block in message["blocks"]] == [block["type"] for block in ALLOWED_BLOCKS[name]]


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        [section("x" * 3000)] * 4 + [section("x" * 1000)],
        [section("x" * 252)] * 45,  # 11,340 characters, which Slack was seen to refuse
    ],
)
def test_a_payload_that_is_too_long_in_all_is_refused(web: WebClient, blocks: list[Json]) -> None:
    answer = refused(lambda: web.chat_postMessage(channel=FIELD, text="x", blocks=blocks))
    assert answer["error"] == "msg_blocks_too_long"


def test_text_ends_at_40000_characters_and_an_update_at_4000(slack: StandIn, web: WebClient) -> None:
    ts = web.chat_postMessage(channel=FIELD, text="x" * 40_000)["ts"]
    assert slack.order("advice") == ["chat.postMessage: text of 40000 characters"]
    assert refused(lambda: web.chat_postMessage(channel=FIELD, text="x" * 40_001))["error"] == "msg_too_long"
    assert refused(lambda: web.chat_update(channel=FIELD, ts=ts, text="x" * 4_001))["error"] == "msg_too_long"


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": "not json"}, "invalid_blocks_format"),
        ({"text": "x", "metadata": {"event_type": "q"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "q", "event_payload": {"a": "x" * 16_000}}}, "metadata_too_large"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "x", "channel": "C0NOWHERE"}, "channel_not_found"),
        ({"text": "x", "blocks": [table(1, 1), table(1, 1)]}, "invalid_attachments"),
    ],
)
def test_a_message_that_cannot_be_posted_says_why(web: WebClient, payload: Json, error: str) -> None:
    answer = refused(lambda: web.api_call("chat.postMessage", json={"channel": FIELD, **payload}))
    assert answer["error"] == error


def test_blocks_validate_points_at_each_fault(web: WebClient) -> None:
    assert web.blocks_validate(blocks=[section("x")])["ok"]
    answer = refused(lambda: web.blocks_validate(blocks=[section("x" * 3001)]))
    assert answer["errors"][-1] == {
        "pointer": "/0/text/text",
        "code": "failed_constraint",
        "message": "must be less than 3001 characters",
        "constraint": {"type": "max_length", "expected": 3000},
    }
    assert refused(lambda: web.blocks_validate())["error"] == "invalid_arguments"


def test_tokens_are_checked(slack: StandIn, web: WebClient) -> None:
    assert web.auth_test()["user_id"] == slack.bot_user
    assert refused(lambda: WebClient(base_url=slack.base_url).auth_test())["error"] == "not_authed"
    assert refused(lambda: WebClient("xoxb-other", base_url=slack.base_url).auth_test())["error"] == "invalid_auth"
    assert refused(lambda: web.api_call("apps.connections.open"))["error"] == "not_allowed_token_type"
    assert refused(lambda: web.api_call("chat.sing"))["error"] == "unknown_method"
    slack.order("revoke", token=slack.bot_token)
    assert refused(web.auth_test)["error"] == "token_revoked"


def test_a_channel_is_closed_to_those_who_may_not_post(slack: StandIn, web: WebClient) -> None:
    slack.order("add_channel", name="open", members=[AMINA], id="C1", bot=False)
    slack.order("add_channel", name="closed", members=[AMINA], id="C2", bot=False, private=True)
    slack.order("archive", channel=FIELD)
    errors = [refused(lambda c=c: web.chat_postMessage(channel=c, text="x"))["error"] for c in (FIELD, "C1", "C2")]  # type: ignore[misc]
    assert errors == ["is_archived", "not_in_channel", "channel_not_found"]


def test_a_thread_is_read_page_by_page_with_its_metadata(slack: StandIn, web: WebClient) -> None:
    root = slack.say(AMINA, FIELD, "Who plans patrols?").ts
    metadata = {"event_type": "answer", "event_payload": {"question": "7"}}
    for number in range(7):
        web.chat_postMessage(channel=FIELD, thread_ts=root, text=str(number), metadata=metadata)
    sizes, found = [], []
    for page in web.conversations_replies(channel=FIELD, ts=root, limit=3, include_all_metadata=True):
        sizes.append(len(page["messages"]))
        found += page["messages"]
    assert sizes == [3, 3, 2]
    assert [message["text"] for message in found] == ["Who plans patrols?", *"0123456"]
    assert [message.get("metadata") for message in found] == [None] + [metadata] * 7
    assert found[0]["reply_count"] == 7
    plain = web.conversations_replies(channel=FIELD, ts=root)["messages"]
    assert not any("metadata" in message for message in plain)
    assert refused(lambda: web.conversations_replies(channel=FIELD, ts=root, cursor="?"))["error"] == "invalid_cursor"


def test_an_ephemeral_is_seen_by_one_and_read_back_by_none(slack: StandIn, web: WebClient) -> None:
    root = slack.say(AMINA, FIELD, "hello").ts
    web.chat_postEphemeral(channel=FIELD, user=AMINA, text="for you", thread_ts=root)
    assert [shown["text"] for shown in slack.ephemerals(AMINA)] == ["for you"]
    assert slack.ephemerals("U0BORIS") == []
    assert [message["text"] for message in web.conversations_replies(channel=FIELD, ts=root)["messages"]] == ["hello"]
    slack.order("leave", user=AMINA, channel=FIELD)
    answer = refused(lambda: web.chat_postEphemeral(channel=FIELD, user=AMINA, text="x"))
    assert answer["error"] == "user_not_in_channel"


def test_messages_are_updated_and_deleted_by_their_author_alone(slack: StandIn, web: WebClient) -> None:
    theirs = slack.say(AMINA, FIELD, "mine").ts
    ours = web.chat_postMessage(channel=FIELD, text="draft")["ts"]
    web.chat_update(channel=FIELD, ts=ours, text="final")
    assert slack.messages(FIELD)[1]["text"] == "final"
    assert refused(lambda: web.chat_update(channel=FIELD, ts=theirs, text="x"))["error"] == "cant_update_message"
    assert refused(lambda: web.chat_delete(channel=FIELD, ts=theirs))["error"] == "cant_delete_message"
    web.chat_delete(channel=FIELD, ts=ours)
    assert refused(lambda: web.chat_update(channel=FIELD, ts=ours, text="x"))["error"] == "message_not_found"


def test_a_deleted_thread_is_gone(slack: StandIn, web: WebClient) -> None:
    root = slack.say(AMINA, FIELD, "hello").ts
    web.chat_postMessage(channel=FIELD, thread_ts=root, text="answer")
    slack.order("delete", channel=FIELD, ts=root, thread=True)
    assert refused(lambda: web.conversations_replies(channel=FIELD, ts=root))["error"] == "thread_not_found"
    answer = refused(lambda: web.reactions_add(channel=FIELD, timestamp=root, name="eyes"))
    assert answer["error"] == "message_not_found"


def test_whom_a_message_calls_is_written_down_and_an_escaped_call_is_none(slack: StandIn, web: WebClient) -> None:
    web.chat_postMessage(channel=FIELD, text="&lt;!channel&gt; quiet", blocks=[section("<@U0BORIS> and <!here|here>")])
    assert [entry["call"] for entry in slack.order("notified")] == ["!here", "@U0BORIS"]


def test_a_modal_opens_within_three_seconds_once(slack: StandIn, web: WebClient) -> None:
    first, second = (slack.slash(AMINA, FIELD, "/poc").trigger_id for _ in range(2))
    view = web.views_open(trigger_id=first, view=modal())["view"]
    assert [shown["id"] for shown in slack.views(AMINA)] == [view["id"]]
    assert refused(lambda: web.views_open(trigger_id=first, view=modal()))["error"] == "exchanged_trigger_id"
    slack.order("advance", seconds=3.1)
    assert refused(lambda: web.views_open(trigger_id=second, view=modal()))["error"] == "expired_trigger_id"
    assert refused(lambda: web.views_open(trigger_id="7.7.7", view=modal()))["error"] == "invalid_trigger_id"


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (modal(*[section("x")] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal(title={"type": "plain_text", "text": "x" * 25}), "must be less than 25 characters"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        (modal(table(1, 1)), "unsupported type: table [json-pointer:/view/blocks/0/type]"),
        (
            modal({"type": "input", "label": {"type": "plain_text", "text": "Why"},
                   "element": {"type": "plain_text_input"}}),
            "missing required field: submit [json-pointer:/view]",
        ),
    ],
)  # fmt: skip
def test_a_modal_that_breaks_a_rule_is_refused(slack: StandIn, web: WebClient, view: Json, message: str) -> None:
    trigger = slack.slash(AMINA, FIELD, "/poc").trigger_id
    answer = refused(lambda: web.views_open(trigger_id=trigger, view=view))
    assert answer["error"] == "invalid_arguments"
    assert message in " ".join(answer["response_metadata"]["messages"])


def test_a_view_may_be_large_but_not_over_250_kb(slack: StandIn, web: WebClient) -> None:
    trigger = slack.slash(AMINA, FIELD, "/poc").trigger_id
    answer = refused(lambda: web.views_open(trigger_id=trigger, view=modal(*[section("x" * 3000)] * 90)))
    assert answer["error"] == "view_too_large"


def test_modals_stack_three_high_and_an_old_hash_is_refused(slack: StandIn, web: WebClient) -> None:
    def trigger() -> str:
        return slack.slash(AMINA, FIELD, "/poc").trigger_id

    root = web.views_open(trigger_id=trigger(), view=modal())["view"]
    for _ in range(2):
        web.views_push(trigger_id=trigger(), view=modal())
    assert refused(lambda: web.views_push(trigger_id=trigger(), view=modal()))["error"] == "push_limit_reached"
    web.views_update(view_id=root["id"], hash=root["hash"], view=modal(section("two")))
    answer = refused(lambda: web.views_update(view_id=root["id"], hash=root["hash"], view=modal()))
    assert answer["error"] == "hash_conflict"
    assert slack.views(AMINA)[0]["blocks"][0]["text"]["text"] == "two"


def test_home_is_published_for_one_person(slack: StandIn, web: WebClient) -> None:
    web.views_publish(user_id=AMINA, view={"type": "home", "blocks": [section("indexed")]})
    assert slack.home(AMINA)["blocks"][0]["text"]["text"] == "indexed"
    assert slack.home("U0BORIS") == {}


def test_a_file_goes_up_and_into_a_thread(slack: StandIn, web: WebClient) -> None:
    root = slack.say(AMINA, FIELD, "the page?").ts
    picture = b"\x89PNG" + bytes(1000)
    done = web.files_upload_v2(channel=FIELD, thread_ts=root, content=picture, filename="page.png", alt_txt="Page 7")
    file = done["files"][0]
    assert slack.order("file", id=file["id"]) == picture
    assert slack.messages(FIELD, root)[1]["files"][0]["alt_txt"] == "Page 7"
    request = urllib.request.Request(file["url_private"], headers={"Authorization": f"Bearer {slack.bot_token}"})
    with urllib.request.urlopen(request) as answer:
        assert answer.read() == picture


def uploaded(web: WebClient, content: bytes) -> str:
    return str(web.files_upload_v2(content=content, filename="page.png")["files"][0]["id"])


def image(**file: str) -> Json:
    return {"type": "image", "alt_text": "Page 7", "slack_file": file}


def test_a_picture_stands_in_a_block_once_slack_is_done_with_it(slack: StandIn, web: WebClient) -> None:
    id_ = uploaded(web, b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(SlackApiError, match="invalid slack file"):
        web.chat_postMessage(channel=FIELD, text="page", blocks=[image(id=id_)])
    assert web.files_info(file=id_)["file"]["mimetype"] == ""
    slack.order("advance", seconds=2)
    assert web.files_info(file=id_)["file"]["mimetype"] == "image/png"
    assert web.chat_postMessage(channel=FIELD, text="page", blocks=[image(id=id_)])["ok"]
    assert web.views_publish(user_id=AMINA, view={"type": "home", "blocks": [image(id=id_)]})["ok"]


@pytest.mark.parametrize(
    "file", [{"id": "F000000099"}, {"id": "U0AMINA"}, {}, {"id": "F1", "url": "x"}, {"id": "text"}]
)
def test_what_is_no_picture_of_the_apps_is_refused_in_a_block(slack: StandIn, web: WebClient, file: Json) -> None:
    if file.get("id") == "text":
        file = {"id": uploaded(web, b"words")}
        slack.order("advance", seconds=2)
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        web.chat_postMessage(channel=FIELD, text="page", blocks=[image(**file)])
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        web.views_publish(user_id=AMINA, view={"type": "home", "blocks": [image(**file)]})


def test_a_file_needs_a_size_a_short_description_and_a_conversation(web: WebClient) -> None:
    with pytest.raises(SlackApiError, match="missing_argument"):
        web.files_getUploadURLExternal(filename="a.png", length=0)
    with pytest.raises(SlackApiError, match="alt_txt_too_large"):
        web.files_getUploadURLExternal(filename="a.png", length=3, alt_txt="a" * 1001)
    with pytest.raises(SlackApiError, match="must match regex"):
        web.files_upload_v2(content=b"abc", filename="a.png", channel=AMINA)


def test_people_channels_and_groups_are_known(slack: StandIn, web: WebClient) -> None:
    slack.order("add_group", id="S1", users=[AMINA])
    assert web.usergroups_users_list(usergroup="S1")["users"] == [AMINA]
    assert web.users_info(user=AMINA)["user"]["name"] == "amina"
    assert web.conversations_info(channel="C0TEAM")["channel"]["is_private"]
    assert AMINA in web.conversations_members(channel=FIELD)["members"]
    direct = web.conversations_open(users=AMINA)["channel"]["id"]
    assert web.chat_postMessage(channel=AMINA, text="hello")["channel"] == direct
    assert web.team_info()["team"]["id"] == web.bots_info(bot="B0STANDIN")["bot"]["id"].replace("B", "T", 1)


def test_a_status_ends_with_the_answer_or_after_two_minutes(slack: StandIn, web: WebClient) -> None:
    root = slack.dm(AMINA, "hello")
    for end in (
        lambda: web.chat_postMessage(channel=root.channel, thread_ts=root.ts, text="answer"),
        lambda: slack.order("advance", seconds=121),
    ):
        web.assistant_threads_setStatus(channel_id=root.channel, thread_ts=root.ts, status="is reading")
        assert slack.order("status", channel=root.channel, thread_ts=root.ts) == "is reading"
        end()
        assert slack.order("status", channel=root.channel, thread_ts=root.ts) == ""


def test_prompts_are_four_at_most_and_none_with_a_thread(slack: StandIn, web: WebClient) -> None:
    root, prompts = slack.dm(AMINA, "hello"), [{"title": "T", "message": "M"}] * 4
    web.assistant_threads_setSuggestedPrompts(channel_id=root.channel, thread_ts=root.ts, prompts=prompts)
    assert slack.order("prompts", user=AMINA) == []
    web.assistant_threads_setSuggestedPrompts(channel_id=root.channel, prompts=prompts)
    assert slack.order("prompts", user=AMINA) == prompts
    answer = refused(lambda: web.assistant_threads_setSuggestedPrompts(channel_id=root.channel, prompts=prompts * 2))
    assert answer["error"] == "invalid_arguments"


def test_a_stream_dies_after_five_minutes(slack: StandIn, web: WebClient) -> None:
    root = slack.dm(AMINA, "hello")
    ts = web.chat_startStream(channel=root.channel, thread_ts=root.ts, markdown_text="The ")["ts"]
    web.chat_appendStream(channel=root.channel, ts=ts, markdown_text="answer")
    slack.order("advance", seconds=301)
    answer = refused(lambda: web.chat_stopStream(channel=root.channel, ts=ts))
    assert answer["error"] == "message_not_in_streaming_state"
    assert slack.messages(root.channel)[-1]["text"] == "The answer"


def test_429_and_500_then_success_for_a_client_that_retries(slack: StandIn, web: WebClient) -> None:
    web.retry_handlers += [RateLimitErrorRetryHandler(max_retry_count=2), ServerErrorRetryHandler(max_retry_count=2)]
    slack.order("fail", method="chat.postMessage", times=1, retry_after=0)
    slack.order("fail", method="chat.postMessage", kind="server_error")
    web.chat_postMessage(channel=FIELD, text="at last")
    assert [call.error for call in slack.calls("chat.postMessage")] == ["ratelimited", "server_error", ""]
    assert [message["text"] for message in slack.messages(FIELD)] == ["at last"]


def test_a_429_tells_how_long_to_wait(slack: StandIn, web: WebClient) -> None:
    slack.order("fail", method="*", retry_after=30)
    with pytest.raises(SlackApiError) as caught:
        web.auth_test()
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "30")


def test_a_reset_after_the_work_is_done_leaves_the_message(slack: StandIn, web: WebClient) -> None:
    web.retry_handlers.clear()
    slack.order("fail", method="chat.postMessage", kind="reset", done=True)
    with pytest.raises(OSError, match="reset"):
        web.chat_postMessage(channel=FIELD, text="posted")
    assert [message["text"] for message in slack.messages(FIELD)] == ["posted"]


def test_a_call_that_hangs_runs_into_the_clients_time_out(slack: StandIn) -> None:
    impatient = WebClient(slack.bot_token, base_url=slack.base_url, timeout=0)
    impatient.timeout = 0.2  # type: ignore[assignment]
    slack.order("fail", method="auth.test", kind="hang")
    with pytest.raises(TimeoutError):
        impatient.auth_test()
    assert impatient.auth_test()["ok"]


def test_faults_by_chance_strike_the_same_calls_for_the_same_seed() -> None:
    def run() -> list[str]:
        with StandIn(seed=3) as other:
            client = WebClient(other.bot_token, base_url=other.base_url)
            other.order("fail", method="api.test", kind="unavailable", times=100, share=0.3, error="fatal_error")
            for _ in range(20):
                _quietly(client)
            return [call.error for call in other.calls("api.test")]

    struck = run()
    assert struck == run()
    assert 0 < struck.count("fatal_error") < 20


def _quietly(client: WebClient) -> None:
    try:
        client.api_call("api.test")
    except SlackApiError as error:
        assert error.response["error"] == "fatal_error"


def test_a_mention_comes_twice_as_two_events(slack: StandIn, link: SocketModeClient) -> None:
    heard = Heard(link)
    said = slack.mention(AMINA, FIELD, "Who plans patrols?")
    payloads = [request.payload for request in heard.at_least(2)]
    assert {payload["event"]["type"] for payload in payloads} == {"app_mention", "message"}
    assert {payload["event_id"] for payload in payloads} == set(said.event_ids)
    assert {payload["event"]["ts"] for payload in payloads} == {said.ts}
    slack.settle()
    assert [ack.ok for ack in slack.acks] == [True, True]


def test_an_event_that_is_not_acknowledged_comes_again_under_its_own_id(slack: StandIn, link: SocketModeClient) -> None:
    heard = Heard(link, acknowledge=False)
    (event_id,) = slack.dm(AMINA, "hello").event_ids
    heard.at_least(1)
    for count, seconds in ((2, 3), (3, 63), (4, 303)):
        slack.order("advance", seconds=min(seconds, 3))
        slack.wait_for(lambda count=count: len(slack.acks) == count - 1)  # type: ignore[misc]
        slack.order("advance", seconds=seconds - 3)
        heard.at_least(count)
    slack.order("advance", seconds=3)
    slack.settle()
    assert {request.payload["event_id"] for request in heard.requests} == {event_id}
    assert len({request.envelope_id for request in heard.requests}) == 4
    assert [request.retry_attempt for request in heard.requests] == [0, 1, 2, 3]
    assert [request.retry_reason for request in heard.requests] == ["", "timeout", "timeout", "timeout"]
    assert [ack.ok for ack in slack.acks] == [False] * 4


def test_an_acknowledged_event_is_repeated_on_order(slack: StandIn, link: SocketModeClient) -> None:
    heard = Heard(link)
    (event_id,) = slack.dm(AMINA, "hello").event_ids
    heard.at_least(1)
    slack.settle()
    slack.order("repeat", event_id=event_id)
    assert [request.payload["event_id"] for request in heard.at_least(2)] == [event_id] * 2


def test_an_event_waits_for_an_app_that_is_away(slack: StandIn) -> None:
    slack.dm(AMINA, "hello")
    slack.wait_for(lambda: len(slack.acks) == 2)
    client = SocketModeClient(slack.app_token, web_client=WebClient(base_url=slack.base_url))
    heard = Heard(client)
    client.connect()
    slack.wait_for(lambda: slack.order("connections"))
    slack.order("advance", seconds=60)
    (request,) = heard.at_least(1)
    assert (request.retry_attempt, request.payload["event"]["text"]) == (2, "hello")
    hang_up(slack, client)


@pytest.mark.parametrize("order", ["drop", "disconnect"])
def test_a_client_whose_connection_ends_comes_back(slack: StandIn, link: SocketModeClient, order: str) -> None:
    heard = Heard(link)
    slack.order(order)
    slack.wait_for(lambda: len(slack.calls("apps.connections.open")) == 2 and slack.order("connections"))
    slack.dm(AMINA, "still there?")
    assert heard.at_least(1)[0].payload["event"]["text"] == "still there?"


def test_ten_connections_are_the_most_and_each_event_goes_to_one(slack: StandIn) -> None:
    opener = WebClient(base_url=slack.base_url)
    addresses = [opener.apps_connections_open(app_token=slack.app_token)["url"] for _ in range(11)]
    sockets = [websocket.create_connection(address) for address in addresses]
    first = [json.loads(one.recv()) for one in sockets]
    assert [message["type"] for message in first] == ["hello"] * 10 + ["disconnect"]
    assert first[10]["reason"] == "too_many_websockets"
    said = sorted(id for _ in range(20) for id in slack.dm(AMINA, "hello").event_ids)
    came: list[tuple[int, str]] = []
    while len(came) < 20:
        ready, _, _ = select.select(sockets[:10], [], [], 5)
        assert ready
        for one in ready:
            envelope = json.loads(one.recv())
            one.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
            came.append((sockets.index(one), envelope["payload"]["event_id"]))
    slack.settle()
    assert sorted(id for _, id in came) == said
    assert len({place for place, _ in came}) > 1
    for one in sockets:
        one.shutdown()  # type: ignore[no-untyped-call]


def test_a_bolt_app_answers_a_mention_in_its_thread(slack: StandIn, app: App) -> None:
    @app.event("app_mention")
    def answer(event: Json, say: Callable[..., object]) -> None:
        say(text="The Force Commander.", thread_ts=event["ts"])

    @app.event("message")
    def listen() -> None:
        """Bolt acknowledges no event that it has no listener for."""

    said = slack.mention(AMINA, FIELD, "Who plans patrols?")
    thread = slack.wait_for(lambda: slack.messages(FIELD, said.ts)[1:])
    assert [message["text"] for message in thread] == ["The Force Commander."]
    slack.settle()
    first = [ack for ack in slack.acks if ack.id in said.event_ids]
    assert [(ack.ok, ack.attempt) for ack in first] == [(True, 0)] * 2
    assert all(0 < ack.milliseconds < 3000 for ack in first)


def test_a_command_is_answered_in_private_and_shared_by_its_url(slack: StandIn, app: App) -> None:
    @app.command("/poc")
    def answer(ack: Callable[..., object], respond: Callable[..., object], command: Json) -> None:
        ack(text=f"asked: {command['text']}")
        respond(text="for you", blocks=[section("for you"), actions(button("share"))])

    @app.action("share")
    def share(ack: Callable[..., object], respond: Callable[..., object]) -> None:
        ack()
        respond(text="for all", response_type="in_channel", delete_original=False, replace_original=False)

    slack.slash(AMINA, FIELD, "/poc", "who plans?")
    shown = slack.wait_for(lambda: found if len(found := slack.ephemerals(AMINA)) == 2 else [])
    assert sorted(message["text"] for message in shown) == ["asked: who plans?", "for you"]
    assert slack.messages(FIELD) == []
    slack.click(AMINA, next(message for message in shown if "blocks" in message), "share")
    assert slack.wait_for(lambda: slack.messages(FIELD))[0]["text"] == "for all"


def test_a_response_url_wears_out(slack: StandIn) -> None:
    url = slack.slash(AMINA, FIELD, "/poc").response_url
    codes = []
    for _ in range(6):
        request = urllib.request.Request(url, json.dumps({"text": "x"}).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request) as answer:
                codes.append(answer.status)
        except urllib.error.HTTPError as error:
            codes.append(error.code)
            assert json.load(error)["error"] == "used_url"
            error.close()
    assert codes == [200] * 5 + [404]


def test_a_modal_is_opened_filled_in_refused_and_accepted(slack: StandIn, app: App, web: WebClient) -> None:
    field = {"type": "plain_text_input", "action_id": "why"}
    form = modal({"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Why"}, "element": field},
                 callback_id="reason", submit={"type": "plain_text", "text": "Send"})  # fmt: skip

    @app.action("wrong")
    def ask(ack: Callable[..., object], body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form)

    @app.view("reason")
    def take(ack: Callable[..., object], view: Json) -> None:
        if view["state"]["values"]["b"]["why"]["value"] == "no":
            ack(response_action="errors", errors={"b": "Say more."})
        else:
            ack()

    web.chat_postMessage(channel=FIELD, text="answer", blocks=[actions(button("wrong"))])
    slack.click(AMINA, slack.messages(FIELD)[0], "wrong")
    slack.wait_for(lambda: slack.views(AMINA))
    slack.submit_view(AMINA, {"why": "no"})
    assert slack.wait_for(lambda: slack.views(AMINA)[0].get("errors")) == {"b": "Say more."}
    slack.submit_view(AMINA, {"why": "The paragraph is wrong."})
    slack.wait_for(lambda: not slack.views(AMINA))


def test_shortcut_home_and_reaction_reach_the_app(slack: StandIn, link: SocketModeClient) -> None:
    heard = Heard(link)
    ts = slack.say(AMINA, FIELD, "look at this").ts
    slack.shortcut(AMINA, "ask", FIELD, ts)
    slack.open_home(AMINA)
    slack.order("react", user=AMINA, channel=FIELD, ts=ts, name="eyes")
    slack.order("edit", user=AMINA, channel=FIELD, ts=ts, text="look at that")
    payloads = [request.payload for request in heard.at_least(5)]
    kinds = {payload.get("event", payload)["type"]: payload for payload in payloads}
    assert set(kinds) == {"message", "message_action", "app_home_opened", "reaction_added"}
    assert kinds["message_action"]["message"]["ts"] == ts
    assert "message_changed" in [payload.get("event", {}).get("subtype") for payload in payloads]


def test_events_come_over_http_with_a_valid_signature(slack: StandIn) -> None:
    valid: list[bool] = []
    bodies: list[Json] = []

    class Endpoint(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            valid.append(SignatureVerifier("secret").is_valid_request(body, dict(self.headers.items())))
            bodies.append(json.loads(body))
            self.send_response(500 if len(valid) == 1 else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Instead of a line for each request, which http.server prints among the results of the tests."""

    with http.server.HTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        slack.order("deliver_to", url=f"http://127.0.0.1:{server.server_port}/slack/events", secret="secret")
        (event_id,) = slack.dm(AMINA, "hello").event_ids
        slack.settle()
        server.shutdown()
        thread.join()
    assert valid == [True, True]
    assert [body["event_id"] for body in bodies] == [event_id] * 2
    assert [(ack.ok, ack.reason) for ack in slack.acks] == [(False, "http_error"), (True, "")]


def order(base: str, verb: str, /, **arguments: Any) -> Any:
    data = json.dumps(arguments).encode()
    request = urllib.request.Request(f"{base}/control/{verb}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["result"]


def test_it_runs_by_itself_and_is_ordered_about_over_http() -> None:
    command = [sys.executable, "-m", "tests.slack_stand_in", "--seed", "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.fullmatch(r"SLACK_API_URL=(http://127\.0\.0\.1:\d+)/api/\n", process.stdout.readline())
        assert found
        base = found[1]
        said = order(base, "say", user=AMINA, channel=FIELD, text="hello")
        WebClient("xoxb-stand-in", base_url=f"{base}/api/").chat_postMessage(
            channel=FIELD, text="hi", thread_ts=said["ts"]
        )
        wait = {"channel": FIELD, "thread_ts": said["ts"]}
        thread = order(base, "wait", verb="messages", arguments=wait, at_least=2, timeout=5)
        assert [message["text"] for message in thread] == ["hello", "hi"]
        assert [call["method"] for call in order(base, "calls")] == ["chat.postMessage"]
        process.terminate()


def test_time_can_run_faster() -> None:
    started = time.monotonic()
    with StandIn(scale=600) as slack:
        slack.dm(AMINA, "hello")
        slack.settle(timeout=10)
        assert [ack.attempt for ack in slack.acks] == [0, 1, 2, 3]
    assert time.monotonic() - started < 5


def test_messages_are_kept_whole_so_that_they_can_be_drawn(slack: StandIn, web: WebClient) -> None:
    blocks = [section("The Force Commander *shall* plan.", block_id="a"), actions(button("b", value="1"))]
    web.chat_postMessage(channel=FIELD, text="fallback", blocks=blocks)
    (kept,) = slack.messages(FIELD)
    assert kept["blocks"][0] == blocks[0]
    assert kept["blocks"][1]["elements"] == blocks[1]["elements"]
    assert json.loads(json.dumps(kept)) == kept
