import CConfinement
import CPoppler
import Glibc

// What is in a file, found out where that can do no harm: `agentor-documents KIND SOURCE MEMORY SECONDS TEXT` reads it from
// descriptor 0, with MEMORY bytes of address space and SECONDS of processor time, and writes to descriptor 1 a line with how many
// pages it has, and then the first TEXT characters of its text, in UTF-8. KIND is `pdf`, of SOURCE bytes at most, or `text`, which
// has no pages: its line is empty. It ends with 1 where it is no PDF that can be read, and with 64 or more where it cannot work.

private let usage: CInt = 64
private let cannotWork: CInt = 69
/// What is read of a text file, in bytes: enough for its beginning, however much white space is in it.
private let beginning = 1 << 20
/// How many pages are looked at for text: whoever has said nothing by then has sent pictures of pages.
private let mostPages: CInt = 200

/// - Parameter most: what is longer is not read to its end.
private func read(upto most: Int) -> UnsafeMutableRawBufferPointer? {
    var (count, room) = (0, 1 << 20)
    var bytes = realloc(nil, room)
    while let present = bytes {
        let taken = read(STDIN_FILENO, present + count, min(room, most) - count)
        if taken < 0, errno == EINTR { continue }
        guard taken >= 0 else { return nil }
        count += taken
        if taken == 0 || count == most { return UnsafeMutableRawBufferPointer(start: present, count: count) }
        if count == room {
            room *= 2
            bytes = realloc(present, room)
        }
    }
    return nil
}

private func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { exit(cannotWork) }
        rest = rest.dropFirst(count)
    }
}

let arguments = CommandLine.arguments
let numbers = arguments.dropFirst(2).compactMap { Int($0) }
guard arguments.count == 6, numbers.count == 4, numbers.allSatisfy({ $0 > 0 }),
    ["pdf", "text"].contains(arguments[1])
else { exit(usage) }
let (mostBytes, mostCharacters) = (numbers[0], numbers[3])
guard confine_to_reading() == 0 else { exit(cannotWork) }
// Everything it needs is loaded before nothing can be opened any more.
_ = poppler_get_version()
var limits = confinement(memory: UInt64(numbers[1]), processor_seconds: UInt32(clamping: numbers[2]))
guard confine(&limits) == 0 else { exit(cannotWork) }

var text = Beginning(limit: mostCharacters)
if arguments[1] == "text" {
    guard let source = read(upto: beginning) else { exit(1) }
    text.add(decoded(Array(source), isCut: source.count == beginning))
    write([UInt8(ascii: "\n")])
} else {
    guard let source = read(upto: mostBytes + 1), source.count <= mostBytes else { exit(1) }
    let bytes = g_bytes_new_static(source.baseAddress, gsize(source.count))
    guard let document = poppler_document_new_from_bytes(bytes, nil, nil) else { exit(1) }
    let pages = poppler_document_get_n_pages(document)
    // At once: what follows may not come to an end.
    write(Array("\(pages)\n".utf8))
    for number in 0..<max(0, min(pages, mostPages)) where !text.isFull {
        guard let page = poppler_document_get_page(document, number) else { continue }
        if let words = poppler_page_get_text(page) {
            text.add(String(cString: words))
            g_free(words)
        }
        text.add("\n")
        g_object_unref(UnsafeMutableRawPointer(page))
    }
}
write(Array(text.text.utf8))
// At once: what libraries would do at the end is nobody's concern any more.
_exit(0)
