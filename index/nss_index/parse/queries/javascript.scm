; JavaScript beyond ecmascript.scm.
(field_definition property: (_) @name value: [(arrow_function) (function_expression)] @outline) @definition.method
(field_definition property: (_) @name) @definition.field
