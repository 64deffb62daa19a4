"""The command `nss` as people run it: real processes, their output and their exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from nss_server import contract
from nss_server.cli.arguments import parse
from nss_server.cli.main import main

from tests.support.shell import Ran, nss
from tests.support.workspace_text import write_workspace

PROJECT = """
#- app/session.py
class Session:
    def close_expired(self, now):
        return now
#- README.md
# Sessions

How a session ends.
#- .env
SECRET=1
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_workspace(tmp_path_factory.mktemp("shell"), PROJECT)
    (root / ".git").mkdir()  # only marks the top: nothing here asks git
    assert run(root, "index").code == 0
    return root


def run(root: Path, *arguments: str | bytes, stdin: bytes = b"") -> Ran:
    return nss(*arguments, "--no-host", cwd=root, stdin=stdin)


def test_help_and_version(tmp_path: Path) -> None:
    helped = nss("--help", cwd=tmp_path)
    assert (helped.code, helped.err) == (0, "")
    assert "  search " in helped.out
    assert "  jobs list " in helped.out
    assert nss("help", cwd=tmp_path).out == helped.out
    assert nss("--version", cwd=tmp_path).out == "nss 0.1.0\n"
    assert nss("help", "jobs", "list", cwd=tmp_path).out.startswith("usage: nss jobs list")
    assert nss("search", "--help", cwd=tmp_path).out.startswith("usage: nss search")
    assert nss("lsp", "--help", cwd=tmp_path).out.startswith("usage: nss lsp")
    assert nss("help", "host", "run", cwd=tmp_path).out.startswith("usage: nss host run")


