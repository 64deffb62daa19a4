"""What uses mean in languages whose values are not followed: by name, and by what stands before it."""

from __future__ import annotations

from tests.index.graph.uses import check_meanings

GO = """
#- store/store.go
package store
func Open() {}
func New() *DB { return &DB{} }
type DB struct {}
func (d *DB) Close() {}
#- other/store/s.go
package store
func Open() {}
#- store/store_test.go
package store
func Open() {}
"""


def test_a_name_of_an_imported_package_of_go_is_what_that_package_defines() -> None:
    use = """#- cmd/main.go
package main
import "example.com/m/store"
import "fmt"
func main() { store.Open(); store.New().Close(); fmt.Open() }
"""
    check_meanings(
        GO + use,
        "cmd/main.go:4 main call store/store.go Open likely",
        "cmd/main.go:4 main call store/store.go New likely",
        "cmd/main.go:4 main call store/store.go DB.Close possible",  # many types of Go's own have a Close
        among="cmd/",
    )


def test_the_longest_common_end_says_which_package_of_go() -> None:
    use = '#- cmd/main.go\n\npackage main\nimport "example.com/m/other/store"\nfunc main() { store.Open() }\n'
    check_meanings(GO + use, "cmd/main.go:4 main call other/store/s.go Open likely", among="cmd/")
    use = '#- cmd/main.go\n\npackage main\nimport "example.com/m/store/v2"\nfunc main() { store.New() }\n'
    check_meanings(GO + use, "cmd/main.go:4 main call store/store.go New likely", among="cmd/")


def test_another_name_for_a_package_of_go_may_be_a_value() -> None:
    use = '#- cmd/main.go\n\npackage main\nimport st "example.com/m/store"\nfunc main() { st.New() }\n'
    check_meanings(GO + use, "cmd/main.go:4 main call store/store.go New likely", among="cmd/")
    use = '#- cmd/main.go\n\npackage main\nimport "other.org/lib"\nfunc main() { lib.New(); x.New() }\n'
    check_meanings(GO + use, "cmd/main.go:4 main call ? New", among="cmd/")


def test_an_unqualified_name_of_go_is_of_its_own_package_or_of_a_dot_import() -> None:
    text = """
#- a/a.go
package a
func run() { helper(); Gone() }
#- a/b.go
package a
func helper() {}
#- b/b.go
package b
func helper() {}
func Gone() {}
#- c/c.go
package c
import . "m/b"
func use() { Gone(); helper() }
"""
    check_meanings(
        text,
        "a/a.go:2 run call a/b.go helper likely",
        "a/a.go:2 run call ? Gone",
        "c/c.go:3 use call b/b.go Gone likely",
        "c/c.go:3 use call ? helper",  # is not exported
    )


def test_a_method_of_go_is_likely_where_its_package_is_near() -> None:
    text = """
#- store/db.go
package store
type DB struct {}
func (d *DB) Refill() {}
#- store/use.go
package store
func use(x any) { x.Refill() }
#- near/use.go
package near
import "m/store"
func use(x any) { x.Refill(); store.Gone() }
#- far/use.go
package far
func use(x any) { x.Refill() }
#- store/db_test.go
package store
func (d *DB) Drain() {}
func use2(x any) { x.Drain() }
#- store/more.go
package store
func use3(x any) { x.Drain() }
"""
    check_meanings(
        text,
        "store/use.go:2 use call store/db.go DB.Refill likely",
        "near/use.go:3 use call store/db.go DB.Refill likely",
        "near/use.go:3 use call ? Gone",
        "far/use.go:2 use call store/db.go DB.Refill possible",
        "store/db_test.go:3 use2 call store/db_test.go DB.Drain likely",
        "store/more.go:2 use3 call ? Drain",
    )


RUST = """
#- src/part.rs
pub fn free() {}
pub struct Thing;
impl Thing { pub fn make() -> Thing { Self::other(); Thing } fn other() {} }
#- src/other.rs
pub fn free() {}
pub struct Other;
impl Other { pub fn make() {} fn other() {} }
mod inner { pub fn free() {} }
"""


