"""What an annotation of Python says that a value is, as a chain: `Foo` means `Foo()`, `type[Foo]` means `Foo`.

Source: the typing documentation. Does not know what the names in it are.
"""

from __future__ import annotations

import re

from nss_index.parse.expressions import UNKNOWN, chain

_WRAPPED = re.compile(
    r"(?:typing\.|t\.|typing_extensions\.)?(Optional|Annotated|Final|ClassVar|Type|type|Required|NotRequired)\[(.*)\]"
)
_NONE = re.compile(r"\s*\|\s*None\s*$|^\s*None\s*\|\s*")
_SELF = ("Self", "typing.Self", "typing_extensions.Self")


def instance_of(annotation: str) -> str:
    """The chain of a value that has this annotation; "" where it says nothing."""
    text, of_class = annotation.strip(), False
    while True:
        inner = _NONE.sub("", text.strip().strip("\"'").strip())
        wrapped = _WRAPPED.fullmatch(inner)
        if wrapped is not None:
            of_class = of_class or wrapped[1] in ("Type", "type")
            inner = wrapped[2].partition(",")[0] if wrapped[1] == "Annotated" else wrapped[2]
        if inner == text:
            break
        text = inner
    if text in ("Any", "typing.Any", "object", "None", ""):
        return UNKNOWN if text != "" else ""
    if text in _SELF:
        return "self"
    found = chain(text)
    if found == UNKNOWN or found.startswith('"'):
        return UNKNOWN
    return found if of_class else f"{found.removesuffix('[]')}()"
