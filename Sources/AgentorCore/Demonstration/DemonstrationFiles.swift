import FoundationEssentials

/// What is wrong in a demonstration's folder, and where.
package struct DemonstrationError: Error, Hashable, CustomStringConvertible {
    /// In the folder: `people.json`.
    package let file: String
    /// As in `messages[3].by`, counted from 0; empty for the file as a whole.
    package let place: String
    package let reason: String

    package var description: String {
        place.isEmpty ? "\(file): \(reason)" : "\(file), \(place): \(reason)"
    }
}

/// Where in a file something stands.
struct DemonstrationPlace {
    let file: String
    var path = ""

    subscript(_ key: String) -> DemonstrationPlace {
        DemonstrationPlace(file: file, path: path.isEmpty ? key : "\(path).\(key)")
    }

    subscript(_ index: Int) -> DemonstrationPlace {
        DemonstrationPlace(file: file, path: "\(path)[\(index)]")
    }

    func error(_ reason: String) -> DemonstrationError {
        DemonstrationError(file: file, place: path, reason: reason)
    }
}

// MARK: As they are written

/// `sign-ins.json`
struct SignInsFile: Decodable {
    let password: String
    /// Whom it is suggested to sign in as.
    let people: [String]

    private enum Key: String, CodingKey { case password, people }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(ofNothingBut: Key.self)
        password = try container.decode(String.self, forKey: .password)
        people = try container.decode([String].self, forKey: .people)
    }
}

/// One of `people.json`.
struct PersonEntry: Decodable {
    let person: String
    let name: String
    /// The one they have chosen; without it, the one that is made of the name.
    let handle: String?
    /// Their picture, in the folder `faces`; without, their initials are shown.
    let picture: String?
    /// Either is what they have filled in the form of that name with, by its fields.
    let agent: [String: String]?
    let client: [String: String]?
    /// In how many days an agent who is free later can begin.
    let freeInDays: Int?
    /// What an agent offers: answers to the form of a service, by its fields.
    let services: [[String: String]]
    /// Pictures of services, by their titles.
    let servicePictures: [String: [PictureEntry]]
    /// What an agent shows of their work.
    let work: [WorkEntry]

    private enum Key: String, CodingKey {
        case person, name, handle, picture, agent, client, services, work
        case servicePictures = "service-pictures"
        case freeInDays = "free-in-days"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(ofNothingBut: Key.self)
        person = try container.decode(String.self, forKey: .person)
        name = try container.decode(String.self, forKey: .name)
        handle = try container.decodeIfPresent(String.self, forKey: .handle)
        picture = try container.decodeIfPresent(String.self, forKey: .picture)
        agent = try container.decodeIfPresent([String: String].self, forKey: .agent)
        client = try container.decodeIfPresent([String: String].self, forKey: .client)
        freeInDays = try container.decodeIfPresent(Int.self, forKey: .freeInDays)
        services = try container.decodeIfPresent([[String: String]].self, forKey: .services) ?? []
        servicePictures =
            try container.decodeIfPresent([String: [PictureEntry]].self, forKey: .servicePictures) ?? [:]
        work = try container.decodeIfPresent([WorkEntry].self, forKey: .work) ?? []
    }
}

/// A piece of somebody's work.
struct WorkEntry: Decodable {
    /// To the form of a work, by its fields.
    let answers: [String: String]
    let pictures: [PictureEntry]

    private enum Key: String, CodingKey { case answers, pictures }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(ofNothingBut: Key.self)
        answers = try container.decode([String: String].self, forKey: .answers)
        pictures = try container.decode([PictureEntry].self, forKey: .pictures)
    }
}

/// A file in `channels`.
struct ChannelFile: Decodable {
    let name: String
    let description: String
    let visibility: String
    /// As `ChannelSubject`.
    let category: String?
    let language: String?
    /// Who has opened it.
    let host: String
    /// Everybody else in it.
    let members: [String]
    /// How many of the last messages somebody has not read; the others have read all.
    let unread: [String: Int]
    let messages: [MessageEntry]

    private enum Key: String, CodingKey {
        case name, description, visibility, category, language, host, members, unread, messages
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(ofNothingBut: Key.self)
        name = try container.decode(String.self, forKey: .name)
        description = try container.decode(String.self, forKey: .description)
        visibility = try container.decode(String.self, forKey: .visibility)
        category = try container.decodeIfPresent(String.self, forKey: .category)
        language = try container.decodeIfPresent(String.self, forKey: .language)
        host = try container.decode(String.self, forKey: .host)
        members = try container.decode([String].self, forKey: .members)
        unread = try container.decode([String: Int].self, forKey: .unread)
        messages = try container.decode([MessageEntry].self, forKey: .messages)
    }
}

