; Captures are explained in extract.py. An earlier pattern wins where two name the same definition.
(function_statement (function_name) @name "{" @outline) @definition.function
(class_statement . (simple_name) @name "{" @outline) @definition.class
(class_method_definition (simple_name) @name "{" @outline) @definition.method
(class_property_definition (variable) @name) @definition.field
(enum_statement . (simple_name) @name "{" @outline) @definition.enum
(enum_member . (simple_name) @name) @definition.member

; -- names bound at the top: $a = 1, [int] $a = 1, $a, $b = 1, 2
(program (statement_list (pipeline (assignment_expression . (left_assignment_expression (logical_expression (bitwise_expression
  (comparison_expression (additive_expression (multiplicative_expression (format_expression (range_expression
  (array_literal_expression (unary_expression [
    (variable) @name
    (expression_with_unary_operator (cast_expression (unary_expression (variable) @name)))])))))))))))) @definition.variable))

(function_statement (comment) @docstring (#match? @docstring "^<#")) @documented

; -- imports
(command command_name: (command_name) @_how
  command_elements: (command_elements . (command_argument_sep) . (generic_token) @_what . (command_argument_sep) . (generic_token) @module @all)
  (#match? @_how "(?i)^using$") (#match? @_what "(?i)^namespace$")) @import
(command command_name: (command_name) @_how
  command_elements: (command_elements . (command_argument_sep) . (generic_token) @_what . (command_argument_sep) . [
    (generic_token) @module
    (array_literal_expression (unary_expression (string_literal) @module))])
  (#match? @_how "(?i)^using$") (#match? @_what "(?i)^(module|assembly)$")) @import
(command command_name: (command_name) @_how
  command_elements: (command_elements . (command_argument_sep) . [
    (generic_token) @module
    (array_literal_expression (unary_expression (string_literal) @module))])
  (#match? @_how "(?i)^(import-module|ipmo)$")) @import
(command command_name: (command_name) @_how
  command_elements: (command_elements (command_parameter) @_what . (command_argument_sep) . [
    (generic_token) @module
    (array_literal_expression (unary_expression (string_literal) @module))])
  (#match? @_how "(?i)^(import-module|ipmo)$") (#match? @_what "(?i)^-name$")) @import
(command (command_invokation_operator) @_dot command_name: (command_name_expr (_) @module) (#eq? @_dot ".")) @import

; -- calls; [Type]::new() calls the type
(command command_name: (command_name) @callee (#not-match? @callee "(?i)^(using|import-module|ipmo|param)$"))
(command (command_invokation_operator) @_and
  command_name: (command_name_expr (path_command_name . (path_command_name_token) @callee .)) (#eq? @_and "&"))
(invokation_expression . (type_literal (type_spec (type_name (type_name) @receiver (type_identifier) @callee .)))
  (member_name (simple_name) @_new) (#match? @_new "(?i)^new$"))
(invokation_expression . (type_literal (type_spec [
    (type_name (type_identifier) @callee .)
    (generic_type_name (type_name (type_identifier) @callee .))]))
  (member_name (simple_name) @_new) (#match? @_new "(?i)^new$"))
(invokation_expression . (type_literal (type_spec) @receiver) (member_name (simple_name) @callee) (#not-match? @callee "(?i)^new$"))
(invokation_expression . [(variable) (member_access) (invokation_expression) (parenthesized_expression) (element_access) (string_literal)] @receiver
  (member_name (simple_name) @callee))

(comment) @comment
