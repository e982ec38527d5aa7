import FoundationEssentials

/// `/channels/{slug}/invitations`: whom one invites into a channel, and who has not answered yet.
package struct ChannelInvitationsPage: FormPage {
    package struct Sent: Sendable, Avatar {
        package var id: UUID
        /// Of a link, what it is.
        package var name: String
        package var face: UUID
        package var picture: String?
        /// Nil for a link.
        package var handle: String?
        package var state: String
        package var isLink: Bool
        /// Whether another mail can go to the address it was sent to.
        package var isResendable: Bool

        package init(
            id: UUID, name: String, face: UUID, picture: String?, handle: String?, state: String,
            isLink: Bool, isResendable: Bool
        ) {
            self.id = id
            self.name = name
            self.face = face
            self.picture = picture
            self.handle = handle
            self.state = state
            self.isLink = isLink
            self.isResendable = isResendable
        }
    }

    package var frame: PageFrame
    package var slug: String
    package var channel: String
    package var fields: [Field]
    package var problem: String?
    package var sent: [Sent]
    /// A link that was made just now, which is shown once.
    package var link: String?
    package var notice: String?

    package init(
        frame: PageFrame, slug: String, channel: String, fields: [Field], problem: String?, sent: [Sent],
        link: String? = nil, notice: String?
    ) {
        self.frame = frame
        self.slug = slug
        self.channel = channel
        self.fields = fields
        self.problem = problem
        self.sent = sent
        self.link = link
        self.notice = notice
    }

    package var hasSent: Bool { !sent.isEmpty }
}

/// `/invitations`: what waits for the viewer's answer.
package struct InvitationsPage: Sendable {
    package struct Offer: Sendable {
        package var id: UUID
        package var name: String
        package var description: String
        package var inviter: String
        package var inviterHandle: String?
        package var facts: String

        package init(
            id: UUID, name: String, description: String, inviter: String, inviterHandle: String?,
            facts: String
        ) {
            self.id = id
            self.name = name
            self.description = description
            self.inviter = inviter
            self.inviterHandle = inviterHandle
            self.facts = facts
        }
    }

    /// A channel the viewer has asked to come into.
    package struct Request: Sendable {
        package var slug: String
        package var name: String
        package var message: String
        /// When they asked, or can ask again.
        package var state: String
        /// Whether it can be taken back.
        package var waits: Bool

        package init(slug: String, name: String, message: String, state: String, waits: Bool) {
            self.slug = slug
            self.name = name
            self.message = message
            self.state = state
            self.waits = waits
        }
    }

    package var frame: PageFrame
    package var offers: [Offer]
    package var requests: [Request]
    package var notice: String?

    package init(frame: PageFrame, offers: [Offer], requests: [Request], notice: String?) {
        self.frame = frame
        self.offers = offers
        self.requests = requests
        self.notice = notice
    }

    package var hasOffers: Bool { !offers.isEmpty }
    package var hasRequests: Bool { !requests.isEmpty }
}
