"""Tests are told by the names that the test runners of each language look for."""

from __future__ import annotations

from nss_index.graph.testfiles import is_test

TESTS = """
tests/helpers.py  test_basket.py  shop/test_basket.py  basket_test.go  src/basket.test.ts  spec/basket_spec.rb
src/test/kotlin/BasketTest.kt  src/commonTest/kotlin/helpers.kt  Shop.Tests/Helper.cs  Tests/ShopTests/Basket.swift
NIOCoreTests/Helpers.swift  test/basket_test.exs  src/BasketSpec.scala  Shop/BasketSpec.hs  Basket.Tests.ps1
web/__tests__/a.js  basket-tests/a.c
"""
OTHERS = """
src/contest.py  latest/a.py  attest/a.py  spectrum/a.py  a/Spec.hs  test.ml  protests/a.c  inspect/a.py
"""


def test_files_of_tests_and_others() -> None:
    assert [path for path in TESTS.split() if not is_test(path)] == []
    assert [path for path in OTHERS.split() if is_test(path)] == []
