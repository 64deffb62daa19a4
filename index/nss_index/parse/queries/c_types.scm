; Where types are named, explained in uses.py. C++ reads this file too, and adds cpp_types.scm.
(type_identifier) @type
(struct_specifier name: (type_identifier) @skip body: (_))
(union_specifier name: (type_identifier) @skip body: (_))
(enum_specifier name: (type_identifier) @skip body: (_))
(type_definition declarator: [
  (type_identifier) @skip
  (pointer_declarator declarator: (type_identifier) @skip)
  (array_declarator declarator: (type_identifier) @skip)
  (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @skip)))])
