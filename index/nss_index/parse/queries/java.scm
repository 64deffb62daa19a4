; Captures are explained in extract.py.
(class_declaration name: (_) @name) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(annotation_type_declaration name: (_) @name) @definition.interface
(enum_declaration name: (_) @name) @definition.enum
(record_declaration name: (_) @name) @definition.class
(method_declaration name: (_) @name body: (_)) @definition.method
(method_declaration name: (_) @name !body) @declaration.method
(annotation_type_element_declaration name: (_) @name) @declaration.method
(constructor_declaration name: (_) @name) @definition.constructor
(compact_constructor_declaration name: (_) @name) @definition.constructor
(enum_constant name: (_) @name) @definition.member
(field_declaration (modifiers "static" "final") declarator: (variable_declarator name: (_) @name)) @definition.constant
(constant_declaration declarator: (variable_declarator name: (_) @name)) @definition.constant
(field_declaration declarator: (variable_declarator name: (_) @name)) @definition.field

(import_declaration (scoped_identifier scope: (_) @module name: (_) @imported) . ";") @import
(import_declaration (_) @module (asterisk) @all) @import

(method_invocation !object name: (identifier) @callee)
(method_invocation object: (_) @receiver name: (identifier) @callee)
(object_creation_expression type: (type_identifier) @callee)
(object_creation_expression type: (generic_type (type_identifier) @callee))
(object_creation_expression type: (scoped_type_identifier (_) @receiver (type_identifier) @callee))
(explicit_constructor_invocation constructor: (_) @callee)
(method_reference (_) @receiver (identifier) @callee .)

(line_comment) @comment
(block_comment) @comment
