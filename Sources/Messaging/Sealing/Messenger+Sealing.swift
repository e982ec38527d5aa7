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
    /// A message as it is stored in a channel, with the keys of its files; plain without keys.
    /// - Returns: nil where the viewer may write nothing there.
    func written(
        _ draft: MessageDraft, in slug: String, as author: Identity
    ) throws(MessagingError) -> WrittenText? {
        guard keys != nil else { return WrittenText(plain: draft.text) }
        guard let files = draft.files else {
            return try written(draft.text, nonce: draft.nonce, in: slug, as: author)
        }
        let places: [SealingPlace]
        let found: [FindFileKeys.Row]
        do {
            (places, found) = try pool.query(
                FindSealingPlace(slug: slug), FindFileKeys(files: files), as: author)
        } catch { throw .database(error) }
        guard let place = places.first else { return nil }
        let text = try written(draft.text, nonce: draft.nonce, at: place, as: author)
        if found.isEmpty { return text }
        return try text.with(found, of: files, by: sealingKey(at: place, as: author), at: place, keys)
    }

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
        guard keys != nil else { return WrittenText(plain: text) }
        // What takes the place of words that cannot be read just now takes them away.
        if text.isEmpty, place.key == nil { return WrittenText.none }
        let key = try sealingKey(at: place, as: author)
        return text.isEmpty ? WrittenText.none : key.write(text, nonce: nonce, at: place)
    }

    /// A message in a channel that nobody else sees yet.
    func written(
        _ draft: MessageDraft, in slug: String, _ transaction: inout Transaction
    ) throws -> WrittenText {
        guard let keys, !draft.text.isEmpty || draft.files != nil else {
            return WrittenText(plain: draft.text)
        }
        guard let place = try transaction.first(FindSealingPlace(slug: slug)) else { return .nowhere }
        var standing = place.key
        if standing == nil, let next = keys.makeKey(of: place) { standing = try transaction.first(next) }
        // The transaction may yet be rolled back, and its key with it.
        guard let standing, let key = keys.open(standing, of: place.channel, isStored: place.key != nil)
        else {
            throw MessagingError.textsUnavailable
        }
        let text = draft.text.isEmpty ? .none : key.write(draft.text, nonce: draft.nonce, at: place)
        guard let files = draft.files else { return text }
        let found: [FindFileKeys.Row] = try transaction.run(FindFileKeys(files: files))
        return try text.with(found, of: files, by: key, at: place, keys)
    }

    /// The data key that seals at a place.
    func sealingKey(at place: SealingPlace, as author: Identity) throws(MessagingError) -> ChannelKey {
        let pool = pool
        let key = try keys?.sealingKey(place) { add throws(MessagingError) in
            do throws(PostgresError) { return try pool.first(add, as: author, access: .readWrite) } catch {
                throw .database(error)
            }
        }
        guard let key else { throw .textsUnavailable }
        return key
    }
}

extension WrittenText {
    /// With the files it is sent with: their keys are sealed by the channel's data key from now on.
    /// - Parameter found: keys of them, by what seals them until then.
    fileprivate func with(
        _ found: [FindFileKeys.Row], of files: [UUID], by key: ChannelKey, at place: SealingPlace,
        _ ring: KeyRing?
    ) throws(MessagingError) -> WrittenText {
        var sealed: [UUID: [UInt8]] = [:]
        for row in found {
            guard let stored = StoredFileKey(row.key[...]), let fileKey = ring?.fileKey(stored) else {
                throw .textsUnavailable
            }
            sealed[row.file] = key.seal(fileKey, of: row.file, ownedBy: place.viewer)
        }
        var text = self
        text.channel = place.channel
        text.fileKeys = files.map { sealed[$0] ?? [] }
        return text
    }
}

// MARK: Files

extension Messenger {
    /// How a file is called and what it says, as it is stored before it is sent.
    func written(_ file: FileDraft) throws(MessagingError) -> WrittenName {
        guard let keys else { return WrittenName(plain: file.name, text: file.text ?? "") }
        let key = FileKey.random()
        guard let box = keys.wrap(key, of: file.id) else { throw .textsUnavailable }
        return WrittenName(
            plain: "", sealed: key.seal(file.name, as: .name),
            sealedText: file.text.map { key.seal($0, as: .text) }, key: box)
    }

    /// What a file shows, by its own key; plain where it has none.
    func description(
        _ words: String, ofFile file: UUID, as owner: Identity
    ) throws(MessagingError) -> DescribeFile {
        let found: FindFileKeys.Row?
        do { found = try pool.first(FindFileKeys(files: [file]), as: owner) } catch { throw .database(error) }
        guard let found, !words.isEmpty else {
            return DescribeFile(file: file, words: words, sealed: nil)
        }
        guard let stored = StoredFileKey(found.key[...]), let key = keys?.fileKey(stored) else {
            throw .textsUnavailable
        }
        // The same words in another box would be a change of the message.
        if let present = found.description,
            key.open(present[...], as: FileKey.Use.description.rawValue) == words
        {
            return DescribeFile(file: file, words: "", sealed: present)
        }
        return DescribeFile(file: file, words: "", sealed: key.seal(words, as: .description))
    }

    /// Keys of copies of files, sealed by the operator's secret until they are sent.
    func keysOfCopies(_ originals: [ListOriginals.Row]) throws(MessagingError) -> [[UInt8]] {
        var keysOfCopies: [[UInt8]] = []
        for original in originals {
            guard let key = original.key else {
                keysOfCopies.append([])
                continue
            }
            guard let keys, let stored = StoredFileKey(key[...]), let fileKey = keys.fileKey(stored),
                let box = keys.wrap(fileKey, of: original.copy)
            else { throw .textsUnavailable }
            keysOfCopies.append(box)
        }
        return keysOfCopies
    }
}
