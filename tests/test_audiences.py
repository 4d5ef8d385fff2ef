"""Nobody learns anything of a document that those who see the reply may not see: not a word, a count, or an order.

Two worlds differ in what their hidden documents say, word for word of equal length. Whoever may not see the documents
that differ must get the same reply from both; and nobody's reply holds a word that was planted where they may not look.
"""

import itertools
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.assistant import Assistant
from bot.products.making import MAKERS
from bot.settings import Settings
from bot.showing import Reference
from bot.slack.adviser import nearest
from bot.slack.home import home_view
from bot.source.links import Ticket
from bot.source.page import source_page
from bot.state import Judgement, Verdicts
from bot.state.database import open_database
from corpus.errors import QuestionError
from index import Embedder, LiveSearcher, Query
from tests.builders import build, document

AUDIENCES = [f"C{number:03}" for number in range(50)]
PARITY = "odd", "even"
SYLLABLES = ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu"]
BRIEFED = "civil affairs", "force commander", "host government fails", "armed groups", "all"
OPEN = (
    "The Lantern Office shall count every lantern in the harbour before dusk and report the number to the master.",
    "The Harbour Master should close the southern pier when fewer than forty lanterns are lit.",
    "Elders could lend their own buckets to families whose well is closed until the next test.",
)


def nonsense(*seed: object) -> str:
    """A word of eight letters that stands nowhere else."""
    return "".join(random.Random(repr(seed)).choices(SYLLABLES, k=4))


@dataclass(frozen=True)
class World:
    """A home in which each audience has a document of its own; ``differs`` are the audiences whose words are others."""

    assistant: Assistant
    words: dict[str, list[str]]
    documents: dict[str, str]


@dataclass(frozen=True)
class Quick(Embedder):
    """The real model; a question that was embedded before is not embedded again."""

    seen: dict[str, Any] = field(default_factory=dict, compare=False)

    def encode_query(self, text: str) -> Any:
        if text not in self.seen:
            self.seen[text] = super().encode_query(text)
        return self.seen[text]


def world(home: Path, embedder: Embedder, kind: str) -> World:
    """One world; the documents of every second audience say other words in the other kind of world."""
    made = [document("open", OPEN, title="Lanterns of the harbour", symbols=("S/2020/1",))]
    words: dict[str, list[str]] = {}
    for number, audience in enumerate(AUDIENCES):
        seed = (audience, kind if number % 2 else "same")
        first, second, third = words[audience] = [nonsense(*seed, n) for n in range(3)]
        common = random.Random(repr(seed)).choice(("lanterns", "buckets", "families"))
        texts = (
            f"The {first} plan says that {common} at the {second} camp shall be moved before dusk by the master.",
            f"Nobody outside may know that {third} is the name of the patrol that guards the southern pier.",
            f"The Civil Affairs Section shall tell the Force Commander of {second} when the host government fails to "
            f"protect civilians, and the Force Commander of {first} may use force against armed groups.",
        )
        card = {"title": f"Plan {first} for {second}", "symbols": (f"S/{2100 + number}/{sum(map(ord, third))}",)}
        made.append(document(f"limited-{audience}", texts, audience=(audience,), **card))
    build(home, embedder, *made)
    assistant = Assistant(LiveSearcher(home, embedder), Settings(home=home))
    _confirm(assistant, home, words)
    ids = {card.audience[0]: id_ for id_, card in assistant.searcher().cards.items() if card.audience}
    return World(assistant, words, ids)


def _confirm(assistant: Assistant, home: Path, words: dict[str, list[str]]) -> None:
    """An adviser has confirmed a hidden passage as the answer to a question that everybody may ask."""
    verdicts = Verdicts(open_database(home))
    store = assistant.searcher().store
    for audience in AUDIENCES[1:3]:
        text = store.document(f"limited-{audience}").text
        place = Reference.of_passage(store.document(f"limited-{audience}"), 0, text.index("\n")).encode()
        verdicts.record(Judgement.CONFIRM, wording="Who moves the lanterns?", reference=place, adviser="U1", note="")
    assistant.heed(verdicts)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> tuple[World, World]:
    quick = Quick(embedder.weights, embedder.precision, _loaded=embedder._loaded)
    one, two = (world(tmp_path_factory.mktemp(kind), quick, kind) for kind in PARITY)
    return one, two


