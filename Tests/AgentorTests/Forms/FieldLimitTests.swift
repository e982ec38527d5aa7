import Forms
import Messaging
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// Forms and the database's checks say the same, in both directions: what a form takes the database takes too, and
/// what it does not take nobody can store.
@Suite("The limits of fields", .database(agentorDatabase))
struct FieldLimitTests {
    /// A field, and the column that keeps what is answered.
    struct Place: Sendable, CustomTestStringConvertible {
        let table: String
        let column: String
        let field: FieldDescription
        var testDescription: String { "\(table).\(column)" }
    }

    static let places: [Place] = {
        func places(_ fields: [FieldDescription], _ table: String, _ columns: [String: String] = [:])
            -> [Place]
        {
            fields.map {
                let column = columns[$0.name] ?? $0.name.replacing("-", with: "_")
                return Place(
                    table: column == "time_zone" ? "agentor.accounts" : table, column: column, field: $0)
            }
        }
        return places(AgentProfile.form(.shipped).fields, "agentor.agent_profiles")
            + places(ServiceDraft.form(.shipped).fields, "agentor.services")
            + places(WorkDraft.form.fields, "agentor.works")
            + places([Folder.nameField.description], "messaging.folders")
            + places([SavedPerson.noteField.description], "agentor.saved_people")
            + places([SavedSearch.nameField.description], "agentor.saved_searches")
            + places(ClientProfile.form(.shipped).fields, "agentor.client_profiles")
            + places(
                ChannelDraft.form(Options.shipped.channelSubjects()).fields, "messaging.channels",
                ["visibility": "type"])
            + places([MessageDraft.field.description], "messaging.messages", ["message": "content"])
            + places(
                // Files may have had no words first.
                [MessageBeginning.field.description], "messaging.message_versions", ["message": "content"])
            + places(JoinRequestDraft.form.fields, "messaging.channel_requests")
            + places([MessageDraft.field.description], "messaging.drafts", ["message": "content"])
            + places(
                [MessageDraft.field.description], "messaging.scheduled_messages", ["message": "content"])
            + places([PersonName.field.description], "agentor.accounts", ["name": "full_name"])
            + places([PersonName.field.description], "messaging.users", ["name": "full_name"])
    }()

    @Test("the database holds each to the same", arguments: places)
    func held(place: Place) throws {
        let limits = place.field.limits
        if let range = limits.range {
            try takes(place, range.lowerBound, range.upperBound)
            try refuses(place, range.lowerBound - 1, range.upperBound + 1)
        }
        if let entries = limits.entries, let characters = limits.characters {
            // Characters, not bytes.
            let longest = "repeat('ü', \(characters))"
            try takes(place, "array_fill('x'::text, array[\(entries)])", "array[\(longest)]")
            try refuses(
                place, "array_fill('x'::text, array[\(entries + 1)])", "array['x', \(longest) || 'x']",
                "array['x', '']", "array['x', null]::text[]", "array[]::text[]")
        } else if let characters = limits.characters {
            try takes(place, "repeat('ü', \(characters))")
            try refuses(place, "repeat('x', \(characters + 1))")
            if place.field.isRequired { try refuses(place, "''") } else { try takes(place, "''") }
        }
        switch place.field.control {
        case .select(let choices), .radios(let choices):
            for choice in choices { try takes(place, "'\(choice.value)'") }
            if place.column != "time_zone" { try refuses(place, "''") }
        case .line, .lines: break
        }
    }

    private func takes(_ place: Place, _ values: any CustomStringConvertible...) throws {
        for value in values { #expect(try refusal(of: "\(value)", by: place) == nil, "\(value)") }
    }

    private func refuses(_ place: Place, _ values: any CustomStringConvertible...) throws {
        for value in values {
            let refusal = try refusal(of: "\(value)", by: place)
            #expect(refusal?.contains("violates check constraint") == true, "\(value): \(refusal ?? "taken")")
        }
    }

    /// What the checks of the column's table say to a row of that value alone.
    private func refusal(of value: String, by place: Place) throws -> String? {
        let connection = try TestDatabase.current.connection()
        do {
            _ = try connection.run(
                """
                begin;
                create temporary table bare (like \(place.table) including constraints);
                do $$ declare name name; begin
                    for name in select attname from pg_attribute where attrelid = 'bare'::regclass and attnum > 0
                    loop execute format('alter table bare alter %I drop not null', name); end loop;
                end $$;
                insert into bare (\(place.column)) values (\(value));
                rollback
                """)
            return nil
        } catch { return "\(error)" }
    }
}
