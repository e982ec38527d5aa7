import FastCGI
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("The size of what is filled in", .database(agentorDatabase))
struct FormSizeTests {
    @Test(
        "a field is told of beside it when it is too long, and far beyond that the whole form is refused",
        arguments: [
            ("/sign-in/code", "email", "a", 16_384), ("/sign-up", "name", "a", 16_384),
            ("/sign-up", "password", "a", 16_384), ("/forgot-password", "email", "é", 8_192),
        ])
    func fieldBytes(path: String, field: String, letter: String, most: Int) async throws {
        let browser = Browser(try Site.forTest())
        try await browser.get(path)
        try await browser.post(path, [field: String(repeating: letter, count: most)])
        #expect(browser.last.status == .unprocessableContent)
        #expect(browser.last.text.contains("id=\"\(field)-error\""))
        try await browser.get(path)
        try await browser.post(path, [field: String(repeating: letter, count: most + 1)])
        #expect(browser.last.status == .contentTooLarge)
        #expect(browser.last.text.contains("“\(field)” may have 16384 bytes"))
    }

    @Test("a message is told of beside it when it is too long, and far beyond that the whole form is refused")
    func messageBytes() async throws {
        let ada = try await Browser.person("Ada", on: try Site.forTest())
        let channel = try await ada.createChannel()
        #expect(try await ada.say(String(repeating: "😀", count: 16_384), in: channel).status == .seeOther)
        #expect(
            try await ada.say(String(repeating: "😀", count: 32_768), in: channel).text.contains("or fewer"))
        #expect(ada.last.status == .unprocessableContent)
        #expect(
            try await ada.say(String(repeating: "😀", count: 32_769), in: channel).status == .contentTooLarge)
    }
}
