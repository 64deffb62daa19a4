"""Every rule by which an import of JavaScript or TypeScript finds a file."""

from __future__ import annotations

from tests.index.graph.edges import check_edges, check_outside


def test_relative_imports_with_and_without_extension() -> None:
    text = """
#- src/main.ts
import { a } from "./a"
import b from "./b.js"
import * as c from "../lib/c"
export { d } from "./d.mjs"
import "./folder"
const lazy = await import("./lazy.jsx")
import data from "./data.json"
import gone from "./gone"
import raw from "./a.ts?raw"
import outside from "../../elsewhere"
#- src/a.ts
#- src/b.ts
#- lib/c.d.ts
#- src/d.mts
#- src/folder/index.tsx
#- src/lazy.tsx
#- src/data.json
{}
"""
    check_edges(
        text,
        "src/main.ts:1 src/a.ts",
        "src/main.ts:2 src/b.ts",
        "src/main.ts:3 lib/c.d.ts",
        "src/main.ts:4 src/d.mts",
        "src/main.ts:5 src/folder/index.tsx",
        "src/main.ts:6 src/lazy.tsx",
        "src/main.ts:7 src/data.json",
        "src/main.ts:9 src/a.ts",
    )
    check_outside(text, "src/main.ts:10 ../../elsewhere", "src/main.ts:8 ./gone missing")


def test_each_language_prefers_its_own_files() -> None:
    check_edges(
        """
#- old.js
const x = require("./x")
#- new.ts
import x from "./x"
#- x.js
#- x.ts
""",
        "new.ts:1 x.ts",
        "old.js:1 x.js",
    )


def test_paths_of_the_nearest_tsconfig() -> None:
    check_edges(
        """
#- tsconfig.base.json
{ // shared
  "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["app/*", "shared/*",], "exact": ["app/exact.ts"] } } }
#- app/tsconfig.json
{ "extends": "../tsconfig.base" }
#- app/main.ts
import { a } from "@/a"
import { b } from "@/b"
import e from "exact"
import s from "shared/b"
import r from "react"
#- app/a.ts
#- app/exact.ts
#- shared/b.ts
""",
        "app/main.ts:1 app/a.ts",
        "app/main.ts:2 shared/b.ts",
        "app/main.ts:3 app/exact.ts",
        "app/main.ts:4 shared/b.ts",
    )


def test_configurations_that_extend_each_other_come_to_an_end() -> None:
    check_edges(
        """
#- tsconfig.json
{"extends": "./other"}
#- other.json
{"extends": "./tsconfig"}
#- a.ts
import "b"
#- b.ts
"""
    )


def test_packages_of_a_workspace_by_exports_main_and_convention() -> None:
    text = """
#- package.json
{"name": "root", "workspaces": ["packages/*"]}
#- packages/core/package.json
{"name": "@acme/core", "exports": {".": {"types": "./dist/index.d.ts", "import": "./dist/index.js"},
  "./text": "./text.ts", "./parts/*": "./src/parts/*.ts"}}
#- packages/core/src/index.ts
#- packages/core/text.ts
#- packages/core/src/parts/one.ts
#- packages/plain/package.json
{"name": "plain", "main": "./lib/start.js"}
#- packages/plain/lib/start.js
#- packages/plain/src/more.ts
#- packages/bare/package.json
{"name": "bare"}
#- packages/bare/src/index.ts
#- packages/app/main.ts
import { c } from "@acme/core"
import t from "@acme/core/text"
import { one } from "@acme/core/parts/one"
import p from "plain"
import m from "plain/more"
import b from "bare"
import fs from "node:fs"
import l from "@other/lib"
"""
    check_edges(
        text,
        "packages/app/main.ts:1 packages/core/src/index.ts likely",
        "packages/app/main.ts:2 packages/core/text.ts",
        "packages/app/main.ts:3 packages/core/src/parts/one.ts",
        "packages/app/main.ts:4 packages/plain/lib/start.js",
        "packages/app/main.ts:5 packages/plain/src/more.ts likely",
        "packages/app/main.ts:6 packages/bare/src/index.ts likely",
    )
    check_outside(text, "packages/app/main.ts:7 node:fs", "packages/app/main.ts:8 @other/lib")


def test_private_imports_of_a_package() -> None:
    text = """
#- package.json
{"name": "app", "imports": {"#db": {"node": "./src/db.ts"}, "#deep/*": "./src/deep/*.ts"}}
#- src/main.ts
import db from "#db"
import x from "#deep/x"
import y from "#unknown"
#- src/db.ts
#- src/deep/x.ts
"""
    check_edges(text, "src/main.ts:1 src/db.ts", "src/main.ts:2 src/deep/x.ts")
    check_outside(text, "src/main.ts:3 #unknown missing")


def test_odd_manifests_say_nothing() -> None:
    for manifest in (
        "[]",
        "{",
        '{"name": 1, "exports": [null], "imports": 3}',
        '{"name": "a", "exports": {"./x": null}}',
    ):
        check_edges(
            f'#- package.json\n{manifest}\n#- a.ts\nimport "./b"\nimport "a/x"\nimport "#z"\n#- b.ts\n', "a.ts:1 b.ts"
        )
