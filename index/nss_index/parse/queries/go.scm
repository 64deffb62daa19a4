; Captures are explained in extract.py.
(function_declaration name: (identifier) @name) @definition.function
(method_declaration
  receiver: (parameter_list (parameter_declaration type: [
    (type_identifier) @container
    (generic_type type: (type_identifier) @container)
    (pointer_type [(type_identifier) @container (generic_type type: (type_identifier) @container)])]))
  name: (field_identifier) @name) @definition.method
(type_declaration . (type_spec name: (type_identifier) @name type: (struct_type (field_declaration_list) @outline)) .) @definition.struct
(type_declaration . (type_spec name: (type_identifier) @name type: (interface_type "{" @outline)) .) @definition.interface
(type_declaration . (type_spec name: (type_identifier) @name) .) @definition.type
(type_declaration . (type_alias name: (type_identifier) @name) .) @definition.type
(type_declaration "(" (type_spec name: (type_identifier) @name type: (struct_type (field_declaration_list) @outline)) @definition.struct)
(type_declaration "(" (type_spec name: (type_identifier) @name type: (interface_type "{" @outline)) @definition.interface)
(type_declaration "(" (type_spec name: (type_identifier) @name) @definition.type)
(type_declaration "(" (type_alias name: (type_identifier) @name) @definition.type)
(struct_type (field_declaration_list (field_declaration name: (field_identifier) @name) @definition.field))
(interface_type (method_elem name: (field_identifier) @name) @declaration.method)
(source_file (const_declaration . (const_spec name: (identifier) @name) .) @definition.constant)
(source_file (const_declaration (const_spec name: (identifier) @name) @definition.constant))
(source_file (var_declaration . (var_spec name: (identifier) @name) .) @definition.variable)
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @name) @definition.variable)))

(import_spec name: (_) @alias path: (_) @module) @import
(import_spec !name path: (_) @module) @import

(selector_expression operand: (identifier) @package field: (field_identifier) @selected)
(qualified_type package: (package_identifier) @package name: (type_identifier) @selected)

(call_expression function: (identifier) @callee)
(call_expression function: (selector_expression operand: (_) @receiver field: (field_identifier) @callee))
(call_expression function: (parenthesized_expression (identifier) @callee))
(type_conversion_expression type: (generic_type type: (type_identifier) @callee))
(type_conversion_expression type: (generic_type type: (qualified_type package: (_) @receiver name: (type_identifier) @callee)))
(composite_literal type: (generic_type type: (type_identifier) @callee))
(type_instantiation_expression type: (type_identifier) @callee)
(composite_literal type: (type_identifier) @callee)
(composite_literal type: (qualified_type package: (_) @receiver name: (type_identifier) @callee))

(comment) @comment
