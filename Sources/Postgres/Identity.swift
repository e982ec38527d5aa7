/// On whose behalf a transaction runs: told to the server by the first statement of the transaction, and good until its
/// end. What follows in the same round trip runs as whoever that is, and row level security policies ask for it.
///
/// A host that is trusted to say who is asking names a *setting*. A host that is not proves it by a *statement*, such as
/// a call of a function that runs as the owner, looks a session's token up and sets what the serving role itself cannot.
public struct Identity: Sendable {
    /// What a transaction begins with; nil for nobody.
    let proof: Proof?

    /// A statement, with its type forgotten.
    struct Proof: Sendable {
        let statement: any Statement.Type
        let parameters: @Sendable () throws(PostgresError) -> Parameters
        /// Reads what came back, and says whether that was anybody.
        let receive: @Sendable (borrowing Result) throws(PostgresError) -> Bool
    }

    /// Nobody: a transaction without a first statement, for roles whose functions ask for nobody.
    public static let nobody = Identity(proof: nil)

    private init(proof: Proof?) {
        self.proof = proof
    }

    /// Whoever a setting names, one with a dot in it, such as `application.user_id`. It is set for the transaction, and
    /// policies read it with `nullif(current_setting(setting, true), '')`. With the value `""` it is nobody, whatever
    /// was set before.
    public init(setting: String, value: String) {
        self.init(proving: SetIdentity(setting: setting, value: value))
    }

    /// Whoever a statement proves. It returns one row for somebody and none for nobody: then nothing that follows is
    /// told to have happened, and the query fails with `PostgresError.Kind.unidentified`. (What was sent behind it has
    /// run as nobody.)
    /// - Parameter entered: is given the row, each time a transaction begins, and says whether they may go on: if not,
    ///   they count as nobody.
    public init<S: Statement>(
        proving statement: S, entered: @escaping @Sendable (S.Row) -> Bool = { _ in true }
    ) {
        self.init(
            proof: Proof(
                statement: S.self,
                parameters: { () throws(PostgresError) in try Parameters(of: statement) },
                receive: { result throws(PostgresError) in
                    try result.firstRow(of: S.self).map(entered) ?? false
                }))
    }
}
