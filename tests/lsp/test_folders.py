"""Buffers, files, folders and the host under the feet of a running `nss lsp`."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.lsp.client import RawClient, until
from tests.lsp.house import House, closed, live, opened, paths_of, search, span


def test_an_unsaved_buffer_is_found_at_its_line_and_not_after_it_was_closed(client: RawClient, root: Path) -> None:
    file = root / "app/user.py"
    client.notify("textDocument/didOpen", opened(file, file.read_text()))
    change = {"range": span(0, 0, 0, 0), "text": "import os\n\n\ndef quagga_stampede():\n    pass\n\n\n"}
    document = {"uri": file.as_uri(), "version": 2}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
    hit = search(client, "quagga stampede")["results"][0]
    assert (hit["path"], hit["start_line"], hit["freshness"]) == ("app/user.py", 4, "overlay")
    client.notify("textDocument/didClose", closed(file))
    assert paths_of(search(client, "quagga stampede")) == []
    assert "app/user.py" in paths_of(search(client, "log out"))


def test_ignored_secret_and_outside_files_are_never_searchable(client: RawClient, root: Path, house: House) -> None:
    outside = house.root("#- elsewhere.py\npass\n") / "elsewhere.py"
    link = root / "app/link.py"
    link.symlink_to(outside)
    refused = [root / "build/out.py", root / ".env", outside, link, root / ".git/config", root / "build/never_saved.py"]
    for file in refused:
        client.notify("textDocument/didOpen", opened(file, "def wombat_parade(): pass\n"))
    allowed = root / "app/session.py"
    key = "-----BEGIN PRIVATE KEY-----\n" + "A" * 64 + "\n-----END PRIVATE KEY-----\n"
    client.notify("textDocument/didOpen", opened(allowed, f"def wombat_parade(): pass\nKEY = '''{key}'''\n"))
    for _ in range(2):
        assert paths_of(search(client, "wombat parade")) == []
    for file in (*refused, allowed):
        client.notify("textDocument/didClose", closed(file))
    link.unlink()


def test_a_new_file_is_searchable_before_its_first_save(client: RawClient, root: Path) -> None:
    file = root / "app/new/never_saved.py"
    client.notify("textDocument/didOpen", opened(file, "\n\ndef gazelle_polka(): pass\n"))
    hit = search(client, "gazelle polka")["results"][0]
    assert (hit["path"], hit["start_line"], hit["freshness"]) == ("app/new/never_saved.py", 3, "overlay")
    client.notify("textDocument/didClose", closed(file))
    assert paths_of(search(client, "gazelle polka")) == []


def test_a_buffer_leaves_the_overlay_when_its_file_becomes_ignored(client: RawClient, root: Path) -> None:
    file, rules = root / "app/session.py", root / ".nssignore"
    client.notify("textDocument/didOpen", opened(file, "def ocelot_waltz(): pass\n"))
    assert paths_of(search(client, "ocelot waltz")) == ["app/session.py"]
    rules.write_text("app/session.py\n")
    client.notify("textDocument/didSave", closed(rules))
    assert paths_of(search(client, "ocelot waltz")) == []
    rules.unlink()
    client.notify("textDocument/didSave", closed(rules))
    assert paths_of(search(client, "ocelot waltz")) == ["app/session.py"]
    client.notify("textDocument/didClose", closed(file))


def test_a_saved_file_is_searchable_without_its_buffer(client: RawClient, root: Path) -> None:
    file = root / "app/fresh.py"
    client.notify("textDocument/didOpen", opened(file, "def ibex_gavotte(): pass\n"))
    file.write_text("def ibex_gavotte(): pass\n")
    client.notify("textDocument/didSave", closed(file))
    client.notify("textDocument/didClose", closed(file))
    until(lambda: paths_of(search(client, "ibex gavotte")) == ["app/fresh.py"], "the saved file")
    file.unlink()
    change = {"changes": [{"uri": file.as_uri(), "type": 3}]}
    client.notify("workspace/didChangeWatchedFiles", change)
    until(lambda: paths_of(search(client, "ibex gavotte")) == [], "the deleted file to go")


def test_several_folders_the_nearest_one_owns_a_file(house: House) -> None:
    outer = house.root("#- a.py\ndef outer_only(): pass\n#- inner/b.py\ndef inner_only(): pass\n")
    inner = outer / "inner"
    for part in ("objects", "refs"):
        (inner / ".git" / part).mkdir(parents=True)
    (inner / ".git/HEAD").write_text("ref: refs/heads/main\n")
    client = house.open(outer, inner)
    live(client, 2)
    assert paths_of(search(client, "outer only")) == ["a.py"]  # the first folder, without a name
    assert paths_of(search(client, "inner only", root=str(inner))) == ["b.py"]
    client.notify("textDocument/didOpen", opened(inner / "b.py", "def caracal_quadrille(): pass\n"))
    assert paths_of(search(client, "caracal quadrille", root=str(inner))) == ["b.py"]
    assert paths_of(search(client, "caracal quadrille", root=str(outer))) == []
    removed = {"event": {"added": [], "removed": [{"uri": inner.as_uri(), "name": "inner"}]}}
    client.notify("workspace/didChangeWorkspaceFolders", removed)
    assert "is not an open folder" in client.error("nss/search", {"query": "x", "root": str(inner)})["message"]
    added = {"event": {"added": [{"uri": inner.as_uri(), "name": "inner"}], "removed": []}}
    client.notify("workspace/didChangeWorkspaceFolders", added)
    assert paths_of(search(client, "caracal quadrille", root=str(inner))) == ["b.py"]
    client.close()


def test_a_folder_that_is_a_link_keeps_the_editors_names(house: House, root: Path) -> None:
    link = house.place / "link"
    link.symlink_to(root)
    client = house.open(link)
    live(client)
    assert {state["root"] for state in client.notifications("nss/statusChanged")} == {str(link)}
    client.notify("textDocument/didOpen", opened(link / "app/user.py", "def numbat_polka(): pass\n"))
    assert paths_of(search(client, "numbat polka", root=str(link))) == ["app/user.py"]
    selected = {"command": "nss.searchSelection", "arguments": [{"text": "numbat_polka"}]}
    locations = client.result("workspace/executeCommand", selected)
    assert locations[0]["uri"] == (link / "app/user.py").as_uri()
    client.close()


def test_a_folder_that_is_not_there_is_one_status_and_no_popup(house: House) -> None:
    client = house.open(house.place / "gone")
    until(lambda: bool(client.notifications("nss/statusChanged")), "a status")
    states = client.notifications("nss/statusChanged")
    assert [state["state"] for state in states] == ["failed"]
    assert "gone" in states[0]["problem"]
    assert client.error("nss/search", {"query": "x"})["data"]["code"] == "root-not-found"
    assert client.notifications("window/showMessage") == []
    assert len(client.notifications("window/logMessage")) == 1
    client.close()


def test_the_hosts_death_is_survived(house: House) -> None:
    root = house.root("#- a.py\ndef before(): pass\n")
    client = house.open(root)
    live(client)
    first = house.host_pid(client)
    os.kill(first, signal.SIGKILL)
    assert paths_of(search(client, "before")) == ["a.py"]  # reading needs no host
    count = len(client.notifications("nss/statusChanged"))
    until(
        lambda: (
            client.notifications("nss/statusChanged")[count:][-1:] != []
            and client.notifications("nss/statusChanged")[-1]["state"] == "live"
        ),
        "a new host",
    )
    assert house.host_pid(client) != first
    (root / "b.py").write_text("def afterwards(): pass\n")
    until(lambda: paths_of(search(client, "afterwards")) == ["b.py"], "the new host to index")
    assert client.notifications("window/showMessage") == []
    client.close()
