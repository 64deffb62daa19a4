"""Every rule by which `mod` and `use` of Rust find a file."""

from __future__ import annotations

from tests.index.graph.edges import check_edges, check_outside

MANIFEST = '#- Cargo.toml\n[package]\nname = "my-app"\nedition = "2021"\n'


def test_modules_are_files_beside_or_below() -> None:
    text = (
        MANIFEST
        + """
#- src/lib.rs
mod a;
pub mod b;
mod gone;
mod inline { mod c; }
#[path = "odd/name.rs"]
mod odd;
#- src/a.rs
mod deep;
#- src/a/deep.rs
#- src/b/mod.rs
mod below;
#- src/b/below.rs
#- src/inline/c.rs
#- src/odd/name.rs
"""
    )
    check_edges(
        text,
        "src/lib.rs:1 src/a.rs",
        "src/lib.rs:2 src/b/mod.rs",
        "src/lib.rs:4 src/inline/c.rs",
        "src/lib.rs:6 src/odd/name.rs",
        "src/a.rs:1 src/a/deep.rs",
        "src/b/mod.rs:1 src/b/below.rs",
    )
    check_outside(text, "src/lib.rs:3 self::gone missing")


def test_paths_are_followed_as_far_as_they_name_files() -> None:
    text = (
        MANIFEST
        + """
#- src/lib.rs
mod a;
mod b;
use a::deep::Thing;
#- src/a.rs
pub mod deep;
use super::b::{self, helper};
use crate::b::Other;
use std::fmt;
use serde::Serialize;
enum Shape { Round }
use Shape::*;
#[cfg(test)]
mod tests {
    use super::*;
    use super::deep::Thing;
    use super::super::b;
}
#- src/a/deep.rs
use super::super::b::x;
use self::inner::y;
use crate::*;
mod inner {}
#- src/b.rs
"""
    )
    check_edges(
        text,
        "src/lib.rs:1 src/a.rs",
        "src/lib.rs:2 src/b.rs",
        "src/lib.rs:3 src/a/deep.rs",
        "src/a.rs:1 src/a/deep.rs",
        "src/a.rs:2 src/b.rs",
        "src/a.rs:3 src/b.rs",
        "src/a.rs:11 src/a/deep.rs",
        "src/a.rs:12 src/b.rs",
        "src/a/deep.rs:1 src/b.rs",
        "src/a/deep.rs:3 src/lib.rs",
    )
    check_outside(text, "src/a.rs:4 std", "src/a.rs:5 serde")


def test_crates_of_a_workspace_by_their_manifests() -> None:
    check_edges(
        """
#- Cargo.toml
[workspace]
members = ["app", "core"]
[workspace.dependencies]
the-core = { path = "core" }
#- app/Cargo.toml
[package]
name = "app"
edition = "2021"
[dependencies]
the-core.workspace = true
renamed = { package = "util", path = "../util" }
published = "1"
#- app/src/main.rs
use the_core::text::split;
use renamed::helper;
use published::thing;
extern crate the_core as core2;
#- core/Cargo.toml
[package]
name = "the-core"
edition = "2021"
#- core/src/lib.rs
pub mod text;
#- core/src/text.rs
#- core/tests/it.rs
use the_core::text;
mod common;
#- core/tests/common/mod.rs
use crate::x;
#- util/Cargo.toml
[package]
name = "util"
[lib]
path = "lib/util.rs"
#- util/lib/util.rs
#- published/Cargo.toml
[package]
name = "published"
#- published/src/lib.rs
""",
        "app/src/main.rs:1 core/src/text.rs",
        "app/src/main.rs:2 util/lib/util.rs",
        "app/src/main.rs:3 published/src/lib.rs likely",
        "app/src/main.rs:4 core/src/lib.rs",
        "core/src/lib.rs:1 core/src/text.rs",
        "core/tests/it.rs:1 core/src/text.rs",
        "core/tests/it.rs:2 core/tests/common/mod.rs",
        "core/tests/common/mod.rs:1 core/tests/it.rs",
    )


def test_programs_of_a_package_name_its_library() -> None:
    check_edges(
        MANIFEST
        + """
[[bin]]
name = "tool"
path = "tools/tool.rs"
#- src/lib.rs
#- src/main.rs
use my_app::x;
mod cli;
use crate::cli::Options;
#- src/cli.rs
use crate::Other;
#- src/bin/more.rs
use my_app::x;
#- tools/tool.rs
mod parts;
#- tools/parts.rs
""",
        "src/main.rs:1 src/lib.rs",
        "src/main.rs:2 src/cli.rs",
        "src/main.rs:3 src/cli.rs",
        "src/cli.rs:1 src/main.rs",
        "src/bin/more.rs:1 src/lib.rs",
        "tools/tool.rs:1 tools/parts.rs",
    )


def test_the_first_edition_counts_paths_from_the_crate() -> None:
    check_edges(
        """
#- Cargo.toml
[package]
name = "old"
#- src/lib.rs
mod a;
mod b;
#- src/a.rs
use b::Thing;
use ::b::Other;
#- src/b.rs
""",
        "src/lib.rs:1 src/a.rs",
        "src/lib.rs:2 src/b.rs",
        "src/a.rs:1 src/b.rs",
        "src/a.rs:2 src/b.rs",
    )


def test_a_file_that_no_crate_reaches_is_of_the_package_around_it_likely() -> None:
    check_edges(
        MANIFEST + "\n#- src/lib.rs\nmod a;\n#- src/a.rs\n#- src/lost.rs\nuse crate::a::x;\n",
        "src/lib.rs:1 src/a.rs",
        "src/lost.rs:1 src/a.rs likely",
    )
    check_edges("#- a.rs\nuse crate::b;\nmod c;\n#- a/c.rs\nuse super::x;\n", "a.rs:2 a/c.rs", "a/c.rs:1 a.rs")


def test_modules_that_include_each_other_come_to_an_end() -> None:
    check_edges(
        MANIFEST
        + '\n#- src/lib.rs\n#[path = "a.rs"]\nmod a;\n#- src/a.rs\n#[path = "lib.rs"]\nmod b;\nuse super::super::x;\n',
        "src/lib.rs:2 src/a.rs",
        "src/a.rs:2 src/lib.rs",
    )


def test_a_module_that_a_macro_declares_is_likely_where_its_file_stands() -> None:
    check_edges(
        MANIFEST
        + """
#- src/lib.rs
cfg_rt! { mod runtime; }
mod util;
#- src/util.rs
use crate::runtime::context::Handle;
#- src/runtime/mod.rs
mod context;
#- src/runtime/context.rs
use crate::util::x;
use super::y;
""",
        "src/lib.rs:2 src/util.rs",
        "src/util.rs:1 src/runtime/context.rs likely",
        "src/runtime/mod.rs:1 src/runtime/context.rs",
        "src/runtime/context.rs:1 src/util.rs likely",
        "src/runtime/context.rs:2 src/runtime/mod.rs",
    )
