package import Threads

/// Threads for tests of blocking calls, which must not block the few that async code shares.
extension Thread {
    /// Runs the body on a thread of its own and waits for its value without blocking.
    package static func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try Thread(named: "test") { continuation.resume(with: Result { try body() }) }
            } catch { continuation.resume(throwing: error) }
        }
    }

    /// Runs the body on several threads at once, and returns what each returned.
    package static func run<R: Sendable>(
        times: Int, _ body: @escaping @Sendable (Int) throws -> R
    ) async throws -> [R] {
        try await withThrowingTaskGroup(of: (Int, R).self) { group in
            for index in 0..<times { group.addTask { (index, try await run { try body(index) }) } }
            var values: [(Int, R)] = []
            for try await value in group { values.append(value) }
            return values.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
