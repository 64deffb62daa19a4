; Captures are explained in extract.py.
(function_item name: (_) @name) @definition.function
(function_signature_item name: (_) @name) @declaration.function
(struct_item name: (_) @name body: (_) @outline) @definition.struct
(struct_item name: (_) @name) @definition.struct
(enum_item name: (_) @name) @definition.enum
(union_item name: (_) @name) @definition.union
(trait_item name: (_) @name) @definition.trait
(mod_item name: (_) @name body: (_)) @definition.namespace
(macro_definition name: (_) @name "{" @outline) @definition.macro
(macro_definition name: (_) @name) @definition.macro
(type_item name: (_) @name) @definition.type
(associated_type name: (_) @name) @declaration.type
(const_item name: (_) @name) @definition.constant
(static_item name: (_) @name) @definition.variable
(enum_variant name: (_) @name) @definition.member
(field_declaration name: (_) @name) @definition.field
(impl_item type: [
  (type_identifier) @scope.name
  (generic_type type: (type_identifier) @scope.name)
  (generic_type type: (scoped_type_identifier name: (type_identifier) @scope.name))
  (scoped_type_identifier name: (type_identifier) @scope.name)
  (reference_type type: (type_identifier) @scope.name)
  (primitive_type) @scope.name]) @scope

(use_declaration argument: (_) @tree) @import
(extern_crate_declaration name: (_) @module alias: (_) @alias) @import
(extern_crate_declaration name: (_) @module !alias) @import
(mod_item !body) @tree @import

(call_expression function: (identifier) @callee)
(call_expression function: (scoped_identifier path: (_) @receiver name: (identifier) @callee))
(call_expression function: (field_expression value: (_) @receiver field: (field_identifier) @callee))
(call_expression function: (generic_function function: (identifier) @callee))
(call_expression function: (generic_function function: (scoped_identifier path: (_) @receiver name: (identifier) @callee)))
(call_expression function: (generic_function function: (field_expression value: (_) @receiver field: (field_identifier) @callee)))
(macro_invocation macro: (identifier) @callee)
(macro_invocation macro: (scoped_identifier path: (_) @receiver name: (identifier) @callee))
(struct_expression name: (type_identifier) @callee (#not-eq? @callee "Self"))

(line_comment) @comment
(block_comment) @comment
(attribute_item) @attribute
