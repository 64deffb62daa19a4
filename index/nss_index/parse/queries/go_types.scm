; Where types are named, explained in uses.py.
(type_identifier) @type
((type_identifier) @skip (#any-of? @skip
  "any" "bool" "byte" "comparable" "complex64" "complex128" "error" "float32" "float64" "int" "int8" "int16" "int32"
  "int64" "rune" "string" "uint" "uint8" "uint16" "uint32" "uint64" "uintptr"))
(type_spec name: (_) @skip)
(type_alias name: (_) @skip)
(method_declaration receiver: (parameter_list (parameter_declaration type: [
  (type_identifier) @skip
  (generic_type type: (type_identifier) @skip)
  (pointer_type [(type_identifier) @skip (generic_type type: (type_identifier) @skip)])])))
(field_declaration !name type: [
  (type_identifier) @base
  (qualified_type name: (_) @base)
  (generic_type type: (type_identifier) @base)])
(interface_type (type_elem . [(type_identifier) @base (qualified_type name: (_) @base)] .))
