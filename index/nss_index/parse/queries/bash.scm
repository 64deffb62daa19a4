; Captures are explained in extract.py.
(function_definition name: (_) @name) @definition.function
(program (declaration_command "readonly" (variable_assignment name: (variable_name) @name)) @definition.constant)
(program (declaration_command (word) @_flag (variable_assignment name: (variable_name) @name) (#match? @_flag "^-[a-zA-Z]*r")) @definition.constant)
(program (declaration_command (variable_assignment name: (variable_name) @name)) @definition.variable)
(program (variable_assignment name: (variable_name) @name) @definition.variable)
(program (variable_assignments (variable_assignment name: (variable_name) @name) @definition.variable))

(command name: (command_name (word) @_source) . argument: (_) @module (#any-of? @_source "source" ".")) @import

(command name: (command_name (word) @callee) (#not-match? @callee "^(\\.|source|:|\\[|true|false)$"))

(comment) @comment
