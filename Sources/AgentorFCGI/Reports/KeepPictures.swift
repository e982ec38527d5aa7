import AgentorCore
import FoundationEssentials
import Messaging
import Storage

extension ReportDesk {
    /// Pictures as they are kept with a report, each in its smallest size, as long as there is room for them. Of one that cannot
    /// be kept its name is.
    /// - Parameter find: a part of one of them, that whoever reports may see.
    func kept(
        _ pictures: [MessageFile], find: (_ part: String, _ picture: MessageFile) throws -> StoredPart?
    ) -> [ReportEvidence.Picture] {
        var room = ReportEvidence.Picture.limitOfAll
        return pictures.compactMap { file in
            guard let picture = file.picture, let kept = picture.partToKeep else { return nil }
            // Deleted in this moment, perhaps: a report is worth more than its pictures.
            let part = (try? find(kept.name, file)) ?? nil
            let bytes = part.flatMap { self.bytes(of: $0, within: min(room, ReportEvidence.Picture.limit)) }
            room -= bytes?.count ?? 0
            return ReportEvidence.Picture(
                name: file.name, description: file.description, type: part?.type ?? file.type,
                width: kept.width, height: max(1, picture.height * kept.width / max(1, picture.width)),
                bytes: bytes)
        }
    }

    /// Nil for what is larger, or not there any more.
    private func bytes(of part: StoredPart, within limit: Int) -> Data? {
        guard let content = try? keeper?.open(part), content.size <= Int64(limit) else { return nil }
        let pieces = content.pieces()
        var bytes = Data()
        do { while let piece = try pieces.next() { bytes.append(contentsOf: piece) } } catch { return nil }
        return bytes
    }
}

extension MessageFile.Picture {
    /// The narrowest there is; of one that moves a still.
    fileprivate var partToKeep: (name: String, width: Int)? {
        if !isAnimated, let width = webPWidths.first { return ("\(width).webp", width) }
        return widths.first.map { ("\($0).\(fallback)", $0) }
    }
}
