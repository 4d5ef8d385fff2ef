import json
import math
from dataclasses import fields, replace

import pytest

from bot.answerability import WEIGHTS, Line, Signs, line, signs_of
from bot.assistant import Assistant, search_terms, signs
from bot.evidence import score_sentences
from bot.finding import find
from bot.question import Question

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
    assert Line(-3.0, weights, 0.5, 0.2).score(made) == pytest.approx(1 / (1 + math.exp(-total)))


def test_the_fitted_line_has_a_weight_for_each_sign_and_two_thresholds_in_order() -> None:
    row = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert len(row["weights"]) == len(line().weights) == len(fields(Signs)) == len(signs_of_nothing().as_list())
    assert 0 < line().near <= line().answer < 1


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


def test_numbers_that_stand_nowhere_speak_against_an_answer(samples: Assistant) -> None:
    assert signs_for(samples, "What does resolution 9876 say on JMAC?").hard == 0.5
    assert signs_for(samples, "What does the JMAC do?").hard == 1
    assert signs_for(samples, "who leads?").hard == 1


def test_shares_lie_between_0_and_1(samples: Assistant) -> None:
    for text in ("x", "😀", "who leads early warning?", "a b c d " * 400, "zzz yyy"):
        made = signs_for(samples, text)
        assert all(0 <= share <= 1.0001 for share in (made.together, made.hard, made.answers)), text
        assert 0 <= line().score(made) <= 1


def test_the_signs_for_fitting_are_those_of_the_judge(samples: Assistant) -> None:
    text = "Who is responsible for strategic threat assessments?"
    assert signs(samples, text) == pytest.approx(signs_for(samples, text).as_list())
    assert replace(signs_of_nothing(), answers=1).as_list()[-1] == 1
