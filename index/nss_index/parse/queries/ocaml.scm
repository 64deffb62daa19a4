; Captures are explained in extract.py. Serves both grammars, of `.ml` and of `.mli`.
; In a group (`let rec … and …`) the first definition begins at its keyword, so that comments above it count.

; -- modules, functors, module types
(module_definition . (module_binding . (module_name) @name module_type: (signature) @outline) .) @definition.namespace
(module_definition . (module_binding . (module_name) @name
  body: [(structure) (functor)]) @outline .) @definition.namespace
(module_definition . (module_binding . (module_name) @name) .) @definition.namespace
(module_definition "module" @definition.namespace
  . (module_binding . (module_name) @name module_type: (signature) @outline))
(module_definition "module" @definition.namespace . (module_binding . (module_name) @name body: (_)) @outline)
(module_definition (module_binding . (module_name) @name module_type: (signature) @outline) @definition.namespace)
(module_definition (module_binding . (module_name) @name) @definition.namespace)
(module_definition "module" @wrapped . (module_binding) @wrapper)
(module_type_definition (module_type_name) @name body: (signature) @outline) @definition.interface
(module_type_definition (module_type_name) @name) @definition.interface

; -- types
(type_definition . (type_binding name: (type_constructor) @name
  body: (record_declaration) @outline) .) @definition.struct
(type_definition . (type_binding name: (type_constructor) @name
  body: [(variant_declaration) (polymorphic_variant_type)] @outline) .) @definition.enum
(type_definition . (type_binding name: (type_constructor) @name) .) @definition.type
(type_definition "type" @definition.struct
  . (type_binding name: (type_constructor) @name body: (record_declaration) @outline))
(type_definition "type" @definition.enum
  . (type_binding name: (type_constructor) @name body: [(variant_declaration) (polymorphic_variant_type)] @outline))
(type_definition "type" @definition.type . (type_binding name: (type_constructor) @name body: (_) @outline))
(type_definition (type_binding name: (type_constructor) @name body: (record_declaration)) @definition.struct)
(type_definition (type_binding name: (type_constructor) @name
  body: [(variant_declaration) (polymorphic_variant_type)]) @definition.enum)
(type_definition (type_binding name: (type_constructor) @name) @definition.type)
(type_definition "type" @wrapped . (type_binding) @wrapper)
(type_definition (type_binding name: (type_constructor_path (type_constructor) @scope.name .)
  body: (variant_declaration))) @scope
(variant_declaration (constructor_declaration . (constructor_name) @name) @definition.member)
(polymorphic_variant_type (tag_specification . (tag) @name) @definition.member)
(exception_definition (constructor_declaration . (constructor_name) @name)) @definition.struct
(field_declaration (field_name) @name) @definition.field

; -- classes
(class_definition . (class_binding (class_name) @name body: (_)) @outline .) @definition.class
(class_definition . (class_binding (class_name) @name class_type: [
  (class_body_type) @outline
  (class_function_type "->" @outline codomain: (class_body_type))
  (class_function_type codomain: (class_function_type "->" @outline codomain: (class_body_type)))]) .) @definition.class
(class_definition . (class_binding (class_name) @name) .) @definition.class
(class_definition "class" @definition.class . (class_binding (class_name) @name body: (_)) @outline)
(class_definition (class_binding (class_name) @name) @definition.class)
(class_definition "class" @wrapped . (class_binding) @wrapper)
(class_type_definition (class_type_binding (class_type_name) @name body: (_)) @outline) @definition.interface
(method_definition (method_name) @name body: (_)) @definition.method
(method_definition (method_name) @name) @declaration.method
(method_specification (method_name) @name) @declaration.method
(instance_variable_definition (instance_variable_name) @name) @definition.field
(instance_variable_specification (instance_variable_name) @name) @definition.field

; -- functions and values of a signature
(value_specification (value_name) @name type: (function_type) (item_attribute) @outline) @declaration.function
(value_specification (value_name) @name type: (function_type)) @declaration.function
(value_specification (parenthesized_operator (_) @name)) @declaration.function
(value_specification (value_name) @name) @definition.constant
(external . (value_name) @name (item_attribute) @outline) @declaration.function
(external . [(value_name) @name (parenthesized_operator (_) @name)]) @declaration.function

; -- imports: `open`, `include`, and a module by another name
(open_module module: [(module_path) (module_application functor: (module_path))] @module @all) @import
(open_module_signature module: (_) @module @all) @import
(include_module module: [
  (module_path) @module @all
  (module_application functor: (module_path) @module @all)]) @import
(include_module_type module_type: [
  (module_type_path (_) @module . (module_type_name) @imported)
  (module_type_constraint module_type: (module_type_path (_) @module . (module_type_name) @imported))
  (module_type_of (module_path) @module @all)]) @import
(module_definition (module_binding . (module_name) @alias body: (module_path) @module)) @import

; -- calls; `x |> f` and `f @@ x` are some
(application_expression function: (value_path (_)? @receiver . (value_name) @callee .))
(application_expression function: (constructor_path (_)? @receiver . (constructor_name) @callee .))
(infix_expression operator: (rel_operator) @_pipe right: (value_path (_)? @receiver . (value_name) @callee .)
  (#eq? @_pipe "|>"))
(infix_expression left: (value_path (_)? @receiver . (value_name) @callee .) operator: (concat_operator) @_of
  (#eq? @_of "@@"))
(method_invocation object: (_) @receiver method: (method_name) @callee)
(new_expression (class_path (_)? @receiver . (class_name) @callee .))
(inheritance_definition class: [
  (class_path (_)? @receiver . (class_name) @callee .)
  (class_application class: (class_path (_)? @receiver . (class_name) @callee .))])
(module_application functor: (module_path (_)? @receiver . (module_name) @callee .))

(comment) @comment
