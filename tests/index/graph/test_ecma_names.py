"""Rules by which a name of JavaScript or TypeScript means a symbol."""

from __future__ import annotations

import pytest

from tests.index.graph.uses import check_meanings, meanings_of

POOL = """
#- pool.ts
export class Base { close() {} }
export class Pool extends Base {
  private item: Item = new Item();
  constructor(readonly spare: Item) { super(); }
  get(): Item { return this.item; }
  get first(): Item { return this.item; }
  static make(): Pool { return new Pool(new Item()); }
  async later(): Promise<Item> { return this.item; }
}
export class Item { run() {} }
export function helper() {}
function inner() {}
export { inner as outer };
export default helper;
export const tools = { sharpen() {}, LIMIT: 3 };
export namespace Shapes { export function square() {} }
export enum Color { Red }
#- index.ts
export * from "./pool";
export { helper as assistant } from "./pool";
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('import { helper } from "./pool"\nhelper()', "call pool.ts helper"),
        ('import { helper as h } from "./pool"\nh()', "call pool.ts helper"),
        ('import { outer } from "./pool"\nouter()', "call pool.ts inner"),
        ('import anything from "./pool"\nanything()', "call pool.ts helper"),
        ('import * as pool from "./pool"\npool.helper()', "call pool.ts helper"),
        ('import { helper } from "./index"\nhelper()', "call pool.ts helper"),
        ('import { assistant } from "./index"\nassistant()', "call pool.ts helper"),
        ('const pool = require("./pool")\npool.helper()', "call pool.ts helper"),
        ('const { helper } = require("./pool")\nhelper()', "call pool.ts helper"),
        ('import { Pool } from "./pool"\nnew Pool()', "call pool.ts Pool"),
        ('import { Pool } from "./pool"\nnew Pool().get()', "call pool.ts Pool.get"),
        ('import { Pool } from "./pool"\nnew Pool().close()', "call pool.ts Base.close"),
        ('import { Pool } from "./pool"\nPool.make().get().run()', "call pool.ts Item.run"),
        ('import { Pool } from "./pool"\nconst p = new Pool()\np.first.run()', "call pool.ts Item.run"),
        ('import { Pool } from "./pool"\nfunction f(p: Pool) { p.get() }', "call pool.ts Pool.get"),
        ('import { Pool } from "./pool"\nconst f = (p?: Pool | null) => p?.get()', "call pool.ts Pool.get"),
        ('import { Pool } from "./pool"\nasync function f(p: Pool) { const i = await p.later(); i.run() }',
         "call pool.ts Item.run"),
        ('import { Pool } from "./pool"\nclass A { constructor(private p: Pool) {} m() { this.p.get() } }',
         "call pool.ts Pool.get"),
        ('import { Pool } from "./pool"\nclass A { constructor(readonly p: Pool) {} m() { this.p.get() } }',
         "call pool.ts Pool.get"),
        ('import { Pool } from "./pool"\nclass A { p?: Pool\n m() { this.p!.get() } }', "call pool.ts Pool.get"),
        ('import { Pool } from "./pool"\nclass A extends Pool { m() { super.get() } }', "call pool.ts Pool.get"),
        ('import { Pool } from "./pool"\nclass A extends Pool {}', "base pool.ts Pool"),
        ('import type { Pool } from "./pool"\nlet p: Pool', "read pool.ts Pool"),
        ('import type * as x from "./pool"\nlet p: x.Pool', "read pool.ts Pool"),
        ('import { tools } from "./pool"\ntools.sharpen()', "call pool.ts tools.sharpen"),
        ('import { Shapes } from "./pool"\nShapes.square()', "call pool.ts Shapes.square"),
        ('import { Color } from "./pool"\nColor.Red', "read pool.ts Color.Red"),
        ('import { helper } from "./pool"\nconst o = { helper }', "read pool.ts helper"),
    ],
)  # fmt: skip
def test_a_name_that_the_rules_decide_is_certain(code: str, expected: str) -> None:
    found = [one.split(" ", 2)[2] for one in meanings_of(f"{POOL}\n#- main.ts\n{code}\n") if one.startswith("main.ts")]
    assert expected in found


def test_components_are_called_and_elements_are_not() -> None:
    text = """
#- view.tsx
export function Row() { return <div className="x"><b>1</b></div>; }
export function Table() { return <div><Row /><Row></Row></div>; }
function div() {}
"""
    check_meanings(text, "view.tsx:2 Table call view.tsx Row", "view.tsx:2 Table call view.tsx Row")


def test_what_a_function_or_block_binds_is_no_symbol() -> None:
    text = """
#- a.js
function name() {}
function f(name) { return name(); }
const g = name => name();
function h() { const { name } = {}; for (const x of [name]) x(); }
function i() { if (1) { let name = 2; name; } return name(); }
try {} catch (name) { name.run(); }
function j() { const inner = () => 1; return inner(); }
"""
    check_meanings(text, "a.js:5 i call a.js name", "a.js:6 - call ? run", "a.js:7 j call a.js j.inner")


def test_members_are_not_seen_without_their_object_and_globals_are_outside() -> None:
    text = """
#- a.ts
class A { log() {} m() { log(); this.log(); console.log(); [].map(x => x) } map() {} }
"""
    check_meanings(text, "a.ts:1 A.m call ? log", "a.ts:1 A.m call a.ts A.log")


def test_a_library_s_names_are_outside_and_circles_end() -> None:
    text = """
#- a.ts
import { x } from "lodash"
import { y } from "./b"
export * from "./b"
x(); y(); x.z()
#- b.ts
export { y } from "./a"
export * from "./a"
class A extends B {}
class B extends A {}
"""
    check_meanings(
        text, "a.ts:4 - call ? y", "b.ts:3 A base b.ts B", "b.ts:4 B base b.ts A",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["class A { m( { this.", "import { from 'x", "const = = 3", "\0", "<div><", "new .x()"]
)
def test_broken_text_is_normal_input(text: str) -> None:
    meanings_of(f"#- a.tsx\n{text}\n#- b.js\n{text}\n")
