// Says what each called name of the packages below a folder means, as go/types resolves it: one JSON object a line.
package main

import (
	"encoding/json"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

type use struct {
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Target string `json:"target"` // "" outside of the folder
	At     int    `json:"at"`
	Kind   string `json:"kind"`
}

func main() {
	root, _ := filepath.Abs(os.Args[1])
	prefix := os.Args[2] // import path of the folder
	out := json.NewEncoder(os.Stdout)
	files := token.NewFileSet()
	imports := importer.ForCompiler(files, "source", nil)
	filepath.WalkDir(root, func(folder string, entry os.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || entry.Name() == "testdata" {
			return nil
		}
		found, err := build.Default.ImportDir(folder, 0)
		if err != nil {
			return nil
		}
		var parsed []*ast.File
		for _, name := range found.GoFiles {
			if file, err := parser.ParseFile(files, filepath.Join(folder, name), nil, parser.SkipObjectResolution); err == nil {
				parsed = append(parsed, file)
			}
		}
		info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: imports, Error: func(error) {}, FakeImportC: true}
		relative, _ := filepath.Rel(root, folder)
		config.Check(filepath.ToSlash(filepath.Join(prefix, relative)), files, parsed, info)
		for name, object := range info.Uses {
			at := files.Position(name.Pos())
			path, _ := filepath.Rel(root, at.Filename)
			kind := "value"
			switch object := object.(type) {
			case *types.PkgName, *types.Label, *types.Nil:
				continue
			case *types.Builtin:
				kind = "builtin"
			case *types.TypeName:
				kind = "type"
			case *types.Func:
				kind = "function"
				if object.Type().(*types.Signature).Recv() != nil {
					kind = "method"
				}
			}
			target, line := "", 0
			if object.Pos().IsValid() {
				to := files.Position(object.Pos())
				if relative, err := filepath.Rel(root, to.Filename); err == nil && !strings.HasPrefix(relative, "..") {
					target, line = relative, to.Line
				}
			}
			out.Encode(use{path, at.Line, at.Column, target, line, kind})
		}
		return nil
	})
}
