"""What an annotation of Python or TypeScript says that a value is, as a chain: `Foo` means `Foo()`, `type[Foo]` means
`Foo`, `typeof foo` means `foo`.

Sources: the typing documentation; TypeScript's handbook ("Everyday Types", "Utility Types"). A promise is what awaiting
it gives. Does not know what the names in it are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nss_index.parse.expressions import LITERAL, UNKNOWN, chain

_WRAPPED = re.compile(
    r"(?:typing\.|t\.|typing_extensions\.)?"
    r"(Optional|Annotated|Final|ClassVar|Type|type|Required|NotRequired)\[(.*)\]",
    re.DOTALL,
)
_UTILITY = re.compile(r"(?:Promise|Awaited|Readonly|Partial|Required|NonNullable)<(.*)>", re.DOTALL)
_NONE = re.compile(r"\s*\|\s*(?:None|null|undefined)\s*$|^\s*(?:None|null|undefined)\s*\|\s*")
_ARGUMENTS = re.compile(r"<.*>$", re.DOTALL)
_SELF = ("Self", "typing.Self", "typing_extensions.Self")
_ANY = ("Any", "typing.Any", "object", "None", "any", "unknown", "void", "never", "undefined", "null")
_PLAIN = ("string", "number", "boolean", "bigint", "symbol")


@lru_cache(maxsize=8_192)
def instance_of(annotation: str) -> str:
    """The chain of a value that has this annotation; "" where it says nothing."""
    text, of_class = annotation.strip().removeprefix(":").strip(), False
    if text.startswith("typeof "):
        return chain(text.removeprefix("typeof "))
    while True:
        inner = _NONE.sub("", text.strip().strip("\"'").strip())
        wrapped = _WRAPPED.fullmatch(inner)
        if wrapped is not None:
            of_class = of_class or wrapped[1] in ("Type", "type")
            inner = wrapped[2].partition(",")[0] if wrapped[1] == "Annotated" else wrapped[2]
        elif (utility := _UTILITY.fullmatch(inner)) is not None:
            inner = utility[1]
        if inner == text:
            break
        text = inner
    if not text or text in _ANY:
        return UNKNOWN if text else ""
    if text in _PLAIN or text.endswith("[]"):
        return LITERAL
    if text in _SELF:
        return "self"
    if text == "this":
        return text
    found = chain(_ARGUMENTS.sub("", text))
    if found == UNKNOWN or found.startswith(LITERAL):
        return UNKNOWN
    return found if of_class else f"{found.removesuffix('[]')}()"