def test_a_path_of_rust_names_the_module_or_the_type() -> None:
    use = """#- src/lib.rs
mod part; mod other;
use crate::part::{free, Thing as T};
fn run() { part::free(); other::free(); inner::free(); Thing::make(); T::make(); free(); }
"""
    check_meanings(
        RUST + use,
        "src/part.rs:3 Thing.make read src/part.rs Thing likely",
        "src/part.rs:3 Thing.make call src/part.rs Thing.other likely",
        "src/lib.rs:3 run call src/part.rs free likely",
        "src/lib.rs:3 run call src/other.rs free likely",
        "src/lib.rs:3 run call src/other.rs inner.free likely",
        "src/lib.rs:3 run call src/part.rs Thing.make likely",
        "src/lib.rs:3 run call src/part.rs Thing.make likely",
        "src/lib.rs:3 run call src/part.rs free likely",
    )


def test_crate_self_and_super_are_modules_too() -> None:
    text = """
#- src/lib.rs
pub fn top() {}
#- src/a/mod.rs
pub fn near() {}
#- src/a/b.rs
fn run() { crate::top(); super::near(); a::near(); }
#- tools/x.rs
pub fn top() {}
pub fn near() {}
"""
    check_meanings(
        text,
        "src/a/b.rs:1 run call src/lib.rs top likely",
        "src/a/b.rs:1 run call src/a/mod.rs near likely",
        "src/a/b.rs:1 run call src/a/mod.rs near likely",
    )


def test_a_qualifier_that_is_a_class_or_a_namespace_decides() -> None:
    text = """
#- A.java
class A { static void go() {} void run() { B.go(); this.go(); } }
#- B.java
class B { static void go() {} }
#- n.cpp
namespace one { void f() {} struct S { static void g(); }; }
namespace two { void f() {} }
void run() { two::f(); }
"""
    check_meanings(
        text,
        "A.java:1 A.run call B.java B.go likely",
        "A.java:1 A.run call A.java A.go likely",
        "n.cpp:3 run call n.cpp two.f likely",
    )


def test_types_are_used_where_they_are_named() -> None:
    text = """
#- store/db.go
package store
type DB struct {}
type Closer interface { Close() error }
func (d *DB) Close() error { return nil }
#- main.go
package main
import "m/store"
type Own struct { *store.DB; other Part; n int }
type Part struct {}
func run(a []store.DB, c store.Closer) map[string]*Own { return nil }
"""
    check_meanings(
        text,
        "main.go:3 Own base store/db.go DB likely",
        "main.go:3 Own.other read main.go Part likely",
        "main.go:5 run read store/db.go DB likely",
        "main.go:5 run read store/db.go Closer likely",
        "main.go:5 run read main.go Own likely",
    )


def test_classes_of_java_are_those_that_are_imported_or_beside() -> None:
    text = """
#- src/a/Base.java
package a;
public class Base<T> {}
#- src/b/Base.java
package b;
public class Base {}
#- src/b/Beside.java
package b;
class Beside extends Base implements Face { }
interface Face {}
#- src/c/Use.java
package c;
import a.Base;
class Use extends Base<String> { Base one(b.Base two) { return null; } }
"""
    check_meanings(
        text,
        "src/b/Beside.java:2 Beside base src/b/Base.java Base likely",
        "src/b/Beside.java:2 Beside base src/b/Beside.java Face likely",
        "src/c/Use.java:3 Use base src/a/Base.java Base likely",
        "src/c/Use.java:3 Use.one read src/a/Base.java Base likely",
        "src/c/Use.java:3 Use.one read ? b",
        "src/c/Use.java:3 Use.one read src/b/Base.java Base likely",
        among="src/",
    )


def test_traits_and_base_classes_are_inherited_from() -> None:
    text = """
#- src/lib.rs
mod part;
use crate::part::Shape;
struct Square { side: Length }
struct Length;
impl Shape for Square { fn area(&self, by: &Length) -> Self { todo() } }
trait Solid: Shape {}
#- src/part.rs
pub trait Shape {}
#- n.cpp
namespace one { class Base {}; }
class Base {};
class Left : public one::Base { };
class Right : public Base { std::vector<Left> all; };
"""
    check_meanings(
        text,
        "src/lib.rs:3 Square.side read src/lib.rs Length likely",
        "src/lib.rs:5 Square base src/part.rs Shape likely",
        "src/lib.rs:5 Square.area read src/lib.rs Length likely",
        "src/lib.rs:5 Square.area call ? todo",
        "src/lib.rs:6 Solid base src/part.rs Shape likely",
        "n.cpp:3 Left base n.cpp one.Base likely",
        "n.cpp:4 Right base n.cpp Base likely",
        "n.cpp:4 Right.all read ? vector",
        "n.cpp:4 Right.all read n.cpp Left likely",
    )
