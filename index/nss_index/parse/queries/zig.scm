; Captures are explained in extract.py.

; -- types: a constant that is a container; a function that gives one
(variable_declaration "const" . (identifier) @name (struct_declaration "{" @outline)) @definition.struct
(variable_declaration "const" . (identifier) @name (opaque_declaration "{" @outline)) @definition.struct
(variable_declaration "const" . (identifier) @name (union_declaration "{" @outline)) @definition.union
(variable_declaration "const" . (identifier) @name (enum_declaration "{" @outline)) @definition.enum
(variable_declaration "const" . (identifier) @name (error_set_declaration "{" @outline)) @definition.enum
(function_declaration name: (_) @name type: (builtin_type) @_type
  body: (block (expression_statement (return_expression [(struct_declaration) (opaque_declaration)])))
  (#eq? @_type "type")) @definition.struct
(function_declaration name: (_) @name type: (builtin_type) @_type
  body: (block (expression_statement (return_expression (union_declaration))))
  (#eq? @_type "type")) @definition.union
(function_declaration name: (_) @name type: (builtin_type) @_type
  body: (block (expression_statement (return_expression (enum_declaration))))
  (#eq? @_type "type")) @definition.enum
(enum_declaration (container_field name: (identifier) @name (#not-eq? @name "_")) @definition.member)
(variable_declaration (error_set_declaration (identifier) @name @definition.member))
(variable_declaration (binary_expression (error_set_declaration (identifier) @name @definition.member)))
(container_field name: (identifier) @name) @definition.field

; -- functions and tests
(function_declaration name: (_) @name body: (_)) @definition.function
(function_declaration name: (_) @name !body) @declaration.function
(test_declaration (string) @name (block) @outline) @definition.function

; -- values of a file or a container: a constant in TitleCase is a type
((source_file (variable_declaration "const" . (identifier) @name) @definition.type)
  (#match? @name "^[A-Z]([A-Z0-9]*[a-z][A-Za-z0-9]*)?$"))
((struct_declaration (variable_declaration "const" . (identifier) @name) @definition.type)
  (#match? @name "^[A-Z]([A-Z0-9]*[a-z][A-Za-z0-9]*)?$"))
((union_declaration (variable_declaration "const" . (identifier) @name) @definition.type)
  (#match? @name "^[A-Z]([A-Z0-9]*[a-z][A-Za-z0-9]*)?$"))
((enum_declaration (variable_declaration "const" . (identifier) @name) @definition.type)
  (#match? @name "^[A-Z]([A-Z0-9]*[a-z][A-Za-z0-9]*)?$"))
((opaque_declaration (variable_declaration "const" . (identifier) @name) @definition.type)
  (#match? @name "^[A-Z]([A-Z0-9]*[a-z][A-Za-z0-9]*)?$"))
(source_file (variable_declaration "const" . (identifier) @name) @definition.constant)
(source_file (variable_declaration "var" . (identifier) @name) @definition.variable)
(struct_declaration (variable_declaration "const" . (identifier) @name) @definition.constant)
(struct_declaration (variable_declaration "var" . (identifier) @name) @definition.variable)
(union_declaration (variable_declaration "const" . (identifier) @name) @definition.constant)
(union_declaration (variable_declaration "var" . (identifier) @name) @definition.variable)
(enum_declaration (variable_declaration "const" . (identifier) @name) @definition.constant)
(enum_declaration (variable_declaration "var" . (identifier) @name) @definition.variable)
(opaque_declaration (variable_declaration "const" . (identifier) @name) @definition.constant)
(opaque_declaration (variable_declaration "var" . (identifier) @name) @definition.variable)

; -- imports
(variable_declaration "const" . (identifier) @alias
  (builtin_function (builtin_identifier) @_how (arguments . (string) @module)) @import (#eq? @_how "@import"))
(variable_declaration "const" . (identifier) @alias
  (field_expression
    object: (builtin_function (builtin_identifier) @_how (arguments . (string) @module))
    member: (identifier) @imported) @import (#eq? @_how "@import"))
(variable_declaration "const" . (identifier) @alias
  (field_expression
    object: (field_expression object: (builtin_function (builtin_identifier) @_how (arguments . (string) @module)))
    member: (identifier) @imported) @import (#eq? @_how "@import"))
(using_namespace_declaration
  (builtin_function (builtin_identifier) @_how (arguments . (string) @module)) @import @all (#eq? @_how "@import"))
(variable_declaration . (identifier) @_unnamed
  (builtin_function (builtin_identifier) @_how (arguments . (string) @module)) @import
  (#eq? @_unnamed "_") (#eq? @_how "@import"))
(call_expression
  function: (field_expression
    object: (builtin_function (builtin_identifier) @_how (arguments . (string) @module)) @import)
  (#eq? @_how "@import"))
(builtin_function (builtin_identifier) @_how (arguments . (string) @module)
  (#any-of? @_how "@cInclude" "@embedFile")) @import

; -- calls
(call_expression function: (identifier) @callee)
(call_expression function: (field_expression object: (_) @receiver member: (identifier) @callee))
(call_expression function: (field_expression !object member: (identifier) @callee))
(struct_initializer . (identifier) @callee)
(struct_initializer . (field_expression object: (_) @receiver member: (identifier) @callee))

(comment) @comment
