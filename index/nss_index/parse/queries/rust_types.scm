; Where types are named, explained in uses.py.
(type_identifier) @type
((type_identifier) @skip (#eq? @skip "Self"))
(struct_item name: (_) @skip)
(enum_item name: (_) @skip)
(union_item name: (_) @skip)
(trait_item name: (_) @skip)
(type_item name: (_) @skip)
(associated_type name: (_) @skip)
(type_parameter name: (_) @skip)
(use_declaration argument: (_ (type_identifier) @skip))
(impl_item type: [
  (type_identifier) @skip
  (generic_type type: (type_identifier) @skip)
  (reference_type type: (type_identifier) @skip)])
(trait_item bounds: (trait_bounds [
  (type_identifier) @base
  (scoped_type_identifier name: (_) @base)
  (generic_type type: (type_identifier) @base)]))
(impl_item trait: [
  (type_identifier) @base
  (scoped_type_identifier name: (_) @base)
  (generic_type type: (type_identifier) @base)])
