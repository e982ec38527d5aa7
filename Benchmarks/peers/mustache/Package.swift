// swift-tools-version: 6.0
import PackageDescription

// A package of its own: Agentor does not depend on what it is compared with.
let package = Package(
    name: "peer",
    dependencies: [.package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1")],
    targets: [
        .executableTarget(
            name: "peer", dependencies: [.product(name: "Mustache", package: "swift-mustache")])
    ],
    swiftLanguageModes: [.v6]
)
