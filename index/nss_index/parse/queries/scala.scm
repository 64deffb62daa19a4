; Captures are explained in extract.py.
(class_definition name: (_) @name) @definition.class
(trait_definition name: (_) @name) @definition.trait
(object_definition name: (_) @name) @definition.class
(package_object name: (_) @name) @definition.class
(package_clause name: (_) @name body: (_)) @definition.namespace
(enum_definition name: (_) @name) @definition.enum
(enum_case_definitions [(simple_enum_case name: (_) @name) (full_enum_case name: (_) @name)]) @definition.member
(type_definition name: (_) @name) @definition.type
(given_definition name: (_) @name "with" @outline body: [(with_template_body) (template_body)]) @definition.class
(given_definition name: (_) @name body: [(with_template_body) (template_body)]) @definition.class
(given_definition !name return_type: [(type_identifier) @scope.name (generic_type type: (type_identifier) @scope.name)]
  body: [(with_template_body) (template_body)]) @scope
(extension_definition parameters: (parameters . (parameter type: [
  (type_identifier) @scope.name
  (generic_type type: (type_identifier) @scope.name)]))) @scope
(class_parameter ["val" "var"] . name: (_) @name) @definition.property
(class_definition "case" name: (_) . class_parameters: (class_parameters (class_parameter name: (_) @name) @definition.property))
(class_definition "case" type_parameters: (_) . class_parameters: (class_parameters (class_parameter name: (_) @name) @definition.property))
(instance_expression (template_body (function_definition name: (_) @name) @definition.method))
(function_definition name: (_) @name) @definition.function
(function_declaration name: (_) @name) @declaration.function

; Local values are no symbols; the members of a nameless class are its fields.
(instance_expression (template_body (val_definition pattern: [(identifier) @name (identifiers (identifier) @name)]) @definition.field))
(instance_expression (template_body (var_definition pattern: [(identifier) @name (identifiers (identifier) @name)]) @definition.field))
(package_clause (template_body (val_definition pattern: [(identifier) @name (identifiers (identifier) @name)]) @definition.variable))
(package_clause (template_body (var_definition pattern: [(identifier) @name (identifiers (identifier) @name)]) @definition.variable))
(template_body (val_definition (modifiers "final") pattern: [(identifier) @name (identifiers (identifier) @name)]) @definition.constant)
(template_body (val_definition pattern: (identifier) @name value: [(block) (indented_block)] @outline) @definition.property)
(template_body (val_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)]) @definition.property)
(template_body (var_definition pattern: [(identifier) @name (identifiers (identifier) @name)]) @definition.property)
(template_body (given_definition name: (_) @name) @definition.property)
(with_template_body (val_definition pattern: (identifier) @name) @definition.property)
(enum_body (val_definition pattern: (identifier) @name) @definition.property)
(compilation_unit (val_definition pattern: (identifier) @name value: [(block) (indented_block)] @outline) @definition.variable)
(compilation_unit (val_definition pattern: [(identifier) @name (identifiers (identifier) @name) (tuple_pattern (identifier) @name)]) @definition.variable)
(compilation_unit (var_definition pattern: [(identifier) @name (identifiers (identifier) @name)]) @definition.variable)
(given_definition name: (_) @name) @definition.variable
(val_declaration name: (_) @name) @definition.property
(var_declaration name: (_) @name) @definition.property

(import_declaration ["import" ","] . ((identifier) @module . ".")+ . path: (_) @imported .) @import
(import_declaration ["import" ","] . ((identifier) @module . ".")+ . path: (_) @imported . ",") @import
(import_declaration "import" . path: (_) @module .) @import
(import_declaration ["import" ","] . ((identifier) @module . ".")+ . (as_renamed_identifier name: (_) @imported alias: (identifier) @alias)) @import
(import_declaration ["import" ","] . ((identifier) @module . ".")+ . (namespace_wildcard) @all) @import
(import_declaration ["import" ","] . ((identifier) @module . ".")+ . (namespace_selectors (identifier) @imported)) @import
(import_declaration ["import" ","] . ((identifier) @module . ".")+ . (namespace_selectors (namespace_wildcard) @all)) @import
(import_declaration ["import" ","] . ((identifier) @module . ".")+ . (namespace_selectors [
  (as_renamed_identifier name: (_) @imported alias: (identifier) @alias)
  (arrow_renamed_identifier name: (_) @imported alias: (identifier) @alias)])) @import

(call_expression function: (identifier) @callee)
(call_expression function: (field_expression value: (_) @receiver field: (_) @callee))
(generic_function function: (identifier) @callee)
(generic_function function: (field_expression value: (_) @receiver field: (_) @callee))
(infix_expression left: (_) @receiver operator: (identifier) @callee)
(instance_expression "new" . [
  (type_identifier) @callee
  (generic_type type: (type_identifier) @callee)
  (stable_type_identifier (_) @receiver (type_identifier) @callee .)])
(extends_clause type: [(type_identifier) @callee (generic_type type: (type_identifier) @callee)] . arguments: (_))

[(comment) (block_comment)] @comment
