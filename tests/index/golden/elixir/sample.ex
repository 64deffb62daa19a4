# Bills customers of a small bookshop; names may hold "Ägypten".

defprotocol Bookshop.Priced do
  @moduledoc "What has a price."

  @doc "The price in cents."
  @spec price(t) :: integer
  def price(item)
end

defmodule Bookshop.Billing do
  @moduledoc """
  All that has to do with money.

  Prices are in cents: "1 €" is 100.
  """

  use GenServer, restart: :transient
  use Bookshop.Web, :controller

  alias Bookshop.Customer
  alias Bookshop.{Archive, Storage.Disk}
  alias Bookshop.Tax.Rates, as: Tax
  alias __MODULE__.Line
  import Ecto.Query, only: [from: 2, where: 3]
  import Bitwise
  require Logger
  require Bookshop.Macros, as: Macros

  @behaviour Bookshop.Payable
  @max_rate 25
  # What a bill may be.
  @states ~w(draft sent paid)a

  @typedoc "One bill."
  @type t :: %__MODULE__{customer: Customer.t(), lines: [Line.t()]}
  @type result(value) :: {:ok, value} | {:error, String.t()}
  @typep cents :: integer()
  @opaque secret :: binary()

  @doc "Hears of every bill."
  @callback billed(bill :: t, at :: DateTime.t()) :: :ok
  @macrocallback traced(name :: atom()) :: Macro.t()
  @optional_callbacks billed: 2

  @enforce_keys [:customer]
  defstruct [:customer, lines: [], paid?: false]

  # Half up. <!--TAG:billing/rounding-->
  defguardp is_cents(value) when is_integer(value) and value >= 0

  @doc """
  Opens a bill.

      iex> open("Jörg")
  """
  @doc since: "1.2.0"
  @spec open(String.t(), keyword()) :: result(t)
  def open(customer, opts \\ [])

  def open(%Customer{} = customer, opts) when is_list(opts) do
    rate = Keyword.get(opts, :rate, @max_rate)

    %__MODULE__{customer: customer}
    |> add_lines(opts[:lines] || [])
    |> Tax.apply(rate)
    |> then(&Archive.put/1)
  end

  def open(name, opts), do: name |> Customer.named!() |> open(opts)

  @doc ~S"""
  The sum of all lines: \d+.
  """
  @impl true
  def total(bill) do
    for line <- bill.lines, reduce: 0 do
      sum -> sum + Bookshop.Priced.price(line)
    end
  end

  def empty?, do: true
  def left <~> right, do: total(left) == total(right)

  defp add_lines(bill, lines) do
    Logger.info("adding #{length(lines)} lines")
    callback = fn line -> :ets.insert(:lines, {line}) end
    Enum.each(lines, callback)
    callback.(nil)
    update_in(bill.lines, &(&1 ++ lines))
  rescue
    error in ArgumentError -> reraise error, __STACKTRACE__
  end

  defdelegate fetch(bill, key), to: Map
  @deprecated "Use total/1"
  defdelegate sum(bill), to: __MODULE__, as: :total

  # Says what it does.
  defmacro traced(name, do: block) do
    quote do
      IO.puts(unquote(name))
      unquote(block)
    end
  end

  for state <- @states do
    def unquote(:"#{state}?")(bill), do: bill.state == unquote(state)
  end

  defmodule Line do
    @moduledoc false
    defstruct name: nil, amount: 0

    defimpl Bookshop.Priced do
      def price(%{amount: amount}), do: amount
    end
  end

  defmodule UnknownRate do
    defexception message: "no rate", code: 404
  end
end

defimpl Bookshop.Priced, for: [Integer, Bookshop.Voucher] do
  def price(value), do: value
end

defimpl String.Chars, for: Bookshop.Billing do
  def to_string(bill), do: "#{bill.customer}: #{Bookshop.Billing.total(bill)}"
end
