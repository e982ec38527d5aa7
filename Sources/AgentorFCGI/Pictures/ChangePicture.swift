import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension AccountDesk {
    /// `GET /account/picture`
    func showOwnPicture(_ visit: Visit) throws -> Response {
        guard visit.intake.keeper != nil else { throw Refusal.notFound }
        return try visit.present(visit.admitted().picture, json: PictureJSON.init) { _ in
            .html(try ownPicturePage(visit, .unsent()))
        }
    }

    /// `POST /account/picture`: whoever talks with them sees the new picture, beside what was said before too.
    func changeOwnPicture(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try visit.takePicture { keeper, incoming in
                try keeper.keepPicture(incoming, of: viewer.identity)
            }
            return try visit.present(
                messenger.picture(of: viewer.identity), json: PictureJSON.init
            ) { _ in .redirect(to: Route.account(.show).path(done: "picture")) }
        } again: {
            try ownPicturePage(visit, $0)
        }
    }

    /// `POST /account/picture/remove`
    func removeOwnPicture(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.account, for: viewer)
            try messenger.removePicture(as: viewer.identity)
            return try visit.present(nil, json: PictureJSON.init) { _ in
                .redirect(to: Route.account(.show).path(done: "no-picture"))
            }
        } again: {
            try ownPicturePage(visit, $0)
        }
    }

    private func ownPicturePage(_ visit: Visit, _ form: FilledForm) throws -> [UInt8] {
        let frame = visit.frame(.account)
        guard let viewer = frame.viewer else { throw Refusal.signInFirst }
        return visit.picturePage(frame, of: .viewer(viewer), form)
    }
}

extension Visit {
    func picturePage(_ frame: PageFrame, of subject: PicturePage.Subject, _ form: FilledForm) -> [UInt8] {
        PicturePage(
            frame: frame, of: subject, field: FormWithFiles.fieldName,
            mostBytes: Int64(intake.keeper?.limits.file ?? 0),
            error: form.errors[FormWithFiles.fieldName]?.message, problem: form.problem
        ).html()
    }
}

struct PictureJSON: Encodable {
    /// Its address, in the largest size; null for none.
    let picture: String?

    init(_ name: String?) { picture = name.map { Route.picture($0, .large, .show).path } }
}
