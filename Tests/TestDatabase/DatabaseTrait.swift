internal import Synchronization
package import Testing

/// Gives each test a database of its own, dropped when the test ends. See `TestDatabase.current`.
package struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }
    let blueprint: DatabaseBlueprint?

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let database = try TestDatabase.create(from: blueprint?.built())
        let outcome: Result<Void, any Error>
        do {
            try await TestDatabase.$scoped.withValue(database) { try await function() }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try database.drop()
        try outcome.get()
    }
}

extension Trait where Self == DatabaseTrait {
    /// An empty database.
    package static var database: Self { DatabaseTrait(blueprint: nil) }

    /// A database as the blueprint makes it.
    package static func database(_ blueprint: DatabaseBlueprint) -> Self {
        DatabaseTrait(blueprint: blueprint)
    }
}

/// How tests find their database: built once per process, then copied by the server for each test.
///
///     static let migrated = DatabaseBlueprint { database in try Migrator(…).migrate(on: database.owner, …) }
package final class DatabaseBlueprint: Sendable {
    private let build: @Sendable (TestDatabase) throws -> Void
    private let template = Mutex<TestDatabase?>(nil)

    package init(_ build: @escaping @Sendable (TestDatabase) throws -> Void) {
        self.build = build
    }

    /// The database to copy, which nobody may be connected to.
    func built() throws -> TestDatabase {
        try template.withLock { template in
            if let template { return template }
            let database = try TestDatabase.create()
            do {
                try build(database)
            } catch {
                try database.drop()
                throw error
            }
            database.dropAtExit()
            template = database
            return database
        }
    }
}
