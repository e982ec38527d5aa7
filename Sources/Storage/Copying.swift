extension DiskStore {
    /// Keeps a content of another store on this machine under the same digest, once its bytes are what that says.
    package func keep(_ digest: ContentDigest, from other: DiskStore) throws(StorageError) {
        let pieces = try other.open(digest).pieces(of: 1 << 20)
        var incoming = try begin()
        while let piece = try pieces.next() { try incoming.write(piece) }
        try incoming.keep(as: digest)
    }
}
