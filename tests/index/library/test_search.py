"""What a search finds, in which order of evidence, and what it must not find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import apsw
import pytest
from nss_index.answers import Freshness, SearchMode
from nss_index.errors import BadInput, IndexMissing, RootNotFound
from nss_index.index import Index
from nss_index.indexer import IndexOptions, build
from nss_index.overlay import EMPTY_OVERLAY
from nss_index.paths import index_paths

from tests.index.library.indexes import IN_PROCESS, ask, check_search, indexed, places
from tests.support.workspace_text import write_workspace

USERS = """
#- app/users.py
class UserStore:
    \"\"\"Keeps the people who may log in.\"\"\"

    def getUserById(self, user_id):
        \"\"\"Look one person up, or raise KeyError when nobody has this number. Every caller has to be ready for
        that, because people leave at any time, and their rows are removed with them at once and for good.\"\"\"
        self.reads += 1
        row = self.rows[user_id]
        if row.expired:
            raise KeyError(user_id)
        return row

    def remove_user(self, user_id):
        \"\"\"Delete the account of one person. It cannot be undone: rows are not kept anywhere, and what the person
        wrote is removed from the search as well, so that nothing can be found by their name afterwards.\"\"\"
        self.writes += 1
        for listener in self.listeners:
            listener.forget(user_id)
        del self.rows[user_id]

    def refresh(self, rows):
        \"\"\"Take new rows over, one by one, and tell every listener about those that differ. Long on
        purpose: a class of more than 1,500 bytes is cut into its methods, a smaller one is found as a whole.\"\"\"
        for number, row in rows.items():
            known = self.rows.get(number)
            if known is None:
                self.added.append(number)
            elif known.version < row.version:
                self.changed.append(number)
            else:
                self.same.append(number)
            self.rows[number] = row
        for listener in self.listeners:
            listener.refreshed(self.added, self.changed, self.same)
#- app/mail.py
def send_mail(address, body):
    \"\"\"Deliver one message over SMTP.\"\"\"
    connect(address).deliver(body)
