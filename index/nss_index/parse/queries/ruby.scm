; Captures are explained in extract.py. A comment in front of a body stands outside of it.

; -- modules and classes
(module name: (_) @name . (comment) @outline) @definition.namespace
(module name: (_) @name body: (_)) @definition.namespace
(module name: (_) @name !body "end" @outline) @definition.namespace
(class name: (_) @name . (comment) @outline) @definition.class
(class name: (_) @name superclass: (_) . (comment) @outline) @definition.class
(class name: (_) @name body: (_)) @definition.class
(class name: (_) @name !body "end" @outline) @definition.class
(call !receiver method: (identifier) @_how arguments: (argument_list . (_) @scope.name) block: (_) (#eq? @_how "refine")) @scope

; -- methods
(program (method name: (_) @name . (comment) @outline) @definition.function)
(program (method name: (_) @name parameters: (_) . (comment) @outline) @definition.function)
(program (method name: (_) @name body: (_)) @definition.function)
(program (method name: (_) @name !body "end" @outline) @definition.function)
(method name: (_) @name . (comment) @outline) @definition.method
(method name: (_) @name parameters: (_) . (comment) @outline) @definition.method
(method name: (_) @name body: (_)) @definition.method
(method name: (_) @name !body "end" @outline) @definition.method
(program (singleton_method object: (_) @container name: (_) @name body: (_)) @definition.method)
(program (singleton_method object: (_) @container name: (_) @name !body "end" @outline) @definition.method)
(singleton_method name: (_) @name . (comment) @outline) @definition.method
(singleton_method name: (_) @name parameters: (_) . (comment) @outline) @definition.method
(singleton_method name: (_) @name body: (_)) @definition.method
(singleton_method name: (_) @name !body "end" @outline) @definition.method
(alias name: (_) @name) @declaration.method
(call !receiver method: (identifier) @_how arguments: (argument_list . [(simple_symbol) @name (string . (string_content) @name .)]) !block
  (#any-of? @_how "alias_method" "define_method" "scope")) @declaration.method
(call !receiver method: (identifier) @_how arguments: (argument_list . [(simple_symbol) @name (string . (string_content) @name .)]) block: (_ . ["{" "do"] @outline)
  (#any-of? @_how "define_method" "define_singleton_method" "scope")) @definition.method
(call !receiver method: (identifier) @_how arguments: (argument_list (simple_symbol) @name) (#eq? @_how "delegate")) @declaration.method
(call !receiver method: (identifier) @_how arguments: (argument_list . (_) (simple_symbol) @name) (#any-of? @_how "def_delegator" "def_delegators")) @declaration.method
(call !receiver method: (identifier) @_how arguments: (argument_list . [(method) (singleton_method)] @wrapped .)
  (#match? @_how "^(private|protected|public|module_function|private_class_method|memoize)$")) @wrapper

; -- what is declared by a call: accessors and Rails' associations
(call !receiver method: (identifier) @_how arguments: (argument_list (simple_symbol) @name)
  (#any-of? @_how "attr" "attr_reader" "attr_writer" "attr_accessor" "cattr_reader" "cattr_writer" "cattr_accessor"
    "mattr_reader" "mattr_writer" "mattr_accessor" "thread_mattr_accessor" "class_attribute")) @definition.property
(call !receiver method: (identifier) @_how arguments: (argument_list . (simple_symbol) @name)
  (#any-of? @_how "attribute" "has_many" "has_one" "belongs_to" "has_and_belongs_to_many" "has_one_attached" "has_many_attached")) @definition.property

; -- constants and variables
(assignment left: [(constant) (scope_resolution)] @name right: (call receiver: (constant) @_what method: (identifier) @_how block: (_ . ["{" "do"] @outline))
  (#any-of? @_what "Struct" "Data") (#any-of? @_how "new" "define")) @definition.struct
(assignment left: [(constant) (scope_resolution)] @name right: (call receiver: (constant) @_what method: (identifier) @_how)
  (#any-of? @_what "Struct" "Data") (#any-of? @_how "new" "define")) @definition.struct
(assignment right: (call receiver: (constant) @_what method: (identifier) @_how arguments: (argument_list (simple_symbol) @name @definition.field))
  (#any-of? @_what "Struct" "Data") (#any-of? @_how "new" "define"))
(assignment left: [(constant) (scope_resolution)] @name right: (call receiver: (constant) @_what method: (identifier) @_how block: (_ . ["{" "do"] @outline))
  (#eq? @_what "Class") (#eq? @_how "new")) @definition.class
(assignment left: [(constant) (scope_resolution)] @name right: (call receiver: (constant) @_what method: (identifier) @_how)
  (#eq? @_what "Class") (#eq? @_how "new")) @definition.class
(assignment left: [(constant) (scope_resolution)] @name right: (call receiver: (constant) @_what method: (identifier) @_how block: (_ . ["{" "do"] @outline))
  (#eq? @_what "Module") (#eq? @_how "new")) @definition.namespace
(assignment left: [(constant) (scope_resolution)] @name) @definition.constant
(assignment left: (left_assignment_list (constant) @name)) @definition.constant
(operator_assignment left: (constant) @name) @definition.constant
(body_statement (assignment left: (class_variable) @name) @definition.field)
(program (assignment left: (global_variable) @name) @definition.variable)

; -- Rake
(call !receiver method: (identifier) @_how arguments: (argument_list . [(simple_symbol) @name (string . (string_content) @name .) (pair key: (_) @name)]) block: (_ . ["{" "do"] @outline)
  (#eq? @_how "task")) @definition.function
(call !receiver method: (identifier) @_how arguments: (argument_list . [(simple_symbol) @name (string . (string_content) @name .) (pair key: (_) @name)]) !block
  (#eq? @_how "task")) @declaration.function
(call !receiver method: (identifier) @_how arguments: (argument_list . [(simple_symbol) @name (string . (string_content) @name .)]) block: (_ . ["{" "do"] @outline)
  (#eq? @_how "namespace")) @definition.namespace

; -- imports
(call !receiver method: (identifier) @_how arguments: (argument_list . (string . (string_content) @module .))
  (#any-of? @_how "require" "require_relative" "load" "require_dependency")) @import
(call method: (identifier) @_how arguments: (argument_list . (simple_symbol) @imported . (string . (string_content) @module .))
  (#eq? @_how "autoload")) @import

; -- calls; what a class is declared with is none
(call receiver: (constant) @callee method: (identifier) @_how (#eq? @_how "new"))
(call receiver: (scope_resolution scope: (_) @receiver name: (constant) @callee) method: (identifier) @_how (#eq? @_how "new"))
(call receiver: (_) @receiver method: (_) @callee (#not-eq? @callee "new"))
(call receiver: [(self) (identifier) (call) (instance_variable) (element_reference) (parenthesized_statements)] @receiver
  method: (_) @callee (#eq? @callee "new"))
(call !receiver method: (_) @callee
  (#not-match? @callee "^(require(_relative|_dependency)?|load|autoload|include|extend|prepend|refine|using)$")
  (#not-match? @callee "^(private|protected|public|(private|public)_class_method|private_constant|module_function)$")
  (#not-match? @callee "^(attr(_reader|_writer|_accessor)?|(c|m|thread_m)attr_(reader|writer|accessor)|class_attribute|attribute)$")
  (#not-match? @callee "^(has_(many|one)(_attached)?|has_and_belongs_to_many|belongs_to|scope|delegate|def_delegators?)$")
  (#not-match? @callee "^(alias_method|define_method|define_singleton_method|task|namespace)$"))

(comment) @comment
