"""Which model is tried where, with made-up memory: nothing is loaded and no GPU is needed."""

from __future__ import annotations

import pytest
from nss_server.speech.fit import GPU_MARGIN_MB, RAM_MARGIN_MB, Candidate, Choice, Memory, budget_line, choices

TURBO = Candidate("whisper-large-v3-turbo", {"int8": 1500, "float16": 2500})
SMALL = Candidate("whisper-small", {"int8": 800, "float16": 1200})
BASE = Candidate("whisper-base", {"int8": 400, "float16": 600})
TINY = Candidate("whisper-tiny.en", {"int8": 300, "float16": 450})
ALL = (TURBO, SMALL, BASE, TINY)

PLENTY = 32_000
BUSY_GPU = Memory(PLENTY, gpu_free=24_576 - 22_118, gpu_total=24_576)  # an LLM server holds 21.6 GB of 24


def tried(memory: Memory, device: str = "auto", installed: tuple[Candidate, ...] = ALL) -> list[str]:
    short = {
        "whisper-large-v3-turbo": "turbo",
        "whisper-small": "small",
        "whisper-base": "base",
        "whisper-tiny.en": "tiny",
    }
    return [f"{short[c.model]} {c.device} {c.compute_type}" for c in choices(installed, memory, device)]


ON_PROCESSOR = ["base cpu int8", "tiny cpu int8", "small cpu int8", "turbo cpu int8"]


def test_beside_an_llm_server_the_best_model_runs_in_less_precision() -> None:
    assert tried(BUSY_GPU) == [
        "turbo cuda int8_float16", "small cuda float16", "small cuda int8_float16", "base cuda float16",
        "base cuda int8_float16", "tiny cuda float16", "tiny cuda int8_float16", *ON_PROCESSOR,
    ]  # fmt: skip


def test_an_empty_gpu_runs_the_best_model_in_full() -> None:
    assert tried(Memory(PLENTY, 24_000, 24_576))[:2] == ["turbo cuda float16", "turbo cuda int8_float16"]


def test_a_gpu_with_one_gigabyte_free_runs_a_small_model() -> None:
    assert tried(Memory(PLENTY, 1024, 24_576), "cuda") == [
        "base cuda int8_float16", "tiny cuda float16", "tiny cuda int8_float16",
    ]  # fmt: skip


def test_a_full_gpu_leaves_the_processor() -> None:
    assert tried(Memory(PLENTY, 100, 24_576)) == ON_PROCESSOR
    assert tried(Memory(PLENTY, 100, 24_576), "cuda") == []


def test_without_a_gpu_the_quick_models_come_first() -> None:
    assert tried(Memory(PLENTY)) == ON_PROCESSOR
    assert tried(Memory(PLENTY), "cuda") == []
    assert tried(Memory(PLENTY, gpu_problem="libcudnn is missing")) == ON_PROCESSOR


def test_a_slow_model_is_taken_where_it_is_the_only_one() -> None:
    assert tried(Memory(PLENTY), installed=(TURBO, SMALL)) == ["small cpu int8", "turbo cpu int8"]
    assert tried(Memory(PLENTY), installed=(TURBO,)) == ["turbo cpu int8"]


def test_the_processor_can_be_asked_for() -> None:
    assert tried(BUSY_GPU, "cpu") == ON_PROCESSOR


def test_where_nothing_fits_nothing_is_tried() -> None:
    assert tried(Memory(1000, 300, 8000)) == []
    assert tried(Memory(0, 0, 0)) == []
    assert tried(Memory(PLENTY), installed=()) == []


@pytest.mark.parametrize("free", range(0, 4000, 50))
def test_the_margin_stays_free(free: int) -> None:
    for choice in choices(ALL, Memory(free, free, 24_576)):
        margin = GPU_MARGIN_MB if choice.device == "cuda" else RAM_MARGIN_MB
        assert free - choice.megabytes >= margin


def test_what_fits_exactly_is_taken() -> None:
    assert tried(Memory(0, GPU_MARGIN_MB + 300, 8000)) == ["tiny cuda int8_float16"]
    assert tried(Memory(0, GPU_MARGIN_MB + 299, 8000)) == []
    assert tried(Memory(RAM_MARGIN_MB + 300)) == ["tiny cpu int8"]


def test_a_precision_that_a_model_does_not_have_is_not_tried() -> None:
    assert tried(Memory(0, 8000, 8000), installed=(Candidate("whisper-base", {"int8": 400}),)) == [
        "base cuda int8_float16"
    ]
    assert tried(Memory(PLENTY), installed=(Candidate("whisper-base", {"float16": 600}),)) == []


def test_the_budget_in_one_line() -> None:
    turbo = Choice("whisper-large-v3-turbo", "cuda", "int8_float16", 1536)
    assert budget_line(turbo, BUSY_GPU) == "Whisper int8_float16 1.5 GB · LLM and others 21.6 · free 0.9"
    base = Choice("whisper-base", "cpu", "int8", 400)
    assert budget_line(base, Memory(8192)) == "Whisper int8 0.4 GB of main memory · free 7.6"
    assert budget_line(base, Memory(8192, 100, 24_576)) == "Whisper int8 0.4 GB of main memory · free 7.6"
    assert budget_line(None, BUSY_GPU) == "no installed speech model fits into the memory that is free"
