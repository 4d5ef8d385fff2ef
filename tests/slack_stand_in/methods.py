"""The Web API's methods by name; each module of methods adds its own."""

from collections.abc import Callable
from dataclasses import dataclass

from .model import Args, Json
from .slack import Slack

Answer = Callable[[Slack, Args], Json]


@dataclass(frozen=True)
class Method:
    """A method, and the kind of token that it takes."""

    answer: Answer
    token: str


METHODS: dict[str, Method] = {}


def method(name: str, token: str = "bot") -> Callable[[Answer], Answer]:
    """Answer calls of the method ``name`` with the function below."""

    def add(answer: Answer) -> Answer:
        METHODS[name] = Method(answer, token)
        return answer

    return add
