extension ContinuousClock.Instant {
    /// For `poll` and `epoll_wait`: rounded up, so that a thread does not spin through the last millisecond.
    package var millisecondsFromNow: Int32 {
        let (seconds, attoseconds) = (self - .now).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return Int32(
            clamping: min(seconds, 1_000_000) * 1000 + (attoseconds + 999_999_999_999_999)
                / 1_000_000_000_000_000)
    }
}
