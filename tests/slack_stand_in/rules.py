"""Slack's rules for what an app may send, as one table. Every entry names the page it is taken from.

The pages lie under https://docs.slack.dev/reference/ unless they begin with https.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """A figure, and the page that gives it."""

    value: int
    page: str


@dataclass(frozen=True)
class String:
    """A string of 1 to ``limit`` characters; where ``choices`` are given, one of them."""

    limit: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A text object of at most ``limit`` characters; ``plain`` where mrkdwn is refused."""

    limit: int = 3000
    plain: bool = False


@dataclass(frozen=True)
class OneOf:
    """An object whose ``type`` is one of these kinds; ``element:image`` is the element of type image."""

    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """An object without a type of its own, such as an option."""

    kind: str


@dataclass(frozen=True)
class Free:
    """Anything: not looked into."""


@dataclass(frozen=True)
class Many:
    """A list of ``least`` to ``limit`` items."""

    item: "Field"
    limit: int | None = None
    least: int = 1


Field = String | Text | OneOf | Part | Free | Many


@dataclass(frozen=True)
class Kind:
    """What an object may hold: fields with a star are required; of ``either`` at least one must be there."""

    page: str
    fields: dict[str, Field]
    either: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ("message", "modal", "home")


LIMITS = {
    "message blocks": Limit(50, "block-kit/blocks"),
    "view blocks": Limit(100, "views/modal-views, views/home-tab-views"),
    "message text": Limit(
        40_000,
        "methods/chat.postMessage (msg_too_long; https://docs.slack.dev/changelog/2018-04-"
        "truncating-really-long-messages: Slack cuts, the stand-in refuses)",
    ),
    "update text": Limit(4_000, "methods/chat.update (msg_too_long)"),
    "advised text": Limit(4_000, "methods/chat.postMessage (truncating content)"),
    "markdown in all": Limit(12_000, "block-kit/blocks/markdown-block (all markdown blocks of a payload together)"),
    "markdown text": Limit(12_000, "methods/chat.postMessage, methods/chat.appendStream (markdown_text)"),
    # Undocumented. Measured by others: 13,297 characters alone, 13,172 with a divider, 11,341 in 45 blocks refused,
    # 9,597 in 50 blocks accepted. All agree with 13,200 where each block counts 60 beside its text.
    "payload": Limit(13_200, "https://github.com/slackapi/bolt-js/issues/2509 (msg_blocks_too_long)"),
    "payload per block": Limit(60, "https://github.com/slackapi/bolt-js/issues/2867"),
    "table characters": Limit(10_000, "block-kit/blocks/data-table-block (all cells of a message together)"),
    "tables": Limit(1, "block-kit/blocks/table-block (only_one_table_allowed)"),
    # The page gives no figure that we found; 16 kB is the size of a message on the wire.
    "metadata bytes": Limit(16_000, "methods/chat.postMessage (metadata_too_large)"),
    "attachments": Limit(100, "methods/chat.postMessage (too_many_attachments)"),
    "view bytes": Limit(250_000, "methods/views.open (view_too_large)"),
    "view stack": Limit(3, "methods/views.push (push_limit_reached)"),
    "trigger seconds": Limit(3, "https://docs.slack.dev/interactivity/handling-user-interaction (trigger_id)"),
    "response uses": Limit(5, "https://docs.slack.dev/interactivity/handling-user-interaction (response_url)"),
    "response seconds": Limit(1_800, "https://docs.slack.dev/interactivity/handling-user-interaction (response_url)"),
    "ack seconds": Limit(3, "https://docs.slack.dev/apis/events-api (responding to events)"),
    "connections": Limit(10, "https://docs.slack.dev/apis/events-api/using-socket-mode"),
    "prompts": Limit(4, "methods/assistant.threads.setSuggestedPrompts"),
    "loading messages": Limit(10, "methods/assistant.threads.setStatus"),
    "status seconds": Limit(120, "methods/assistant.threads.setStatus (cleared after two minutes)"),
    "session title": Limit(200, "methods/agents.sessions.rename"),
    "stream seconds": Limit(300, "methods/chat.appendStream (message_not_in_streaming_state)"),
    "file description": Limit(1_000, "methods/files.getUploadURLExternal (alt_txt_too_large)"),
    # No page gives a figure: files are scanned first (https://github.com/slackapi/node-slack-sdk/issues/2040).
    "file seconds": Limit(1, "methods/files.completeUploadExternal"),
    "page of messages": Limit(1_000, "methods/conversations.replies, methods/conversations.history (limit)"),
}
# Seconds between a failed delivery and the next: https://docs.slack.dev/apis/events-api (retries).
RETRY_SECONDS = (0, 60, 300)

