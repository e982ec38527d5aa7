import Forms
import FoundationEssentials
import Postgres

extension MessagingError {
    static let textsUnavailable = MessagingError.invalid(
        FormErrors(
            MessageDraft.field.name, .unavailable,
            "Nothing can be stored just now. Your words are still here: try again in a minute."))
}

extension Messenger {
    /// A text as it is stored in a channel; plain without keys.
    /// - Parameter nonce: of the message; nil for what was only begun.
    /// - Returns: nil where the viewer may write nothing there.
    func written(
        _ text: String, nonce: UUID? = nil, in slug: String, as author: Identity
    ) throws(MessagingError) -> WrittenText? {
        guard keys != nil else { return WrittenText(plain: text) }
        let place: SealingPlace?
        do { place = try pool.first(FindSealingPlace(slug: slug), as: author) } catch {
            throw .database(error)
        }
        guard let place else { return nil }
        return try written(text, nonce: nonce, at: place, as: author)
    }

    /// The same at a place that was found already.
    func written(
        _ text: String, nonce: UUID? = nil, at place: SealingPlace, as author: Identity
    ) throws(MessagingError) -> WrittenText {
        guard let keys else { return WrittenText(plain: text) }
        let pool = pool
        // What takes the place of words that cannot be read just now takes them away.
        if text.isEmpty, place.key == nil { return WrittenText.none }
        let key = try keys.sealingKey(place) { add throws(MessagingError) in
            do throws(PostgresError) { return try pool.first(add, as: author, access: .readWrite) } catch {
                throw .database(error)
            }
        }
        guard let key else { throw .textsUnavailable }
        return text.isEmpty ? WrittenText.none : key.write(text, nonce: nonce, at: place)
    }
}
