import Postgres

extension Messenger {
    /// Gives the viewer a picture in the place of what they had. The host has kept its bytes, as it said it would
    /// (`expect`).
    /// - Parameter quota: bytes all that somebody keeps may have.
    /// - Throws: `FileRefusal` where there is no room for it.
    public func setPicture(_ picture: PictureDraft, quota: Int64, as viewer: Identity) throws {
        let outcome: SetPicture.Row?
        do {
            outcome = try pool.first(
                SetPicture(picture: picture, quota: quota), as: viewer, access: .readWrite)
        } catch { throw MessagingError.database(error) }
        if outcome != .kept { throw FileRefusal.quota }
    }

    /// Takes the viewer's picture away.
    /// - Returns: whether there was one.
    @discardableResult
    public func removePicture(as viewer: Identity) throws(MessagingError) -> Bool {
        do { return try pool.first(RemovePicture(), as: viewer, access: .readWrite) ?? false } catch {
            throw .database(error)
        }
    }

    /// Names the viewer's own picture; nil for none.
    public func picture(of viewer: Identity) throws(MessagingError) -> String? {
        do { return try pool.first(FindOwnPicture(), as: viewer) } catch { throw .database(error) }
    }

    /// Gives a channel a picture, as `setPicture` does.
    /// - Throws: `.notFound` for whoever is not in charge of it.
    public func setPicture(
        _ picture: PictureDraft, of slug: String, as viewer: Identity
    ) throws(MessagingError) {
        let outcome: String?
        do {
            outcome = try pool.first(
                SetChannelPicture(slug: slug, picture: picture), as: viewer, access: .readWrite)
        } catch { throw .database(error) }
        if outcome == nil { throw .notFound }
    }

    /// - Throws: `.notFound` for whoever is not in charge of it.
    public func removePicture(of slug: String, as viewer: Identity) throws(MessagingError) {
        let isInCharge: Bool?
        do {
            isInCharge = try pool.first(RemoveChannelPicture(slug: slug), as: viewer, access: .readWrite)
        } catch { throw .database(error) }
        if isInCharge != true { throw .notFound }
    }

    /// Where the bytes of a channel's picture are.
    /// - Throws: `.notFound` where there is none, and for a channel this participant cannot find.
    public func picture(
        of slug: String, side: Int, type: String, as viewer: Identity
    ) throws(MessagingError) -> StoredPart {
        let found: StoredPart?
        do {
            found = try pool.first(FindChannelPicture(slug: slug, side: side, type: type), as: viewer)
        } catch {
            throw .database(error)
        }
        guard let found else { throw .notFound }
        return found
    }

    /// Where the bytes of a picture are that is now somebody's, or that of a channel everybody can find, for whoever
    /// asks.
    /// - Throws: `.notFound` for anything else.
    public func publicPicture(
        _ name: String, side: Int, type: String, as identity: Identity = .nobody
    ) throws(MessagingError) -> StoredPart {
        let found: StoredPart?
        do {
            found = try housekeepingPool.first(
                FindPublicPicture(name: name, side: side, type: type), as: identity)
        } catch { throw .database(error) }
        guard let found else { throw .notFound }
        return found
    }
}
