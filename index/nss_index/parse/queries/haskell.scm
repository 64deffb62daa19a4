; Captures are explained in extract.py. A signature and the equations below it are one symbol.

(header module: (module) @name exports: (_) @outline) @definition.namespace
(header module: (module) @name "where" @outline) @definition.namespace

; -- types: one constructor with fields is a struct, whose fields are not inside that constructor
(data_type name: (_) @name
  constructors: (data_constructors . (data_constructor) .) @outline) @definition.struct
(data_type name: (_) @name "where" @outline constructors: (_)) @definition.enum
(data_type name: (_) @name constructors: (_) @outline) @definition.enum
(data_type name: (_) @name) @definition.struct
(newtype name: (_) @name constructor: (_) @outline) @definition.struct
(newtype name: (_) @name) @definition.struct
(data_constructors . (data_constructor constructor: (record name: (_) @name @definition.member)) .)
(data_constructor constructor: (record name: (_) @name fields: (_) @outline)) @definition.member
(data_constructor constructor: (_ name: (_) @name)) @definition.member
(data_constructor constructor: (infix operator: (_) @name)) @definition.member
(gadt_constructor name: (_) @name) @definition.member
(gadt_constructor names: (binding_list name: (_) @name)) @definition.member
(newtype_constructor name: (_) @name @definition.member)
(field name: (field_name (_) @name)) @definition.field
(type_synonym name: (_) @name) @definition.type
(type_family name: (_) @name "where" @outline) @definition.type
(type_family name: (_) @name) @definition.type
(data_family name: (_) @name) @definition.type
(kind_signature) @attribute
(type_synonym (infix operator: (_) @name)) @definition.type

; -- classes and instances
(class name: (_) @name "where" @outline) @definition.trait
(class name: (_) @name) @definition.trait
(class (infix operator: (_) @name) "where" @outline) @definition.trait
(class (infix operator: (_) @name)) @definition.trait
(instance patterns: (type_patterns . [
  (name) @scope.name
  (qualified id: (name) @scope.name)
  (parens type: [
    (name) @scope.name
    (apply constructor: [
      (name) @scope.name
      (qualified id: (name) @scope.name)
      (apply constructor: [
        (name) @scope.name
        (qualified id: (name) @scope.name)
        (apply constructor: (name) @scope.name)])])])])) @scope
(instance name: (_) @scope.name patterns: (type_patterns . [
  (list) (prefix_list) (tuple) (prefix_tuple) (unit) (variable) (parens type: (function))])) @scope

; -- functions and values of a module, a class, an instance
(declarations (signature name: [(variable) @name (prefix_id (_) @name)] type: [
  (function)
  (forall type: (function))
  (context type: (function))
  (forall type: (context type: (function)))]) @definition.function)
