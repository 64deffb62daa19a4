"""Why: whether a file is in the index, and the rule or the problem that keeps it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from nss_server.capability import Positional, capability

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WhyParams:
    path: Annotated[
        str,
        Positional("PATH"),
        Meta(min_length=1, max_length=4096, description="A file, relative to the root or absolute."),
    ]


@dataclass(frozen=True, slots=True)
class WhyResult:
    path: str
    state: str  # in the index: "indexed", "skipped", "failed", "absent"
    state_now: str  # by a look at the disk: "eligible", "skipped", "gone"
    reason: str  # the rule's word, "" where nothing keeps the file out
    detail: str
    language: str
    chunks: int
    sentence: str  # all of it for people


@capability()
def why(workspace: Workspace, params: WhyParams, job: Job) -> WhyResult:
    """Say why a file is or is not in the index."""
    found = workspace.index.ensure(job).why(params.path, workspace.index.rules())
    record = found.indexed
    state = str(record.state) if record else "absent"
    reason = found.reason or (record.reason if record else "")
    detail = found.detail or (record.detail if record else "")
    return WhyResult(
        path=found.path,
        state=state,
        state_now=found.state_now,
        reason=reason,
        detail=detail,
        language=record.language if record else "",
        chunks=record.chunks if record else 0,
        sentence=_sentence(found.path, state, found.state_now, reason, detail, record.chunks if record else 0),
    )


def _sentence(path: str, state: str, now: str, reason: str, detail: str, chunks: int) -> str:
    because = f" ({reason})" if reason else ""
    more = f": {detail}" if detail else ""
    match state, now:
        case "indexed", "eligible":
            return f"{path} is indexed in {chunks} chunk{'' if chunks == 1 else 's'}{more}"
        case "indexed", "gone":
            return f"{path} is gone; the index still holds it until the next look at the tree"
        case "indexed", _:
            return f"{path} is in the index, but will leave it{because}{more}"
        case "failed", _:
            return f"{path} could not be indexed{because}{more}"
        case _, "eligible":
            return f"{path} is not indexed yet; the next look at the tree takes it in"
        case _, "gone":
            return f"{path} does not exist"
        case _:
            return f"{path} is left out{because}{more}"
