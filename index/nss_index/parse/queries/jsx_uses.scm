; A component used in JSX is a call; an element of the page is no name.
(jsx_closing_element name: (_) @skip)
(jsx_opening_element name: (identifier) @callee (#match? @callee "^[A-Z]"))
(jsx_self_closing_element name: (identifier) @callee (#match? @callee "^[A-Z]"))
(jsx_opening_element name: (member_expression) @callee)
(jsx_self_closing_element name: (member_expression) @callee)
(jsx_opening_element name: (identifier) @skip (#match? @skip "^[a-z]"))
(jsx_self_closing_element name: (identifier) @skip (#match? @skip "^[a-z]"))
