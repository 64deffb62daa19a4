//! Rounds and totals invoices.
//!
//! Amounts are kept in cents.

const std = @import("std");
const mem = std.mem;
const Allocator = std.mem.Allocator;
const builtin = @import("builtin");
const TaxTable = @import("tax.zig").TaxTable;
const parseRate = @import("tax.zig").rates.parse;
usingnamespace @import("legacy.zig");
const c = @cImport({
    @cInclude("math.h");
});

/// How many lines an invoice may have.
pub const max_lines: usize = 64;
const GREETING = "Grüße";
var counter: u32 = 0;
threadlocal var scratch: [16]u8 = undefined;

pub const Error = error{ TooManyLines, NegativeAmount };
pub const Callback = *const fn (line: Line) void;
const Cents = i64;

/// What is sold.
pub const Kind = enum(u8) {
    /// Things one can touch.
    goods = 1,
    service,
    _,

    pub const default: Kind = .goods;

    /// The name as it is printed.
    pub fn label(self: Kind) []const u8 {
        return switch (self) {
            .goods => "Güter",
            .service => "service",
            else => @tagName(self),
        };
    }
};

pub const Value = union(enum) {
    cents: Cents,
    text: []const u8,
    none,
};

const Flags = packed struct { paid: bool, rest: u7 = 0 };

const Handle = opaque {
    extern fn handle_close(handle: *Handle) void;
};

pub const Line = struct {
    text: []const u8,
    cents: Cents,
    tags: struct { first: u8, second: u8 } = .{ .first = 0, .second = 0 },
};

/// An invoice with its lines.
///
/// <!--TAG:billing/rounding-->
pub const Invoice = struct {
    allocator: Allocator,
    lines: std.ArrayList(Line),

    const Self = @This();
    var created: usize = 0;

    /// One visitor of all lines.
    pub const Iterator = struct {
        index: usize = 0,

        pub fn next(self: *Iterator) ?Line {
            defer self.index += 1;
            return null;
        }
    };

    pub fn init(allocator: Allocator) Self {
        created += 1;
        return .{ .allocator = allocator, .lines = std.ArrayList(Line).init(allocator) };
    }

    pub fn deinit(self: *Self) void {
        self.lines.deinit();
    }

    // Adds what was sold.
    pub fn add(
        self: *Self,
        line: Line,
    ) (Error || Allocator.Error)!void {
        if (self.lines.items.len >= max_lines) return Error.TooManyLines;
        try self.lines.append(Line{ .text = line.text, .cents = roundCents(line.cents, 5) });
    }

    test "an invoice begins empty" {
        var invoice = Invoice.init(std.testing.allocator);
        defer invoice.deinit();
        try std.testing.expectEqual(@as(usize, 0), invoice.lines.items.len);
    }
};

/// A stack of any type.
pub fn Stack(comptime T: type) type {
    return struct {
        items: []T,
        depth: usize = 0,

        pub fn push(self: *@This(), item: T) !void {
            self.items[self.depth] = item;
            self.depth += 1;
        }
    };
}

extern "c" fn puts(text: [*:0]const u8) c_int;

export fn add_cents(left: i32, right: i32) callconv(.C) i32 {
    return left + right;
}

inline fn roundCents(cents: Cents, comptime step: Cents) Cents {
    return @divFloor(cents + step / 2, step) * step;
}

pub fn main() !void {
    var gpa = std.heap.GeneralPurposeAllocator(.{}){};
    defer _ = gpa.deinit();
    const Local = struct { rate: f64 };
    const local = Local{ .rate = try parseRate("0.19") };
    var invoice: Invoice = .init(gpa.allocator());
    invoice.add(.{ .text = "Käse", .cents = 199 }) catch |err| return err;
    const rounded = c.round(local.rate);
    std.debug.print("{s}: {d}\n", .{ Kind.default.label(), rounded });
}

comptime {
    _ = @import("tests.zig");
}

test "rounds to five" {
    try std.testing.expectEqual(@as(Cents, 15), roundCents(13, 5));
}

test roundCents {
    try @import("std").testing.expect(roundCents(12, 5) == 10);
}
