; C++ beyond c_types.scm.
(class_specifier name: (type_identifier) @skip body: (_))
(alias_declaration name: (type_identifier) @skip)
(type_parameter_declaration (type_identifier) @skip)
(optional_type_parameter_declaration name: (type_identifier) @skip)
(base_class_clause [
  (type_identifier) @base
  (template_type name: (type_identifier) @base)
  (qualified_identifier name: (type_identifier) @base)
  (qualified_identifier name: (template_type name: (type_identifier) @base))])
