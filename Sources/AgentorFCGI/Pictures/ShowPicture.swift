import AgentorViews
import FastCGI
import Imaging
import Messaging

extension FileDesk {
    /// `GET /pictures/{picture}/{side}`: what is somebody's picture now, or that of a channel everybody can find, for
    /// whoever asks, as WebP where that is taken. The name stands for the bytes, so browsers keep it for ever.
    func showPicture(_ name: String, _ side: PictureSide, _ visit: Visit) throws -> Response {
        let part = try messenger.publicPicture(name, side: side.rawValue, type: visit.request.pictureType)
        return try deliver(
            part, disposition: "inline", cache: "public, max-age=31536000, immutable", visit.request)
    }

    /// `GET /channels/{slug}/picture/{side}`: the picture of a channel, for whoever may see that.
    func showPicture(of slug: String, _ side: PictureSide, _ visit: Visit) throws -> Response {
        let part = try messenger.picture(
            of: slug, side: side.rawValue, type: visit.request.pictureType, as: visit.identity)
        _ = try visit.admitted()
        return try deliver(part, disposition: "inline", visit.request)
    }
}

extension Request {
    fileprivate var pictureType: String {
        let format: MadeImage.Format = headers["Accept"]?.contains("image/webp") == true ? .webP : .jpeg
        return format.mediaType
    }
}
