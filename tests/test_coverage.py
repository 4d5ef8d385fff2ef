import numpy as np

from bot.coverage import Held, held, shares
from index.terms import term_set
from tests.builders import ALERTS, PATROLS, document

MADE = (document("first", PATROLS), document("second", ALERTS))
DOCUMENTS = {made.id: made for made, _ in MADE}
PASSAGES = [passage for _, passages in MADE for passage in passages]
TEXTS = [DOCUMENTS[p.document].text[p.start : p.end] for p in PASSAGES]
ASKED = list(dict.fromkeys([*sorted(term_set(" ".join(TEXTS)))[::3], "nowhere"]))


def test_terms_are_found_where_they_stand() -> None:
    found = Held.by(ASKED, PASSAGES, TEXTS, DOCUMENTS)
    for i, (passage, text) in enumerate(zip(PASSAGES, TEXTS, strict=True)):
        assert found.texts[i].tolist() == [term in term_set(text) for term in ASKED]
        assert found.contexts[i].tolist() == [term in term_set(passage.context) for term in ASKED]
        rows = found.sentences[found.ends[i] : found.ends[i + 1]]
        spoken = [DOCUMENTS[passage.document].text[s.start : s.end] for s in passage.sentences]
        assert rows.tolist() == [[term in term_set(sentence) for term in ASKED] for sentence in spoken]
    assert found.texts.any() and found.sentences.any() and not found.texts[:, -1].any()


def test_shares_are_added_up_in_the_order_of_the_terms_to_the_last_bit() -> None:
    weights = np.random.default_rng(3).normal(size=len(ASKED)).tolist()
    words = [term_set(text) for text in TEXTS]
    found = shares(weights, held(ASKED, words, len(words)))
    assert found.tolist() == [sum(w for w, t in zip(weights, ASKED, strict=True) if t in each) for each in words]


def test_the_best_sentence_counts_and_a_passage_without_any_has_nothing() -> None:
    nothing = np.zeros((3, 0), dtype=np.bool_)
    found = Held(nothing, nothing, nothing, (0, 2, 2, 3))
    assert found.best(np.array([0.25, 0.5, 0.125])).tolist() == [0.5, 0.0, 0.125]
    assert Held.by(["a"], [], [], {}).best(np.zeros(0)).tolist() == []
