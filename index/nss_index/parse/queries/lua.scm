; Captures are explained in extract.py. `M.name` and `M:name` have the container M.

; -- functions; their signature ends at the first node behind the parameters
(function_declaration name: (identifier) @name . parameters: (_) . (_) @outline) @definition.function
(function_declaration name: (dot_index_expression table: (_) @container field: (_) @name) . parameters: (_) . (_) @outline) @definition.method
(function_declaration name: (method_index_expression table: (_) @container method: (_) @name) . parameters: (_) . (_) @outline) @definition.method
(function_declaration name: (identifier) @name !body "end" @outline) @definition.function
(function_declaration name: (dot_index_expression table: (_) @container field: (_) @name) !body "end" @outline) @definition.method
(function_declaration name: (method_index_expression table: (_) @container method: (_) @name) !body "end" @outline) @definition.method
(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition . "function" . parameters: (_) . (_) @outline)))) @definition.function
(assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition . "function" . parameters: (_) . (_) @outline))) @definition.function
(assignment_statement
  (variable_list . name: (dot_index_expression table: (_) @container field: (_) @name))
  (expression_list . value: (function_definition . "function" . parameters: (_) . (_) @outline))) @definition.method
(assignment_statement
  (variable_list . name: (bracket_index_expression table: (_) @container field: (string) @name))
  (expression_list . value: (function_definition . "function" . parameters: (_) . (_) @outline))) @definition.method
(field name: [(identifier) (string)] @name value: (function_definition . "function" . parameters: (_) . (_) @outline)) @definition.method
(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition !body "end" @outline)))) @definition.function
(assignment_statement
  (variable_list . name: (identifier) @name)
  (expression_list . value: (function_definition !body "end" @outline))) @definition.function
(assignment_statement
  (variable_list . name: (dot_index_expression table: (_) @container field: (_) @name))
  (expression_list . value: (function_definition !body "end" @outline))) @definition.method
(assignment_statement
  (variable_list . name: (bracket_index_expression table: (_) @container field: (string) @name))
  (expression_list . value: (function_definition !body "end" @outline))) @definition.method
(field name: [(identifier) (string)] @name value: (function_definition !body "end" @outline)) @definition.method

; -- what a require binds is an import
(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @alias .)
  (expression_list . value: (function_call name: (identifier) @_how arguments: (arguments . (string) @module .)) .))
  (#eq? @_how "require")) @import
(assignment_statement
  (variable_list . name: (identifier) @alias .)
  (expression_list . value: (function_call name: (identifier) @_how arguments: (arguments . (string) @module .)) .)
  (#eq? @_how "require")) @import
(variable_declaration (assignment_statement
  (variable_list . name: (identifier) @alias .)
  (expression_list . value: (dot_index_expression
    table: (function_call name: (identifier) @_how arguments: (arguments . (string) @module .)) field: (identifier) @imported) .))
  (#eq? @_how "require")) @import
(variable_declaration (assignment_statement
  (variable_list . (identifier) . name: (identifier) @alias)
  (expression_list . value: (function_call name: (identifier) @_how arguments: (arguments . (identifier) @_what . (string) @module .)) .))
  (#eq? @_how "pcall") (#eq? @_what "require")) @import
([
  (chunk (function_call name: (identifier) @_how arguments: (arguments . (string) @module .)))
  (block (function_call name: (identifier) @_how arguments: (arguments . (string) @module .)))
  (arguments (function_call name: (identifier) @_how arguments: (arguments . (string) @module .)))
  (field value: (function_call name: (identifier) @_how arguments: (arguments . (string) @module .)))
  (return_statement (expression_list (function_call name: (identifier) @_how arguments: (arguments . (string) @module .))))
  (function_call name: (_ table: (function_call name: (identifier) @_how arguments: (arguments . (string) @module .))))
  (function_call name: (function_call name: (identifier) @_how arguments: (arguments . (string) @module .)))
  (assignment_statement (variable_list . name: [(dot_index_expression) (bracket_index_expression)] .) (expression_list (function_call name: (identifier) @_how arguments: (arguments . (string) @module .))))
  (assignment_statement (variable_list (_) (_)) (expression_list (function_call name: (identifier) @_how arguments: (arguments . (string) @module .))))]
  (#any-of? @_how "require" "dofile" "loadfile")) @import

; -- constants by `<const>` or by case, variables, fields
(chunk (variable_declaration (assignment_statement (variable_list name: (identifier) @name . (attribute (identifier) @_how)))) @definition.constant
  (#eq? @_how "const"))
(chunk (variable_declaration (assignment_statement (variable_list name: (identifier) @name))) @definition.constant (#match? @name "^_*[A-Z][A-Z0-9_]+$"))
(chunk (assignment_statement (variable_list name: (identifier) @name)) @definition.constant (#match? @name "^_*[A-Z][A-Z0-9_]+$"))
(chunk (assignment_statement (variable_list name: (dot_index_expression table: (_) @container field: (_) @name))) @definition.constant
  (#match? @name "^_*[A-Z][A-Z0-9_]+$"))
(chunk (variable_declaration (assignment_statement
  (expression_list value: (table_constructor (field name: (identifier) @name) @definition.constant)))) (#match? @name "^_*[A-Z][A-Z0-9_]+$"))
(chunk (variable_declaration (assignment_statement (variable_list name: (identifier) @name))) @definition.variable)
(chunk (variable_declaration (variable_list name: (identifier) @name)) @definition.variable)
(chunk (assignment_statement (variable_list name: (identifier) @name)) @definition.variable)
(chunk (assignment_statement (variable_list name: (dot_index_expression table: (_) @container field: (_) @name))) @definition.field)
(chunk (variable_declaration (assignment_statement
  (expression_list value: (table_constructor (field name: (identifier) @name) @definition.field)))))
(chunk (return_statement (expression_list (table_constructor (field name: (identifier) @name) @definition.field))))
(field name: (identifier) @name value: (table_constructor (field value: (function_definition)))) @definition.field

; -- calls
(function_call name: (identifier) @callee (#not-match? @callee "^(require|dofile|loadfile)$"))
(function_call name: (dot_index_expression table: (_) @receiver field: (_) @callee))
(function_call name: (method_index_expression table: (_) @receiver method: (_) @callee))

(comment) @comment
