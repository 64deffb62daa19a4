; A component used in JSX is a call.
(jsx_opening_element name: (identifier) @callee (#match? @callee "^[A-Z]"))
(jsx_self_closing_element name: (identifier) @callee (#match? @callee "^[A-Z]"))
(jsx_self_closing_element name: (member_expression object: (_) @receiver property: (property_identifier) @callee))
