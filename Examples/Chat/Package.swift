// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Chat",
    dependencies: [
        // In a package of your own: the address of the repository and a version.
        .package(name: "agentor", path: "../..")
    ],
    targets: [
        .executableTarget(name: "Chat", dependencies: [.product(name: "Messaging", package: "agentor")])
    ],
    swiftLanguageModes: [.v6]
)
