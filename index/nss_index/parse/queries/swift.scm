; Captures are explained in extract.py.
(class_declaration declaration_kind: "enum" name: (type_identifier) @name) @definition.enum
(class_declaration declaration_kind: "struct" name: (type_identifier) @name) @definition.struct
(class_declaration declaration_kind: ["class" "actor"] name: (type_identifier) @name) @definition.class
(class_declaration declaration_kind: "extension" name: (user_type . ((type_identifier) @scope.name . "."?)+)) @scope
(protocol_declaration name: (type_identifier) @name) @definition.interface
(enum_entry name: (simple_identifier) @name) @definition.member
(typealias_declaration name: (type_identifier) @name) @definition.type
(associatedtype_declaration name: (type_identifier) @name) @declaration.type
(precedence_group_declaration . (simple_identifier) @name (precedence_group_attributes) @outline) @definition.type
(operator_declaration (custom_operator) @name) @declaration.function
(macro_declaration (simple_identifier) @name) @definition.macro
(function_declaration "func" . name: _ @name body: (_)) @definition.function
(function_declaration "func" . name: _ @name !body) @declaration.function
(protocol_function_declaration "func" . name: _ @name) @declaration.method
(init_declaration name: "init" @name body: (_)) @definition.constructor
(init_declaration name: "init" @name !body) @declaration.constructor
(deinit_declaration "deinit" @name) @definition.method
(protocol_body (subscript_declaration "subscript" @name) @definition.property)
(subscript_declaration "subscript" @name (computed_property) @outline) @definition.property
(protocol_property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.property

; What is computed or watched ends where its braces open. Local ones are no symbols.
(source_file (property_declaration name: (pattern bound_identifier: (simple_identifier) @name)
  [(computed_property) (willset_didset_block)] @outline) @definition.variable)
(source_file (property_declaration (value_binding_pattern "let") name: (pattern bound_identifier: (simple_identifier) @name)) @definition.constant)
(source_file (property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.variable)
(source_file (property_declaration name: (pattern (pattern (simple_identifier) @name))) @definition.variable)
(class_body (property_declaration (modifiers (property_modifier "static")) (value_binding_pattern "let")
  name: (pattern bound_identifier: (simple_identifier) @name)) @definition.constant)
(enum_class_body (property_declaration (modifiers (property_modifier "static")) (value_binding_pattern "let")
  name: (pattern bound_identifier: (simple_identifier) @name)) @definition.constant)
(class_body (property_declaration name: (pattern bound_identifier: (simple_identifier) @name)
  [(computed_property) (willset_didset_block)] @outline) @definition.property)
(class_body (property_declaration name: (pattern bound_identifier: (simple_identifier) @name)
  value: (call_expression . (lambda_literal) @outline)) @definition.property)
(class_body (property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.property)
(enum_class_body (property_declaration name: (pattern bound_identifier: (simple_identifier) @name)
  (computed_property) @outline) @definition.property)
(enum_class_body (property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.property)

((import_declaration "import" @all (identifier) @module) @import
  (#not-match? @import "import\\s+(struct|class|enum|protocol|func|let|var|typealias)\\s"))
(import_declaration ["struct" "class" "enum" "protocol" "func" "let" "var" "typealias"]
  (identifier . (simple_identifier) @module (simple_identifier)* @module . (simple_identifier) @imported .)) @import

(call_expression . (simple_identifier) @callee (call_suffix [(value_arguments "(") (lambda_literal)]))
(call_expression . (prefix_expression target: (simple_identifier) @callee) (call_suffix [(value_arguments "(") (lambda_literal)]))
(call_expression
  . (navigation_expression . target: (_) @receiver suffix: (navigation_suffix suffix: (simple_identifier) @callee))
  (call_suffix [(value_arguments "(") (lambda_literal)]))
(constructor_expression constructed_type: (user_type . (type_identifier) @callee .))
(constructor_expression constructed_type: (user_type . (type_identifier) @callee . (type_arguments) .))
(constructor_expression constructed_type: (user_type (type_identifier) @receiver . (type_identifier) @callee))

[(comment) (multiline_comment)] @comment
