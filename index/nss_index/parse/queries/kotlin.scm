; Captures are explained in extract.py.
(class_declaration (modifiers (class_modifier "enum")) name: (_) @name (enum_class_body) @outline) @definition.enum
(class_declaration (modifiers (class_modifier "enum")) name: (_) @name) @definition.enum
(class_declaration "interface" name: (_) @name (class_body) @outline) @definition.interface
(class_declaration "interface" name: (_) @name) @definition.interface
(class_declaration name: (_) @name (class_body) @outline) @definition.class
(class_declaration name: (_) @name) @definition.class
(object_declaration name: (_) @name (class_body) @outline) @definition.class
(object_declaration name: (_) @name) @definition.class
(companion_object name: (_) @name (class_body) @outline) @definition.class
(companion_object name: (_) @name) @definition.class
(enum_entry (identifier) @name (class_body) @outline) @definition.member
(enum_entry (identifier) @name) @definition.member
(type_alias type: (identifier) @name) @definition.type
(class_parameter ["val" "var"] . (identifier) @name) @definition.property
(secondary_constructor "constructor" @name (block) @outline) @definition.constructor
(secondary_constructor "constructor" @name) @definition.constructor
(function_declaration
  [(user_type . (identifier) @container) (nullable_type (user_type . (identifier) @container))]
  name: (_) @name (function_body) @outline) @definition.function
(class_body (function_declaration name: (_) @name (function_body) @outline) @definition.method)
(class_body (function_declaration name: (_) @name) @declaration.method)
(enum_class_body (function_declaration name: (_) @name (function_body) @outline) @definition.method)
(enum_class_body (function_declaration name: (_) @name) @declaration.method)
(function_declaration name: (_) @name (function_body) @outline) @definition.function
(function_declaration name: (_) @name) @declaration.function

; What has accessors ends where they start, a delegate of a lambda where that starts. Local ones are no symbols.
(source_file (property_declaration (modifiers (property_modifier "const")) (variable_declaration (identifier) @name)) @definition.constant)
(class_body (property_declaration (modifiers (property_modifier "const")) (variable_declaration (identifier) @name)) @definition.constant)
(source_file (property_declaration
  [(user_type . (identifier) @container) (nullable_type (user_type . (identifier) @container))] .
  (variable_declaration (identifier) @name) [(getter) (setter)] @outline) @definition.property)
(object_literal (class_body (property_declaration (variable_declaration (identifier) @name) [(getter) (setter)] @outline) @definition.field))
(object_literal (class_body (property_declaration (variable_declaration (identifier) @name)) @definition.field))
(enum_entry (class_body (property_declaration (variable_declaration (identifier) @name) [(getter) (setter)] @outline) @definition.field))
(enum_entry (class_body (property_declaration (variable_declaration (identifier) @name)) @definition.field))
(class_body (property_declaration (variable_declaration (identifier) @name) [(getter) (setter)] @outline) @definition.property)
(class_body (property_declaration (variable_declaration (identifier) @name) (property_delegate (call_expression (annotated_lambda) @outline))) @definition.property)
(class_body (property_declaration (variable_declaration (identifier) @name)) @definition.property)
(enum_class_body (property_declaration (variable_declaration (identifier) @name) [(getter) (setter)] @outline) @definition.property)
(enum_class_body (property_declaration (variable_declaration (identifier) @name) (property_delegate (call_expression (annotated_lambda) @outline))) @definition.property)
(enum_class_body (property_declaration (variable_declaration (identifier) @name)) @definition.property)
(source_file (property_declaration (variable_declaration (identifier) @name) [(getter) (setter)] @outline) @definition.variable)
(source_file (property_declaration (variable_declaration (identifier) @name) (property_delegate (call_expression (annotated_lambda) @outline))) @definition.variable)
(source_file (property_declaration (variable_declaration (identifier) @name)) @definition.variable)
(source_file (property_declaration (multi_variable_declaration (variable_declaration (identifier) @name))) @definition.variable)

(import (qualified_identifier . (identifier) @module (identifier)* @module . (identifier) @imported .) (identifier) @alias) @import
(import (qualified_identifier (identifier) @all .) @module "*") @import
(import (qualified_identifier . (identifier) @module (identifier)* @module . (identifier) @imported .)) @import
(import (qualified_identifier . (identifier) @module .)) @import

(call_expression . (identifier) @callee)
(call_expression . (navigation_expression . (_) @receiver (identifier) @callee .))
(navigation_expression . (_) @receiver "::" (identifier) @callee . (#not-eq? @callee "class"))
(callable_reference (identifier) @callee . (#not-eq? @callee "class"))
(infix_expression . (_) @receiver . (identifier) @callee)
(delegation_specifier (constructor_invocation (user_type (identifier) @callee .)))
(constructor_delegation_call ["this" "super"] @callee)

[(line_comment) (block_comment)] @comment