@dataclass(frozen=True)
class Asked:
    """One question, who will see the reply, and what else is pointed at: another audience's document.

    ``names`` are its symbol, file and title, as one of the worlds has them.
    """

    text: str
    audience: frozenset[str]
    target: str
    history: tuple[str, ...]
    names: tuple[str, str, str] = ("", "", "")


Surface = Callable[[World, Asked], Any]


def search(world: World, asked: Asked) -> Any:
    searcher = world.assistant.searcher()
    vector = searcher.embedder.encode_query(asked.text)
    hits = searcher.search(Query(asked.text, vector=vector), 10, audience=asked.audience)
    passages = searcher.store.passages(hit.passage for hit in hits)
    return [(p.document, p.start, round(h.score, 3), round(h.lexical, 3)) for p, h in zip(passages, hits, strict=True)]


def ask(world: World, asked: Asked) -> Any:
    return plain(world.assistant.ask(asked.text, audience=asked.audience).model_dump(mode="json"))


def follow_up(world: World, asked: Asked) -> Any:
    answer = world.assistant.ask("And who else?", audience=asked.audience, history=asked.history)
    return plain(answer.model_dump(mode="json"))


def quote_check(world: World, asked: Asked) -> Any:
    return plain(world.assistant.check(asked.text, "", audience=asked.audience).model_dump(mode="json"))


def show(world: World, asked: Asked) -> Any:
    shown = world.assistant.show(Reference(asked.target, 0, 20, ""), audience=asked.audience)
    pinned = world.assistant.pinned(f"{asked.target}.0.20.", audience=asked.audience)
    return repr(shown), repr(pinned)


def picture(world: World, asked: Asked) -> Any:
    reference = Reference(asked.target, 0, 20, "")
    drawn = world.assistant.pictures(reference, audience=asked.audience)
    return len(drawn), world.assistant.has_pictures(reference, audience=asked.audience)


def neighbours(world: World, asked: Asked) -> Any:
    searcher = world.assistant.searcher()
    first = searcher.store.passage_numbers(asked.target)[0]
    return searcher.neighbours(first, 2, audience=asked.audience), searcher.sees(asked.target, audience=asked.audience)


def home_tab(world: World, asked: Asked) -> Any:
    documents, service = world.assistant.documents(audience=asked.audience), world.assistant.in_service()
    view = home_view(documents, service, world.assistant.settings, now=service.created)
    return json.dumps(view).replace(service.id, "")


def words(world: World, asked: Asked) -> Any:
    searcher, each = world.assistant.searcher(), re.findall(r"[a-z]+", asked.text.casefold())
    rare = [round(value, 6) for value in searcher.rarity(each, audience=asked.audience)]
    return rare, [searcher.knows(word, audience=asked.audience) for word in each]


def adviser(world: World, asked: Asked) -> Any:
    channel = frozenset({AUDIENCES[sum(map(ord, asked.text)) % 50]})  # they may see what the asker may not
    found = nearest(world.assistant, asked.text, channel, asked.audience, "q1")
    return [plain(each.model_dump(mode="json")) for each in found]