_BLOCK: dict[str, Field] = {"block_id": String(255)}
_ACTION: dict[str, Field] = {"action_id": String(255)}
_CONFIRM: dict[str, Field] = {"confirm": Part("confirm")}
_MENU = {**_ACTION, **_CONFIRM, "placeholder": Text(150, True), "focus_on_load": Free()}
_MENU_KINDS = tuple(
    f"{many}{of}_select"
    for many in ("", "multi_")
    for of in ("static", "external", "users", "conversations", "channels")
)
_PICKERS = ("datepicker", "timepicker", "datetimepicker")
_CHOICES = ("checkboxes", "radio_buttons")
_FEEDBACK: dict[str, Field] = {"text*": Text(75, True), "value*": String(2000), "accessibility_label": String(75)}
_IMAGE: dict[str, Field] = {"alt_text*": String(2000), "image_url": String(3000), "slack_file": Part("slack_file")}
_VIEW: dict[str, Field] = {
    "type*": String(choices=("modal", "home")), "blocks*": Free(), "private_metadata": String(3000),
    "callback_id": String(255), "external_id": String(255)}  # fmt: skip
_OPTIONS = Many(Part("option"), 10)
_B, _E, _C = "block-kit/blocks/", "block-kit/block-elements/", "block-kit/composition-objects/"

