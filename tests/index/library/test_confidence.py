"""Whether an answer is one: what is measured, and that a search says so where it should."""

from __future__ import annotations

from pathlib import Path

import pytest
from nss_index.answers import Memory, SearchMode, SearchQuery
from nss_index.search.confidence import DOUBTED_BELOW, NAMED, Measures, coverage
from nss_index.search.ranked import RankedChunk

from tests.index.library.indexes import ask, indexed

SHOP = """
#- shop/session.py
class SessionStore:
    '''Keeps the login sessions of users until they expire.'''

    def close_expired(self, now):
        '''Close the sessions whose time is over.'''
        return [one for one in self.open if one.end < now]
#- shop/prices.py
def total_with_tax(prices, rate):
    '''The sum of the prices with the tax of this rate.'''
    return sum(prices) * (1 + rate)
"""
MODEL = "static-code-v1/log-tf/2/abc"


def test_a_question_of_the_project_is_trusted_and_a_strange_one_is_doubted(tmp_path: Path) -> None:
    with indexed(tmp_path, SHOP) as index:
        own = ask(index, "how are expired sessions closed")
        strange = ask(index, "kubernetes ingress controller reconciliation of annotations")
    assert own.confidence is not None and own.confidence > 0.6
    assert strange.confidence is not None and strange.confidence < DOUBTED_BELOW
    assert strange.hits  # what was found is shown all the same


def test_a_name_of_the_code_is_trusted(tmp_path: Path) -> None:
    with indexed(tmp_path, SHOP) as index:
        named = ask(index, "kubernetes ingress reconciliation with total_with_tax")
    assert named.confidence is not None and named.confidence >= NAMED


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery("sessions", mode=SearchMode.KEYWORD),
        SearchQuery("sessions", mode=SearchMode.SEMANTIC),
        SearchQuery("sessions", mode=SearchMode.EXACT),
        SearchQuery("sessions", memory=Memory.CODE),
    ],
)
def test_nobody_can_say_without_words_and_meaning(tmp_path: Path, query: SearchQuery) -> None:
    with indexed(tmp_path, SHOP) as index:
        assert index.search(query).confidence is None
        assert index.similar("def close_expired(self): pass").confidence is None


def test_another_model_gives_no_verdict() -> None:
    measures = Measures(1.0, 0.9, 0.9, named=False)
    assert measures.confidence("minilm/onnx/abc") is None
    likely = measures.confidence(MODEL)
    assert likely is not None and likely > 0.9
    worse = Measures(0.0, 0.1, 0.1, named=False).confidence(MODEL)
    assert worse is not None and 0 < worse < 0.1


def test_coverage_is_of_the_best_of_the_first_hits() -> None:
    def hit(*terms: str) -> RankedChunk:
        return RankedChunk(1, 1.0, (), terms)

    idf = {"session": 3.0, "unknown": 6.0}
    assert coverage([hit(), hit("session", "other")], idf) == pytest.approx(1 / 3)
    assert coverage([hit()] * 5 + [hit("session")], idf) == 0.0
    assert coverage([], idf) == 0.0 and coverage([], {}) == 1.0
