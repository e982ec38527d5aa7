import ArgumentParser

@main
struct Agentor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agentor",
        abstract: "A marketplace for professional services, behind a web server.",
        subcommands: [
            Serve.self, Migrate.self, Doctor.self, MakeBackup.self, RestoreBackup.self, Demo.self,
            StorageCommand.self, SendMail.self, Admin.self, AuditCommand.self, OptionsCommand.self,
            CareCommand.self, LimitsCommand.self, KeysCommand.self,
        ],
        defaultSubcommand: Serve.self)
}
