import AgentorCore
import TemplateRuntime

/// `/profile/portfolio`: what the viewer shows of their work, in its order.
package struct PortfolioPage: Sendable {
    package struct Row: Sendable {
        package let number: Int64
        package let title: String
        /// "2025"; nil for none.
        package let year: String?
        package let image: Markup?
        package let isShown: Bool
        package let isHidden: Bool
        package let isFirst: Bool
        package let isLast: Bool
        package let edit: String
        package let move: String
        package let state: String
        package let delete: String

        package init(_ work: Work, isFirst: Bool, isLast: Bool) {
            number = Int64(work.number)
            title = work.draft.title
            year = work.draft.year.map(String.init)
            image = work.pictures.first.flatMap {
                ShownPicture($0, of: work.draft.title, in: .line, isPublic: false)?.image
            }
            isShown = work.isShown
            isHidden = work.isHidden
            self.isFirst = isFirst
            self.isLast = isLast
            edit = Route.ownWork(number, .edit).path
            move = Route.ownWork(number, .move).path
            state = Route.ownWork(number, .state).path
            delete = Route.ownWork(number, .delete).path
        }
    }

    package var frame: PageFrame
    package var notice: String?
    /// Whether the profile they belong to is shown to nobody.
    package var isUnseen: Bool
    package var works: [Row]

    package init(frame: PageFrame, notice: String? = nil, isUnseen: Bool, works: [Work]) {
        self.frame = frame
        self.notice = notice
        self.isUnseen = isUnseen
        self.works = works.enumerated().map { index, work in
            Row(work, isFirst: index == 0, isLast: index == works.count - 1)
        }
    }

    package var hasWorks: Bool { !works.isEmpty }
    package var isFull: Bool { works.count >= Profiles.workLimit }
    package var most: Int { Profiles.workLimit }
    package var isWaiting: Bool { isUnseen && works.contains(where: \.isShown) }
}
