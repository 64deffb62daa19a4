(** Rounds and totals invoices.

    Amounts are kept in cents; „Grüße“ are not. *)

open Printf
open Billing.Types
include Comparable.S with type t := cents
include module type of Tax.Table
module Table = Billing.Tax.Table

(** {1 Types} *)

(** An amount. *)
type cents = int

type handle
(** Only this module looks inside. *)

(** What is sold. *)
type kind =
  | Goods
  | Service of { hours : float; rate : cents }

(** An invoice.

    <!--TAG:billing/invoice--> *)
type invoice = private {
  id : int;
  mutable lines : line list;  (** in their order *)
}

(** One line of it. *)
and line = { text : string; cents : cents }

and 'a visitor = line -> 'a

type color = [ `Red | `Green ]
type event = ..
type event += Paid of cents

exception Too_many_lines of int
(** More than {!max_lines}. *)

(** {1 Values} *)

val max_lines : int

(** Rounds to a step.

    @param step what to round to, 5 by default *)
val round_cents : ?step:cents -> cents -> cents

val total :
  invoice ->
  visitor:(line -> cents) ->
  (cents, string) result
[@@ocaml.deprecated "use sum"]

(** Adds and rounds. *)
val ( |+ ) : cents -> cents -> cents

external puts : string -> int = "c_puts"

(** {1 Modules} *)

(** Something with a price. *)
module type PRICED = sig
  type t

  (** The price. *)
  val price : t -> cents

  val currency : string
end

module type ALIAS = PRICED

module Goods : PRICED with type t = line

(** Weights of goods. *)
module Weight : sig
  type unit_of = Gram | Kilo

  val grams : int

  module Limits : sig
    val heaviest : int
  end
end

module Make_total (P : PRICED) : sig
  val total : P.t list -> cents
end

module rec Tree : sig
  type t = Leaf | Node of Forest.t
end

and Forest : sig
  type t = Tree.t list
end

(** Prints invoices. *)
class virtual printer : out_channel -> object
  val mutable printed : int
  method virtual header : string

  (** How many were printed. *)
  method count : int
  method private line : string -> unit
end

class type countable = object
  method count : int
end
