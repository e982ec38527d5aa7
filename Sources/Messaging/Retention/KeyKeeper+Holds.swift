import FoundationEssentials
import Postgres

/// A message under a legal hold, as it is handed over: with what it said before, and also where it was deleted.
public struct HeldMessage: Encodable, Sendable {
    public struct Author: Encodable, Sendable {
        public let id: String
        public let name: String
        public let handle: String?
    }

    public let channel: String
    public let channelID: String
    public let sequence: Int64
    public let author: Author
    public let sentAt: Date
    public let isDeleted: Bool
    /// Nil where it cannot be read with the keys there are.
    public let text: String?
    /// What it said before, the first version first.
    public let formerly: [String?]
    /// How its files are called.
    public let files: [String?]
    /// What they are made of: a picture is one content for each of its sizes.
    public let contents: [Content]

    /// Bytes of a file, by which they are found in the store.
    public struct Content: Encodable, Hashable, Sendable {
        /// Which of the message's files, from 1.
        public let file: Int
        public let part: String
        public let type: String
        /// The SHA-256 of the bytes, in hexadecimal digits.
        public let digest: String

        /// - Parameter text: all of it, parted by spaces, the type last.
        init?(_ text: String) {
            let words = text.split(separator: " ", maxSplits: 3).map(String.init)
            guard words.count == 4, let file = Int(words[0]) else { return nil }
            self.file = file
            part = words[1]
            digest = words[2]
            type = words[3]
        }
    }
}

/// What a hold is on.
public enum HoldSubject: Hashable, Sendable {
    case channel(ChannelID)
    case participant(ParticipantID)
}

extension KeyKeeper {
    /// All that was said in a channel or by somebody, in the order of channels and numbers, deleted or not where a hold has kept it.
    /// - Parameter take: called for each; what it throws ends the walk.
    public func messages(of subject: HoldSubject, _ take: (HeldMessage) throws -> Void) throws {
        var last: (channel: ChannelID, sequence: Int64)?
        while true {
            let page = try pool.query(ListHeldMessages(subject: subject, after: last), as: .nobody)
            for row in page { try take(row.message) }
            guard let row = page.last else { return }
            last = (row.channel, row.message.sequence)
        }
    }
}

private struct ListHeldMessages: Statement {
    let subject: HoldSubject
    let after: (channel: ChannelID, sequence: Int64)?

    struct Row: Sendable {
        let channel: ChannelID
        let message: HeldMessage
    }

    static let sql = """
        select m.channel_id, c.slug, m.seq, u.id, u.full_name, u.handle, m.created_at, m.is_deleted,
            messaging.text_of(coalesce(h.content, m.content), case when h.message_id is null then m.sealed else h.sealed end,
                m.channel_id, m.user_id, m.nonce),
            array(
                select encode(messaging.text_of(v.content, v.sealed, m.channel_id, m.user_id, m.nonce), 'hex')
                from messaging.message_versions v where v.message_id = m.id order by v.version),
            array(
                select encode(\(StoredText.name(ofFile: "f")), 'hex')
                from messaging.files f where f.message_id = m.id order by f.position),
            array(
                select concat_ws(' ', f.place, p.name, p.digest, p.type)
                from (
                    select l.id, row_number() over (order by l.position) as place from messaging.files l
                    where l.message_id = m.id) f
                join messaging.file_parts p on p.file_id = f.id order by f.place, p.name)
        from (
            (select own.id from messaging.messages own
                where own.user_id = $2 and not own.is_deleted and (own.channel_id, own.seq) > ($3, $4)
                order by own.channel_id, own.seq limit 500)
            union all
            (select kept.id from messaging.hidden_messages k join messaging.messages kept on kept.id = k.message_id
                where k.is_kept and kept.user_id = $2 and (kept.channel_id, kept.seq) > ($3, $4)
                order by kept.channel_id, kept.seq limit 500)
            union all
            (select said.id from messaging.messages said
                where said.channel_id = $1 and said.seq > case when $3 = $1 then $4 else 0 end
                order by said.seq limit 500)) listed
        join messaging.messages m on m.id = listed.id
        join messaging.channels c on c.id = m.channel_id
        join messaging.users u on u.id = m.user_id
        left join messaging.hidden_messages h on h.message_id = m.id
        order by m.channel_id, m.seq limit 500
        """

    func bind(to parameters: inout Parameters) {
        switch subject {
        case .channel(let id):
            parameters.append(id)
            parameters.append(nil as ParticipantID?)
        case .participant(let id):
            parameters.append(nil as ChannelID?)
            parameters.append(id)
        }
        parameters.append(after?.channel ?? ChannelID(rawValue: TextPlace.begun))
        parameters.append(after?.sequence ?? 0)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let channel = try columns.next(ChannelID.self)
        let slug = try columns.next(String.self)
        let sequence = try columns.next(Int64.self)
        let author = HeldMessage.Author(
            id: try columns.next(UUID.self).uuidString.lowercased(), name: try columns.next(String.self),
            handle: try columns.next(String?.self))
        let sentAt = try columns.next(Date.self)
        let isDeleted = try columns.next(Bool.self)
        let text: StoredText = try columns.nextText()
        let formerly = try columns.next([String].self).map { StoredText(hex: $0, in: columns.context).words }
        let files = try columns.next([String].self).map { StoredText(hex: $0, in: columns.context).words }
        let contents = try columns.next([String].self).compactMap { HeldMessage.Content($0) }
        return Row(
            channel: channel,
            message: HeldMessage(
                channel: slug, channelID: channel.rawValue.uuidString.lowercased(), sequence: sequence,
                author: author, sentAt: sentAt, isDeleted: isDeleted, text: text.words, formerly: formerly,
                files: files, contents: contents))
    }
}
