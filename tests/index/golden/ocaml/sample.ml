(** Rounds and totals invoices.

    Amounts are kept in cents. *)

open Printf
open! Core.Std
module L = List
module Tax_table = Billing.Tax.Table
module String_map = Map.Make (String)
include Comparable.Make (Cents)

[@@@warning "-32"]

(** What is sold. *)
type kind =
  | Goods  (** Things one can touch. *)
  | Service of { hours : float; rate : int }
  | Voucher of string * int
[@@deriving show, eq]

(** An invoice and its lines.

    <!--TAG:billing/rounding--> *)
type invoice = {
  id : int;
  mutable lines : line list;
}

(* One line of it. *)
and line = { text : string; cents : int; kind : kind }

and 'a visitor = line -> 'a

type name = string
type _ term = Int : int -> int term | Pair : 'a term * 'b term -> ('a * 'b) term
type color = [ `Red | `Custom of int * int * int ]
type handle
type event = ..
type event += Paid of int | Cancelled

exception Too_many_lines of int
exception Invalid of { reason : string }

external puts : string -> int = "c_puts" [@@noalloc]

let max_lines = 64
let greeting : string = "Grüße"
let counter = ref 0
let low, high = (0, 100)

(** Rounds to a step. *)
let round_cents ?(step = 5) cents =
  let half = step / 2 in
  let up n = n + half in
  up cents / step * step
[@@inline]

(** Is the number of lines even? *)
let rec even_lines = function
  | [] -> true
  | _ :: rest -> odd_lines rest

(* The other half. *)
and odd_lines = function
  | [] -> false
  | _ :: rest -> even_lines rest

let ( |+ ) left right = round_cents (left + right)
let ( let* ) = Option.bind
let compare_lines : line -> line -> int = fun a b -> Int.compare a.cents b.cents

let parse text =
  let* cents = int_of_string_opt text in
  let open Tax_table in
  Some (lookup cents |> L.map succ |> List.length)

let total invoice =
  if List.length invoice.lines > max_lines then raise (Too_many_lines max_lines);
  List.fold_left (fun sum line -> sum |+ line.cents) 0 invoice.lines

(** Something with a price. *)
module type PRICED = sig
  type t

  (** The price in cents. *)
  val price : t -> int

  val currency : string

  include Sigs.EQ with type t := t
end

module Goods : PRICED with type t = line = struct
  type t = line

  let price line = line.cents
  let currency = "€"

  module Weight = struct
    let grams = 1_000
  end
end

(** Totals of anything that has a price. *)
module Make_total (P : PRICED) (Q : PRICED with type t = P.t) = struct
  let total items = List.fold_left (fun sum item -> sum + P.price item) 0 items
end

module rec Tree : sig
  type t = Leaf | Node of Forest.t
end = struct
  type t = Leaf | Node of Forest.t
end

and Forest : sig
  type t = Tree.t list
end = struct
  type t = Tree.t list
end

module Goods_total = Make_total (Goods) (Goods)

(** Prints invoices. *)
class virtual printer (out : out_channel) =
  object (self)
    inherit Format.base out as super
    val mutable printed = 0
    method virtual header : string
    method count = printed

    (** Prints one. *)
    method print invoice =
      printed <- printed + 1;
      self#line (string_of_int (total invoice));
      super#flush

    method private line text = fprintf out "%s\n" @@ String.trim text
  end

class type countable = object
  method count : int
end

let console = new printer stdout
let%test "rounds to five" = round_cents 13 = 15

let () =
  incr counter;
  ignore (parse "199");
  console#print { id = 1; lines = [] }
