; Where types are named, explained in uses.py.
(constant) @type
((constant) @skip (#any-of? @skip "String" "Integer" "Float" "Array" "Hash" "Symbol" "Object" "Class" "Module" "Struct" "Data"))
(module name: [(constant) @skip (scope_resolution name: (constant) @skip)])
(class name: [(constant) @skip (scope_resolution name: (constant) @skip)])
(assignment left: [(constant) @skip (scope_resolution name: (constant) @skip)])
(left_assignment_list (constant) @skip)
(operator_assignment left: (constant) @skip)
(superclass [(constant) @base (scope_resolution name: (constant) @base)])
(call !receiver method: (identifier) @_how arguments: (argument_list [(constant) @base (scope_resolution name: (constant) @base)])
  (#any-of? @_how "include" "extend" "prepend"))
