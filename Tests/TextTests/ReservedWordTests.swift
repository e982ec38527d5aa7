import Testing
import Text

@Suite("Words nobody has in their name")
struct ReservedWordTests {
    @Test(
        "a name is not that of whoever runs the site, wherever in it that stands and whatever it is made of",
        arguments: [
            "Agentor", "Аgеntor Suppоrt", "AGENT0R", "Agentor-Team", "A g e n t o r", "A.d.m.i.n", "ᴀᴅᴍɪɴ",
            "Support", "Help Desk", "Ada Okafor (admin)", "Ada Okafor [Moderator]", "Ada Okafor, Moderator",
            "Ada Okafor · Moderator", "Ada Okafor — Administrator", "Ada Okafor Moderator", "Ada（ＡＤＭＩＮ）",
            "Ada \u{201C}official\u{201D} Okafor", "Ada Okafor (support)", "[Staff] Ada", "Ada | Support",
            "Ada Okafor / Security", "Verified Ada", "Ada Okafor mоderatоr", "You", "ＹＯＵ", "Everyone",
            "Somebody who left", "ᴍᴏᴅ", "AgentorSupport", "ΑgentοrTeam", "SupportAgentor",
        ])
    func reserved(name: String) {
        #expect(ReservedWord.isReserved(name: name))
    }

    @Test(
        "names of people stay theirs",
        arguments: [
            "Ada Okafor", "Joan Sales", "Sales, Joan", "John Press", "Press, John", "Emma Root",
            "J. R. R. Tolkien",
            "Sage N\u{2019}Torres", "Gal·la Sales", "Ana (Nani) Silva", "Admire Moyo", "Guest", "Nobody",
            "Li Me", "Agentora Ruiz",
            "佐藤 花", "محمد الإدريسي", "Modou Bah", "Allegra You", "Owner Smith", "Ada-Support",
        ])
    func allowed(name: String) {
        #expect(!ReservedWord.isReserved(name: name))
    }

    @Test(
        "a title does not read as if whoever runs the site had written it",
        arguments: [
            "Agentor", "Agentor support", "Agentor-Team", "\u{410}gentor", "AGENT0R help", "A g e n t o r",
            "AgentorSupport",
            "Questions to Agentor", "Agentor users in Berlin", "Support", "S U P P O R T", "Help desk",
            "Staff", "Moderators",
            "Administrator", "Official", "Berlin (official)", "[Admin] Rules", "Taxes “verified”",
            "Trust and safety",
        ])
    func reserved(title: String) {
        #expect(ReservedWord.isReserved(title: title))
    }

    @Test(
        "what people talk about, sell and are stays theirs",
        arguments: [
            "News", "Sales", "Security", "Legal", "Team", "Founders", "Users in Berlin",
            "Customer support for small shops",
            "System administrator", "Bookkeeping, administration, payroll", "Verified translator for courts",
            "Help for farmers",
            "Official documents, translated", "Moderation of panels", "Agentora & Sons", "Agents of change",
            "Root canals (all)",
            "Agentorganisation", "Ada Okafor, Moderator",
        ])
    func allowed(title: String) {
        #expect(!ReservedWord.isReserved(title: title))
    }
}
