import AgentorViews
import FastCGI
import Imaging
import Messaging

extension FileDesk {
    /// `GET /pictures/{picture}/{side}`: what is somebody's picture now, for whoever asks, as WebP where that is taken. The name
    /// stands for the bytes, so browsers keep it for ever.
    func showPicture(_ name: String, _ side: PictureSide, _ visit: Visit) throws -> Response {
        let takesWebP = visit.request.headers["Accept"]?.contains("image/webp") == true
        let type: MadeImage.Format = takesWebP ? .webP : .jpeg
        let part = try messenger.publicPicture(name, side: side.rawValue, type: type.mediaType)
        return try deliver(
            part, disposition: "inline", cache: "public, max-age=31536000, immutable", visit.request)
    }
}
