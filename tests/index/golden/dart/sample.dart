// Copyright nobody.

/// Invoices: Beträge, rounding and a small ledger. <!--TAG:billing/rounding-->
@JS()
library billing.invoices;

import 'dart:async';
import 'package:http/http.dart' as http;
import '../ledger.dart' show Ledger, Store hide Taxes;
import 'heavy.dart' deferred as heavy;
export 'src/taxes.dart' show rate;
part 'invoices.g.dart';

/// The rate for everything.
const double rate = 0.19;
final String greeting = 'Grüße';
var counter = 0;
late int first, second = 2;

typedef Handler = void Function(String name);
typedef int Compare(Object a, Object b);

/// How an invoice stands.
enum InvoiceState implements Comparable<InvoiceState> {
  /// Not paid.
  open(1),
  paid(2);

  const InvoiceState(this.code);
  final int code;
  bool get done => this == paid;

  @override
  int compareTo(InvoiceState other) => code - other.code;
}

enum Color { red, green }

/// Something that can be totalled.
abstract interface class Totalling {
  double get total;
  double totalWith(double rate);
}

mixin Named on Totalling {
  String name = '';
  void rename(String value) {
    name = value;
  }
}

sealed class Shape {}
base mixin class Both {}
class Alias = Shape with Both;

/// One invoice.
///
/// Not safe for isolates.
@immutable
class Invoice<T extends Object> extends Shape with Named implements Totalling {
  static const int limit = 100;
  static final Map<String, Invoice> _cache = {};
  final List<T> lines;
  String? note, _secret;
  late final int id;

  /// Makes an invoice.
  Invoice(this.lines, {this.note}) : id = 1, super() {
    counter++;
  }

  Invoice.empty() : this([]);
  const Invoice.fixed(this.lines);
  factory Invoice.of(String name) {
    return _cache.putIfAbsent(name, () => Invoice.empty());
  }
  factory Invoice.redirect() = Special;

  @override
  double get total => lines.fold(0, (sum, each) => sum + rounded(1.5));

  set secret(String value) => _secret = value;

  /// Adds a line.
  Future<void> add(T line, {required int at}) async {
    void inner() {
      print('inner');
    }
    inner();
    lines..add(line)..sort();
    await http.get(Uri.parse('https://example.org'));
    final copy = new Invoice<T>(lines);
    super.rename('x');
    copy?.note?.trim();
  }

  Invoice operator +(Invoice other) => this;
  bool operator ==(Object other) => false;
  T operator [](int at) => lines[at];
  static Invoice make() => Invoice.of('leer');
  external void native();
}

extension Dates on Invoice {
  DateTime get due => DateTime.now();
  int days(int count) => count * 2;
}

extension on String { int twice() => length * 2; }

extension type Cents(int value) {
  Cents.zero() : value = 0;
  double get euros => value / 100;
}

/// Rounds to whole cents.
double rounded(double value, [int digits = 2]) {
  return (value * 100).round() / 100;
}

int get size => 1;
set size(int value) {}

Stream<int> count() async* { yield 1; }

void main(List<String> arguments) => Invoice.make().add('Käse', at: 1);

String describe(Shape shape) => switch (shape) {
  Invoice(:final note) => 'invoice $note',
  _ => throw StateError('nothing'),
};
(int, String) pair() => (1, 'a');
