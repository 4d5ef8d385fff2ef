"""What a sub-command of ``/poc`` is: a name, when it is meant, and what it does; the table is ``subcommands.py``.

A sub-command does one of three things, and two where it does one thing without an argument and another with one:

- ``answers(call) -> Message``: its words go into the journal like a question, are worked on in the line, and get
  exactly one reply, which only the asker sees. The message's outcome (``layout.metadata``) is how the entry ends.
  ``call.id`` is the entry's. A PocError that it raises is told in its own sentence, anything else as an error with a
  reference. It finds out what those who will see the reply may see from ``call.audience``, and from nothing else.
- ``opens(call) -> view``: returns the modal that is opened at once, since Slack's ``trigger_id`` lives for three
  seconds. It runs in the listener and is not journalled: it must be quick and must not search. What the modal sends is
  taken by a listener of its own (``actions.py`` shows how), which may hand it to ``Intake.take``. With ``answers``
  beside it, ``opens`` is what happens without an argument.
- ``at_once(call) -> str``: a sentence, escaped already, said with the acknowledgement; not journalled either.

To add one: a module with the handler, a line in ``subcommands.TABLE``, and ``command_<name>`` in ``words.yaml`` (what
is typed, a dash, what it does; ``/poc help`` lists it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.assistant import Assistant
from bot.slack.layout import Message
from bot.slack.limits import Block
from bot.state import Journal
from corpus.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a sub-command; ``audience`` names those who will see the reply, ``argument`` is what follows its name.

    ``id`` is the entry's in the journal; empty where there is none.
    """

    assistant: Assistant
    journal: Journal
    user: str
    channel: str
    audience: frozenset[str]
    argument: str
    id: str = ""


def always(argument: str, words: Vocabulary) -> bool:
    """Whatever follows the name belongs to the sub-command."""
    return True


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One row of the table.

    ``meant`` tells from what follows the name, with the words of the field, whether the sub-command is meant: "status
    of the peace process" is a question, "status S/RES/2779" is not. ``said`` is True where the same words also work in
    a message to the bot, with the audience of that place.
    """

    name: str
    answers: Callable[[Call], Message] | None = None
    opens: Callable[[Call], Block] | None = None
    at_once: Callable[[Call], str] | None = None
    meant: Callable[[str, Vocabulary], bool] = always
    said: bool = False

    def is_journalled(self, argument: str) -> bool:
        """Whether it goes through the journal and the line with this argument."""
        return self.answers is not None and not (self.opens is not None and not argument)
