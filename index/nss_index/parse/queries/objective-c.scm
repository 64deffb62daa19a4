; Objective-C beyond c.scm, read before it. A category is its class once more; a selector goes by its first part.
(class_interface "@interface" . (identifier) @name [(instance_variables) (property_declaration) (method_declaration) "@end"] @outline) @declaration.class
(class_implementation "@implementation" . (identifier) @name [(instance_variables) (implementation_definition) "@end"] @outline) @definition.class
(protocol_declaration "@protocol" . (identifier) @name
  [(property_declaration) (method_declaration) (qualified_protocol_interface_declaration) "@end"] @outline) @definition.interface
; the wildcard stands for method_definition, which takes half a second to compile
(implementation_definition (_ "-" . (method_type) . (identifier) @name (compound_statement) @outline (#match? @name "^init([A-Z]|$)")) @definition.constructor)
(implementation_definition (_ ["-" "+"] . (method_type)? . (identifier) @name (compound_statement) @outline) @definition.method)
(method_declaration "-" . (method_type) . (identifier) @name (#match? @name "^init([A-Z]|$)")) @declaration.constructor
(method_declaration . ["-" "+"] . (method_type)? . (identifier) @name) @declaration.method
(property_declaration (struct_declaration (struct_declarator [
  (identifier) @name
  (pointer_declarator declarator: (identifier) @name)
  (function_declarator declarator: (parenthesized_declarator (block_pointer_declarator declarator: (identifier) @name)))]))) @definition.property
(instance_variable (struct_declaration (struct_declarator [
  (identifier) @name
  (pointer_declarator declarator: (identifier) @name)
  (function_declarator declarator: (parenthesized_declarator (block_pointer_declarator declarator: (identifier) @name)))]))) @definition.field
(type_definition declarator: (function_declarator
  declarator: (parenthesized_declarator (block_pointer_declarator declarator: (type_identifier) @name)))) @definition.type

(module_import "@import" . (identifier) @module . ";") @import
(module_import "@import" . (identifier) @module . "." . (identifier) @imported . ";") @import

; -- what a message gives is no chain: its bracket stands for it
(message_expression receiver: (message_expression "]" @receiver .) . method: (identifier) @callee)
(message_expression receiver: (_) @receiver . method: (identifier) @callee)

; -- typedef NS_ENUM(NSInteger, Name) { … } is an error to the grammar: its name at least
((ERROR . "typedef" . (macro_type_specifier name: (identifier) @_macro (ERROR (identifier) @name .)) .) @definition.enum
  (#any-of? @_macro "NS_ENUM" "NS_OPTIONS" "NS_CLOSED_ENUM"))
((macro_type_specifier name: (identifier) @_macro (ERROR (identifier) @name .)) @definition.enum
  (#any-of? @_macro "NS_ENUM" "NS_OPTIONS" "NS_CLOSED_ENUM"))
