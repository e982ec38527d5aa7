import Forms

/// `/messages`: the viewer's direct conversations, and how to begin another.
package struct ConversationsPage: FormPage {
    package var frame: PageFrame
    package var list: ConversationList
    /// What is unread, where scripts are off; nil where nothing waits.
    package var live: LiveFrame?
    /// Stands for what is unread as it is shown (`Inbox.digest`).
    package var showing: String
    package var notice: String?
    /// Whom to write to, as it was typed.
    package var to: Field

    package init(
        frame: PageFrame, list: ConversationList, live: LiveFrame?, showing: String,
        notice: String? = nil, to: Field
    ) {
        self.frame = frame
        self.list = list
        self.live = live
        self.showing = showing
        self.notice = notice
        self.to = to
    }

    package var fields: [Field] { [to] }
    package var problem: String? { nil }

    /// "Choose a conversation", or how to come to have one.
    package var heading: String { isEmpty ? "Begin a conversation" : "Choose a conversation" }
    package var advice: String {
        isEmpty
            ? "Write to somebody by the handle that stands beside their name."
            : "Or begin one, by the handle that stands beside somebody’s name."
    }

    private var isEmpty: Bool { list.isInbox && !list.hasConversations }
}
