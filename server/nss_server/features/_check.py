"""What one look of the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CheckState = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    state: CheckState  # "fail": something does not work; "warn": it works, but not as well as it could
    found: str
    todo: str = ""  # what to do about it
