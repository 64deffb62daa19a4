"""Each complete language against its golden file, and the claim of completeness against the golden folders."""

from __future__ import annotations

import pytest
from nss_index.parse.languages import COMPLETE, LANGUAGES, language_of
from nss_index.parse.parser import parse_text

from tests.index.parse import golden_files


@pytest.mark.parametrize("language", golden_files.languages())
def test_a_language_reads_as_its_golden_file_says(language: str) -> None:
    assert golden_files.facts(language) == golden_files.expected(language)


def test_complete_languages_are_those_with_a_golden_file() -> None:
    """TSX is TypeScript, and an OCaml interface is OCaml, each with a grammar of its own."""
    complete = sorted(language.name for language in LANGUAGES.values() if language.complete)
    assert complete == golden_files.languages()
    assert len(complete) == 27
    assert {language.name for language in COMPLETE} == set(complete)


@pytest.mark.parametrize("language", golden_files.languages())
def test_a_sample_is_recognised_and_free_of_problems(language: str) -> None:
    assert language_of(golden_files.sample(language).name) == language
    assert golden_files.facts(language)["problems"] == []
    assert golden_files.facts(language)["tags"], "every sample holds a tag"


@pytest.mark.parametrize("language", golden_files.languages())
def test_half_a_character_costs_nothing(language: str) -> None:
    """Predicates of queries decode what they compare: half a surrogate pair made them fail in PowerShell."""
    text = golden_files.sample_text(language)
    parsed = parse_text(golden_files.sample(language).name, text + "\n\ud800")
    assert not [problem.what for problem in parsed.problems if "failed" in problem.what]
    assert parsed.symbols
