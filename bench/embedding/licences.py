"""Which licences may be trained on, and how the metadata of three registries say which one a package has.

An allow-list: what is unknown, unclear or copyleft is left out. `A OR B` is fine when one side is, `A AND B` when both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from license_expression import AND, OR, ExpressionError, LicenseSymbol, LicenseWithExceptionSymbol, get_spdx_licensing

_SPDX: Any = get_spdx_licensing()

_ALLOWED = """
0bsd apache-2.0 blueoak-1.0.0 bsd-1-clause bsd-2-clause bsd-3-clause bsd-3-clause-clear bsd-4-clause-uc bsl-1.0 cc0-1.0
curl ftl hpnd isc libpng-2.0 mit mit-0 mit-cmu ncsa openssl php-3.01 postgresql psf-2.0 python-2.0 unicode-3.0
unicode-dfs-2016 unlicense upl-1.0 w3c wtfpl x11 zlib zpl-2.1
"""
ALLOWED = frozenset(_ALLOWED.split())
"""SPDX identifiers, lower-cased. Each lets code be used, changed and passed on with a notice at most."""

_SPOKEN = {
    "apache": "apache-2.0", "apache 2": "apache-2.0", "apache 2.0": "apache-2.0", "apache license": "apache-2.0",
    "apache license 2.0": "apache-2.0", "apache license version 2.0": "apache-2.0", "apache-2": "apache-2.0",
    "apache license, version 2.0": "apache-2.0", "apache software license": "apache-2.0",
    "apache software license 2.0": "apache-2.0", "apache-2.0-with-llvm-exception": "apache-2.0",
    "boost": "bsl-1.0", "boost software license 1.0 (bsl-1.0)": "bsl-1.0", "bsl-1": "bsl-1.0",
    "3-clause bsd license": "bsd-3-clause", "bsd": "bsd-3-clause", "bsd 3-clause": "bsd-3-clause",
    "bsd 2-clause license": "bsd-2-clause", "bsd 3-clause license": "bsd-3-clause", "bsd license": "bsd-3-clause",
    "bsd-2": "bsd-2-clause", "bsd-3": "bsd-3-clause", "bsd-3-clause-google": "bsd-3-clause",
    "bsd-style": "bsd-3-clause", "new bsd": "bsd-3-clause", "new bsd license": "bsd-3-clause",
    "expat": "mit", "mit license": "mit", "mit-style": "mit", "mit/x11": "mit", "the mit license": "mit",
    "the mit license (mit)": "mit", "x11-style": "x11", "zlib/libpng": "zlib",
    "cc0": "cc0-1.0", "public domain": "cc0-1.0", "public-domain": "cc0-1.0", "the unlicense (unlicense)": "unlicense",
    "historical permission notice and disclaimer (hpnd)": "hpnd", "isc license": "isc", "isc license (iscl)": "isc",
    "psf": "psf-2.0", "python software foundation license": "psf-2.0", "unicode": "unicode-3.0",
    "university of illinois/ncsa open source license": "ncsa", "zope public license": "zpl-2.1", "zpl 2.1": "zpl-2.1",
}  # fmt: skip
"""Names that packages give instead of an identifier, where only one licence can be meant."""


@cache
def allowed(licence: str) -> bool:
    """Whether a licence expression, or a name that packages use, is one that may be trained on."""
    licence = " ".join(licence.strip().lower().split())
    if not licence:
        return False
    if _named(licence):
        return True
    try:
        parsed: object = _SPDX.parse(re.sub(r"\s*[/,;]\s*", " and ", licence))
    except (ExpressionError, AttributeError, TypeError):
        return False  # a sentence, not an expression
    return _holds(parsed)


def _holds(expression: Any) -> bool:
    """Of a tree that `license_expression` made, None for an empty one."""
    if isinstance(expression, OR):
        return any(map(_holds, cast("Any", expression).args))
    if isinstance(expression, AND):
        return all(map(_holds, cast("Any", expression).args))
    if isinstance(expression, LicenseWithExceptionSymbol):
        return _holds(cast("Any", expression).license_symbol)
    return isinstance(expression, LicenseSymbol) and _named(str(cast("Any", expression).key))


def _named(name: str) -> bool:
    name = name.lower()
    return _SPOKEN.get(name, name) in ALLOWED


def of_wheel(metadata: str) -> str:
    """The licence by a wheel's METADATA: its expression, else its classifiers, else the free text."""
    head = metadata.partition("\n\n")[0]
    expression = re.search(r"^License-Expression: (.+)$", head, re.M)
    if expression:
        return expression.group(1).strip()
    classified = re.findall(r"^Classifier: License :: (?:OSI Approved :: )?(.+)$", head, re.M)
    classified = [one for one in classified if one != "OSI Approved"]
    if classified:
        return _all(classified)
    free = re.search(r"^License: (.{1,60})$", head, re.M)
    return free.group(1).strip() if free else ""


def _all(names: Iterable[str]) -> str:
    """One expression that is allowed when each of the names is; a name that is none stays itself."""
    known = [_SPOKEN.get(name.strip().lower(), name.strip()) for name in names]
    return known[0] if len(known) == 1 else " and ".join(known)
