import AgentorCore
import AgentorViews
import FastCGI
import Messaging

final class ChannelDesk: Sendable {
    let messenger: Messenger
    let directory: ChannelDirectory
    let options: OptionShelf
    let reports: ReportDesk
    let care: Care
    let web: WebDesk
    let turns: Turns
    let compress: Compress
    /// Of the site.
    let address: String

    init(
        messenger: Messenger, directory: ChannelDirectory, options: OptionShelf, reports: ReportDesk,
        care: Care, web: WebDesk, turns: Turns, compress: @escaping Compress, address: String
    ) {
        self.messenger = messenger
        self.directory = directory
        self.options = options
        self.reports = reports
        self.care = care
        self.web = web
        self.turns = turns
        self.compress = compress
        self.address = address
    }

    func answer(_ route: ChannelsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showChannels, orTake: createChannel)
        case .new: try visit.show(showNewChannel)
        }
    }

    func answer(_ route: ChannelRoute, of slug: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showChannel(slug, visit) }
        case .join: try visit.take({ visit, _ in try joinChannel(slug, visit) })
        case .leave:
            try visit.show { visit in
                try showLeaveChannel(slug, visit)
            } orTake: { visit, form in
                try leaveChannel(slug, visit, form)
            }
        case .send: try visit.take({ visit, form in try sendMessage(slug, visit, form) })
        case .typing: try visit.take({ visit, _ in try type(in: slug, visit) })
        case .seen: try visit.show { visit in try markSeen(slug, visit) }
        case .log: try visit.show { visit in try showChannelLog(slug, visit) }
        case .pace:
            try visit.show { visit in
                try showPace(slug, visit)
            } orTake: { visit, form in
                try setPace(slug, visit, form)
            }
        case .retention:
            try visit.show { visit in
                try showRetention(slug, visit)
            } orTake: { visit, form in
                try setRetention(slug, visit, form)
            }
        case .level:
            try visit.show { visit in
                try showLevel(slug, visit)
            } orTake: { visit, form in
                try chooseLevel(slug, visit, form)
            }
        case .favour: try visit.take({ visit, _ in try favour(slug, visit) })
        case .unfavour: try visit.take({ visit, _ in try favour(slug, isWanted: false, visit) })
        case .folder:
            try visit.show { visit in
                try showFolder(of: slug, visit)
            } orTake: { visit, form in
                try chooseFolder(of: slug, visit, form)
            }
        case .settings:
            try visit.show { visit in
                try showChannelSettings(slug, visit)
            } orTake: { visit, form in
                try describeChannel(slug, visit, form)
            }
        case .permissions:
            try visit.show { visit in
                try showPermissions(slug, visit)
            } orTake: { visit, form in
                try choosePermissions(slug, visit, form)
            }
        case .visibility:
            try visit.show { visit in
                try showVisibility(slug, visit)
            } orTake: { visit, form in
                try chooseVisibility(slug, visit, form)
            }
        case .address:
            try visit.show { visit in
                try showChannelAddress(slug, visit)
            } orTake: { visit, form in
                try moveChannel(slug, visit, form)
            }
        case .closing:
            try visit.show { visit in
                try showArchiving(slug, visit)
            } orTake: { visit, form in
                try archiveChannel(slug, visit, form)
            }
        case .newcomers:
            try visit.show { visit in
                try showNewcomers(slug, visit)
            } orTake: { visit, form in
                try letNewcomersWait(slug, visit, form)
            }
        case .waiting:
            try visit.show { visit in
                try showWaiting(slug, visit)
            } orTake: { visit, form in
                try answerWaiting(slug, visit, form)
            }
        case .report: try reports.answer(.channel(slug), visit)
        case .record: try visit.show { visit in try showRecord(slug, visit) }
        case .members: try visit.show { visit in try showMembers(slug, visit) }
        case .bans: try visit.show { visit in try showBans(slug, visit) }
        case .people: try visit.show { visit in try showPeople(slug, visit) }
        case .threads: try visit.show { visit in try showThreads(slug, visit) }
        case .pins: try visit.show { visit in try showPins(slug, visit) }
        case .files: try visit.show { visit in try showFiles(slug, visit) }
        case .archive: try visit.show { visit in try downloadArchive(of: slug, visit) }
        case .transcript: try visit.show { visit in try showTranscript(of: slug, visit) }
        case .transcriptFile: try visit.show { visit in try downloadTranscript(of: slug, visit) }
        case .feed: try visit.show { visit in try web.showFeed(slug, visit) }
        case .picture:
            try visit.show { visit in
                try showChannelPicture(slug, visit)
            } orTake: { visit, form in
                try changeChannelPicture(slug, visit, form)
            }
        case .removePicture: try visit.take({ visit, form in try removeChannelPicture(slug, visit, form) })
        case .draft: try visit.take({ visit, form in try saveDraft(slug, visit, form) })
        case .later:
            try visit.show { visit in
                try showSendLater(slug, visit)
            } orTake: { visit, form in
                try sendLater(slug, visit, form)
            }
        }
    }

    func hold(_ route: ChannelWait, of slug: String, _ visit: Visit) async throws -> Response {
        switch route {
        case .live: try await showChannelLive(slug, visit)
        case .changes: try await showChannelChanges(slug, visit)
        }
    }
}
