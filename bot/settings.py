"""Settings: one typed object, read from the environment; each default works as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set, by environment variable; the README's table is made from the descriptions."""

    model_config = SettingsConfigDict(env_prefix="POC_", frozen=True, extra="ignore", env_ignore_empty=True)

    home: Path = Field(Path.home() / ".poc-desk", description="Folder for snapshots, caches and state.")
    embedding_model: Path | None = Field(
        None, description="Folder of another sentence-transformers model; re-index after changing it."
    )
    reranker: Path | None = Field(
        None, description="Folder of another cross-encoder (sentence-transformers) to read the best passages with."
    )
    read_seconds: float = Field(120.0, gt=0, description="Longest time for reading one PDF, in seconds.")
    ocr_seconds: float = Field(120.0, gt=0, description="Longest time for OCR of one page, in seconds.")
    read_megabytes: int = Field(1500, gt=0, description="Most memory for reading one PDF, in megabytes.")
    question_characters: int = Field(4000, gt=0, description="Longest question that is taken, in characters.")
    quoted_words: int = Field(86, gt=0, description="About how many words an answer quotes, full lists aside.")
    contact: str = Field(
        "your POC adviser", description="Whom to name when the documents are silent or a question is refused."
    )
    duty_contact: str = Field(
        "your chain of command and the Joint Operations Centre",
        description="Whom to name when a decision on the use of force or a live threat is asked for.",
    )
    legal_contact: str = Field("the legal adviser", description="Whom to name when legal advice is asked for.")
    reporting_contact: str = Field(
        "the confidential reporting channel", description="Where information about individuals belongs."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/",
        validation_alias=AliasChoices("SLACK_API_URL", "POC_SLACK_API_URL"),
        description="Slack's Web API, or a stand-in for it.",
    )
    slack_bot_token: str = Field("", validation_alias="SLACK_BOT_TOKEN", description="Token of the bot, xoxb-….")
    slack_app_token: str = Field("", validation_alias="SLACK_APP_TOKEN", description="Token of the app, xapp-….")
    slack_mode: Literal["socket", "http"] = Field(
        "socket", description="How Slack reaches the bot: socket (no public address) or http (signed requests)."
    )
    slack_signing_secret: str = Field(
        "", validation_alias="SLACK_SIGNING_SECRET", description="Signing secret of the app; needed for http alone."
    )
    slack_http_host: str = Field(
        "127.0.0.1", description="Address on which http mode and source pages listen, behind a TLS proxy."
    )
    slack_http_port: int = Field(
        3000, ge=0, le=65535, description="Port on which http mode (/slack/events) and source pages (/source/) listen."
    )
    source_url: str = Field(
        "",
        pattern=r"^$|^https?://[^\s/]+(/\S*)?$",
        description="Public https address under which people open the page behind a quotation; empty: none.",
    )
    metrics_port: int = Field(
        9464, ge=0, le=65535, description="Port of 127.0.0.1 for /healthz and /metrics; 0 switches them off."
    )
    database_url: str = Field(
        "", description="SQLAlchemy URL of the database of questions; SQLite in the home by default."
    )
    keep_days: float = Field(30.0, ge=0, description="How many days the text of a question is kept.")
    follow_ups: bool = Field(True, description="Whether an asker's next question in a thread needs no mention.")
    adviser_channel: str = Field("", description="Id of the channel that gets questions for an adviser; empty: none.")
    adviser_group: str = Field(
        "", description="Id of the Slack user group (S…) whose members judge citations for everyone; empty: nobody."
    )
    admins: str = Field(
        "", description="Ids (U…) of those whose Home tab shows the last re-index, with commas between them."
    )
    slack_workers: int = Field(8, ge=1, le=64, description="How many questions are worked on at once.")
    slack_queue: int = Field(500, ge=1, description="How many questions may wait before askers are told to come back.")
    slack_queue_each: int = Field(50, ge=1, description="How many questions of one person may wait.")
