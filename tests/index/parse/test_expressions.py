"""Chains and annotations."""

from __future__ import annotations

import pytest
from nss_index.parse.annotations import instance_of
from nss_index.parse.expressions import chain, root_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("self.pool", "self.pool"),
        ("a.b(1, (2)).c[x(3)]", "a.b().c[]"),
        ("a\n  .b('()')\n  .c", "a.b().c"),
        ("a?.b!.c->d::e", "a.b.c.d.e"),
        ('"x".join', '"".join'),
        ("[1, (2)].map", '"".map'),
        ("new Foo(1).bar", "Foo().bar"),
        ("this.#x", "this.#x"),
        ("a + b", "?"),
        ("a or b", "?"),
        ("(a).b", "?"),
        ("a.b(", "a.b()"),
        ("x" * 3000 + "()", "?"),
        ("", "?"),
    ],
)
def test_a_chain_is_names_calls_and_subscripts(text: str, expected: str) -> None:
    assert chain(text) == expected


def test_the_root_of_a_chain() -> None:
    assert [root_of(one) for one in ("a", "a.b", "a().b", "a[].b")] == ["a", "a", "a", "a"]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("Foo", "Foo()"), ("pkg.Foo", "pkg.Foo()"), ('"Foo"', "Foo()"), ("Optional[Foo]", "Foo()"),
        ("Foo | None", "Foo()"), ("None | Foo", "Foo()"), ("type[Foo]", "Foo"), ("Annotated[Foo, 3]", "Foo()"),
        ("list[Foo]", "list()"), ("Self", "self"), ("Foo | Bar", "?"), ("Any", "?"), ("", ""),
        (": Foo", "Foo()"), (": Foo<Bar> | undefined", "Foo()"), (": Promise<Foo>", "Foo()"), (": typeof foo", "foo"),
        (": Foo[]", '""'), (": string", '""'), (": this", "this"), (": () => void", "?"),
    ],
)  # fmt: skip
def test_what_an_annotation_says(annotation: str, expected: str) -> None:
    assert instance_of(annotation) == expected
