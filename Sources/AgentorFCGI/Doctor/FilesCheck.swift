import AgentorCore
import Glibc
import Imaging

extension Check {
    static let files = Check(subject: "Files") { patient in
        guard let settings = try FileSettings(environment: patient.environment) else {
            return .warning(
                "AGENTOR_FILES_FOLDER is not set: pictures and files cannot be sent.",
                remedy: "name a folder the workers may write to, such as /var/lib/agentor/files.")
        }
        let obstacle = settings.obstacle
        guard obstacle == nil else {
            return .broken(
                obstacle ?? "", remedy: "make the folder, and let the user the workers run as write there.")
        }
        guard access(settings.imageMaker, X_OK) == 0 else {
            return .broken(
                "\(settings.imageMaker) is not there: pictures cannot be sent.",
                remedy: "install agentor-images beside agentor, or say where it is in AGENTOR_IMAGE_MAKER.")
        }
        if let scanner = settings.scanner {
            do { try scanner.ping() } catch {
                return .broken(
                    "AGENTOR_CLAMD is set, and \(error): files are refused.",
                    remedy: "start clamd, or do without AGENTOR_CLAMD.")
            }
        }
        let sender =
            settings.delivery == .stream ? "the workers send them themselves" : "the web server sends them"
        let scanning =
            settings.scanner == nil
            ? "nobody looks for malware in them (AGENTOR_CLAMD)" : "clamd looks at each for malware"
        return .fine("they can be sent; \(sender), and \(scanning).")
    }
}
