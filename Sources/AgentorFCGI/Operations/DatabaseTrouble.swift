import Postgres

/// What is wrong with a database that did not do what was asked, as far as its error says: in words for the log and for
/// people. None of it is a mistake of theirs.
enum DatabaseTrouble: Hashable, Sendable {
    /// It answers, and takes no changes.
    case readOnly
    /// It has no room left: on its disk, in its memory, or for another connection.
    case full
    /// It took too long, or somebody else had what was asked for.
    case slow
    /// It is not there, or refuses to let us in.
    case unreachable
    /// It lacks something this version needs, or may not do it.
    case unfit
    case other

    init(_ error: PostgresError) {
        switch (error.kind, error.sqlState?.rawValue) {
        case (_, "25006"): self = .readOnly
        // Too many connections is a matter of room, though the server ends the connection with it.
        case (_, let state?) where state.hasPrefix("53"): self = .full
        // Also what a server says that takes no changes before its transaction numbers run out.
        case (_, let state?) where state.hasPrefix("54"): self = .full
        case (_, "57014"), (_, "55P03"), (.timeout, _): self = .slow
        // Names that are not there, rights that are missing, characters its encoding lacks.
        case (_, let state?) where state.hasPrefix("42") || ["22P05", "3F000", "3D000"].contains(state):
            self = .unfit
        case (.connection, _), (.connectionLost, _), (.closed, _): self = .unreachable
        default: self = .other
        }
    }

    /// For the operator.
    var summary: String {
        switch self {
        case .readOnly: "it takes no changes: the server or the role is set to reading only"
        case .full: "it has no room left"
        case .slow: "it is too slow, or somebody keeps something locked"
        case .unreachable: "it cannot be reached"
        case .unfit: "it is not as this version needs it: agentor doctor says what is missing"
        case .other: "it failed"
        }
    }

    /// For whoever asked for a page.
    var explanation: String {
        switch self {
        case .readOnly:
            "The database behind it takes no changes at the moment: what is here can be read, and nothing can be added. It is not your fault."
        case .full:
            "The database behind it has no room left. It is not your fault, and the operator has to see to it."
        case .slow: "The database behind it takes too long to answer. It is not your fault."
        case .unreachable, .unfit, .other: "Something behind this page does not answer. It is not your fault."
        }
    }
}
