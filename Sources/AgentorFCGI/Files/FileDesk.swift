import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

/// What can be done with files.
final class FileDesk: Sendable {
    let messenger: Messenger
    let profiles: Profiles
    let reports: ReportDesk
    let turns: Turns
    /// Nil where the site keeps no files.
    let keeper: FileKeeper?
    let delivery: Delivery

    init(
        messenger: Messenger, profiles: Profiles, reports: ReportDesk, turns: Turns, keeper: FileKeeper?,
        delivery: Delivery
    ) {
        self.messenger = messenger
        self.profiles = profiles
        self.reports = reports
        self.turns = turns
        self.keeper = keeper
        self.delivery = delivery
    }

    func answer(_ route: FilesRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .own: try visit.show(showOwnFiles, orTake: upload)
        }
    }

    func answer(_ route: FileRoute, of id: UUID, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showFile(id, visit) }
        case .download: try visit.show { visit in try downloadFile(id, visit) }
        case .describe: try visit.take({ visit, form in try describeFile(id, visit, form) })
        case .delete:
            try visit.show { visit in
                try showDeleteFile(id, visit)
            } orTake: { visit, _ in
                try deleteFile(id, visit)
            }
        case .remove: try visit.take({ visit, _ in try removeFile(id, visit) })
        case .report: try reports.answer(.file(id), visit)
        }
    }

    func answer(
        _ route: FileVariantRoute, _ variant: FileVariant, of id: UUID, _ visit: Visit
    ) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showVariant(variant, of: id, visit) }
        }
    }

    func answer(
        _ route: PictureRoute, _ name: String, _ side: PictureSide, _ visit: Visit
    ) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showPicture(name, side, visit) }
        }
    }

    func answer(
        _ route: ShownPictureRoute, _ mark: String, _ variant: FileVariant, _ visit: Visit
    ) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showShownPicture(mark, variant, visit) }
        }
    }

    func answer(
        _ route: ChannelPictureRoute, of slug: String, _ side: PictureSide, _ visit: Visit
    ) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showPicture(of: slug, side, visit) }
        }
    }
}
