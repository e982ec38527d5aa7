import FoundationEssentials
import Mail
import Messaging
import Postgres

/// Invitations into channels for an address, whether or not anybody has an account with it: a mail with a link that lets in one. Who invites
/// is told nothing of what becomes of the mail.
package struct MailedInvitations: Sendable {
    package enum Outcome: Sendable {
        case sent, tooMany
    }

    let database: Database
    let keys: SealingKeys
    /// Of the site, for links.
    let address: String
    /// The path of a link that lets in whoever has a secret.
    let path: @Sendable (Secret) -> String

    package init(
        database: Database, keys: SealingKeys, address: String, path: @escaping @Sendable (Secret) -> String
    ) {
        self.database = database
        self.keys = keys
        self.address = address
        self.path = path
    }

    /// Invites whoever reads the mail of an address, for fourteen days.
    /// - Parameters:
    ///   - email: normalised.
    ///   - sends: whether a mail goes there; if not, it looks the same to whoever invites.
    /// - Throws: `MessagingError.notFound` for whoever may not invite as such.
    package func invite(_ email: String, to channel: Channel, as role: Role, by viewer: Viewer, sends: Bool)
        throws
        -> Outcome
    {
        try database.web.transaction(as: viewer.identity, access: .readWrite) {
            (transaction: inout Transaction) throws -> Outcome in
            let invitation = UUID()
            let secret = Secret()
            let outcome =
                try transaction.run(
                    InviteByMail(
                        invitation: invitation, slug: channel.slug, hash: secret.hash, role: role,
                        sealed: keys.seal(Array(email.utf8), for: Self.use(invitation)))
                ).first ?? nil
            switch outcome {
            case "made": break
            case nil: throw MessagingError.notFound
            default: return .tooMany
            }
            if sends { try send(secret, to: email, channel.name, viewer, &transaction) }
            return .sent
        }
    }

    /// Sends another link in the place of one that was sent.
    /// - Throws: `MessagingError.notFound` where there is none of the viewer's that nobody has used.
    package func inviteAgain(_ invitation: UUID, to channel: Channel, by viewer: Viewer, sends: Bool) throws {
        try database.web.transaction(as: viewer.identity, access: .readWrite) {
            (transaction: inout Transaction) throws -> Void in
            let secret = Secret()
            let sealed =
                try transaction.run(
                    RenewMailedInvitation(slug: channel.slug, invitation: invitation, hash: secret.hash)
                ).first ?? nil
            guard let sealed, let email = email(sealed, of: invitation) else { throw MessagingError.notFound }
            if sends { try send(secret, to: email, channel.name, viewer, &transaction) }
        }
    }

    /// The addresses of the viewer's invitations that wait.
    package func addresses(of viewer: Viewer) throws -> [UUID: String] {
        let rows = try database.web.query(ListMailedInvitations(), as: viewer.identity)
        return Dictionary(
            rows.compactMap { row in email(row.sealed, of: row.invitation).map { (row.invitation, $0) } },
            uniquingKeysWith: { $1 })
    }

    /// The address of one; nil where there is none of the viewer's.
    package func address(of invitation: UUID, for viewer: Viewer) throws -> String? {
        try addresses(of: viewer)[invitation]
    }

    private func send(
        _ secret: Secret, to email: String, _ channel: String, _ viewer: Viewer,
        _ transaction: inout Transaction
    ) throws {
        let fingerprints = keys.fingerprints(of: email, for: Self.purpose)
        let isWanted = try transaction.run(
            IsInvitationWanted(email: email, fingerprints: fingerprints.flatMap(\.self)))
        guard isWanted.first == true else { return }
        try transaction.run(
            EnqueueMail(
                letter(secret, fingerprints[0], channel, viewer), to: email, keys: keys, expiring: .days(3)))
    }

    private func letter(_ secret: Secret, _ fingerprint: [UInt8], _ channel: String, _ viewer: Viewer)
        -> Letter
    {
        let link = "\(address)/unsubscribe?token=\(keys.seal(fingerprint, for: Self.purpose).hex)"
        var letter = Letter(
            subject: "You are invited to a channel on Agentor",
            paragraphs: [
                "\(viewer.name.isolated) invites you to the channel \(channel.isolated) on Agentor, a marketplace for professional services, in conversation.",
                "The link is good for fourteen days, and for one person. You come in with an account of Agentor: if you have none yet, you create one on the way.",
            ],
            action: .init("See the invitation", address + path(secret)),
            closing: [
                "If you do not know who that is, you need not do anything. Whoever invited you is not told whether you read this, or have an account.",
                "No such invitations to this address any more: \(link)",
            ])
        letter.unsubscribing = link
        return letter
    }

    private func email(_ sealed: [UInt8], of invitation: UUID) -> String? {
        keys.open(sealed, for: Self.use(invitation)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func use(_ invitation: UUID) -> String { "invitation \(invitation.uuidString)" }
    private static let purpose = "unwanted invitations"

    // MARK: Unsubscribing

    /// Whose link it is, as a fingerprint; nil for none of ours.
    package func fingerprint(unsubscribingBy token: String) -> [UInt8]? {
        guard token.utf8.count <= 200, let box = [UInt8](hex: token),
            let fingerprint = keys.open(box, for: Self.purpose), fingerprint.count == 32
        else { return nil }
        return fingerprint
    }

    /// Ends these mails for an address whose link somebody has.
    package func stop(_ fingerprint: [UInt8]) throws(PostgresError) {
        _ = try database.door.query(
            RefuseInvitations(fingerprint: fingerprint), as: .nobody, access: .readWrite)
    }
}

private struct InviteByMail: Statement {
    let invitation: UUID
    let slug: String
    let hash: [UInt8]
    let role: Role
    let sealed: [UInt8]

    static let sql = "select agentor.invite_by_mail($1, $2, $3, $4, $5)"

    func bind(to parameters: inout Parameters) {
        parameters.append(invitation)
        parameters.append(slug)
        parameters.append(hash)
        parameters.append(role)
        parameters.append(sealed)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct RenewMailedInvitation: Statement {
    let slug: String
    let invitation: UUID
    let hash: [UInt8]

    static let sql = "select agentor.renew_mailed_invitation($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(invitation)
        parameters.append(hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> [UInt8]? {
        try columns.next([UInt8]?.self)
    }
}

private struct ListMailedInvitations: Statement {
    struct Row: Sendable {
        let invitation: UUID
        let sealed: [UInt8]
    }

    static let sql = "select invitation, sealed from agentor.own_mailed_invitations()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(invitation: try columns.next(UUID.self), sealed: try columns.next([UInt8].self))
    }
}

private struct IsInvitationWanted: Statement {
    let email: String
    let fingerprints: [UInt8]

    static let sql = "select agentor.is_invitation_wanted($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
        parameters.append(fingerprints)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private struct RefuseInvitations: Statement {
    let fingerprint: [UInt8]

    static let sql = "select agentor.refuse_invitations($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(fingerprint)
    }
}
