; TypeScript beyond ecmascript_uses.scm.
(abstract_class_declaration name: (_) @skip)
(interface_declaration name: (_) @skip)
(type_alias_declaration name: (_) @skip)
(enum_declaration name: (identifier) @skip)
(internal_module name: (identifier) @skip)
(function_signature name: (identifier) @skip)
(type_parameter name: (type_identifier) @bind)
(infer_type (type_identifier) @bind)
[(interface_declaration) (type_alias_declaration) (function_signature) (method_signature) (abstract_method_signature)] @block

(required_parameter pattern: (identifier) @bind)
(optional_parameter pattern: (identifier) @bind)

(type_identifier) @name
(nested_type_identifier) @member
(extends_clause value: (_) @base)
(implements_clause [(type_identifier) (nested_type_identifier)] @base)
(implements_clause (generic_type name: (_) @base))
(extends_type_clause type: [(type_identifier) (nested_type_identifier)] @base)
(extends_type_clause type: (generic_type name: (_) @base))

[(required_parameter) (optional_parameter)] @typed
(required_parameter [(accessibility_modifier) "readonly"]) @field
(public_field_definition) @field
(property_signature) @field
(method_signature) @returns
(abstract_method_signature) @returns
(function_signature) @returns
