; Captures are explained in extract.py. An earlier pattern wins where two name the same definition.

; -- types
(class_definition name: (identifier) @name) @definition.class
(class_definition (mixin_application_class . (identifier) @name)) @definition.class
(mixin_declaration (mixin) . (identifier) @name (class_body) @outline) @definition.trait
(extension_declaration name: (identifier) @name) @definition.class
(extension_declaration !name class: (type_identifier) @scope.name) @scope
(extension_type_declaration name: (identifier) @name) @definition.class
(enum_declaration name: (identifier) @name) @definition.enum
(enum_constant name: (identifier) @name) @definition.member
(type_alias (type_identifier) @name . (formal_parameter_list)) @definition.type
(type_alias "typedef" . (type_identifier) @name . (type_parameters)? . "=") @definition.type

; -- functions: the body stands beside the signature
((method_signature (function_signature name: (identifier) @name)) @definition.method . (function_body) @outline @last)
((method_signature [(getter_signature name: (identifier) @name) (setter_signature name: (identifier) @name)]) @definition.property . (function_body) @outline @last)
((method_signature (operator_signature [(binary_operator) "[]" "[]=" "~"] @name)) @definition.method . (function_body) @outline @last)
((method_signature (constructor_signature . (identifier) . "." . (identifier) @name) . (initializers) @outline) @definition.constructor
  . (function_body) @last)
((method_signature (constructor_signature . (identifier) @name . (formal_parameter_list)) . (initializers) @outline) @definition.method
  . (function_body) @last)
((method_signature [
  (constructor_signature . (identifier) . "." . (identifier) @name)
  (factory_constructor_signature (identifier) . "." . (identifier) @name)
  (factory_constructor_signature (identifier) @name . (formal_parameter_list))]) @definition.constructor . (function_body) @outline @last)
; a method without a type is the grammar's constructor, too: the name tells
((method_signature (constructor_signature . (identifier) @name . (formal_parameter_list))) @definition.method . (function_body) @outline @last)
((function_signature name: (identifier) @name) @definition.function . (function_body) @outline @last)
(program [(getter_signature name: (identifier) @name) (setter_signature name: (identifier) @name)] @definition.property . (function_body) @outline @last)
(program (function_signature name: (identifier) @name) @declaration.function)

; -- members without a body
(declaration (function_signature name: (identifier) @name)) @declaration.method
(declaration [(getter_signature name: (identifier) @name) (setter_signature name: (identifier) @name)]) @declaration.property
(declaration (operator_signature [(binary_operator) "[]" "[]=" "~"] @name)) @declaration.method
(declaration [
  (constructor_signature . (identifier) . "." . (identifier) @name)
  (constant_constructor_signature (identifier) . "." . (identifier) @name)
  (constant_constructor_signature (identifier) @name . (formal_parameter_list))]
  . [(initializers) (redirection)] @outline) @definition.constructor
(declaration [
  (constructor_signature . (identifier) . "." . (identifier) @name)
  (constant_constructor_signature (identifier) . "." . (identifier) @name)
  (constant_constructor_signature (identifier) @name . (formal_parameter_list))
  (redirecting_factory_constructor_signature (identifier) . "." . (identifier) @name)
  (redirecting_factory_constructor_signature (identifier) @name . (formal_parameter_list))]) @definition.constructor
(declaration (constructor_signature . (identifier) @name . (formal_parameter_list)) . [(initializers) (redirection)] @outline) @definition.method
(declaration (constructor_signature . (identifier) @name . (formal_parameter_list))) @definition.method
(declaration (const_builtin) (static_final_declaration_list (static_final_declaration . (identifier) @name))) @definition.constant
(declaration (static_final_declaration_list (static_final_declaration . (identifier) @name))) @definition.field
(declaration (initialized_identifier_list (initialized_identifier . (identifier) @name))) @definition.field

; -- names bound at the top
(program (const_builtin) @first . [(type_identifier) (type_arguments) (nullable_type) (record_type) (function_type)]*
  . (static_final_declaration_list (static_final_declaration . (identifier) @name)) @definition.constant)
(program (final_builtin) @first . [(type_identifier) (type_arguments) (nullable_type) (record_type) (function_type)]*
  . (static_final_declaration_list (static_final_declaration . (identifier) @name)) @definition.variable)
(program "late" @first . [(final_builtin) (type_identifier) (type_arguments) (nullable_type) (record_type) (function_type)]*
  . (initialized_identifier_list (initialized_identifier . (identifier) @name)) @definition.variable)
(program [(inferred_type) (type_identifier) (record_type) (function_type)] @first . [(type_arguments) (nullable_type)]*
  . (initialized_identifier_list (initialized_identifier . (identifier) @name)) @definition.variable)

; -- imports
(import_specification (configurable_uri . (uri) @module) @all . ";") @import
(import_specification (configurable_uri . (uri) @module) @all . (combinator "hide") . ";") @import
(import_specification (configurable_uri . (uri) @module) @all . "as" . (identifier) @alias) @import
(import_specification (uri) @module @all . "deferred" . "as" . (identifier) @alias) @import
(import_specification (configurable_uri . (uri) @module) (combinator "show" (identifier) @imported)) @import
(library_export (configurable_uri . (uri) @module) @all . ";") @import
(library_export (configurable_uri . (uri) @module) @all . (combinator "hide") . ";") @import
(library_export (configurable_uri . (uri) @module) (combinator "show" (identifier) @imported)) @import
(part_directive (uri) @module) @import
(part_of_directive (uri) @module) @import

; -- calls: names, dots and arguments stand beside each other; behind more than one dot a mark stands for the receiver
((identifier) @callee . (selector (argument_part)))
([(identifier) (this) (parenthesized_expression) (string_literal) (list_literal) (set_or_map_literal)] @receiver
  . (selector [(unconditional_assignable_selector (identifier) @callee) (conditional_assignable_selector (identifier) @callee)])
  . (selector (argument_part)))
([(this) (super)] @receiver . (unconditional_assignable_selector (identifier) @callee) . (selector (argument_part)))
((selector [
    (unconditional_assignable_selector "." @receiver)
    (conditional_assignable_selector "?." @receiver)
    (unconditional_assignable_selector (index_selector "]" @receiver))
    (argument_part) @receiver])
  . (selector [(unconditional_assignable_selector (identifier) @callee) (conditional_assignable_selector (identifier) @callee)])
  . (selector (argument_part)))
(cascade_section ".." @receiver (cascade_selector (identifier) @callee) . (argument_part))
(new_expression (type_identifier) @callee)
(const_object_expression (type_identifier) @callee)

(annotation) @attribute
(comment) @comment
(documentation_comment) @comment
