import Messaging

/// The operator's keys wrap the data keys of channels.
extension SealingKeys: KeyWrapping {
    package func wrap(_ key: [UInt8], for purpose: String) -> [UInt8] { seal(key, for: purpose) }

    package func unwrap(_ box: [UInt8], for purpose: String) -> [UInt8]? { open(box, for: purpose) }
}
