; JavaScript beyond ecmascript_uses.scm.
(class_heritage [(identifier) (member_expression)] @base)
(field_definition) @field
(formal_parameters (identifier) @bind)
