; TypeScript beyond ecmascript.scm.
(abstract_class_declaration name: (_) @name) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(type_alias_declaration name: (_) @name) @definition.type
(enum_declaration name: (_) @name) @definition.enum
(enum_body name: (property_identifier) @name @definition.member)
(enum_body (enum_assignment name: (property_identifier) @name) @definition.member)
(internal_module name: (_) @name) @definition.namespace
(expression_statement (internal_module) @wrapped) @wrapper
(module name: (_) @name) @definition.namespace
(ambient_declaration (_) @wrapped) @wrapper
(function_signature name: (_) @name) @declaration.function
(method_signature name: (_) @name) @declaration.method
(abstract_method_signature name: (_) @name) @declaration.method
(interface_declaration body: (interface_body (property_signature name: (_) @name) @definition.property))
(public_field_definition name: (_) @name value: [(arrow_function) (function_expression)] @outline) @definition.method
(public_field_definition name: (_) @name) @definition.field
(method_definition name: (property_identifier) @_constructor
  parameters: (formal_parameters (required_parameter [(accessibility_modifier) "readonly"] pattern: (identifier) @name) @definition.field)
  (#eq? @_constructor "constructor"))
(program (ambient_declaration (lexical_declaration (variable_declarator name: (identifier) @name)) @definition.constant))
(internal_module body: (statement_block (export_statement declaration: (lexical_declaration (variable_declarator name: (identifier) @name)) @definition.constant)))

(import_require_clause (identifier) @alias source: (string) @module) @import
(class_body (decorator) @attribute)
