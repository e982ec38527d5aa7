import FoundationEssentials
import Postgres

/// A channel on the web by an address it has or had.
struct FindWebChannel: Statement {
    let address: String

    static let sql = "select \(WebChannel.columns) from messaging.web_channel($1)"

    func bind(to parameters: inout Parameters) { parameters.append(address) }

    static func row(from columns: inout Columns) throws(PostgresError) -> WebChannel {
        try WebChannel(from: &columns)
    }
}

struct ListWebChannels: Statement {
    let ids: [ChannelID]

    static let sql = "select \(WebChannel.columns) from messaging.web_channels($1)"

    func bind(to parameters: inout Parameters) { parameters.append(ids.map(\.rawValue)) }

    static func row(from columns: inout Columns) throws(PostgresError) -> WebChannel {
        try WebChannel(from: &columns)
    }
}

struct ListWebAddresses: Statement {
    static let sql = "select slug, changed_at from messaging.web_addresses()"

    struct Row: Sendable {
        let slug: String
        let changedAt: Date
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(slug: try columns.next(String.self), changedAt: try columns.next(Date.self))
    }
}

/// A message on the web, without its files.
struct WebMessage: Sendable {
    let message: Message
    let files: Int

    /// As `Message.columns`, of whoever has no role, and no files; then how many these are.
    static let columns = """
        id, seq, changed_seq, author, full_name, handle, picture, null::text, has_look_alike, said, created_at, version,
        edited_at, is_deleted, is_hidden, reactions, reaction_counts, is_pinned, parent_seq, reply_count, last_reply_seq,
        last_reply_at, quoted_seq, quote, mentions, null::text, files
        """
}

/// A statement that selects `WebMessage.columns`.
protocol WebMessageStatement: Statement where Row == WebMessage {}

extension WebMessageStatement {
    static func row(from columns: inout Columns) throws(PostgresError) -> WebMessage {
        WebMessage(message: try Message(from: &columns), files: Int(try columns.next(Int32.self)))
    }
}

struct ListWebPage: WebMessageStatement {
    let slug: String
    let thread: Int64?
    let before: Int64
    let limit: Int32

    static let sql = "select \(WebMessage.columns) from messaging.web_page($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(thread)
        parameters.append(before)
        parameters.append(limit)
    }
}

struct ListWebPageAround: WebMessageStatement {
    let slug: String
    let thread: Int64?
    let around: Int64
    let half: Int32

    static let sql = "select \(WebMessage.columns) from messaging.web_page_around($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(thread)
        parameters.append(around)
        parameters.append(half)
    }
}

struct FindWebMessage: WebMessageStatement {
    let slug: String
    let sequence: Int64

    static let sql = "select \(WebMessage.columns) from messaging.web_message($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }
}
