; Captures are explained in extract.py. An unbraced `namespace` is no container, as Java's package is none.

; -- types
(namespace_definition name: (_) @name body: (_)) @definition.namespace
(class_declaration name: (_) @name body: (_)) @definition.class
(interface_declaration name: (_) @name body: (_)) @definition.interface
(trait_declaration name: (_) @name body: (_)) @definition.trait
(enum_declaration name: (_) @name body: (_)) @definition.enum
(enum_case name: (_) @name) @definition.member

; -- functions and methods
(function_definition name: (_) @name body: (_)) @definition.function
(method_declaration name: (_) @name body: (_)) @definition.method
(method_declaration name: (_) @name !body) @declaration.method
(program (expression_statement (assignment_expression
  left: (variable_name (name) @name) right: [(anonymous_function) (arrow_function)] @outline)) @definition.function)

; -- properties, constants, variables
(property_declaration (property_element name: (variable_name (name) @name)) (property_hook_list) @outline) @definition.property
(property_declaration (property_element name: (variable_name (name) @name))) @definition.field
(property_promotion_parameter name: (variable_name (name) @name)) @definition.field
(const_declaration (const_element . (name) @name)) @definition.constant
(expression_statement (function_call_expression function: (name) @_how arguments: (arguments . (argument (string (string_content) @name))))
  (#eq? @_how "define")) @definition.constant
(program (expression_statement (assignment_expression left: (variable_name (name) @name))) @definition.variable)

; -- imports
(namespace_use_declaration (namespace_name) @module body: (namespace_use_group (namespace_use_clause
  . type: _? . (name) @imported alias: (name) @alias))) @import
(namespace_use_declaration (namespace_name) @module body: (namespace_use_group (namespace_use_clause
  . type: _? . (name) @imported !alias))) @import
(namespace_use_declaration (namespace_name) @module body: (namespace_use_group (namespace_use_clause
  (qualified_name) @imported alias: (name) @alias))) @import
(namespace_use_declaration (namespace_name) @module body: (namespace_use_group (namespace_use_clause
  (qualified_name) @imported !alias))) @import
(namespace_use_declaration (namespace_use_clause (qualified_name prefix: (namespace_name) @module (name) @imported) alias: (name) @alias)) @import
(namespace_use_declaration (namespace_use_clause (qualified_name prefix: (namespace_name) @module (name) @imported) !alias)) @import
(namespace_use_declaration (namespace_use_clause . type: _? . (name) @module alias: (name) @alias)) @import
(namespace_use_declaration (namespace_use_clause . type: _? . (name) @module !alias)) @import
([(require_expression (string (string_content) @module)) (require_once_expression (string (string_content) @module))
  (include_expression (string (string_content) @module)) (include_once_expression (string (string_content) @module))]) @import
([(require_expression (encapsed_string . (string_content) @module .)) (require_once_expression (encapsed_string . (string_content) @module .))
  (include_expression (encapsed_string . (string_content) @module .)) (include_once_expression (encapsed_string . (string_content) @module .))]) @import
([(require_expression (binary_expression left: [(name) (function_call_expression)] right: (string (string_content) @module)))
  (require_once_expression (binary_expression left: [(name) (function_call_expression)] right: (string (string_content) @module)))
  (include_expression (binary_expression left: [(name) (function_call_expression)] right: (string (string_content) @module)))
  (include_once_expression (binary_expression left: [(name) (function_call_expression)] right: (string (string_content) @module)))]) @import
([(require_expression (parenthesized_expression (string (string_content) @module)))
  (require_once_expression (parenthesized_expression (string (string_content) @module)))
  (include_expression (parenthesized_expression (string (string_content) @module)))
  (include_once_expression (parenthesized_expression (string (string_content) @module)))]) @import
([(require_expression (parenthesized_expression (binary_expression left: [(name) (function_call_expression)] right: (string (string_content) @module))))
  (require_once_expression (parenthesized_expression (binary_expression left: [(name) (function_call_expression)] right: (string (string_content) @module))))
  (include_expression (parenthesized_expression (binary_expression left: [(name) (function_call_expression)] right: (string (string_content) @module))))
  (include_once_expression (parenthesized_expression (binary_expression left: [(name) (function_call_expression)] right: (string (string_content) @module))))]) @import

; -- calls
(function_call_expression function: (name) @callee (#not-eq? @callee "define"))
(function_call_expression function: (qualified_name prefix: (namespace_name) @receiver (name) @callee))
(function_call_expression function: (qualified_name (name) @callee))
(function_call_expression function: (relative_name (name) @callee))
(member_call_expression object: (_) @receiver name: (name) @callee)
(nullsafe_member_call_expression object: (_) @receiver name: (name) @callee)
(scoped_call_expression scope: (_) @receiver name: (name) @callee)
(object_creation_expression (name) @callee (#not-match? @callee "^(self|static|parent)$"))
(object_creation_expression (qualified_name prefix: (namespace_name) @receiver (name) @callee))
(object_creation_expression (qualified_name (name) @callee))

(comment) @comment
