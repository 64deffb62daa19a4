"""Imported names from captures, and the one import syntax that nests: Rust's use trees.

Names are written as the language writes them. A default import is the name "default"; a namespace import is "*". A
Rust module that has a file of its own (`mod a;`) is an import of "self::a"; what stands in a module that is written out
(`mod tests { use super::*; }`) is said from the file: "self::tests::super".
Does not resolve anything: which file a module is, is the graph's question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.model import Import

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tree_sitter import Node

    from nss_index.parse.source import Source

_QUOTES = "\"'` "
_MAJOR_VERSION = re.compile(r"v[0-9]+")
_MINOR_VERSION = re.compile(r"\.v[0-9]+$")
_PATH_ATTRIBUTE = re.compile(r'#\[\s*path\s*=\s*"([^"]+)"\s*\]')


def import_of(source: Source, captures: dict[str, list[Node]]) -> tuple[int, Import]:
    """(place of the imported name, the import) of one match."""

    def text(capture: str) -> str:
        nodes = captures.get(capture)
        return source.excerpt(nodes[0].start_byte, nodes[-1].end_byte) if nodes else ""

    name, alias = text("imported").strip(_QUOTES + ":"), text("alias")
    if "all" in captures:
        name = "*"
    if "default" in captures:
        name, alias = "default", text("default")
    if alias == ".":  # Go's dot import
        name, alias = "*", ""
    for capture in ("imported", "default", "alias", "all", "module"):
        if capture in captures:
            place = captures[capture][0].start_byte
            break
    else:
        place = captures["import"][0].start_byte
    return place, Import(
        text("module").replace("`", "").strip(_QUOTES), name, "" if alias == name else alias, source.line(place)
    )


def of_packages(imports: Iterable[Import], selected: Mapping[str, Iterable[str]]) -> list[Import]:
    """Imports of Go, one for each name that the file uses of the package; the package itself where it uses none."""
    found: list[Import] = []
    for each in imports:
        called = [each.alias] if each.alias else _package_names(each.module)
        names = dict.fromkeys(name for one in called for name in selected.get(one, ()) if name[:1].isupper())
        found += [Import(each.module, name, "", each.line) for name in names] or [each]
    return found


def _package_names(module: str) -> list[str]:
    """What the package of a path is most likely called: "yaml" of "gopkg.in/yaml.v3", "mux" of "…/go-mux/v2"."""
    parts = module.split("/")
    last = parts[-2] if len(parts) > 1 and _MAJOR_VERSION.fullmatch(parts[-1]) else parts[-1]
    last = _MINOR_VERSION.sub("", last)
    return list(dict.fromkeys((last, last.removeprefix("go-"), last.removesuffix("-go").removesuffix(".go"))))


def rust_imports(source: Source, tree: Node) -> list[Import]:
    """`a::{b, c::{d as e}, self, *}` flattened, in source order. Iterative: a use tree may be deep."""

    def text(node: Node | None) -> str:
        return "".join(source.excerpt(node.start_byte, node.end_byte).split()) if node is not None else ""

    if tree.type == "mod_item":
        return [_rust_module(source, tree)]
    written_out = _written_out(source, tree)
    found: list[Import] = []
    pending: list[tuple[str, Node, str]] = [("", tree, "")]
    while pending:
        prefix, node, alias = pending.pop()
        line = source.line(node.start_byte)
        if node.type == "use_as_clause":
            path = node.child_by_field_name("path")
            if path is not None:
                pending.append((prefix, path, text(node.child_by_field_name("alias"))))
        elif node.type in ("scoped_use_list", "use_list"):
            inside = _joined(prefix, text(node.child_by_field_name("path")))
            items = node.child_by_field_name("list") if node.type == "scoped_use_list" else node
            children = items.named_children if items is not None else []
            pending += [(inside, child, "") for child in reversed(children) if "comment" not in child.type]
        elif node.type == "use_wildcard":
            found.append(Import(_joined(prefix, text(node).removesuffix("*").removesuffix("::")), "*", "", line))
        else:
            module, _, name = text(node).rpartition("::")
            module = _joined(prefix, module)
            if name == "self" and not alias:
                name = ""
            found.append(Import(*((module, name) if module else (name, "")), alias, line))
    return [_from_the_file(written_out, one) for one in found]


def _rust_module(source: Source, item: Node) -> Import:
    """`mod a;`, and `#[path = "x.rs"] mod a;`, which is a file by its own name."""
    name = item.child_by_field_name("name")
    called = source.excerpt(name.start_byte, name.end_byte) if name is not None else ""
    line, written_out = source.line(item.start_byte), _written_out(source, item)
    above = item.prev_named_sibling
    while above is not None and (above.type == "attribute_item" or "comment" in above.type):
        if match := _PATH_ATTRIBUTE.fullmatch(source.excerpt(above.start_byte, above.end_byte)):
            return Import(match[1], "", called, line)
        above = above.prev_named_sibling
    return Import("::".join(("self", *written_out, called)), "", "", line)


def _written_out(source: Source, node: Node) -> list[str]:
    """The modules of this file that a node stands in, the outermost first."""
    names: list[str] = []
    above = node.parent
    while above is not None:
        name = above.child_by_field_name("name") if above.type == "mod_item" else None
        if name is not None:
            names.insert(0, source.excerpt(name.start_byte, name.end_byte))
        above = above.parent
    return names


def _from_the_file(written_out: list[str], found: Import) -> Import:
    first, _, rest = found.module.partition("::")
    if not written_out or first not in ("self", "super"):
        return found
    below = ("super", rest) if first == "super" else (rest,)
    return Import("::".join(("self", *written_out, *filter(None, below))), found.name, found.alias, found.line)


def _joined(prefix: str, path: str) -> str:
    return f"{prefix}::{path}" if prefix and path else prefix or path
