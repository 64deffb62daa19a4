; Where types are named, explained in uses.py.
(type_identifier) @type
((type_identifier) @skip (#any-of? @skip "String" "Object" "Integer" "Long" "Boolean" "Override" "var"))
(type_parameter . (type_identifier) @skip)
(superclass [(type_identifier) @base (generic_type . (type_identifier) @base) (scoped_type_identifier (type_identifier) @base .)])
(super_interfaces (type_list [
  (type_identifier) @base
  (generic_type . (type_identifier) @base)
  (scoped_type_identifier (type_identifier) @base .)]))
(extends_interfaces (type_list [
  (type_identifier) @base
  (generic_type . (type_identifier) @base)
  (scoped_type_identifier (type_identifier) @base .)]))
(marker_annotation name: (identifier) @type)
(annotation name: (identifier) @type)