#- docs/guide.md
# Guide
Intro.
## Sending mail
Call send_mail with an address. <!--TAG:mail-->
#- web/session.ts
export function closeSession(id: string): void {
  sessions.delete(id);
}
"""


@pytest.mark.parametrize("query", ["getUserById", "get_user_by_id", "get user by id", "GET USER BY ID"])
@pytest.mark.parametrize("mode", [SearchMode.KEYWORD, SearchMode.HYBRID, SearchMode.SYMBOL])
def test_an_identifier_is_found_however_it_is_written(tmp_path: Path, query: str, mode: SearchMode) -> None:
    check_search(tmp_path / "r", USERS, query, ["app/users.py:4 UserStore.getUserById"], mode=mode)


def test_meaning_finds_what_words_do_not(tmp_path: Path) -> None:
    check_search(
        tmp_path / "r", USERS, "delete an account", ["app/users.py:13 UserStore.remove_user"], mode=SearchMode.SEMANTIC
    )


def test_each_hit_says_why_and_its_parts_add_up(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", USERS) as index:
        hits = ask(index, "send mail message").hits
    assert hits[0].path == "app/mail.py"
    assert {"send", "mail", "message"} <= set(hits[0].terms)
    assert "keyword #1" in hits[0].why
    for hit in hits:
        assert hit.score == pytest.approx(sum(signal.contribution for signal in hit.signals))
        assert hit.end_line - hit.start_line < 60


def test_a_snippet_is_the_text_of_its_lines(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", USERS) as index:
        (hit,) = ask(index, "closeSession", SearchMode.SYMBOL).hits
    lines = (tmp_path / "r/web/session.ts").read_text().splitlines()
    assert hit.snippet.splitlines() == lines[hit.start_line - 1 : hit.end_line]
    assert hit.freshness is Freshness.FRESH


def test_a_file_changed_since_shows_no_stale_text(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", USERS) as index:
        (tmp_path / "r/app/mail.py").write_text("nothing = 1\n")
        hit = ask(index, "send_mail", SearchMode.SYMBOL).hits[0]
        assert (hit.freshness, hit.snippet) == (Freshness.CHANGED, "")
        assert index.changed_since(10).changed == ("app/mail.py",)


@pytest.mark.parametrize(
    ("filters", "paths"),
    [
        ({"languages": ("markdown",)}, {"docs/guide.md"}),
        ({"paths": ("app/",)}, {"app/users.py", "app/mail.py"}),
        ({"paths": ("*.py", "!app/users.py")}, {"app/mail.py"}),
        ({"paths": ("!*.py",)}, {"docs/guide.md", "web/session.ts"}),
        ({"tags": ("mail",)}, {"docs/guide.md"}),
        ({"tags": ("mail",), "languages": ("python",)}, set[str]()),
        ({"kinds": ("section",)}, {"docs/guide.md"}),
    ],
)
def test_filters_are_applied_before_the_best_are_taken(
    tmp_path: Path, filters: dict[str, Any], paths: set[str]
) -> None:
    with indexed(tmp_path / "r", USERS) as index:
        assert {hit.path for hit in ask(index, "mail session user message", limit=50, **filters).hits} == paths


def test_a_filter_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", USERS) as index, pytest.raises(BadInput, match="path filter"):
        ask(index, "mail", paths=("a[z-a]",))


def test_without_vectors_words_answer_and_say_so(tmp_path: Path) -> None:
    write_workspace(tmp_path / "r", USERS)
    build(tmp_path / "r", IndexOptions(workers=0, vectors=False))
    with Index.open(tmp_path / "r") as index:
        answer = ask(index, "send mail")
    assert answer.mode is SearchMode.KEYWORD
    assert "words only" in answer.fallback
    assert answer.hits[0].path == "app/mail.py"
    assert answer.pending_vectors > 0


def test_a_missing_model_is_said_and_words_still_answer(tmp_path: Path) -> None:
    write_workspace(tmp_path / "r", USERS)
    build(tmp_path / "r", IN_PROCESS)
    with Index.open(tmp_path / "r", embedder=f"static:{tmp_path}/none") as index:
        answer = ask(index, "send mail")
    assert answer.mode is SearchMode.KEYWORD
    assert str(tmp_path) in answer.fallback


def test_words_that_nothing_holds_find_nothing(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", USERS) as index:
        assert places(ask(index, "zzyzzx", SearchMode.KEYWORD)) == []
        assert places(ask(index, "", SearchMode.KEYWORD)) == []
        assert places(ask(index, "()[]{}!", SearchMode.HYBRID)) == []
        assert places(ask(index, "zzyzzx", SearchMode.SYMBOL)) == []


def test_similar_code_leaves_out_the_place_it_was_taken_from(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", USERS) as index:
        text = "def remove_user(self, user_id):\n        del self.rows[user_id]"
        found = index.similar(text, near="app/users.py", lines=(13, 19)).hits
        assert "UserStore.remove_user" not in {hit.symbol for hit in found}
        assert found[0].symbol == "UserStore.getUserById"


def test_symbols_tags_chunks_and_files(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", USERS) as index:
        assert [row.symbol.path for row in index.symbols("user")][:1] == ["UserStore"]
        assert [row.symbol.name for row in index.symbols(kinds=("method",))] == [
            "getUserById",
            "remove_user",
            "refresh",
        ]
        assert [(path, tag.name, tag.line) for path, tag in index.tags()] == [("docs/guide.md", "mail", 4)]
        texts = {chunk.row.path: chunk.text for chunk in index.chunks(languages=("typescript",))}
        assert texts == {"web/session.ts": (tmp_path / "r/web/session.ts").read_text().rstrip("\n")} or texts == {
            "web/session.ts": (tmp_path / "r/web/session.ts").read_text()
        }
        assert [record.path for record in index.files()] == [
            "app/mail.py",
            "app/users.py",
            "docs/guide.md",
            "web/session.ts",
        ]
        status = index.status()
        assert (status.files, status.pending_vectors, status.complete) == (4, 0, True)


def test_mentions_are_whole_words(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", "\n#- a.py\nrun = 1\nrun_all = run\nrunner = 2\n#- b.md\nWe run it.\n") as index:
        found = index.mentions("run").found
    assert [(mention.path, mention.line) for mention in found] == [("a.py", 1), ("a.py", 2), ("b.md", 1)]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RootNotFound, match="nowhere"):
        Index.open(tmp_path / "nowhere")
    with pytest.raises(IndexMissing, match="nss index"):
        Index.open(tmp_path)
    with indexed(tmp_path / "r", USERS) as index:
        with pytest.raises(BadInput, match=r"outside|not inside"):
            index.why("../elsewhere.py")
        assert index.why("app/none.py").state_now == "gone"
        assert index.why("app/mail.py").indexed is not None


@pytest.mark.parametrize(
    ("hours_ago", "expected"),
    [
        ({"a": 0, "b": 0, "c": 0}, "abc"),
        ({"a": 0.9, "b": 0.1, "c": 0.5}, "abc"),  # a checkout writes its files in an order that means nothing
        ({"a": 30, "b": 0, "c": 31}, "bac"),
        ({"a": 1000, "b": 999, "c": 3}, "cab"),
        ({"a": 1000, "b": 1100, "c": 1200}, "abc"),
    ],
)
def test_of_equal_hits_those_that_were_changed_lately_come_first(
    tmp_path: Path, hours_ago: dict[str, float], expected: str
) -> None:
    with indexed(tmp_path, "".join(f"#- {name}.py\nvalue = 'marmalade'\n" for name in hours_ago)):
        pass
    database: Any = apsw.Connection(str(index_paths(tmp_path).database))
    with database:
        for name, hours in hours_ago.items():
            since = (f"{name}.py", int(hours * 3_600e9))
            database.execute("UPDATE files SET changed_ns = changed_ns - ?2 WHERE path = ?1", since)
    with Index.open(tmp_path) as index:
        found = ask(index, "marmalade", SearchMode.KEYWORD)
        assert len({hit.score for hit in found.hits}) == 1
        assert "".join(hit.path[0] for hit in found.hits) == expected
        assert [hit.path[0] for hit in ask(index, "marmalade", SearchMode.KEYWORD, limit=1).hits] == [expected[0]]
        typed = EMPTY_OVERLAY.with_document("c.py", "value = 'marmalade' \n", 1)
        if min(hours_ago["a"], hours_ago["b"]) > 30:
            assert ask(index, "marmalade", SearchMode.KEYWORD, typed).hits[0].path == "c.py", "a buffer is changed now"


def test_recency_never_beats_a_score(tmp_path: Path) -> None:
    with indexed(tmp_path, "#- a.py\nmarmalade = 'marmalade'\nmarmalade()\n#- b.py\nvalue = 'marmalade'\nother()\n"):
        pass
    database: Any = apsw.Connection(str(index_paths(tmp_path).database))
    with database:
        database.execute("UPDATE files SET changed_ns = 0 WHERE path = 'a.py'")
    with Index.open(tmp_path) as index:
        assert [hit.path for hit in ask(index, "marmalade").hits] == ["a.py", "b.py"]
