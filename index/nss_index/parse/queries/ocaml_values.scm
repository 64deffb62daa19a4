; OCaml beyond ocaml.scm, read after it: what `let` binds in a file or a structure, not in an expression.

; -- of a file: functions, references, values
(compilation_unit (value_definition . (attribute_id)? . [
  (let_binding pattern: (value_name) @name
    [(parameter) (function_type) (polymorphic_type (function_type)) (fun_expression) (function_expression)])
  (let_binding pattern: [(parenthesized_operator (_) @name) (string) @name])] @outline .) @definition.function)
(compilation_unit (value_definition "let" @definition.function . [
  (let_binding pattern: (value_name) @name
    [(parameter) (function_type) (polymorphic_type (function_type)) (fun_expression) (function_expression)])
  (let_binding pattern: [(parenthesized_operator (_) @name) (string) @name])] @outline))
(compilation_unit (value_definition [
  (let_binding pattern: (value_name) @name
    [(parameter) (function_type) (polymorphic_type (function_type)) (fun_expression) (function_expression)])
  (let_binding pattern: [(parenthesized_operator (_) @name) (string) @name])] @definition.function))
((compilation_unit (value_definition . (let_binding pattern: (value_name) @name
    body: (application_expression function: (value_path . (value_name) @_ref .))) .) @definition.variable)
  (#eq? @_ref "ref"))
(compilation_unit (value_definition . (let_binding pattern: (value_name) @name) .) @definition.constant)
(compilation_unit (value_definition "let" @definition.constant . (let_binding pattern: (value_name) @name) @outline))
(compilation_unit (value_definition (let_binding pattern: (value_name) @name) @definition.constant))
(compilation_unit (value_definition (let_binding pattern: [
  (tuple_pattern (value_name) @name)
  (parenthesized_pattern (tuple_pattern (value_name) @name))
  (typed_pattern pattern: (value_name) @name)])) @definition.constant)

; -- of a structure: functions, references, values
(structure (value_definition . (attribute_id)? . [
  (let_binding pattern: (value_name) @name
    [(parameter) (function_type) (polymorphic_type (function_type)) (fun_expression) (function_expression)])
  (let_binding pattern: [(parenthesized_operator (_) @name) (string) @name])] @outline .) @definition.function)
(structure (value_definition "let" @definition.function . [
  (let_binding pattern: (value_name) @name
    [(parameter) (function_type) (polymorphic_type (function_type)) (fun_expression) (function_expression)])
  (let_binding pattern: [(parenthesized_operator (_) @name) (string) @name])] @outline))
(structure (value_definition [
  (let_binding pattern: (value_name) @name
    [(parameter) (function_type) (polymorphic_type (function_type)) (fun_expression) (function_expression)])
  (let_binding pattern: [(parenthesized_operator (_) @name) (string) @name])] @definition.function))
((structure (value_definition . (let_binding pattern: (value_name) @name
    body: (application_expression function: (value_path . (value_name) @_ref .))) .) @definition.variable)
  (#eq? @_ref "ref"))
(structure (value_definition . (let_binding pattern: (value_name) @name) .) @definition.constant)
(structure (value_definition "let" @definition.constant . (let_binding pattern: (value_name) @name) @outline))
(structure (value_definition (let_binding pattern: (value_name) @name) @definition.constant))
(structure (value_definition (let_binding pattern: [
  (tuple_pattern (value_name) @name)
  (parenthesized_pattern (tuple_pattern (value_name) @name))
  (typed_pattern pattern: (value_name) @name)])) @definition.constant)

(value_definition "let" @wrapped . (let_binding) @wrapper)
