"""Settings: one typed object, read from the environment; each default works as it stands."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set, by environment variable; the README's table is made from the descriptions."""

    model_config = SettingsConfigDict(env_prefix="POC_", frozen=True, extra="ignore")

    home: Path = Field(Path.home() / ".poc-desk", description="Folder for snapshots, caches and state.")
    embedding_model: Path | None = Field(
        None, description="Folder of another sentence-transformers model; re-index after changing it."
    )
    read_seconds: float = Field(120.0, gt=0, description="Longest time for reading one PDF, in seconds.")
    read_megabytes: int = Field(1500, gt=0, description="Most memory for reading one PDF, in megabytes.")
    question_characters: int = Field(4000, gt=0, description="Longest question that is taken, in characters.")
    quoted_words: int = Field(90, gt=0, description="About how many words an answer quotes, full lists aside.")
    contact: str = Field(
        "your POC adviser", description="Whom to name when the documents are silent or a question is refused."
    )
    slack_api_url: str = Field("https://slack.com/api/", description="Slack's Web API, or a stand-in for it.")
    slack_bot_token: str = Field("", validation_alias="SLACK_BOT_TOKEN", description="Token of the bot, xoxb-….")
    slack_app_token: str = Field("", validation_alias="SLACK_APP_TOKEN", description="Token of the app, xapp-….")
