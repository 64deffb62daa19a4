; C++ beyond c.scm, read before it.
(function_definition declarator: (function_declarator declarator: (_) @name) . (field_initializer_list) @outline) @definition.function
(function_definition declarator: [
  (function_declarator declarator: (_) @name)
  (pointer_declarator declarator: (function_declarator declarator: (_) @name))
  (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (_) @name)))
  (reference_declarator (function_declarator declarator: (_) @name))]) @definition.function
(function_definition declarator: (operator_cast) @name) @definition.method
(function_definition declarator: (qualified_identifier (operator_cast)) @name) @definition.method
(declaration declarator: (operator_cast) @name) @declaration.method
(field_declaration declarator: [
  (function_declarator declarator: (field_identifier) @name)
  (function_declarator declarator: (operator_name) @name)
  (function_declarator declarator: (destructor_name) @name)
  (pointer_declarator declarator: (function_declarator declarator: (_) @name))
  (reference_declarator (function_declarator declarator: (_) @name))]) @declaration.method
(field_declaration declarator: (reference_declarator (field_identifier) @name)) @definition.field
(declaration declarator: [
  (function_declarator declarator: (qualified_identifier) @name)
  (function_declarator declarator: (destructor_name) @name)
  (function_declarator declarator: (operator_name) @name)
  (reference_declarator (function_declarator declarator: (_) @name))]) @declaration.function
(class_specifier name: (_) @name body: (_)) @definition.class
(struct_specifier name: [(template_type) (qualified_identifier)] @name body: (_)) @definition.struct
(namespace_definition name: (_) @name) @definition.namespace
(alias_declaration name: (type_identifier) @name) @definition.type
(concept_definition name: (identifier) @name) @definition.type
(namespace_definition body: (declaration_list (declaration declarator: [
  (identifier) @name
  (init_declarator declarator: (identifier) @name)
  (init_declarator declarator: (array_declarator declarator: (identifier) @name))]) @definition.variable))
(template_declaration [(function_definition) (class_specifier) (struct_specifier) (declaration) (alias_declaration) (field_declaration) (concept_definition)] @wrapped) @wrapper

(using_declaration "namespace" [(identifier) (qualified_identifier) (nested_namespace_specifier)] @module) @import
(using_declaration . "using" . (qualified_identifier scope: (_) @module name: (_) @imported)) @import

(call_expression function: (qualified_identifier scope: (_) @receiver name: (identifier) @callee))
(call_expression function: (qualified_identifier scope: (_) @receiver name: (qualified_identifier name: (identifier) @callee)))
(call_expression function: (qualified_identifier scope: (_) @receiver name: (template_function name: (identifier) @callee)))
(call_expression function: (template_function name: (identifier) @callee))
(call_expression function: (field_expression argument: (_) @receiver field: (template_method name: (field_identifier) @callee)))
(new_expression type: (type_identifier) @callee)
(new_expression type: (qualified_identifier scope: (_) @receiver name: (type_identifier) @callee))
