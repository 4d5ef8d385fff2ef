"""Logs that hold no word of a question: what other libraries say of an error is left at its kind and place."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_KIND = re.compile(r"\berror: (\w+)")
_OTHERS = ("slack_bolt", "slack_sdk", "sqlalchemy", "aiohttp", "urllib3", "asyncio")


class KindOnly(logging.Formatter):
    """Shows an exception as its type and the lines of code that it passed, never with its message or values."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Type of the exception, and module and line of each step."""
        kind, _, trace = ei
        steps = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(trace)] if trace else []
        return f"{kind.__name__ if kind else 'error'} at {' > '.join(steps)}"


class NoMessages(logging.Filter):
    """Replaces what other libraries say: their messages may quote what Slack sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keeps the record, with where it comes from in place of its words."""
        if record.name.split(".")[0] in _OTHERS:
            named = _KIND.search(str(record.msg))
            kind = named[1] if named else "no error named"
            if record.exc_info and record.exc_info[0]:
                kind = record.exc_info[0].__name__
            record.msg, record.args = f"{record.module}.{record.funcName}:{record.lineno} ({kind})", ()
        return True


def set_up_logs(level: int = logging.WARNING) -> None:
    """Sends logs to standard error; other libraries never below warnings, and never in their own words."""
    handler = logging.StreamHandler()
    handler.setFormatter(KindOnly(_FORMAT))
    handler.addFilter(NoMessages())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _OTHERS:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
