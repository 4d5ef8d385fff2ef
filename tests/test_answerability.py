import json
import math
from dataclasses import fields, replace
from pathlib import Path
from typing import get_args

import pytest

from bot.answerability import SPEAKS_FOR, WEIGHTS, Line, Signs, line, names_in, signs_of
from bot.assistant import Assistant
from bot.evidence import score_sentences
from bot.finding import find
from bot.looking import search_terms, signs
from bot.question import Question
from bot.settings import Settings
from index import Embedder, Holds, LiveSearcher, PlainPassage, index_passages

EVERYONE: frozenset[str] = frozenset()


def signs_for(assistant: Assistant, text: str) -> Signs:
    searcher, question = assistant.searcher(), Question(text)
    vector = searcher.embedder.encode_query(text)
    found = find(searcher, question, vector, 30, audience=EVERYONE, reader=assistant.reader)
    asked = search_terms(question)
    scored = score_sentences(searcher, vector, asked, found[:10], audience=EVERYONE)
    return signs_of(searcher, text, asked, found, scored, audience=EVERYONE)


def test_the_score_is_the_logistic_of_the_weighted_signs() -> None:
    made = Signs(*[0.5] * len(fields(Signs)))
    weights = tuple(float(n) for n in range(len(fields(Signs))))
    total = -3.0 + sum(0.5 * w for w in weights)
    assert Line(-3.0, weights, 0.9, 0.5, 0.2).score(made) == pytest.approx(1 / (1 + math.exp(-total)))


def test_the_fitted_line_has_a_weight_for_each_sign_and_thresholds_in_order() -> None:
    rows = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert list(rows) == list(get_args(Holds))
    for holds in get_args(Holds):
        drawn = line(holds)
        assert len(drawn.weights) == len(rows[holds]["weights"]) == len(fields(Signs))
        assert 0 < drawn.near <= drawn.answer <= drawn.sure < 1


def signs_of_nothing() -> Signs:
    return Signs(*[0.0] * len(fields(Signs)))


def test_nothing_found_speaks_for_silence(samples: Assistant) -> None:
    empty = signs_of(samples.searcher(), "anything", ["anything"], [], [], audience=EVERYONE)
    assert empty == signs_of_nothing()
    assert line().score(empty) < line().answer


def test_a_question_in_the_documents_words_scores_above_one_that_nothing_answers(samples: Assistant) -> None:
    near = signs_for(samples, "Who is responsible for strategic threat assessments?")
    far = signs_for(samples, "What is the price of palladium in Zürich on 7 July 2031?")
    assert near.nearest > far.nearest and near.best > far.best and near.answers > far.answers
    assert near.together == 1 and far.together < 0.7
    assert line().score(near) > line().answer > line().score(far)


def test_what_a_question_pins_down_is_told_from_what_it_leaves_open(samples: Assistant) -> None:
    assert names_in("who leads early warning?") == 0
    assert (
        0
        < names_in("What does the JMAC do?")
        < names_in("What did resolution 2779 ask of UNMISS in Malakal in May?")
        == 1
    )
    assert names_in("Where? Never in the Protection cluster") == names_in("what of Juba")
    assert names_in("WHO PROTECTS CIVILIANS AT NIGHT?") == names_in("Who Protects Civilians At Night?") == 0
    assert names_in("WHAT DOES PARA 12 SAY ON NIGHT PATROLS?") == names_in("what does para 12 say?") > 0
    for text in ("How many troops?", "When did it end?", "which unit", "Who signed it?", "until when", "its budget"):
        assert signs_for(samples, text).particular == 1, text
    for text in ("Who is responsible for early warning?", "What do we do when a village is attacked?", "who leads?"):
        assert signs_for(samples, text).particular == 0, text


def test_a_question_that_says_which_document_it_means_needs_more(samples: Assistant) -> None:
    plain, named = "who warns of threats?", "who warns of threats, by the policy?"
    assert (signs_for(samples, plain).which, signs_for(samples, named).which) == (0, 1)
    one, other = replace(signs_of_nothing(), which=0), replace(signs_of_nothing(), which=1)
    assert line().score(one) > line().score(other)


def test_shares_lie_between_0_and_1(samples: Assistant) -> None:
    for text in ("x", "😀", "who leads early warning?", "a b c d " * 400, "zzz yyy"):
        made = signs_for(samples, text)
        assert all(0 <= share <= 1.0001 for share in (made.together, made.answers)), text
        assert 0 <= line().score(made) <= 1


def test_the_signs_for_fitting_are_those_of_the_judge(samples: Assistant) -> None:
    text = "Who is responsible for strategic threat assessments?"
    judged = signs(samples.searcher(), samples.reader, samples.settings, text)
    assert judged == pytest.approx(signs_for(samples, text).as_list())
    assert replace(signs_of_nothing(), rarest=1).as_list()[-1] == 1


def test_each_weight_keeps_the_direction_in_which_its_sign_speaks() -> None:
    for holds in get_args(Holds):
        assert all(weight * speaks >= 0 for weight, speaks in zip(line(holds).weights, SPEAKS_FOR, strict=True))


def test_how_one_sentence_fits_is_told_by_its_nearness_and_its_words(samples: Assistant) -> None:
    whole = signs_for(samples, "Who is responsible for strategic threat assessments?")
    apart = signs_for(samples, "Who is responsible for strategic lighthouse assessments in Antarctica?")
    assert 0 < apart.sentence < whole.sentence <= 1
    assert whole.rarest < 1 and apart.rarest == 1  # no sentence has the lighthouse
    assert (
        whole.lacking
        == 0
        < apart.lacking
        < signs_for(samples, "Who has told the people of Ruritania, or near Elbonia and in Antarctica?").lacking
    )


@pytest.mark.parametrize(
    "text", ["What must staff not do?", "who doesn't report?", "other than patrols, what is done?"]
)
def test_a_question_for_what_is_not_so_is_known(samples: Assistant, text: str) -> None:
    assert signs_for(samples, text).denies == 1
    assert signs_for(samples, text.replace("not ", "").replace("n't", "").replace("other than", "by")).denies == 0


def test_plain_passages_have_a_line_of_their_own(tmp_path: Path, embedder: Embedder) -> None:
    rows = [PlainPassage("boats", "Boats return to the harbour at noon."), PlainPassage("lamps", "Lamps hang there.")]
    index_passages(tmp_path, rows, embedder)
    assistant = Assistant(LiveSearcher(tmp_path, embedder), Settings(home=tmp_path))
    asked = "When do boats return to the harbour?"
    judged = Signs(*signs(assistant.searcher(), assistant.reader, assistant.settings, asked))
    assert assistant.ask(asked).score == line("passages").score(judged) != line("documents").score(judged)
    assert assistant.ask("When do boats not return to the harbour?").score < assistant.ask(asked).score
