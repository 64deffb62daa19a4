; Captures are explained in extract.py.
(namespace_declaration name: (_) @name) @definition.namespace
(class_declaration name: (_) @name) @definition.class
(struct_declaration name: (_) @name) @definition.struct
(record_declaration "struct" name: (_) @name) @definition.struct
(record_declaration name: (_) @name) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(enum_declaration name: (_) @name) @definition.enum
(enum_member_declaration name: (_) @name) @definition.member
(delegate_declaration name: (_) @name) @definition.type
(method_declaration name: (_) @name body: (_)) @definition.method
(method_declaration name: (_) @name !body) @declaration.method
(local_function_statement name: (_) @name) @definition.function
(constructor_declaration name: (_) @name body: (_) (#not-eq? @name "extension")) @definition.constructor
(constructor_declaration name: (_) @name !body (#not-eq? @name "extension")) @declaration.constructor
(destructor_declaration "~" @name name: (_) @name) @definition.method
(operator_declaration "operator" @name operator: _ @name) @definition.method
(conversion_operator_declaration "operator" @name type: (_) @name) @definition.method
(indexer_declaration "this" @name [(accessor_list (accessor_declaration body: (_))) (arrow_expression_clause)] @outline) @definition.property
(indexer_declaration "this" @name) @definition.property
(property_declaration name: (_) @name [(accessor_list (accessor_declaration body: (_))) (arrow_expression_clause)] @outline) @definition.property
(property_declaration name: (_) @name) @definition.property
(event_declaration name: (_) @name accessors: (_) @outline) @definition.property
(record_declaration (parameter_list (parameter name: (_) @name) @definition.property))
(field_declaration (modifier "const") (variable_declaration (variable_declarator name: (_) @name))) @definition.constant
(field_declaration (modifier "static") (modifier "readonly") (variable_declaration (variable_declarator name: (_) @name))) @definition.constant
(field_declaration (variable_declaration (variable_declarator name: (_) @name))) @definition.field
(event_field_declaration (variable_declaration (variable_declarator name: (_) @name))) @definition.field

(using_directive name: (_) @alias (qualified_name qualifier: (_) @module name: [(identifier) @imported (generic_name . (identifier) @imported)])) @import
(using_directive name: (_) @alias . [(identifier) @module (generic_name . (identifier) @module)]) @import
(using_directive "using" @all !name [(identifier) (qualified_name) (alias_qualified_name)] @module) @import
(extern_alias_directive name: (_) @module) @import

(invocation_expression function: (identifier) @callee (#not-eq? @callee "nameof"))
(invocation_expression function: (generic_name . (identifier) @callee))
(invocation_expression function: (member_access_expression expression: _ @receiver name: [(identifier) @callee (generic_name . (identifier) @callee)]))
(invocation_expression function: (conditional_access_expression
  condition: (_) @receiver (member_binding_expression name: [(identifier) @callee (generic_name . (identifier) @callee)])))
(invocation_expression function: (member_binding_expression name: [(identifier) @callee (generic_name . (identifier) @callee)]))
(object_creation_expression type: [(identifier) @callee (generic_name . (identifier) @callee)])
(object_creation_expression type: (qualified_name qualifier: (_) @receiver name: [(identifier) @callee (generic_name . (identifier) @callee)]))
(constructor_initializer ["base" "this"] @callee)

(comment) @comment