KINDS: dict[str, Kind] = {
    # An object of its own in images; that one of the two is given, and leads to a picture: methods_files.py.
    "slack_file": Kind(_C + "slack-file-object", {"id": String(), "url": String()}, ("id", "url")),
    # Blocks
    "section": Kind(_B + "section-block", {
        **_BLOCK, "text": Text(3000), "fields": Many(Text(2000), 10), "expand": Free(), "accessory": OneOf((
            "button", "element:image", "overflow", "workflow_button", *_CHOICES, *_PICKERS, *_MENU_KINDS))},
        either=("text", "fields")),
    "header": Kind(_B + "header-block", {**_BLOCK, "text*": Text(150, True), "level": Free()}),
    "divider": Kind(_B + "divider-block", _BLOCK),
    "image": Kind(_B + "image-block", {**_BLOCK, **_IMAGE, "title": Text(2000, True)}, ("image_url", "slack_file")),
    "context": Kind(_B + "context-block", {
        **_BLOCK, "elements*": Many(OneOf(("mrkdwn", "plain_text", "element:image")), 10)}),
    "actions": Kind(_B + "actions-block", {**_BLOCK, "elements*": Many(OneOf((
        "button", "overflow", "workflow_button", *_CHOICES, *_PICKERS, *_MENU_KINDS)), 25)}),
    "context_actions": Kind(_B + "context-actions-block", {
        **_BLOCK, "elements*": Many(OneOf(("feedback_buttons", "icon_button")), 5)}, surfaces=("message",)),
    "input": Kind(_B + "input-block", {
        **_BLOCK, "label*": Text(2000, True), "hint": Text(2000, True), "optional": Free(), "dispatch_action": Free(),
        "element*": OneOf(("plain_text_input", "rich_text_input", "email_text_input", "url_text_input", "number_input",
                           "file_input", *_CHOICES, *_PICKERS, *_MENU_KINDS))}),
    "markdown": Kind(_B + "markdown-block", {**_BLOCK, "text*": String(12_000)}, surfaces=("message",)),
    "rich_text": Kind(_B + "rich-text-block", {**_BLOCK, "elements*": Many(Free())}),
    "table": Kind(_B + "table-block", {
        **_BLOCK, "rows*": Many(Many(OneOf(("raw_text", "raw_number", "rich_text")), 20), 100),
        "column_settings": Many(Free(), 20)}, surfaces=("message",)),
    "alert": Kind(_B + "alert-block", {
        **_BLOCK, "text*": Text(200), "level": String(choices=("default", "info", "warning", "error", "success"))}),
    "card": Kind(_B + "card-block", {
        **_BLOCK, "hero_image": OneOf(("element:image",)), "icon": OneOf(("element:image",)), "title": Text(150),
        "subtitle": Text(150), "body": Text(200), "subtext": Text(200), "actions": Many(OneOf(("button",)), 3)},
        either=("hero_image", "title", "actions", "body")),
    "carousel": Kind(_B + "carousel-block", {**_BLOCK, "elements*": Many(OneOf(("card",)), 10)}),
    "video": Kind(_B + "video-block", {
        **_BLOCK, "alt_text*": String(), "title*": Text(199, True), "thumbnail_url*": String(3000),
        "video_url*": String(3000), "author_name": String(49), "description": Text(200, True),
        "title_url": String(3000), "provider_icon_url": Free(), "provider_name": Free()}),
    # Elements
    "button": Kind(_E + "button-element", {
        **_ACTION, **_CONFIRM, "text*": Text(75, True), "value": String(2000), "url": String(3000),
        "style": String(choices=("primary", "danger")), "accessibility_label": String(75)}),
    "workflow_button": Kind(_E + "workflow-button-element", {
        **_ACTION, "text*": Text(75, True), "workflow*": Free(), "accessibility_label": String(75),
        "style": String(choices=("primary", "danger"))}),
    "feedback_buttons": Kind(_E + "feedback-buttons-element", {
        **_ACTION, "positive_button*": Part("feedback_button"), "negative_button*": Part("feedback_button")}),
    "icon_button": Kind(_E + "icon-button-element", {
        **_ACTION, **_CONFIRM, "icon*": String(choices=("trash",)), "text*": Text(75, True), "value": String(2000),
        "accessibility_label": String(75), "visible_to_user_ids": Free()}),
    "element:image": Kind(_E + "image-element", _IMAGE, ("image_url", "slack_file")),
    "overflow": Kind(_E + "overflow-menu-element", {**_ACTION, **_CONFIRM, "options*": Many(Part("option"), 5)}),
    "checkboxes": Kind(_E + "checkboxes-element", {
        **_ACTION, **_CONFIRM, "options*": _OPTIONS, "initial_options": _OPTIONS, "focus_on_load": Free()}),
    "radio_buttons": Kind(_E + "radio-button-group-element", {
        **_ACTION, **_CONFIRM, "options*": _OPTIONS, "initial_option": Part("option"), "focus_on_load": Free()}),
    **{kind: Kind(_E + "select-menu-element, multi-select-menu-element", {
        **_MENU, "options": Many(Part("option"), 100), "option_groups": Many(Part("option_group"), 100),
        **dict.fromkeys(("initial_option", "initial_options", "initial_user", "initial_users", "initial_channel",
                         "initial_channels", "initial_conversation", "initial_conversations", "max_selected_items",
                         "min_query_length", "filter", "default_to_current_conversation", "response_url_enabled"),
                        Free())}) for kind in _MENU_KINDS},
    **{kind: Kind(_E + f"{kind}-element", {
        **_MENU, "initial_date": String(10), "initial_time": String(5), "initial_date_time": Free(),
        "timezone": String()}) for kind in _PICKERS},
    "plain_text_input": Kind(_E + "plain-text-input-element", {
        **_MENU, "initial_value": String(3000), **dict.fromkeys(
            ("multiline", "min_length", "max_length", "dispatch_action_config"), Free())}),
    **{kind: Kind(_E + kind.replace("_", "-") + "-element", {**_MENU, **dict.fromkeys(
        ("initial_value", "dispatch_action_config", "is_decimal_allowed", "min_value", "max_value", "filetypes",
         "max_files"), Free())}) for kind in
       ("rich_text_input", "email_text_input", "url_text_input", "number_input", "file_input")},
    # Composition objects and cells
    "mrkdwn": Kind(_C + "text-object", {"text*": String(3000), "verbatim": Free()}),
    "plain_text": Kind(_C + "text-object", {"text*": String(3000), "emoji": Free()}),
    "option": Kind(_C + "option-object", {
        "text*": Text(75), "value*": String(150), "description": Text(75), "url": String(3000)}),
    "option_group": Kind(_C + "option-group-object", {"label*": Text(75, True), "options*": Many(Part("option"), 100)}),
    "confirm": Kind(_C + "confirmation-dialog-object", {
        "title*": Text(100, True), "text*": Text(300), "confirm*": Text(30, True), "deny*": Text(30, True),
        "style": String(choices=("primary", "danger"))}),
    "feedback_button": Kind(_E + "feedback-buttons-element", _FEEDBACK),
    "raw_text": Kind(_B + "table-block", {"text*": String()}),
    "raw_number": Kind(_B + "data-table-block", {"value*": Free(), "text": String()}),
    # Views
    "modal": Kind("views/modal-views", {
        **_VIEW, "title*": Text(24, True), "close": Text(24, True), "submit": Text(24, True), "clear_on_close": Free(),
        "notify_on_close": Free(), "submit_disabled": Free()}),
    "home": Kind("views/home-tab-views", _VIEW),
    "metadata": Kind("https://docs.slack.dev/messaging/message-metadata", {
        "event_type*": String(), "event_payload*": Free()}),
}  # fmt: skip
BLOCKS = (
    "section", "header", "divider", "image", "context", "actions", "context_actions", "input", "markdown", "rich_text",
    "table", "alert", "card", "carousel", "video",
)  # fmt: skip
