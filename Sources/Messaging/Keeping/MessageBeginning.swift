import Forms
import Postgres

/// What somebody has begun to write in a channel, and has not sent.
public struct MessageBeginning: Hashable, Sendable {
    /// May be empty: then nothing is kept.
    public static let field = FormField<String>.lines(
        MessageDraft.field.name, MessageDraft.field.label, limit: 16_384, missing: nil,
        advice: "What is longer is not kept.")

    public let text: String

    /// - Throws: `.invalid` when it is too much.
    public init(text typed: String) throws(MessagingError) {
        var errors = FormErrors()
        guard let text = errors.read(Self.field, typed) else { throw .invalid(errors) }
        self.text = text
    }
}

extension Messenger {
    /// Keeps what the viewer has begun to write in a channel, in place of what was kept there.
    /// - Throws: `.notFound` for somebody who is no member.
    public func save(
        _ beginning: MessageBeginning, in slug: String, as viewer: Identity
    ) throws(MessagingError) {
        let text = try written(beginning.text, in: slug, as: viewer)
        guard let text else { throw .notFound }
        let isThere: Bool?
        do {
            // Of what somebody types again a crash of the server may take the last moment.
            isThere = try pool.first(
                SaveDraft(slug: slug, text: text), as: viewer, access: .readWriteAsynchronous)
        } catch { throw .unsent(error) }
        if isThere != true { throw .notFound }
    }
}