def test_help_imports_nothing_heavy(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    started = time.perf_counter()
    nss("--help", cwd=tmp_path)
    record_property("help_milliseconds", round((time.perf_counter() - started) * 1000))
    heavy = "{'numpy', 'apsw', 'msgspec', 'argparse', 'asyncio', 'rich', 'nss_server.contract'}"
    code = f"import sys; from nss_server.cli.main import main; main(['--help']); print({heavy} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "usage: nss"),
        (["serch", "x"], "no command 'serch'. Did you mean: nss search, nss voice search, nss searches show?"),
        (["jobs", "lst"], "no command 'jobs lst'. Did you mean: nss jobs list"),
        (["zzzzzz"], "`nss --help` lists them"),
        (["--root", "status"], "nss: no command after --root status. `nss --help` lists them"),
        (["jobs"], "usage: nss jobs COMMAND"),
        (["search"], "QUERY is missing, or --batch FILE"),
        (["search", "x", "--limit", "many"], "invalid int value: 'many'"),
        (["search", "x", "--limit", "-1"], "limit cannot be -1"),
        (["search", "x", "--mode", "psychic"], "invalid choice: 'psychic'"),
        (["search", "x", "--nope"], "unrecognized arguments: --nope"),
        (["search", "x" * 9000], "query cannot be 'xxx"),
        (["search", "x", "--batch", "f"], "either QUERY or --batch FILE"),
        (["search", "--batch", "no-such-file"], "cannot read the batch file no-such-file"),
        (["search", "x", "--set", "limit"], "--set takes KEY=VALUE"),
        (["search", "x", "--root", "no/such/folder"], "no such folder: no/such/folder"),
        (["search", "x", "--root", "README.md"], "not a folder: README.md"),
        (["index", "a", "--root", "b"], "either ROOT or --root DIR"),
        (["why"], "arguments are required: PATH"),
        (["why", "/etc/passwd"], "is not inside"),
        (["completion", "powershell"], "usage: nss completion"),
    ],
)
def test_bad_input_is_a_sentence_and_code_2(
    project: Path, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    try:
        code: object = main([*arguments, *([] if arguments[:1] in ([], ["completion"], ["--root"]) else ["--no-host"])])
    except SystemExit as ended:  # argparse's way
        code = ended.code
    ran = capfd.readouterr()
    assert code == 2
    assert said in ran.err
    assert ran.out == ""


def test_search_for_people(project: Path) -> None:
    ran = run(project, "search", "close", "expired", "--limit", "1")
    first = ran.out.splitlines()
    assert ran.code == 0
    assert first[0].startswith("app/session.py:")
    assert "Session" in first[0]
    assert "keyword #1" in first[1]
    assert "\x1b" not in ran.out
    assert "hybrid · index of" in ran.err


def test_options_may_stand_anywhere(project: Path, tmp_path: Path) -> None:
    expected = run(project, "search", "close", "--limit", "1", "--json").json()["results"]
    before = nss("--no-host", "--root", str(project), "search", "--limit", "1", "close", "--json", cwd=tmp_path)
    within = nss("search", "--json", "--no-host", "close", f"--root={project}", "--limit=1", cwd=tmp_path)
    assert before.json()["results"] == within.json()["results"] == expected


def test_the_root_is_the_repository_around_the_folder(project: Path) -> None:
    assert run(project / "app", "status", "--json").json()["root"] == str(project)
    assert nss("status", str(project / "app"), "--no-host", "--json", cwd=project).json()["root"] == str(
        project / "app"
    )


def test_color_and_quiet(project: Path) -> None:
    assert "\x1b[35mapp/session.py\x1b[0m" in run(project, "search", "close", "--color", "always").out
    assert run(project, "search", "close", "--quiet").err == ""


def test_nothing_found_is_no_failure(project: Path) -> None:
    ran = run(project, "search", "qqqqzzzz", "--mode", "keyword", "--json")
    assert (ran.code, list(ran.json()["results"])) == (0, [])


def test_filters_are_named_when_nothing_is_found(project: Path) -> None:
    for command in ("search", "symbols"):
        ran = run(project, command, "close", "--language", "pyton", "--path", "app/**")
        assert ran.code == 0
        assert "looked only at --language pyton, --path app/**" in ran.err
    assert "looked only" not in run(project, "search", "close", "--language", "python").err


def test_lists_print_one_object_a_line(project: Path) -> None:
    files = run(project, "files", "--skipped", "--json").lines()
    assert [(file["path"], file["state"], file["reason"], file["language"]) for file in files] == [
        (".env", "skipped", "secret", ""),
        ("README.md", "indexed", "", "markdown"),
        ("app/session.py", "indexed", "", "python"),
    ]
    assert all(file["chunks"] > 0 for file in files[1:])
    chunks = run(project, "chunks", "--json").lines()
    assert {chunk["path"] for chunk in chunks} == {"README.md", "app/session.py"}
    symbols = run(project, "symbols", "close", "--json").lines()
    assert [symbol["symbol"] for symbol in symbols] == ["Session.close_expired"]


def test_a_batch_answers_every_line_in_order(project: Path) -> None:
    batch = b"close expired\n\n\xff\xfe\r\n" + b"x" * 9000 + b"\n\xef\xbb\xbfhow a session ends"
    ran = run(project, "search", "--batch", "-", "--limit", "2", "--json", stdin=batch)
    answers = ran.lines()
    assert ran.code == 0
    assert [answer["query"][:20] for answer in answers] == [
        "close expired", "", "\ufffd\ufffd", "x" * 20, "how a session ends",
    ]  # fmt: skip
    assert answers[0]["results"][0]["path"] == "app/session.py"
    assert {"path", "start_line", "end_line", "score", "symbol", "why"} <= set(answers[0]["results"][0])
    assert answers[1]["results"] == []
    assert "query cannot be" in answers[3]["error"]
    assert all(answer["elapsed_ms"] >= 0 for answer in answers)
    assert len(answers[4]["results"]) <= 2


def test_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    write_workspace(tmp_path, "#- evil.py\nx = 1\n")
    (tmp_path / "evil.py").write_text('def trap():\n    return "\x1b]0;owned\x07\u202e"\n')
    out = run(tmp_path, "search", "trap", "--root", str(tmp_path)).out
    assert "trap" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_a_query_that_is_not_utf8(project: Path) -> None:
    for arguments in (["search", b"\xff\xfe"], ["why", b"\xff.py"]):
        ran = run(project, *arguments, "--json")
        assert (ran.code, ran.out) == (2, "")
        assert "it is not valid Unicode" in ran.err


def test_similar_reads_standard_input(project: Path) -> None:
    ran = run(project, "similar", "-", "--json", stdin=b"def close_expired(self, now): return now")
    assert ran.json()["results"][0]["path"] == "app/session.py"
    assert run(project, "similar", "-", stdin=b"\xff").code == 2


def test_wrong_settings_are_said_and_left_out(project: Path, tmp_path: Path) -> None:
    ran = run(project, "search", "close", "--set", "search.limt=1", "--set", "search.limit=1", "--json")
    assert len(ran.json()["results"]) == 1
    assert "nss: warning: --set: search.limt: is not a setting; did you mean search.limit?" in ran.err
    write_workspace(tmp_path, PROJECT + '#- .nss.toml\n[embed]\nmodel = "onnx:/tmp/evil"\n')
    ran = nss("index", str(tmp_path), "--no-host", cwd=project)
    assert ran.code == 0
    assert ".nss.toml:2: embed.model: a project file may not set this" in ran.err


def test_exit_codes_of_the_error_tree(project: Path, tmp_path: Path) -> None:
    assert run(project, "jobs", "list").code == 5
    damaged = write_workspace(tmp_path / "damaged", PROJECT)
    cache = tmp_path / "cache"
    environment = {"NSS_CACHE_DIR": str(cache)}
    assert nss("index", "--no-host", "--root", str(damaged), cwd=damaged, environment=environment).code == 0
    (database,) = cache.glob("index/*/v*/index.db")
    database.write_bytes(b"garbage" * 1000)
    for log in database.parent.glob("index.db-*"):
        log.unlink()
    status = nss("status", "--no-host", "--json", "--root", str(damaged), cwd=damaged, environment=environment)
    assert status.json()["state"] == "broken"
    searched = nss("search", "close", "--no-host", "--root", str(damaged), cwd=damaged, environment=environment)
    assert (searched.code, "close_expired" in searched.out) == (0, True), "the index can always be made again"


def test_doctor_fails_with_code_1(project: Path) -> None:
    assert run(project, "doctor").code == 0
    ran = run(project, "doctor", "--set", "embed.model=onnx:/no/such", "--json")
    assert (ran.code, ran.json()["ok"]) == (1, False)


def test_bad_usage_is_one_line(project: Path) -> None:
    for arguments in (["search", "x", "--lmit", "3"], ["why"], ["search", "x", "--limit", "-1"]):
        ran = run(project, *arguments)
        assert (ran.code, ran.err.count("\n")) == (2, 1), ran.err
    assert "nss/" not in ran.err, "the shell's name of a command is not the protocol's"


def test_status_of_an_empty_folder_leaves_no_blanks(tmp_path: Path) -> None:
    assert run(tmp_path, "index", "--root", str(tmp_path)).out.startswith("0 files, 0 lines, ")
    lines = run(tmp_path, "status", "--root", str(tmp_path)).out.splitlines()
    assert not [line for line in lines if line != line.rstrip(" ;:,")]
    assert run(tmp_path, "tags", "--root", str(tmp_path)).err == "nothing found\n"
    assert run(tmp_path, "files", "--root", str(tmp_path)).err == "no files in the index\n"


def test_a_root_of_nothing(tmp_path: Path) -> None:
    ran = run(tmp_path, "search", "x", "--json", "--root", str(tmp_path))
    assert (ran.code, list(ran.json()["results"])) == (0, [])


def test_json_is_one_object(project: Path) -> None:
    for arguments in (["status"], ["why", "README.md"], ["doctor"], ["host", "status"]):
        ran = run(project, *arguments, "--json")
        assert ran.out.count("\n") == 1
        assert isinstance(json.loads(ran.out), dict)


@pytest.mark.parametrize("words", [["--history"], ["-x"], ["--mode", "-n"], ["plain", "--", "--json"]])
def test_behind_two_dashes_everything_is_a_word(words: list[str]) -> None:
    capability = contract.find("search")
    assert capability is not None
    parsed = parse(capability, ["--limit", "3", "one", "--", *words])
    assert parsed.params == {"query": " ".join(["one", *words]), "limit": 3}
