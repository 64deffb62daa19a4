; Which names are used and which are bound, explained in uses.py.

; -- names that are no uses
(attribute attribute: (identifier) @skip)
(keyword_argument name: (identifier) @skip)
(function_definition name: (identifier) @skip)
(class_definition name: (identifier) @skip)
(type_alias_statement left: (type (identifier) @skip))
(import_statement name: (dotted_name (identifier) @skip))
(import_statement name: (aliased_import (dotted_name (identifier) @skip)))
(aliased_import alias: (identifier) @skip)
(import_from_statement (dotted_name (identifier) @skip))
(import_from_statement (relative_import (dotted_name (identifier) @skip)))
(import_from_statement (aliased_import (dotted_name (identifier) @skip)))
(future_import_statement (dotted_name (identifier) @skip))
(class_pattern (dotted_name (identifier) (identifier) @skip))
(keyword_pattern . (identifier) @skip)

; -- scopes
(function_definition) @function
(lambda) @function
[(list_comprehension) (set_comprehension) (dictionary_comprehension) (generator_expression)] @comprehension
(class_definition) @class

; -- names that are bound
(parameters [(identifier) @bind (default_parameter name: (identifier) @bind) (typed_default_parameter name: (identifier) @bind)])
(parameters [(list_splat_pattern (identifier) @bind) (dictionary_splat_pattern (identifier) @bind)])
(typed_parameter [(identifier) @bind (list_splat_pattern (identifier) @bind) (dictionary_splat_pattern (identifier) @bind)])
(lambda_parameters [(identifier) @bind (default_parameter name: (identifier) @bind)])
(lambda_parameters [(list_splat_pattern (identifier) @bind) (dictionary_splat_pattern (identifier) @bind)])
(assignment left: (identifier) @bind)
(augmented_assignment left: (identifier) @bind)
(for_statement left: (identifier) @bind)
(for_in_clause left: (identifier) @bind)
(named_expression name: (identifier) @bind)
(pattern_list [(identifier) @bind (list_splat_pattern (identifier) @bind)])
(tuple_pattern [(identifier) @bind (list_splat_pattern (identifier) @bind)])
(list_pattern [(identifier) @bind (list_splat_pattern (identifier) @bind)])
(as_pattern_target (identifier) @bind)
(as_pattern_target (tuple (identifier) @bind))
(as_pattern (case_pattern) (identifier) @bind)
(case_pattern (dotted_name . (identifier) @bind .))
(splat_pattern (identifier) @bind)
[(global_statement (identifier) @outer) (nonlocal_statement (identifier) @outer)]

; -- uses
(identifier) @name
(attribute) @member
(call function: (_) @callee)
(class_definition superclasses: (argument_list [(identifier) (attribute)] @base))
(class_definition superclasses: (argument_list (subscript value: (_) @base)))

; -- what a name is bound to
(assignment) @assigned
[(typed_parameter) (typed_default_parameter)] @typed
(with_item (as_pattern) @managed)

; -- what `import *` brings
(module (expression_statement (assignment left: (identifier) @_all right: [(list (string (string_content) @listed)) (tuple (string (string_content) @listed))])) (#eq? @_all "__all__"))
(augmented_assignment left: (identifier) @open (#eq? @open "__all__"))
(call function: (attribute object: (identifier) @open) (#eq? @open "__all__"))
(assignment left: (identifier) @open right: [(binary_operator) (call) (list (list_splat)) (list_comprehension) (attribute)] (#eq? @open "__all__"))
