//
//  A shelf of recipes and what they weigh, in grams.
//
import Foundation
import struct Combine.AnyPublisher
import func Darwin.sqrt
@testable import Kitchen
@_exported import Pantry.Units

/// The most servings that one pot holds.
let maxServings = 12
private(set) var opened = 0, closed = 0

public typealias Grams = Double

infix operator <+>: AdditionPrecedence

precedencegroup MixingPrecedence {
    higherThan: AdditionPrecedence
}

/// Something that has a weight.
public protocol Weighable: AnyObject, Sendable {
    associatedtype Unit: Hashable = Grams
    static var zero: Unit { get }
    /// How heavy it is.
    var weight: Unit { get set }
    init?(_ text: String)
    func weigh(on scale: Scale) throws -> Unit
    subscript(part: Int) -> Unit { get }
}

/**
 What may go wrong: <!--TAG:kitchen/errors--> each case says why.

 - Note: never shown to guests.
 */
@frozen
public indirect enum KitchenError: Error, Equatable {
    /// Nothing left.
    case empty, burnt
    case missing(ingredient: String, grams: Grams = 0)
    case nested(KitchenError)

    var isFatal: Bool {
        switch self {
        case .burnt: return true
        case .nested(let inner): return inner.isFatal
        default: return false
        }
    }
}

enum Course: Int, CaseIterable {
    case starter = 1
    case main, dessert

    static let first: Course = .starter
}

public struct Recipe<Item: Weighable>: Codable where Item.Unit == Grams {
    public let name: String
    var items: [Item] = [], notes: [String] = []
    static let shared = Recipe(name: "Brötchen")
    @Published private(set) var servings: Int = 4 {
        willSet { log("\(servings) -> \(newValue)") }
        didSet { refresh() }
    }
    lazy var total: Grams = items.reduce(0) { $0 + $1.weight }

    var isEmpty: Bool { items.isEmpty }

    /// The heaviest one.
    var heaviest: Item? {
        get { items.max(by: { $0.weight < $1.weight }) }
        set { items.append(newValue!) }
    }

    // Without any items yet.
    public init(name: String) {
        self.name = name
    }

    subscript(index: Int) -> Item {
        get { items[index] }
    }

    /// Scales all items; `by` must be positive.
    @discardableResult
    @available(iOS 15, macOS 12, *)
    public mutating func scale<T>(by factor: T, _ done: @escaping (Grams) -> Void) async throws -> Grams
    where T: BinaryFloatingPoint {
        guard factor > 0 else { throw KitchenError.missing(ingredient: "größe") }
        func rounded(_ value: Grams) -> Grams { value.rounded(.up) }
        let weights = try await items.asyncMap { try await $0.weigh(on: Scale.shared) }
        for item in items where item.weight > 0 {
            item.weight *= rounded(Grams(factor))
        }
        done(weights.first ?? 0)
        return total
    }

    static func + (left: Recipe, right: Recipe) -> Recipe {
        left.merged(with: right)
    }
}

@MainActor
open class Oven: Appliance, @unchecked Sendable {
    weak var delegate: (any OvenDelegate)?
    private let queue = DispatchQueue(label: "oven")
    class var shared: Oven { Oven() }

    override init() {
        super.init()
        delegate?.ovenDidStart(self)
    }

    required convenience public init?(coder: NSCoder) { nil }

    deinit {
        NotificationCenter.default.removeObserver(self)
    }

    struct Setting: OptionSet {
        let rawValue: Int
        static let fan = Setting(rawValue: 1 << 0)
    }

    @objc func heat(to degrees: Int) -> Self { self }
}

actor Cook {
    private var hands: Int = 2
    nonisolated func greet() { print("Grüezi") }
}

extension Oven: Weighable {
    var weight: Grams { 42.5 }

    func preheat() { _ = heat(to: 180).heat(to: 200) }
}

extension Array where Element == Course {
    func sorted() -> [Course] { sorted { $0.rawValue < $1.rawValue } }
}

func <+> (left: Grams, right: Grams) -> Grams { left + right }

@main
struct App {
    static func main() async {
        let recipe = Recipe<Bun>(name: "Bun")
        await Task.detached { [weak recipe] in recipe?.scale(by: 2.0) }.value
    }
}