def brief(world: World, asked: Asked) -> Any:
    """A product for people to decide with; where its words fit nothing, the sentence that says so."""
    turn = sum(map(ord, asked.text + asked.target))
    name = sorted(MAKERS)[turn % len(MAKERS)]
    given = ("", asked.text, *BRIEFED)[turn // len(MAKERS) % (len(BRIEFED) + 2)]
    given = str(turn) if name == "exercise" else given  # without a seed an exercise is drawn by chance
    try:
        made = world.assistant.product(name, given, audience=asked.audience)
    except QuestionError as error:
        return str(error)
    return _rounded({**made.model_dump(mode="json"), "snapshot": ""})


def beside(world: World, asked: Asked) -> Any:
    """The brief that belongs beside an answer to a plain question."""
    text = f"Who does what when the Civil Affairs Section hears of {asked.text.split()[-1]}"
    answer = world.assistant.ask(text, audience=asked.audience)
    made = world.assistant.beside(answer, audience=asked.audience)
    return plain(answer.model_dump(mode="json")), made and _rounded({**made.model_dump(mode="json"), "snapshot": ""})


def draft(world: World, asked: Asked) -> Any:
    symbol = asked.names[0]
    text = f"“{asked.text}” ({symbol}, para. 1). Nobody said “The {asked.text.split()[2]} plan”, as {symbol} has it."
    found = world.assistant.check_draft(text, audience=asked.audience)
    parts = [part.quotation or part.reference for part in found]
    own = {"claimed", "quote", "text", "elapsed_ms", "snapshot"}
    return [{key: _rounded(value) for key, value in part.model_dump(mode="json").items() if key not in own}
            for part in parts if part is not None]  # fmt: skip


def status(world: World, asked: Asked) -> Any:
    """The card behind the symbol, the title and the file of another audience's document."""
    found = [world.assistant.status(name, audience=asked.audience).model_dump(mode="json") for name in asked.names]
    return [_rounded({**each, "asked": "", "reason": re.sub(r"\S*" + re.escape(n) + r"\S*", "", each["reason"])})
            for each, n in zip(found, asked.names, strict=True)]  # fmt: skip


def source(world: World, asked: Asked) -> Any:
    """The page in a browser behind a link that was signed for those who see the reply."""
    ticket = Ticket(Reference(asked.target, 0, 20, ""), asked.audience, int(time.time()) + 60)
    return [repr(source_page(world.assistant, ticket, number)) for number in (0, 1, 2)]


SURFACES: list[Surface] = [
    ask, search, follow_up, quote_check, show, picture, neighbours, home_tab, words, adviser,
    brief, beside, draft, status, source,
]  # fmt: skip
"""Every way on which something of a document may reach a person. *Share* is ``ask`` for the channel that sees it."""


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A reply without what is the asker's own, and without what no two runs share."""
    own = (
        {"id", "question", "elapsed_ms", "snapshot", "quote", "claimed"}
        if "verdict" in row or "question" in row
        else set()
    )
    return {key: _rounded(value) for key, value in row.items() if key not in own}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return {key: _rounded(each) for key, each in value.items()} if isinstance(value, dict) else value


@cache
def templates() -> tuple[str, ...]:
    return (
        "What does the {0} plan say about {1}?",
        "Who is {2}, and which patrol guards the southern pier?",
        "Who moves the lanterns?",
        "Nobody outside may know that {2} is the name of the patrol that guards the southern pier.",
        "How many lanterns are at the {1} camp before dusk?",
        "What does Plan {0} for {1} decide about families and buckets?",
        "Which lanterns does the {2} office count in the harbour?",
    )


def questions(worlds: tuple[World, World], count: int) -> Iterator[Asked]:
    """Questions about documents of others, in words that stand in one of the worlds or in none."""
    chance = random.Random(11)
    pool = [
        text.format(*(each or [nonsense(n) for n in range(3)]))
        for text in templates()
        for each in [None, *(world.words[audience] for world in worlds for audience in AUDIENCES[:12])]
    ]
    for _ in range(count):
        viewer = chance.choice([frozenset(), *(frozenset({audience}) for audience in AUDIENCES)])
        target = f"limited-{chance.choice(AUDIENCES)}"
        card = chance.choice(worlds).assistant.searcher().cards[target]
        yield Asked(chance.choice(pool), viewer, target, (chance.choice(pool),), (card.symbol, card.file, card.title))


def test_nobody_learns_anything_of_what_they_may_not_see(
    worlds: tuple[World, World], pytestconfig: pytest.Config
) -> None:
    one, two = worlds
    count, leaks = int(pytestconfig.getoption("--audience-questions")), []
    planted = {w.casefold(): audience for world in worlds for audience, ws in world.words.items() for w in ws}
    turns = itertools.cycle(SURFACES)
    for asked in questions(worlds, count):
        surface = next(turns)
        reply = surface(one, asked)
        text = json.dumps(reply).casefold()
        known = " ".join((asked.text, *asked.history, *asked.names)).casefold()
        leaks += [
            f"{surface.__name__}: {word} of {audience} told to {set(asked.audience)}"
            for word, audience in planted.items()
            if word in text and word not in known and audience not in asked.audience
        ]
        if not any(int(name[1:]) % 2 for name in asked.audience) and reply != surface(two, asked):
            leaks.append(f"{surface.__name__}: a reply to {set(asked.audience)} hangs on what is hidden: {asked.text}")
    assert leaks == []


def test_those_who_may_see_a_document_do_find_it(worlds: tuple[World, World]) -> None:
    world, audience = worlds[0], AUDIENCES[5]
    first, second, _ = world.words[audience]
    answer = world.assistant.ask(f"What does the {first} plan say about {second}?", audience=frozenset({audience}))
    assert first in " ".join(passage.text for passage in answer.passages)
    made = world.assistant.product("who", "force commander", audience=frozenset({audience}))
    told = " ".join(claim.text for claim in made.claims)
    assert first in told or second in told
    [card] = world.assistant.status(f"Plan {first} for {second}", audience=frozenset({audience})).cards
    assert source(world, Asked("", frozenset({audience}), world.documents[audience], ()))[0] != "None"
    assert card.title == f"Plan {first} for {second}"


def test_a_document_that_is_hidden_is_told_of_as_one_that_is_not_there(worlds: tuple[World, World]) -> None:
    world = worlds[0]
    for audience in AUDIENCES:
        hidden, gone = (Reference(id_, 0, 20, "") for id_ in (f"limited-{audience}", "nowhere"))
        viewer = frozenset({"C999"})
        for told in (world.assistant.show, world.assistant.pictures, world.assistant.has_pictures):
            assert told(hidden, audience=viewer) == told(gone, audience=viewer)
        pinned = [world.assistant.pinned(f"{id_}.0.20.", audience=viewer) for id_ in (hidden.document, "nowhere")]
        assert pinned == [None, None]


@pytest.mark.parametrize("surface", [ask, quote_check, draft, status])
def test_how_long_a_reply_takes_does_not_tell_what_is_hidden(worlds: tuple[World, World], surface: Surface) -> None:
    world, viewer = worlds[0], frozenset({"C999"})

    def cost(word: str) -> float:
        asked = Asked(f"What does the {word} plan say about lanterns?", viewer, "limited-C001", ())
        surface(world, asked)  # so that the question's vector is there
        began = time.thread_time()
        surface(world, asked)
        return time.thread_time() - began

    hidden = [cost(world.words[audience][0]) for audience in AUDIENCES]
    unknown = [cost(nonsense("unknown", audience)) for audience in AUDIENCES]
    assert 0.5 < statistics.median(hidden) / statistics.median(unknown) < 2


def test_the_two_worlds_do_differ(worlds: tuple[World, World]) -> None:
    one, two = (world.assistant.searcher() for world in worlds)
    everyone = frozenset(AUDIENCES)
    asked = [
        ["lanterns", "buckets", "families"],
        [word for audience in AUDIENCES for word in worlds[0].words[audience]],
    ]
    assert any(one.rarity(each, audience=everyone) != two.rarity(each, audience=everyone) for each in asked)
    assert np.array_equal(one._owners, two._owners)
