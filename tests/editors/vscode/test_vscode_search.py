"""The main job in the real VS Code, on the real server: a question becomes a line in an editor."""

from __future__ import annotations

import json

import pytest

from tests.editors.vscode.editor import Editor

pytestmark = [pytest.mark.editor, pytest.mark.slow]


def test_a_question_in_the_palette_ends_at_the_right_line(editor: Editor) -> None:
    editor.check("search")


def test_the_mode_button_asks_again_and_is_remembered(editor: Editor) -> None:
    editor.check("modes")


def test_an_empty_search_shows_those_of_the_past(editor: Editor) -> None:
    editor.check("past")


def test_a_selection_is_searched_and_compared(editor: Editor) -> None:
    editor.check("selection")


def test_dependents_are_shown_in_lenses_lists_and_the_call_hierarchy(editor: Editor) -> None:
    editor.check("structure")


def test_tags_are_live_while_they_are_typed(editor: Editor) -> None:
    editor.check("tags")


def test_context_and_the_graph_have_views_of_their_own(editor: Editor) -> None:
    editor.check("context")


def test_hover_status_settings_and_log_are_there(editor: Editor) -> None:
    editor.check("surfaces")


def test_unsaved_text_is_found_at_its_line_after_the_server_was_killed(editor: Editor) -> None:
    editor.check("unsaved")


def test_each_folder_of_a_window_is_searched_by_itself(editor: Editor) -> None:
    kennel = editor.home.folder / "kennel"
    kennel.mkdir()
    (kennel / "kennel.py").write_text(
        '"""Dogs."""\n\n\ndef walk_the_dogs(dogs):\n    return [dog.walk() for dog in dogs]\n'
    )
    window = editor.home.folder / "both.code-workspace"
    folders = [{"path": editor.home.repository.name}, {"path": kennel.name}]
    window.write_text(json.dumps({"folders": folders}))
    editor.check("folders", window)