(declarations (signature name: [(variable) @name (prefix_id (_) @name)] type: [
  (apply constructor: (name) @_type)
  (context type: (apply constructor: (name) @_type))]) @definition.function (#eq? @_type "IO"))
((declarations (signature name: (variable) @name) @definition.function . (function name: (variable) @_next))
  (#eq? @name @_next))
((declarations (signature name: (variable) @name) @definition.function
  . (bind name: (variable) @_next match: (match expression: [(do) (lambda) (lambda_case)])))
  (#eq? @name @_next))
(declarations (signature name: (prefix_id (_) @name)) @definition.function)
(declarations (signature name: (variable) @name) @definition.constant)
(declarations (signature names: (_)) @attribute)
(declarations (function name: [(variable) @name (prefix_id (_) @name)] match: (_) @outline) @definition.function)
(declarations (function [
  (infix operator: [(operator) @name (infix_id (variable) @name)])
  (function_head_parens (infix operator: [(operator) @name (infix_id (variable) @name)]))]
  match: (_) @outline) @definition.function)
(declarations (bind name: [(variable) @name (prefix_id (_) @name)]
  match: (match expression: [(do) (lambda) (lambda_case)]) @outline) @definition.function)
((declarations (bind name: (variable) @name
  match: (match expression: (infix operator: (operator) @_dot)) @outline) @definition.function) (#eq? @_dot "."))
(declarations (bind name: (prefix_id (_) @name) match: (_) @outline) @definition.function)
(declarations (bind name: (variable) @name) @definition.constant)
(class_declarations (signature name: [(variable) @name (prefix_id (_) @name)]) @declaration.function)
(class_declarations (signature names: (binding_list name: [(variable) @name (prefix_id (_) @name)]))
  @declaration.function)
(class_declarations (function name: [(variable) @name (prefix_id (_) @name)] match: (_) @outline) @definition.function)
(class_declarations (function (infix operator: [(operator) @name (infix_id (variable) @name)]) match: (_) @outline)
  @definition.function)
(class_declarations (bind name: [(variable) @name (prefix_id (_) @name)] match: (_) @outline) @definition.function)
(instance_declarations (signature name: [(variable) @name (prefix_id (_) @name)]) @definition.function)
(instance_declarations (function name: [(variable) @name (prefix_id (_) @name)] match: (_) @outline)
  @definition.function)
(instance_declarations (function (infix operator: [(operator) @name (infix_id (variable) @name)]) match: (_) @outline)
  @definition.function)
(instance_declarations (bind name: [(variable) @name (prefix_id (_) @name)] match: (_) @outline) @definition.function)
(declarations (bind pattern: [(tuple element: (variable) @name) (strict pattern: (variable) @name)])
  @definition.constant)
(foreign_import signature: (signature name: (variable) @name)) @declaration.function
(pattern_synonym (signature synonym: (_) @name)) @definition.macro
(pattern_synonym (equation synonym: [
  (constructor) @name
  (record . (constructor) @name)
  (infix operator: (_) @name)
  (apply function: [(constructor) @name
  (apply function: [(constructor) @name (apply function: (constructor) @name)])])]))
  @definition.macro

; -- what goes on with the definition above it
([
  (signature name: (variable) @_name)
  (signature name: (prefix_id (_) @_name))
  (function name: (variable) @_name)
  (function name: (prefix_id (_) @_name))
  (function (infix operator: (operator) @_name))
  (function (infix operator: (infix_id (variable) @_name)))] @wrapped . [(pragma) (haddock) (comment)]* . [
  (function name: (variable) @_next @repeated)
  (function name: (prefix_id (_) @_next @repeated))
  (function (infix operator: (operator) @_next @repeated))
  (function (infix operator: (infix_id (variable) @_next @repeated)))
  (bind name: (variable) @_next @repeated)
  (bind name: (prefix_id (_) @_next @repeated))] @wrapper
  (#eq? @_name @_next))
((pattern_synonym (signature synonym: (_) @_name)) @wrapped . (pattern_synonym (equation synonym: [
  (constructor) @_next @repeated
  (record . (constructor) @_next @repeated)
  (apply function: [
    (constructor) @_next @repeated
    (apply function: [(constructor) @_next @repeated (apply function: (constructor) @_next @repeated)])])])) @wrapper
  (#eq? @_name @_next))

; -- imports
((import module: (_) @module !alias) @import
  (#match? @import "^import\\s+(safe\\s+)?qualified\\s") (#not-match? @import "[(]"))
((import module: (_) @module !alias !names) @import (#match? @import "\\squalified$"))
((import module: (_) @module @all !names) @import (#not-match? @import "\\squalified(\\s|$)"))
((import module: (_) @module @all names: (_)) @import
  (#match? @import "^[^(]*\\shiding\\s*[(]") (#not-match? @import "^[^(]*\\squalified\\s"))
(import module: (_) @module alias: (_) @alias) @import
((import module: (_) @module names: (import_list name: (import_name [
  (variable) @imported
  (name) @imported
  (prefix_id (_) @imported)]))) @import (#not-match? @import "^[^(]*\\shiding\\s*[(]"))

; -- calls: what is applied, what a pipe runs, what a `do` block runs
(expression/apply function: [(variable) (constructor)] @callee)
(expression/apply function: (qualified module: (_) @receiver id: (_) @callee))
(expression/record expression: (constructor) @callee)
(expression/record expression: (qualified module: (_) @receiver id: (constructor) @callee))
(expression/infix operator: (infix_id (variable) @callee))
(expression/infix operator: (infix_id (qualified module: (_) @receiver id: (variable) @callee)))
(expression/infix left_operand: [
  [(variable) (constructor)] @callee
  (qualified module: (_) @receiver id: (_) @callee)]
  operator: (operator) @_pipe (#any-of? @_pipe "$" "$!" "." "<$>" "<=<" "=<<"))
(expression/infix operator: (operator) @_pipe right_operand: [
  [(variable) (constructor)] @callee
  (qualified module: (_) @receiver id: (_) @callee)]
  (#any-of? @_pipe "." "&" "<&>" "|>" ">>=" ">=>" ">>>"))
(exp (variable) @callee)
(exp (qualified module: (_) @receiver id: (variable) @callee))
(do statement: (bind expression: [(variable) @callee (qualified module: (_) @receiver id: (variable) @callee)]))

(comment) @comment
(haddock) @comment
((pragma) @attribute (#match? @attribute "^[{]-#\\s*(NO)?(INLIN|SPECIALI|DEPRECATED|WARNING|ANN|OPAQUE)"))
