; What JavaScript and TypeScript share. Captures are explained in extract.py. An earlier pattern wins where two name the same definition.

; -- functions and classes
(function_declaration name: (identifier) @name) @definition.function
(generator_function_declaration name: (identifier) @name) @definition.function
(class_declaration name: (_) @name) @definition.class
(lexical_declaration (variable_declarator name: (identifier) @name value: (class) @outline)) @definition.class
(lexical_declaration (variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression) (generator_function)] @outline)) @definition.function
(variable_declaration (variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression) (generator_function)] @outline)) @definition.function
(export_statement declaration: (_) @wrapped) @wrapper
(method_definition ["get" "set"] name: (_) @name) @definition.property
(method_definition name: (_) @name) @definition.method

; -- names bound at the top
(program (lexical_declaration "const" (variable_declarator name: (identifier) @name)) @definition.constant)
(program (export_statement declaration: (lexical_declaration "const" (variable_declarator name: (identifier) @name)) @definition.constant))
(program (lexical_declaration "let" (variable_declarator name: (identifier) @name)) @definition.variable)
(program (export_statement declaration: (lexical_declaration "let" (variable_declarator name: (identifier) @name)) @definition.variable))
(program (variable_declaration (variable_declarator name: (identifier) @name)) @definition.variable)

; -- functions of an object that has a name: const api = { get() {}, post: () => {} }
(program (lexical_declaration (variable_declarator value: (object (pair key: (property_identifier) @name value: [(arrow_function) (function_expression)] @outline) @definition.method))))
(program (export_statement (lexical_declaration (variable_declarator value: (object (pair key: (property_identifier) @name value: [(arrow_function) (function_expression)] @outline) @definition.method)))))
(program (variable_declaration (variable_declarator value: (object (pair key: (property_identifier) @name value: [(arrow_function) (function_expression)] @outline) @definition.method))))

; -- Foo.prototype.bar = function, exports.x = function, app.use = function
(expression_statement (assignment_expression
  left: (member_expression object: (member_expression object: (_) @container property: (property_identifier) @_prototype) property: (property_identifier) @name)
  right: [(function_expression) (arrow_function) (generator_function)] @outline) (#eq? @_prototype "prototype")) @definition.method
(expression_statement (assignment_expression
  left: (member_expression object: (_) @container property: (property_identifier) @name)
  right: [(function_expression) (arrow_function) (generator_function)] @outline)) @definition.function
(expression_statement (assignment_expression
  left: (member_expression object: (_) @container property: (property_identifier) @name)
  right: (assignment_expression right: [(function_expression) (arrow_function)] @outline))) @definition.function
(program (expression_statement (assignment_expression
  left: (member_expression object: (_) @container property: (property_identifier) @name)
  right: (class) @outline)) @definition.class)
(program (expression_statement (assignment_expression
  left: (member_expression object: [(identifier) (member_expression)] @container property: (property_identifier) @name)) @definition.variable
  (#any-of? @container "exports" "module.exports")))

; -- imports
(import_statement . source: (string) @module) @import
(import_statement (import_clause (identifier) @default) source: (string) @module) @import
(import_statement (import_clause (namespace_import (identifier) @alias) @all) source: (string) @module) @import
(import_statement (import_clause (named_imports (import_specifier name: (_) @imported !alias))) source: (string) @module) @import
(import_statement (import_clause (named_imports (import_specifier name: (_) @imported alias: (_) @alias))) source: (string) @module) @import
(export_statement (export_clause (export_specifier name: (_) @imported !alias)) source: (string) @module) @import
(export_statement (export_clause (export_specifier name: (_) @imported alias: (_) @alias)) source: (string) @module) @import
(export_statement "*" @all source: (string) @module) @import
(export_statement (namespace_export (_) @alias) @all source: (string) @module) @import
(variable_declarator name: (identifier) @alias value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module)) (#eq? @_require "require")) @import
(variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @imported) value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module)) (#eq? @_require "require")) @import
(variable_declarator name: (object_pattern (pair_pattern key: (_) @imported value: (_) @alias)) value: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module)) (#eq? @_require "require")) @import
(variable_declarator name: (identifier) @alias value: (member_expression object: (call_expression function: (identifier) @_require arguments: (arguments . (string) @module)) property: (_) @imported) (#eq? @_require "require")) @import
(expression_statement (call_expression function: (identifier) @_require arguments: (arguments . (string) @module)) (#eq? @_require "require")) @import
(call_expression function: (import) arguments: (arguments . (string) @module)) @import

(comment) @comment
