"""The speech models for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nss_server.cli.output import Output

Result = Mapping[str, Any]


def models(result: Result, output: Output) -> None:
    width = max((len(model["name"]) for model in result["models"]), default=0)
    for model in result["models"]:
        name = f"{model['name']:<{width}}"
        megabytes = f"  {model['megabytes']:>5} MB  "
        if model["installed"]:
            output.line((name, "name"), megabytes, ("installed", "good"), f"  {model['summary']}")
            output.line(" " * (width + 2), (model["folder"], "path"))
        elif model["problem"]:
            output.line((name, "name"), megabytes, ("unusable ", "bad"), f"  {model['summary']}")
            output.line(" " * (width + 2), (f"{model['problem']}; `nss models pull {model['name']}` mends it", "warn"))
        else:
            output.line((name, "name"), megabytes, ("-        ", "dim"), f"  {model['summary']}")
    output.remark(f"in {result['folder']}; `nss models pull MODEL` installs one and says where it can come from")


def model_pull(result: Result, output: Output) -> None:
    output.line((result["name"], "name"), " installed" if result["fetched"] else " is already installed")
    output.line("  ", (result["folder"], "path"))


def model_path(result: Result, output: Output) -> None:
    """The folder alone: `$(nss models path whisper-base)`."""
    output.line(result["folder"])
