# frozen_string_literal: true

# Bills customers of a small bookshop. Prices are in cents; names may hold "Ägypten".

require "json"
require "bigdecimal/util"
require_relative "billing/tax_table"
load "config/local.rb"
autoload :Archive, "billing/archive"

$billing_log = []

# All that has to do with money.
module Billing
  VERSION = "1.4.0"
  MIN_RATE, MAX_RATE = 0, 25

  # Raised where no rate is known.
  class UnknownRate < StandardError; end
  EmptyOrder = Class.new(ArgumentError)

  # A place in a street.
  Address = Struct.new(:street, :city, keyword_init: true) do
    # On one line.
    def to_s = "#{street}, #{city}"
  end

  Point = Data.define(:x, :y)

  # What can be rounded. <!--TAG:billing/rounding-->
  module Roundable
    attr_writer :precision

    # Half up.
    def rounded(value)
      value.to_d.round(precision, half: :up)
    end

    def precision; end
  end

  class << self
    attr_accessor :currency

    # Sets the defaults.
    def configure(&block)
      yield self
      Registry.instance.add(self, &block)
    end
  end

  def self.symbol_of(currency) = SYMBOLS.fetch(currency) { "¤" }

  # One bill of one customer.
  class Invoice < Billing::Document
    # Numbers are never given twice.
    include Comparable
    extend Forwardable, Roundable

    STATES = %i[draft sent paid].freeze
    @@count = 0

    # Who pays.
    attr_reader :customer, :lines
    delegate :city, to: :address
    def_delegators :@lines, :each, :size
    has_many :payments, dependent: :destroy
    scope :unpaid, -> { where(paid: false) }

    # Opens a bill.
    #
    # @param customer [Customer]
    def initialize(customer, lines: [], **options)
      super()
      @customer = customer
      @lines = lines
      @options = options
      @@count += 1
    end

    # The sum of all lines.
    def total
      @lines.sum { |line| line.amount * rate_of(line) }
    rescue UnknownRate, KeyError => error
      warn "no rate: #{error.message}"
      0
    end

    def self.open(customer) = new(customer)

    def <=>(other)
      total <=> other&.total
    end

    def [](index) # by place
      @lines[index]
    end

    def customer=(value)
      raise ArgumentError, "nobody" if value.nil?

      @customer = value
    end

    def paid?
      @paid ||= payments.all?(&:settled?)
    end
    alias settled? paid?
    alias_method :sum, :total

    STATES.each do |state|
      define_method("#{state}?") { @state == state }
    end
    define_method(:draft!) { |at = Time.now| mark(:draft, at) }

    private def mark(state, at)
      # Kept for the archive.
      @state = state
      Billing::Archive.new(self).write(at)
    end

    protected

    def rate_of(line)
      case line
      in { kind: :book } then TaxTable.default.rate(:reduced)
      else MAX_RATE
      end
    end
  end
end

class Billing::Invoice::Line
  def amount() 1 end
end

module Words
  refine String do
    def shout = upcase + "!"
  end
end

using Words

# Prints a bill.
def print_bill(invoice, out: $stdout)
  out.puts(JSON.generate(invoice.lines.map(&:to_h)))
end

namespace :bills do
  task :send, [:month] => :environment do |_task, args|
    Billing::Invoice.open(args[:month]).total
  end
end
