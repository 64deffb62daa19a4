; Which names JavaScript and TypeScript use and bind, explained in uses.py.

; -- names that are no uses
(import_specifier (identifier) @skip)
(import_clause (identifier) @skip)
(namespace_import (identifier) @skip)
(export_statement (export_clause (export_specifier (identifier) @skip)) source: (_))
(export_specifier alias: (identifier) @skip)
(namespace_export (identifier) @skip)
(function_declaration name: (identifier) @skip)
(generator_function_declaration name: (identifier) @skip)
(class_declaration name: (_) @skip)

(call_expression function: (identifier) @skip (#eq? @skip "require"))

; -- scopes
[(function_declaration) (function_expression) (generator_function_declaration) (generator_function) (arrow_function) (method_definition)] @function
[(statement_block) (for_statement) (for_in_statement) (catch_clause)] @block

; -- names that are bound
(variable_declarator name: (identifier) @bind)
(arrow_function parameter: (identifier) @bind)
(function_expression name: (identifier) @bind)
(object_pattern (shorthand_property_identifier_pattern) @bind)
(object_assignment_pattern left: (shorthand_property_identifier_pattern) @bind)
(pair_pattern value: (identifier) @bind)
(array_pattern (identifier) @bind)
(rest_pattern (identifier) @bind)
(assignment_pattern left: (identifier) @bind)
(for_in_statement left: (identifier) @bind)
(catch_clause parameter: (identifier) @bind)

; -- uses
(identifier) @name
(shorthand_property_identifier) @name
(member_expression) @member
(call_expression function: (_) @callee)
(new_expression constructor: (_) @callee)

; -- what a name is bound to, and what a module exports under another name
(variable_declarator) @assigned
(assignment_expression) @assigned
(export_statement value: (identifier) @default)
(export_statement "default" declaration: (_ name: (_) @default))
(export_statement !source (export_clause (export_specifier) @exported))
