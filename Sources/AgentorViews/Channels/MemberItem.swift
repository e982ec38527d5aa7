import Messaging

/// Somebody in a list of members, as one viewer sees it.
package struct MemberItem: Sendable {
    package let participant: Participant
    package let isViewer: Bool

    package init(_ participant: Participant, isViewer: Bool = false) {
        self.participant = participant
        self.isViewer = isViewer
    }
}
