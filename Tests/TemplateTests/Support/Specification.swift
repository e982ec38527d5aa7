import FoundationEssentials

@testable import TemplateCompiler

/// The tests of the Mustache specification, as its JSON files hold them.
struct Specification: Decodable {
    struct Case: Decodable {
        var name: String
        var data: JSON
        var template: String
        var partials: [String: String]?
        var expected: String
    }

    var tests: [Case]

    static let folder = Package.root + "/../shared/mustache-spec"
    static let isPresent = FileManager.default.fileExists(atPath: folder)

    static func cases(in file: String) throws -> [Case] {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file).json"))
        return try JSONDecoder().decode(Specification.self, from: data).tests
    }
}

/// Any JSON value.
enum JSON: Decodable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case list([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let int = try? container.decode(Int.self) {
            self = .int(int)
        } else if let double = try? container.decode(Double.self) {
            self = .double(double)
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let list = try? container.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }
}
