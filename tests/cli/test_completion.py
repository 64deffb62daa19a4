"""Completion scripts: every shell can read its own, and bash completes with it."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from nss_server.cli.completion import SHELLS, options_by_command, script
from nss_server.cli.help import all_summaries


def complete(*words: str) -> list[str]:
    """What bash offers for the last of the words after `nss`."""
    line = " ".join(f"'{word}'" for word in ("nss", *words))
    steps = (
        f'COMP_WORDS=({line}); COMP_CWORD={len(words)}; compopt() {{ :; }}; _nss; printf "%s\\n" "${{COMPREPLY[@]}}"'
    )
    ran = subprocess.run(["bash", "-c", f"{script('bash')}\n{steps}"], capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_bash_completes_commands_groups_options_and_values() -> None:
    assert complete("sea") == ["search", "searches"]
    assert {"jobs", "host", "search", "completion", "lsp"} <= set(complete(""))
    assert complete("jobs", "") == ["cancel", "list", "show"]
    assert set(complete("search", "--l")) == {"--limit", "--language"}
    assert complete("search", "--mode", "k") == ["keyword"]
    assert complete("--color", "n") == ["never"]
    assert complete("search", "some", "words") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_there(shell: str) -> None:
    text = script(shell)
    assert all(word in text for name, _ in all_summaries() for word in name.split())
    for options in options_by_command().values():
        assert all(option.name.lstrip("-") in text for option in options)


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shutil.which(shell)])
def test_the_shell_can_read_it(shell: str) -> None:
    checked = subprocess.run([shell, "-n"], input=script(shell), capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
