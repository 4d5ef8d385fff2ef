"""Changed sentences never pass, and typography never matters; scripts/quote-trials runs thousands."""

from __future__ import annotations

import pytest

from bot.assistant import EVERYONE, Assistant
from bot.quotes import Verdict
from corpus.model import Document
from scripts.evaluation.quote_changes import Trial, altered, draft, noisy

COUNT = 60


@pytest.fixture(scope="module")
def documents(samples: Assistant) -> list[Document]:
    store = samples.searcher().store
    return [store.document(id_) for id_ in store.ids]


def test_no_changed_number_negation_modal_verb_or_name_passes(samples: Assistant, documents: list[Document]) -> None:
    trials = list(altered(documents, COUNT, seed=7))
    assert {trial.change for trial in trials} == {"number", "negation", "modal", "name"}
    passed = [t for t in trials if samples.check(t.text, audience=EVERYONE).verdict is not Verdict.ALTERED]
    assert passed == []


def test_typographic_noise_leaves_true_slices_exact(samples: Assistant, documents: list[Document]) -> None:
    def is_exact(trial: Trial) -> bool:
        return samples.check(trial.text, audience=EVERYONE).verdict is Verdict.EXACT

    assert [trial for trial in noisy(documents, COUNT, seed=7) if not is_exact(trial)] == []


def test_a_draft_has_its_words_and_every_quotation_of_it_is_found(
    samples: Assistant, documents: list[Document]
) -> None:
    text = draft(documents, 300, seed=7)
    found = [f.quotation for f in samples.check_draft(text, audience=EVERYONE) if f.quotation is not None]
    assert 300 <= len(text.split()) < 400 and len(found) == text.count("“")
    assert {check.verdict for check in found} == {Verdict.EXACT, Verdict.ALTERED}


def test_the_same_seed_makes_the_same_trials(documents: list[Document]) -> None:
    assert list(noisy(documents, 5, 1)) == list(noisy(documents, 5, 1)) != list(noisy(documents, 5, 2))
