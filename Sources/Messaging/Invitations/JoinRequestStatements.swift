import FoundationEssentials
import Postgres

struct FindAskableChannel: Statement {
    let slug: String

    static let sql =
        "select name, description, message, asked_at, again_at from messaging.askable_channel($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AskableChannel {
        AskableChannel(
            name: try columns.next(String.self), description: try columns.next(String.self),
            request: try OwnJoinRequest(from: &columns))
    }
}

/// Where somebody who may ask to come into a channel seals what they say; no row where they may not.
struct FindAskingPlace: SealingPlaceStatement {
    let slug: String

    static let sql = """
        select channel_id, user_id, version, wrapped, next_version, '\(TextPlace.asked.uuidString)'::uuid
        from messaging.asking_place($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }
}

struct AskToJoin: Statement {
    let slug: String
    let text: WrittenText

    static let sql = "select outcome from messaging.ask_to_join($1, $2, $3) outcome where outcome is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(text.plain)
        parameters.append(text.sealed)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Asked {
        try columns.next(Asked.self)
    }
}

struct WithdrawRequest: ChannelChange {
    let slug: String

    static let sql = "select messaging.withdraw_request($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }
}

struct ListJoinRequests: Statement {
    let slug: String

    static let sql = """
        select id, participant, full_name, handle, picture, has_look_alike, message, created_at
        from messaging.requests_to($1, \(JoinRequest.listed))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> JoinRequest {
        JoinRequest(
            id: try columns.next(UUID.self), participant: try columns.next(ParticipantID.self),
            name: try columns.next(String.self), handle: try columns.next(String?.self),
            picture: try columns.next(String?.self), hasLookAlike: try columns.next(Bool.self),
            message: try columns.nextWords(), askedAt: try columns.next(Date.self))
    }
}

struct AnswerJoinRequest: ChannelChange {
    let slug: String
    let request: UUID
    let isAccepted: Bool

    static let sql = "select messaging.answer_request($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(request)
        parameters.append(isAccepted)
    }
}

struct TakeRequests: ChannelChange {
    let slug: String
    let isWanted: Bool

    static let sql = "select messaging.take_requests($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(isWanted)
    }
}

struct ListAskedChannels: Statement {
    static let sql = """
        select slug, name, message, asked_at, again_at from messaging.asked_channels(\(AskedChannel.listed))
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> AskedChannel {
        AskedChannel(
            slug: try columns.next(String.self), name: try columns.next(String.self),
            request: try OwnJoinRequest(from: &columns))
    }
}

extension OwnJoinRequest {
    fileprivate init(from columns: inout Columns) throws(PostgresError) {
        self.init(
            message: try columns.nextWords(), askedAt: try columns.next(Date?.self),
            againAt: try columns.next(Date?.self))
    }
}
