#!/usr/bin/env lua
--- Bills customers of a small bookshop.
-- Prices are in cents; names may hold "Ägypten".
-- @module billing

local json = require("json")
local tax = require "billing.tax"
local encode = require("json").encode
local insert, concat = table.insert, table.concat
require("billing.patches")
local ok, lpeg = pcall(require, "lpeg")
dofile("config/local.lua")

local MAX_RATE <const> = 25
local log = {}

--- All that has to do with money.
local M = {
  _VERSION = "1.4.0",
  rates = { book = 7, other = 19 },
}

--- One bill of one customer.
-- @type Invoice
local Invoice = {}
Invoice.__index = Invoice
M.Invoice = Invoice

--- States of a bill.
Invoice.STATES = { "draft", "sent", "paid" }

--- Half up. <!--TAG:billing/rounding-->
-- @tparam number value
-- @treturn number
local function rounded(value)
  return math.floor(value + 0.5)
end

-- Kept for the archive.
local archive = function(invoice, ...)
  insert(log, { invoice = invoice, at = os.time(), ... })
end

--- Opens a bill.
function Invoice.new(customer, lines)
  local self = setmetatable({}, Invoice)
  local function check(line)
    assert(line.amount, "no amount")
  end
  self.customer = customer
  self.lines = lines or {}
  for _, line in ipairs(self.lines) do
    check(line)
  end
  return self
end

--[[
  The sum of all lines.
  Slow for long bills.
]]
function Invoice:total()
  local sum = 0
  for _, line in ipairs(self.lines) do
    sum = sum + self:rate_of(line) * line.amount
  end
  return rounded(sum)
end

function Invoice:rate_of(line) -- in percent
  return M.rates[line.kind] or tax.default().rate(line) or MAX_RATE
end

Invoice.is_paid = function(self)
  return self.paid == true
end

Invoice["print"] = function(self)
  io.write(encode(self.lines), "\n")
end

function Invoice:__tostring() return ("%s: %d €"):format(self.customer, self:total()) end

--- Operators of money.
local money = setmetatable({
  zero = 0,
  --- Adds two prices.
  plus = function(a, b)
    return a + b
  end,
  ["minus"] = function(a, b) return a - b end,
  format = {
    short = function(value) return string.format("%d", value) end,
  },
}, {
  __call = function(_, value)
    return rounded(value)
  end,
})

--- Deep in the module.
function M.reports.monthly(month)
  local found = {}
  for name in pairs(log) do
    if name == month then goto continue end
    found[#found + 1] = json.encode { name = name }
    ::continue::
  end
  return concat(found, ",")
end

-- Sets the defaults; global, for the old scripts.
function configure(options)
  M.options = options
  currency = options.currency
end

on_error = function(message)
  print(message)
end

DEFAULT_CURRENCY = "EUR"

money.plus(1, 2)
Invoice.new "nobody":total()
archive(Invoice.new("x"))

return M
