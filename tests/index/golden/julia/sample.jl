"""
    Rechnung

Invoices: Beträge, rounding and a small ledger. <!--TAG:billing/rounding-->
"""
module Rechnung

using Dates
using LinearAlgebra: norm, dot as scalar
import Base: show, +, length as size_of
import Base.Iterators
import JSON as Json, Printf
using ..Shared: Store
using Test, Random
include("taxes.jl")

export Invoice, total, @checked

const RATE = 0.19
const LOW, HIGH = 0, 10
global counter::Int = 0
threshold = 2.5

"An amount of money."
abstract type Amount <: Real end
primitive type Cents <: Amount 64 end

# One line of an invoice.
struct Line{T<:Real}
    name::String
    price::T
    note
end

"""
An invoice with its lines.

Totals are rounded with [`rounded`](@ref).
"""
Base.@kwdef mutable struct Invoice <: Amount
    const id::Int = 0
    "Lines in order."
    lines::Vector{Line} = Line[]
    @atomic state::Symbol

    function Invoice(id::Int)
        id > 0 || throw(ArgumentError("no id"))
        return new(id, Line[], :open)
    end
    Invoice() = new(0, Line[], :open)
end

@enum Status begin
    open = 1
    paid
end
@enum Color red green=2

"Rounds to whole cents."
@inline function rounded(x::T; digits::Integer=2)::T where {T<:AbstractFloat}
    helper(y) = round(y; digits)
    step = 10.0^-digits
    return helper(x) + step * 0
end

# The sum of all lines.
total(invoice::Invoice) = sum(line -> line.price, invoice.lines; init=0.0)

scaled(x::T, factor) where {T} = x .* factor

function Base.show(io::IO, line::Line)
    print(io, line.name, ": ", Dates.format(now(), "yyyy"))
    foreach(invoice.lines) do each
        println(io, each)
    end
end

Base.length(invoice::Invoice) = length(invoice.lines)
+(a::Line, b::Line) = Line(a.name * b.name, a.price + b.price, nothing)
Base.:(==)(a::Line, b::Line) = a.name == b.name
(invoice::Invoice)(at::Int) = invoice.lines[at]
function (line::Line{T})(factor::T) where {T}
    return line.price * factor
end

function pending end

const double = x -> 2x
∑(xs...) = reduce(+, xs)

"""
    @checked expression

Raises where `expression` is false.
"""
macro checked(expression)
    message = string(expression)
    quote
        $(esc(expression)) || error($message)
    end
end

Base.@propagate_inbounds @noinline function compute!(
    out::AbstractVector,
    invoice::Invoice,
)
    @checked length(out) > 0
    @printf("%s\n", invoice.id)
    Base.@time out .= rounded.(total(invoice))
    a, b = Rechnung.Reports.render(out) |> identity
    return out
end

baremodule Reports
    using Base
    import ..Rechnung: Invoice

    "Renders one invoice: für Menschen."
    render(invoice) = String(invoice.id)

    module Inner
        deep() = 1
    end
end

@doc "The names of all." names() = ["a"]

if VERSION < v"1.9"
    legacy(x) = x
end

end # module
