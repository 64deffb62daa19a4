"""Tags through dispatch and in the shell: lists, filters, problems, renaming."""

from __future__ import annotations

from pathlib import Path

import pytest
from nss_index.errors import BadInput
from nss_index.overlay import EMPTY_OVERLAY

from tests.support.shell import nss
from tests.support.workspaces import ask, indexed_workspace

PROJECT = """
#- app/auth.py
# <!--TAG:auth/login-->
def log_in(user): return user
#- app/old.py
# <!--TAG:auth/login--> <!--TAG:old-->
def log_in_again(user): return user
#- app/web.py
# <!--TAG:web!--> see TAG:auth/login, TAG:nowhere
def serve(user): return user
#- docs/guide.md
größe <!--TAG:web-->
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return indexed_workspace(tmp_path, PROJECT)


async def listed(project: Path, **params: object) -> list[str]:
    answer = await ask(project, "tags", params)
    return [f"{one['path']}:{one['start_line']}:{one['column']} {one['role']}" for one in answer["results"]]


async def test_names_beginnings_and_conditions(project: Path) -> None:
    assert await listed(project, name="auth/login") == ["app/auth.py:1:10 mark", "app/old.py:1:10 mark"]
    assert await listed(project, name="auth/* and not old") == ["app/auth.py:1:10 mark"]
    assert await listed(project, name="auth/login", references=True) == [
        "app/auth.py:1:10 mark",
        "app/old.py:1:10 mark",
        "app/web.py:1:26 reference",
    ]
    assert await listed(project, path="docs/guide.md") == ["docs/guide.md:1:16 mark"]
    with pytest.raises(BadInput, match="cannot read the tags"):
        await listed(project, name="a and")


async def test_searches_are_filtered_by_conditions(project: Path) -> None:
    for tags, paths in (
        (["auth/* and not old"], {"app/auth.py"}),
        (["old", "web"], {"app/old.py", "app/web.py"}),
        (["not auth/*"], {"app/web.py"}),
    ):
        answer = await ask(project, "search", {"query": "user", "mode": "keyword", "tags": tags})
        assert {one["path"] for one in answer["results"]} == paths


async def test_what_is_wrong_with_tags(project: Path) -> None:
    problems = (await ask(project, "tags", {"check": True}))["problems"]
    assert [(one["path"], one["symbol"]) for one in problems] == [
        ("app/web.py", "web"),
        ("app/web.py", "nowhere"),
        ("docs/guide.md", "web"),
    ]
    unsaved = EMPTY_OVERLAY.with_document("docs/guide.md", "<!--TAG:nowhere-->\n", 2)
    assert not (await ask(project, "tags", {"check": True}, overlay=unsaved))["problems"]


async def test_where_nobody_marks_anything_there_are_no_references(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, "#- a.yml\nimage: TAG:latest\n")
    assert not (await ask(project, "tags", {"check": True}))["problems"]


def test_renaming_says_first_and_writes_when_told(project: Path) -> None:
    before = (project / "app/old.py").read_text()
    (project / "app/old.py").chmod(0o755)
    said = nss("retag", "auth/login", "sign-in", cwd=project)
    assert "app/web.py:1" in said.out and "3 places" in said.err
    assert (project / "app/old.py").read_text() == before
    done = nss("retag", "auth/login", "sign-in", "--write", "--json", cwd=project).json()
    assert done["written"] == ["app/auth.py", "app/old.py", "app/web.py"] and not done["problems"]
    assert (project / "app/old.py").read_text() == before.replace("auth/login", "sign-in")
    assert (project / "app/old.py").stat().st_mode & 0o777 == 0o755
    assert (project / "app/web.py").read_text().startswith("# <!--TAG:web!--> see TAG:sign-in, TAG:nowhere\n")
    assert sorted(path.name for path in (project / "app").iterdir()) == ["auth.py", "old.py", "web.py"]


def test_renaming_keeps_encoding_and_line_ends(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, "#- a.md\n<!--TAG:one-->\n")
    written = {"b.md": "größe\r\n<!--TAG:one--> é\r\n".encode("latin-1"), "c.md": "ü <!--TAG:one-->\n".encode("utf-16")}
    for name, data in written.items():
        (project / name).write_bytes(data)
    nss("index", "--no-host", cwd=project)
    assert nss("retag", "one", "two", "--write", cwd=project).code == 0
    for name, data in written.items():
        encoding = "utf-16" if name == "c.md" else "latin-1"
        assert (project / name).read_bytes() == data.decode(encoding).replace("one", "two").encode(encoding)


async def test_what_cannot_be_renamed_is_said(project: Path) -> None:
    with pytest.raises(BadInput, match="is no name for a tag"):
        await ask(project, "retag", {"name": "web", "new_name": "a b"})
    with pytest.raises(BadInput, match="no tag is called gone"):
        await ask(project, "retag", {"name": "gone", "new_name": "b"})
    unsaved = EMPTY_OVERLAY.with_document("docs/guide.md", "<!--TAG:web--> more\n", 2)
    answer = await ask(project, "retag", {"name": "web", "new_name": "net", "write": True}, overlay=unsaved)
    assert answer["written"] == ("app/web.py",)
    assert answer["problems"] == ("docs/guide.md has unsaved text: rename it in the editor",)


async def test_a_file_that_changed_since_is_left_alone(project: Path) -> None:
    (project / "docs/guide.md").write_text("other\n")
    answer = await ask(project, "retag", {"name": "web", "new_name": "net", "write": True})
    assert "docs/guide.md has changed since it was indexed" in answer["problems"]
    assert (project / "docs/guide.md").read_text() == "other\n"
