; Captures are explained in extract.py. An earlier pattern wins where two name the same definition.

; -- modules and types
(module_definition name: (identifier) @name . _ @outline) @definition.namespace
(struct_definition (type_head [(identifier) @name (_ . (identifier) @name) (_ . (_ . (identifier) @name))]) . _ @outline) @definition.struct
(abstract_definition (type_head [(identifier) @name (_ . (identifier) @name) (_ . (_ . (identifier) @name))])) @definition.type
(primitive_definition (type_head [(identifier) @name (_ . (identifier) @name) (_ . (_ . (identifier) @name))])) @definition.type

; -- fields: plain, typed, with a value, const, @atomic
(struct_definition (identifier) @name @definition.field)
(struct_definition (typed_expression . (identifier) @name) @definition.field)
(struct_definition (assignment . [(identifier) @name (typed_expression . (identifier) @name)]) @definition.field)
(struct_definition (const_statement [
  (assignment . [(identifier) @name (typed_expression . (identifier) @name)])
  (typed_expression . (identifier) @name)]) @definition.field)
(struct_definition (macrocall_expression (macro_argument_list . [
  (typed_expression . (identifier) @name)
  (assignment . (typed_expression . (identifier) @name))] .)) @definition.field)

; -- @enum Name::Int a b=1, or with begin … end
(macrocall_expression . (macro_identifier (identifier) @_enum)
  (macro_argument_list . [(identifier) @name (typed_expression . (identifier) @name)] . (_) @outline) (#eq? @_enum "enum")) @definition.enum
(macrocall_expression . (macro_identifier (identifier) @_enum)
  (macro_argument_list . (_) [(identifier) @name (assignment . (identifier) @name)] @definition.member) (#eq? @_enum "enum"))
(macrocall_expression . (macro_identifier (identifier) @_enum)
  (macro_argument_list . (_) . (compound_statement [(identifier) @name (assignment . (identifier) @name)] @definition.member)) (#eq? @_enum "enum"))

; -- functions: f(x), f(x)::T, f(x) where {T}; of a module (Base.show, Base.:+); of a value ((line::Line)(x)) by its type
(macro_definition (signature (call_expression . [(identifier) (operator)] @name)) . _ @outline) @definition.macro
(function_definition (signature (identifier) @name)) @declaration.function
(function_definition (signature [(call_expression . [(identifier) (operator)] @name)
  (_ . (call_expression . [(identifier) (operator)] @name))
  (_ . (_ . (call_expression . [(identifier) (operator)] @name)))]) . _ @outline) @definition.function
(function_definition (signature [(call_expression . (parametrized_type_expression . (identifier) @name))
  (_ . (call_expression . (parametrized_type_expression . (identifier) @name)))
  (_ . (_ . (call_expression . (parametrized_type_expression . (identifier) @name))))]) . _ @outline) @definition.function
(function_definition (signature [(call_expression . (field_expression value: (_) @container [(identifier) @name (quote_expression [(operator) @name (_ (operator) @name)])]))
  (_ . (call_expression . (field_expression value: (_) @container [(identifier) @name (quote_expression [(operator) @name (_ (operator) @name)])])))
  (_ . (_ . (call_expression . (field_expression value: (_) @container [(identifier) @name (quote_expression [(operator) @name (_ (operator) @name)])]))))]) . _ @outline) @definition.function
(function_definition (signature [(call_expression . (parenthesized_expression (typed_expression [(identifier) @name (_ . (identifier) @name)] .)))
  (_ . (call_expression . (parenthesized_expression (typed_expression [(identifier) @name (_ . (identifier) @name)] .))))
  (_ . (_ . (call_expression . (parenthesized_expression (typed_expression [(identifier) @name (_ . (identifier) @name)] .)))))]) . _ @outline) @definition.function

; -- the same in short: f(x) = …
(assignment . [(call_expression . [(identifier) (operator)] @name)
  (typed_expression . (call_expression . [(identifier) (operator)] @name))
  (where_expression . (call_expression . [(identifier) (operator)] @name))
  (where_expression . (_ . (call_expression . [(identifier) (operator)] @name)))] . (operator) @outline) @definition.function
(assignment . [(call_expression . (parametrized_type_expression . (identifier) @name))
  (typed_expression . (call_expression . (parametrized_type_expression . (identifier) @name)))
  (where_expression . (call_expression . (parametrized_type_expression . (identifier) @name)))
  (where_expression . (_ . (call_expression . (parametrized_type_expression . (identifier) @name))))] . (operator) @outline) @definition.function
(assignment . [(call_expression . (field_expression value: (_) @container [(identifier) @name (quote_expression [(operator) @name (_ (operator) @name)])]))
  (typed_expression . (call_expression . (field_expression value: (_) @container [(identifier) @name (quote_expression [(operator) @name (_ (operator) @name)])])))
  (where_expression . (call_expression . (field_expression value: (_) @container [(identifier) @name (quote_expression [(operator) @name (_ (operator) @name)])])))
  (where_expression . (_ . (call_expression . (field_expression value: (_) @container [(identifier) @name (quote_expression [(operator) @name (_ (operator) @name)])]))))] . (operator) @outline) @definition.function
(assignment . [(call_expression . (parenthesized_expression (typed_expression [(identifier) @name (_ . (identifier) @name)] .)))
  (typed_expression . (call_expression . (parenthesized_expression (typed_expression [(identifier) @name (_ . (identifier) @name)] .))))
  (where_expression . (call_expression . (parenthesized_expression (typed_expression [(identifier) @name (_ . (identifier) @name)] .))))
  (where_expression . (_ . (call_expression . (parenthesized_expression (typed_expression [(identifier) @name (_ . (identifier) @name)] .)))))] . (operator) @outline) @definition.function

; -- names bound at the top
(const_statement (assignment . (parametrized_type_expression . (identifier) @name))) @definition.type
([(source_file (const_statement (assignment . [(identifier) @name (typed_expression . (identifier) @name) (open_tuple (identifier) @name)])) @definition.constant)
  (module_definition (const_statement (assignment . [(identifier) @name (typed_expression . (identifier) @name) (open_tuple (identifier) @name)])) @definition.constant)])
([(source_file (global_statement (assignment . [(identifier) @name (typed_expression . (identifier) @name)])) @definition.variable)
  (module_definition (global_statement (assignment . [(identifier) @name (typed_expression . (identifier) @name)])) @definition.variable)
  (source_file (assignment . [(identifier) @name (typed_expression . (identifier) @name) (open_tuple (identifier) @name)]) @definition.variable)
  (module_definition (assignment . [(identifier) @name (typed_expression . (identifier) @name) (open_tuple (identifier) @name)]) @definition.variable)])

(macrocall_expression (macro_argument_list [
  (function_definition) (struct_definition) (const_statement) (macrocall_expression)
  (assignment . [(call_expression) (where_expression) (typed_expression (call_expression))])] @wrapped .)) @wrapper

; -- docstrings, which stand before what they document
((string_literal) @docstring . [(module_definition) (struct_definition) (abstract_definition) (primitive_definition) (function_definition) (macro_definition) (assignment) (const_statement) (macrocall_expression)] @documented)
((string_literal) @docstring . (macrocall_expression (macro_argument_list [(function_definition) (struct_definition) (assignment) (const_statement)] @documented .)))
((string_literal) @docstring . (macrocall_expression (macro_argument_list (macrocall_expression (macro_argument_list [(function_definition) (struct_definition) (assignment)] @documented .)) .)))
(struct_definition (string_literal) @docstring . [(identifier) (typed_expression)] @documented)
(source_file . (string_literal) @docstring . (module_definition))
((string_literal) @comment . [(module_definition) (struct_definition) (abstract_definition) (primitive_definition) (function_definition) (macro_definition) (assignment) (const_statement) (macrocall_expression)])
(struct_definition (string_literal) @comment . [(identifier) (typed_expression)])

; -- imports
(using_statement [(identifier) (scoped_identifier) (import_path)] @module @all) @import
(import_statement [(identifier) (scoped_identifier) (import_path)] @module) @import
(import_statement (import_alias . (_) @module (_) @alias .)) @import
(using_statement (import_alias . (_) @module (_) @alias .)) @import
(selected_import . (_) @module [(identifier) (operator) (macro_identifier)] @imported) @import
(selected_import . (_) @module (import_alias . (_) @imported (_) @alias .)) @import
((call_expression . (identifier) @_include (argument_list . (string_literal) @module .)) @import (#eq? @_include "include"))

; -- calls
(call_expression . (identifier) @callee (#not-match? @callee "^(include|new)$"))
(call_expression . (parametrized_type_expression . (identifier) @callee (#not-eq? @callee "new")))
(call_expression . (field_expression value: (_) @receiver (identifier) @callee))
(call_expression . (parametrized_type_expression . (field_expression value: (_) @receiver (identifier) @callee)))
(broadcast_call_expression . (identifier) @callee)
(broadcast_call_expression . (field_expression value: (_) @receiver (identifier) @callee))
(binary_expression (operator) @_pipe . (identifier) @callee (#any-of? @_pipe "|>" ".|>"))
(macrocall_expression . (macro_identifier (identifier) @callee)
  (#not-match? @callee "^(enum|inline|noinline|kwdef|propagate_inbounds|generated|doc|atomic)$"))
(macrocall_expression . (_) @receiver . (macro_identifier (identifier) @callee)
  (#not-match? @callee "^(kwdef|propagate_inbounds|doc|inline|noinline|constprop|assume_effects)$"))

(line_comment) @comment
(block_comment) @comment
