// swift-tools-version: 6.2
import PackageDescription

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "agentor",
    products: [
        .library(name: "Postgres", targets: ["Postgres"]),
        .library(name: "Messaging", targets: ["Messaging"]),
        .executable(name: "agentor", targets: ["AgentorFCGI"]),
        .executable(name: "agentor-images", targets: ["ImageMaker"]),
        .executable(name: "agentor-documents", targets: ["DocumentReader"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // What all may build on.
        .systemLibrary(name: "CLinux"),
        .target(name: "Threads", dependencies: ["CLinux"]),
        // What people type, made safe to keep, and the fields they type it in.
        .systemLibrary(name: "CICU", pkgConfig: "icu-i18n", providers: [.apt(["libicu-dev"])]),
        .target(name: "Text", dependencies: ["CICU"]),
        .target(name: "Forms", dependencies: ["Text"]),
        .systemLibrary(
            name: "CCMark", pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(name: "Markdown", dependencies: ["CCMark"]),

        // Products other packages can use.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "Postgres", dependencies: ["CLibPQ", "Threads", logging]),
        .target(
            name: "Messaging", dependencies: ["Forms", "Markdown", "Postgres", "Text", crypto, logging],
            resources: [.embedInCode("Migrations"), .embedInCode("Definitions")]),

        // Templates become Swift at build time.
        .target(name: "TemplateRuntime"),
        .executableTarget(name: "TemplateCompiler"),
        .plugin(
            name: "CompileTemplates", capability: .buildTool(), dependencies: ["TemplateCompiler"]),

        // The edge to the web server.
        // A header and nothing to link: with pkg-config the library would come along.
        .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
        .target(name: "FastCGI", dependencies: ["CFastCGI", "CLinux", "Threads", logging]),

        // What the application is made of, each for itself: knows neither SQL nor accounts.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "Outgoing", dependencies: ["CCurl"]),
        .target(name: "KeyServer", dependencies: ["Outgoing"]),
        .target(name: "WebPush", dependencies: ["Outgoing", crypto]),
        .target(name: "Mail", dependencies: ["Outgoing", "Text"]),
        .target(
            name: "IdentityProviders",
            dependencies: ["Outgoing", "Text", crypto, jwt]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .target(name: "CCommonPasswords"),
        .target(name: "Passwords", dependencies: ["CArgon2", "CCommonPasswords", "Text", crypto]),
        .target(name: "Multipart"),
        .target(name: "CConfinement"),
        // pkg-config of vips itself says "-pthread", which SwiftPM warns of; GObject's has the same paths.
        .systemLibrary(name: "CVips", pkgConfig: "gobject-2.0", providers: [.apt(["libvips-dev"])]),
        .target(name: "Processes", dependencies: ["CLinux", "Threads"]),
        .target(name: "Imaging", dependencies: ["CLinux", "Processes", "Threads"]),
        .executableTarget(
            name: "ImageMaker", dependencies: ["CConfinement", "CLinux", "CVips", "Imaging", "Threads"]),
        .systemLibrary(name: "CMagic", pkgConfig: "libmagic", providers: [.apt(["libmagic-dev"])]),
        .target(name: "FileTypes", dependencies: ["CMagic", "Text"]),
        .systemLibrary(
            name: "CPoppler", pkgConfig: "poppler-glib", providers: [.apt(["libpoppler-glib-dev"])]),
        .target(name: "Documents", dependencies: ["Processes", "Text", "Threads"]),
        .executableTarget(name: "DocumentReader", dependencies: ["CConfinement", "CPoppler"]),
        .target(name: "Scanning", dependencies: ["CLinux", "Threads"]),
        .target(name: "Storage", dependencies: ["Outgoing", crypto]),
        .target(name: "ZoneInfo"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Compression", dependencies: ["CZlib"]),

        // The application.
        .target(
            name: "AgentorCore",
            dependencies: [
                "Documents", "FileTypes", "Forms", "IdentityProviders", "Imaging", "KeyServer", "Mail",
                "Messaging", "Passwords", "Scanning", "Storage", "Text", "Threads", "WebPush", "ZoneInfo",
                crypto,
            ],
            resources: [.embedInCode("Migrations"), .embedInCode("Definitions")]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(
            name: "AgentorViews",
            dependencies: [
                "AgentorCore", "Forms", "Mail", "Markdown", "TemplateRuntime", "Text", "CQREncode",
            ],
            plugins: ["CompileTemplates"]),
        .executableTarget(
            name: "AgentorFCGI",
            dependencies: [
                "AgentorViews", "Compression", "Documents", "FastCGI", "FileTypes", "Forms",
                "IdentityProviders", "Imaging", "KeyServer", "Mail", "Multipart", "Outgoing", "Scanning",
                "Storage", "Text", "Threads", "WebPush", "ZoneInfo", crypto, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // For bin/bench: renders a page without a server around it.
        .executableTarget(name: "MeasureRendering", dependencies: ["AgentorViews", "Messaging"]),

        // Tests, by the same names.
        .target(
            name: "TestDatabase", dependencies: ["Postgres", "Threads", logging], path: "Tests/TestDatabase"),
        .target(
            name: "TestProvider",
            dependencies: ["IdentityProviders", "Outgoing", jwt], path: "Tests/TestProvider"),
        .target(name: "TestHost", dependencies: ["Threads"], path: "Tests/TestHost"),
        .target(name: "TestFiles", path: "Tests/TestFiles"),
        .target(name: "TestGzip", dependencies: ["CZlib"], path: "Tests/TestGzip"),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"]),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "TestDatabase", "Threads", logging]),
        .testTarget(name: "TextTests", dependencies: ["Text"]),
        .testTarget(name: "FormsTests", dependencies: ["Forms"]),
        .testTarget(name: "MarkdownTests", dependencies: ["Markdown"]),
        .testTarget(
            name: "MessagingTests",
            dependencies: ["Forms", "Messaging", "TestDatabase", "Text", "Threads", crypto, logging]),
        .testTarget(name: "TemplateTests", dependencies: ["TemplateCompiler", "TemplateRuntime"]),
        .testTarget(
            name: "FastCGITests", dependencies: ["CFastCGI", "FastCGI", "Threads", logging],
            exclude: ["Peers"]),
        .testTarget(name: "OutgoingTests", dependencies: ["CCurl", "Outgoing", "TestHost"]),
        .testTarget(name: "WebPushTests", dependencies: ["Outgoing", "TestHost", "WebPush", crypto]),
        .testTarget(name: "KeyServerTests", dependencies: ["KeyServer", "Outgoing", "TestHost"]),
        .testTarget(name: "MailTests", dependencies: ["Mail"]),
        .testTarget(
            name: "IdentityProvidersTests",
            dependencies: [
                "IdentityProviders", "TestProvider", "Threads", crypto, jwt,
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .testTarget(name: "PasswordsTests", dependencies: ["Passwords"]),
        .testTarget(name: "StorageTests", dependencies: ["Outgoing", "Storage", "Threads", crypto]),
        .testTarget(name: "DocumentsTests", dependencies: ["DocumentReader", "Documents", "TestFiles"]),
        .testTarget(name: "ScanningTests", dependencies: ["CLinux", "Scanning", "TestFiles", "Threads"]),
        .testTarget(name: "FileTypesTests", dependencies: ["CLinux", "FileTypes", "TestFiles", "Threads"]),
        .testTarget(
            name: "ImagingTests", dependencies: ["CLinux", "ImageMaker", "Imaging", "TestFiles", "Threads"]),
        .testTarget(name: "MultipartTests", dependencies: ["Multipart"], exclude: ["Bodies"]),
        .testTarget(name: "ZoneInfoTests", dependencies: ["Postgres", "TestDatabase", "ZoneInfo"]),
        .testTarget(name: "CompressionTests", dependencies: ["Compression", "Processes", "TestGzip"]),
        .testTarget(
            name: "AgentorTests",
            dependencies: [
                "AgentorFCGI", "Compression", "Documents", "Forms", "KeyServer", "Outgoing", "Scanning",
                "Storage", "TestDatabase", "TestGzip", "TestProvider", "Threads", "WebPush",
                crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Migrations/Dumps"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets
where ![.system, .plugin].contains(target.type) && target.name != "CCommonPasswords" {
    target.swiftSettings = [.treatAllWarnings(as: .error)]
}
