/// Reads paths: a tree of their segments, in which what is spelt out goes before what is a parameter.
struct RouteTree: Sendable {
    private typealias Make = @Sendable ([String]) -> Route?

    private struct Node: Sendable {
        /// By what the segment is.
        var named: [String: Node] = [:]
        /// Whatever the segment is: one node, or none.
        var parameter: [Node] = []
        var make: Make?

        mutating func add(_ segments: ArraySlice<String>, _ make: @escaping Make) {
            guard let segment = segments.first else {
                precondition(self.make == nil, "two routes have one address")
                self.make = make
                return
            }
            if segment.hasPrefix("{") {
                if parameter.isEmpty { parameter.append(Node()) }
                parameter[0].add(segments.dropFirst(), make)
            } else {
                named[segment, default: Node()].add(segments.dropFirst(), make)
            }
        }

        func find(_ segments: ArraySlice<String>, _ parameters: [String] = []) -> Route? {
            guard let segment = segments.first else { return make?(parameters) }
            if let route = named[segment]?.find(segments.dropFirst(), parameters) { return route }
            return parameter.first?.find(segments.dropFirst(), parameters + [segment])
        }
    }

    private var root = Node()

    mutating func add<Table: RouteTable>(_ feature: @escaping @Sendable (Table) -> Route) {
        for route in Table.allCases { add(route) { _ in feature(route) } }
    }

    mutating func add<A: PathParameter, Table: RouteTable>(_ feature: @escaping @Sendable (A, Table) -> Route)
    {
        for route in Table.allCases {
            add(route) { parameters in A.read(parameters[0]).map { feature($0, route) } }
        }
    }

    mutating func add<A: PathParameter, B: PathParameter, Table: RouteTable>(
        _ feature: @escaping @Sendable (A, B, Table) -> Route
    ) {
        for route in Table.allCases {
            add(route) { parameters in
                guard let first = A.read(parameters[0]), let second = B.read(parameters[1]) else {
                    return nil
                }
                return feature(first, second, route)
            }
        }
    }

    private mutating func add(_ route: some RouteTable, _ make: @escaping Make) {
        root.add(Self.segments(of: route.endpoint.conditions.pattern.description)[...], make)
    }

    func find(_ path: String) -> Route? {
        guard path.hasPrefix("/") else { return nil }
        return root.find(Self.segments(of: path)[...])
    }

    /// `/a/b` has two, `/a/` has two of which the last is empty, `/` one that is.
    private static func segments(of path: String) -> [String] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    }
}