/// A file in `conversations`.
struct ConversationFile: Decodable {
    /// Those who talk: two, or a group.
    let between: [String]
    /// As in a channel.
    let unread: [String: Int]
    let messages: [MessageEntry]

    private enum Key: String, CodingKey { case between, unread, messages }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(ofNothingBut: Key.self)
        between = try container.decode([String].self, forKey: .between)
        unread = try container.decode([String: Int].self, forKey: .unread)
        messages = try container.decode([MessageEntry].self, forKey: .messages)
    }
}

struct MessageEntry: Decodable {
    let by: String
    let days: Int
    let at: String
    /// Which message of the file it answers in a thread, counted from 0; nil where it is said to everybody.
    let thread: Int?
    /// Which one it quotes.
    let quoting: Int?
    let text: String
    let isPinned: Bool
    /// Who has answered it with which emoji.
    let reactions: [String: [String]]
    let pictures: [PictureEntry]

    private enum Key: String, CodingKey {
        case by, days, at, thread, quoting, text, pinned, reactions, pictures
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(ofNothingBut: Key.self)
        by = try container.decode(String.self, forKey: .by)
        days = try container.decode(Int.self, forKey: .days)
        at = try container.decode(String.self, forKey: .at)
        thread = try container.decodeIfPresent(Int.self, forKey: .thread)
        quoting = try container.decodeIfPresent(Int.self, forKey: .quoting)
        text = try container.decode(String.self, forKey: .text)
        isPinned = try container.decodeIfPresent(Bool.self, forKey: .pinned) ?? false
        reactions = try container.decodeIfPresent([String: [String]].self, forKey: .reactions) ?? [:]
        pictures = try container.decodeIfPresent([PictureEntry].self, forKey: .pictures) ?? []
    }
}

/// A picture that goes with a message, or is shown.
struct PictureEntry: Decodable {
    /// In the folder `pictures`.
    let file: String
    /// What it shows.
    let shows: String

    private enum Key: String, CodingKey {
        case file, shows
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(ofNothingBut: Key.self)
        file = try container.decode(String.self, forKey: .file)
        shows = try container.decode(String.self, forKey: .shows)
    }
}

// MARK: Reading them

extension DemonstrationPlace {
    /// The JSON files of a folder in a folder, by their names without the ending.
    static func files(
        of name: String, in folder: String
    ) throws(DemonstrationError) -> [(key: String, place: DemonstrationPlace)] {
        let files: [String]
        do { files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)") } catch {
            throw DemonstrationPlace(file: name).error("cannot be read")
        }
        return files.sorted().filter { $0.hasSuffix(".json") }.map {
            (String($0.dropLast(5)), DemonstrationPlace(file: "\(name)/\($0)"))
        }
    }

    /// What a file says, which says nothing else.
    func decode<T: Decodable>(_ type: T.Type, in folder: String) throws(DemonstrationError) -> T {
        guard let json = FileManager.default.contents(atPath: "\(folder)/\(file)") else {
            throw error("cannot be read")
        }
        do { return try JSONDecoder().decode(type, from: json) } catch let error as DecodingError {
            throw self.error(error)
        } catch {
            throw self.error("\(error)")
        }
    }

    private func error(_ error: DecodingError) -> DemonstrationError {
        switch error {
        case .keyNotFound(let key, let context): at(context.codingPath + [key]).error("is missing")
        case .valueNotFound(_, let context): at(context.codingPath).error("is missing")
        case .typeMismatch(let type, let context): at(context.codingPath).error("must be \(type)")
        case .dataCorrupted(let context):
            at(context.codingPath).error(context.underlyingError.map { "\($0)" } ?? context.debugDescription)
        @unknown default: self.error("\(error)")
        }
    }

    private func at(_ keys: [any CodingKey]) -> DemonstrationPlace {
        keys.reduce(self) { place, key in key.intValue.map { place[$0] } ?? place[key.stringValue] }
    }
}

extension Decoder {
    /// An object without keys that are not known: one that is misspelt would be passed over in silence.
    fileprivate func container<Key: CodingKey>(
        ofNothingBut type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        let written = try container(keyedBy: WrittenKey.self)
        let unknown = written.allKeys.map(\.stringValue).filter { Key(stringValue: $0) == nil }
        if let key = unknown.min() {
            throw DecodingError.dataCorruptedError(
                forKey: WrittenKey(stringValue: key), in: written, debugDescription: "does not belong here")
        }
        return try container(keyedBy: type)
    }
}

private struct WrittenKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
