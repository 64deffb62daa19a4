; Captures are explained in extract.py. An earlier pattern wins where two name the same definition.

; -- properties, functions, classes
(decorated_definition
  (decorator [(identifier) @_how (attribute attribute: (identifier) @_how) (call function: [(identifier) @_how (attribute attribute: (identifier) @_how)])])
  definition: (function_definition name: (identifier) @name) @definition.property
  (#any-of? @_how "property" "cached_property" "setter" "getter" "deleter" "abstractproperty" "hybrid_property"))
(function_definition name: (identifier) @name) @definition.function
(class_definition name: (identifier) @name) @definition.class
(decorated_definition definition: (_) @wrapped) @wrapper
(type_alias_statement left: (type [(identifier) @name (generic_type (identifier) @name)])) @definition.type

; -- names bound at module and class level
(module (expression_statement (assignment left: (identifier) @name)) @definition.variable)
(module (expression_statement (assignment left: (pattern_list (identifier) @name))) @definition.variable)
(module (expression_statement (assignment right: (assignment left: (identifier) @name))) @definition.variable)
(class_definition body: (block (expression_statement (assignment left: (identifier) @name)) @definition.field))
(class_definition body: (block (expression_statement (assignment left: (pattern_list (identifier) @name))) @definition.field))

; -- docstrings
(module . (comment)* . (expression_statement . (string) @docstring))
(function_definition body: (block . (expression_statement . (string) @docstring))) @documented
(class_definition body: (block . (expression_statement . (string) @docstring))) @documented

; -- imports
(import_statement name: (dotted_name) @module) @import
(import_statement name: (aliased_import name: (dotted_name) @module alias: (identifier) @alias)) @import
(import_from_statement module_name: (_) @module name: (dotted_name) @imported) @import
(import_from_statement module_name: (_) @module name: (aliased_import name: (dotted_name) @imported alias: (identifier) @alias)) @import
(import_from_statement module_name: (_) @module (wildcard_import) @all) @import
(future_import_statement "__future__" @module name: (dotted_name) @imported) @import

(comment) @comment
