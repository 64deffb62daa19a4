; Captures are explained in extract.py. Everything is a call; what it is called tells what it is.

; -- modules; an implementation is named as Elixir names it: Protocol.Type
(call target: (identifier) @_how (arguments . [(alias) (atom)] @name) (do_block) @outline (#eq? @_how "defmodule")) @definition.namespace
(call target: (identifier) @_how (arguments . (alias) @name) (do_block) @outline (#eq? @_how "defprotocol")) @definition.interface
(call target: (identifier) @_how
  (arguments . (alias) @container . (keywords (pair key: (keyword) @_key value: [(alias) @name (list (alias) @name)])))
  (do_block) @outline (#eq? @_how "defimpl") (#match? @_key "^for:")) @definition.class
(call target: (identifier) @_how (arguments . (alias) @name .) (do_block) @outline (#eq? @_how "defimpl")) @definition.class

; -- functions and macros: with a block, `do:` on the line, without a body
(call target: (identifier) @_how
  (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "when")])
  (do_block) @outline (#any-of? @_how "def" "defp" "defn" "defnp")) @definition.function
(call target: (identifier) @_how
  (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "when")] . (keywords) @outline)
  (#any-of? @_how "def" "defp" "defn" "defnp")) @definition.function
(call target: (identifier) @_how (arguments . [(identifier) @name (call target: (identifier) @name)] .)
  (#any-of? @_how "def" "defp" "defn" "defnp")) @declaration.function
(call target: (identifier) @_how
  (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "when")])
  (do_block) @outline (#any-of? @_how "defmacro" "defmacrop")) @definition.macro
(call target: (identifier) @_how
  (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "when")] . (keywords)? @outline)
  (#any-of? @_how "defmacro" "defmacrop")) @definition.macro
(call target: (identifier) @_how
  (arguments . (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "when"))
  (#any-of? @_how "defguard" "defguardp")) @definition.macro
(call target: (identifier) @_how (arguments . [(identifier) @name (call target: (identifier) @name)])
  (#eq? @_how "defdelegate")) @declaration.function
(call target: (identifier) @_how (arguments . [
    (binary_operator operator: _ @name)
    (binary_operator left: (binary_operator operator: _ @name) operator: "when")] . (keywords)? @outline) (do_block)? @outline
  (#any-of? @_how "def" "defp" "defmacro" "defmacrop")
  (#not-match? @name "^(when|::|=|\\.\\.(//)?)$")) @definition.function

; -- fields of structs and exceptions
(call target: (identifier) @_how (arguments . [
    (list [(atom) @name @definition.field (keywords (pair key: (keyword) @name) @definition.field)])
    (keywords (pair key: (keyword) @name) @definition.field)])
  (#any-of? @_how "defstruct" "defexception"))

; -- module attributes: types, callbacks, constants
(unary_operator operator: "@" operand: (call target: (identifier) @_how (arguments . (binary_operator
  left: [(identifier) @name (call target: (identifier) @name)] operator: "::")) (#any-of? @_how "type" "typep" "opaque"))) @definition.type
(unary_operator operator: "@" operand: (call target: (identifier) @_how (arguments . [
    (binary_operator left: (call target: (identifier) @name) operator: "::")
    (binary_operator left: (binary_operator left: (call target: (identifier) @name) operator: "::") operator: "when")])
  (#any-of? @_how "callback" "macrocallback"))) @declaration.function
(unary_operator operator: "@" operand: (call target: (identifier) @_how (arguments)
  (#any-of? @_how "spec" "type" "typep" "opaque" "callback" "macrocallback"))) @skip
(unary_operator operator: "@" operand: (call target: (identifier) @name (arguments)
  (#not-match? @name "^(doc|moduledoc|typedoc|spec|type|typep|opaque|callback|macrocallback|optional_callbacks|impl|behaviour|deprecated|enforce_keys|derive|dialyzer|compile|tag|moduletag|describetag|before_compile|after_compile|on_load|external_resource)$"))) @definition.constant
(unary_operator operator: "@" operand: (call target: (identifier) @_how
  (#any-of? @_how "doc" "typedoc" "spec" "impl" "deprecated" "tag" "dialyzer"))) @attribute
(unary_operator operator: "@" operand: (call target: (identifier) @skip))

; -- documentation
(do_block
  (unary_operator operator: "@" operand: (call target: (identifier) @_how (arguments . [(string) (sigil)] @docstring)))
  . (unary_operator operand: (call target: (identifier) @_a))?
  . (unary_operator operand: (call target: (identifier) @_a))?
  . (unary_operator operand: (call target: (identifier) @_a))?
  . (comment)* . [(call) (unary_operator)] @documented
  (#any-of? @_how "doc" "typedoc") (#any-of? @_a "doc" "spec" "impl" "deprecated" "dialyzer"))
(call target: (identifier) @_what (do_block . "do" . (unary_operator operator: "@" operand: (call
  target: (identifier) @_how (arguments . [(string) (sigil)] @docstring))))
  (#any-of? @_what "defmodule" "defprotocol" "defimpl") (#eq? @_how "moduledoc")) @documented

; -- imports
(call target: (identifier) @_how (arguments . [(alias) (dot)] @module . (keywords (pair key: (keyword) @_key value: (alias) @alias)))
  (#any-of? @_how "alias" "require") (#match? @_key "^as:")) @import
(call target: (identifier) @_how (arguments . (dot left: (_) @module right: (tuple (alias) @imported))) (#any-of? @_how "alias" "require" "use" "import")) @import
(call target: (identifier) @_how (arguments . (alias) @module . (keywords (pair key: (keyword) @_key value: (list (keywords (pair key: (keyword) @imported))))))
  (#eq? @_how "import") (#match? @_key "^only:")) @import
(call target: (identifier) @_how @all (arguments . (alias) @module .) (#eq? @_how "import")) @import
(call target: (identifier) @_how (arguments . [(alias) (dot right: (alias))] @module .) (#any-of? @_how "alias" "require" "use")) @import
(call target: (identifier) @_how (arguments . (alias) @module . (_)) (#eq? @_how "use")) @import
(call target: (identifier) @_how (arguments . (alias) @module . (keywords . (pair key: (keyword) @_key)))
  (#any-of? @_how "alias" "require") (#not-match? @_key "^as:")) @import
(call target: (identifier) @_how @all (arguments . (alias) @module . (keywords . (pair key: (keyword) @_key)))
  (#eq? @_how "import") (#match? @_key "^except:")) @import

; -- calls; definitions, imports and what belongs to the language's own syntax are none
(call target: (identifier) @callee
  (#not-match? @callee "^(def|defp|defn|defnp|defmacrop?|defguardp?|defdelegate|defmodule|defprotocol|defimpl|defstruct|defexception|defoverridable|alias|import|require|use)$")
  (#not-match? @callee "^(if|unless|case|cond|for|with|try|receive|quote|unquote|unquote_splicing|doc|moduledoc|typedoc|super)$"))
(call target: (dot left: (_) @receiver right: (identifier) @callee) (arguments))
(call target: (dot left: [(alias) (atom)] @receiver right: (identifier) @callee))
(unary_operator operator: "&" operand: (binary_operator left: (identifier) @callee operator: "/" right: (integer)))
(unary_operator operator: "&" operand: (binary_operator left: (call target: (dot left: (_) @receiver right: (identifier) @callee)) operator: "/"))

(comment) @comment
