"""Every rule by which an import of Go finds the files of a package."""

from __future__ import annotations

from tests.index.graph.edges import check_edges, check_outside


def test_a_package_is_its_files_without_tests_and_ignored_ones() -> None:
    text = """
#- go.mod
module example.com/app

go 1.22
#- main.go
package main

import (
	"fmt"
	"example.com/app"
	t "example.com/app/internal/text"
	_ "example.com/app/gone"
	"github.com/other/lib"
)
#- internal/text/split.go
package text
#- internal/text/join.go
// Package text joins.
package text
#- internal/text/join_test.go
package text
#- internal/text/gen.go
//go:build ignore

package main
"""
    check_edges(text, "main.go:6 internal/text/split.go", "main.go:6 internal/text/join.go")
    check_outside(text, "main.go:4 fmt", "main.go:7 example.com/app/gone missing", "main.go:8 github.com/other/lib")


def test_a_test_outside_of_its_package_imports_it() -> None:
    check_edges(
        """
#- go.mod
module m
#- a/a.go
package a
#- a/a_test.go
package a_test
import "m/a"
""",
        "a/a_test.go:2 a/a.go",
    )


def test_modules_in_modules_replacements_and_workspaces() -> None:
    check_edges(
        """
#- go.mod
module example.com/root
replace (
	example.com/swapped v1.2.0 => ./third/swapped
)
replace example.com/one => ../elsewhere
#- main.go
package main
import (
	"example.com/root/tools/x"
	"example.com/swapped/deep"
	"example.com/lonely"
	"example.com/one"
)
#- tools/go.mod
module example.com/root/tools
#- tools/x/x.go
package x
#- third/swapped/go.mod
module example.com/swapped
#- third/swapped/deep/d.go
package deep
#- lonely/go.mod
module example.com/lonely
#- lonely/l.go
package lonely
""",
        "main.go:3 tools/x/x.go likely",
        "main.go:4 third/swapped/deep/d.go",
        "main.go:5 lonely/l.go likely",
    )
    check_edges(
        """
#- go.work
go 1.22
use (
	./a // the program
	./b
)
#- a/go.mod
module x/a
#- a/a.go
package a
import "x/b"
#- b/go.mod
module x/b
#- b/b.go
package b
""",
        "a/a.go:2 b/b.go",
    )


def test_vendored_packages_and_the_distribution_itself() -> None:
    check_edges(
        """
#- go.mod
module m
#- m.go
package m
import "github.com/x/y"
#- vendor/github.com/x/y/y.go
package y
""",
        "m.go:2 vendor/github.com/x/y/y.go",
    )
    check_edges(
        """
#- src/go.mod
module std
#- src/net/http/server.go
package http
import (
	"net/url"
	"golang.org/x/net/idna"
)
#- src/net/url/url.go
package url
#- src/vendor/golang.org/x/net/idna/idna.go
package idna
#- src/cmd/go.mod
module cmd
#- src/cmd/main.go
package main
import "net/url"
import "cmd/internal/obj"
#- src/cmd/internal/obj/obj.go
package obj
""",
        "src/net/http/server.go:3 src/net/url/url.go",
        "src/net/http/server.go:4 src/vendor/golang.org/x/net/idna/idna.go",
        "src/cmd/main.go:2 src/net/url/url.go",
        "src/cmd/main.go:3 src/cmd/internal/obj/obj.go",
    )


def test_without_go_mod_the_end_of_the_path_is_likely() -> None:
    text = """
#- main.go
package main
import (
	"github.com/me/tool/pkg/text"
	"text/template"
)
#- pkg/text/t.go
package text
#- template/t.go
package template
"""
    check_edges(text, "main.go:3 pkg/text/t.go likely")
    check_outside(text, "main.go:4 text/template")
    check_edges(
        '#- src/a/a.go\npackage a\nimport `b/c`\nimport "./d"\n#- src/b/c/c.go\npackage c\n#- src/a/d/d.go\npackage d',
        "src/a/a.go:2 src/b/c/c.go",
        "src/a/a.go:3 src/a/d/d.go",
    )


def test_the_names_that_are_used_tell_which_files() -> None:
    text = """
#- go.mod
module m
#- main.go
package main

import (
	"m/text"
	"m/gopkg.in/yaml.v3"
	o "m/other"
	"m/unknown"
	_ "m/effects"
	. "m/dotted"
)

func run(p *text.Split) {
	text.Join(o.Size)
	yaml.Parse()
	var other struct{ Field int }
	other.Field = 1
	unknown.Generated()
}
#- text/split.go
package text
type Split struct{}
#- text/join.go
package text
func Join(n int) {}
#- text/never.go
package text
func Never() {}
#- other/size_linux.go
package other
const Size = 1
#- other/size_windows.go
package other
const Size = 2
#- gopkg.in/yaml.v3/yaml.go
package yaml
func Parse() {}
#- gopkg.in/yaml.v3/more.go
package yaml
#- unknown/a.go
package unknown
#- unknown/b.go
package unknown
#- effects/a.go
package effects
#- effects/b.go
package effects
#- dotted/a.go
package dotted
"""
    check_edges(
        text,
        "main.go:4 text/split.go",
        "main.go:4 text/join.go",
        "main.go:5 gopkg.in/yaml.v3/yaml.go",
        "main.go:6 other/size_linux.go possible",
        "main.go:6 other/size_windows.go possible",
        "main.go:7 unknown/a.go possible",
        "main.go:7 unknown/b.go possible",
        "main.go:8 effects/a.go",
        "main.go:8 effects/b.go",
        "main.go:9 dotted/a.go",
    )


def test_a_variable_may_be_called_as_the_package_is() -> None:
    check_edges(
        """
#- go.mod
module m
#- main.go
package main
import "m/url"
func f() { u := url.Parse(); url := u; url.Path = url.Host }
#- url/parse.go
package url
func Parse() *URL { return nil }
#- url/url.go
package url
type URL struct{ Path, Host string }
""",
        "main.go:2 url/parse.go",
    )
