import Archives
import ArgumentParser
import Conformance
import Foundation
import Reports
import Sysdump

/// `netproof diagnose`: what can be seen of a cluster without sending a packet, from an archive or live.
struct DiagnoseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Holds a sysdump, or a cluster, against the rules; sends no probe.",
    usage: "netproof diagnose [--archive <path> ...] [<options>]",
    discussion: """
      Reads archives of `cilium sysdump` or `cilium-bugtool` (Cilium 1.8 to 1.20; \
      zip, tar, tar.gz, tar.zst, a folder, the tars of several nodes at once, \
      standard input), makes the cluster's facts of them, and tells what the \
      rules expect and what the archive shows: conforms, contradicts, or not to \
      be seen. Nothing is unpacked onto the disk. What is missing, torn or no \
      answer is not known, which is never green.

      Without --archive it asks the cluster of the kubeconfig the same: reads \
      only, no probe pods, nothing is made. `netproof bundle` keeps what it reads.

      EXAMPLES:
        netproof diagnose --archive cilium-sysdump-20261129-162243.zip
        netproof diagnose --archive node-1.tar.gz node-2.tar.gz
        netproof diagnose --archive sysdump.zip --report-dir reports/ticket-4711
        netproof diagnose --archive sysdump.zip -o markdown --file comment.md
        netproof diagnose --archive sysdump.zip -o name | grep ^deviates/
        netproof diagnose --archive sysdump.zip --explain-why
        netproof diagnose --context production
        ssh node cilium-bugtool ... | netproof diagnose --archive -

      EXIT STATUS: as of a run: 0 where nothing contradicts, 1 where something does, 2 where an archive cannot be read, 3 \
      where something could not be established.
      """)

  @OptionGroup var archives: ArchiveOptions
  @OptionGroup var cluster: ClusterOptions

  @Option(
    name: .outputForm,
    help: "What goes to standard output; json and yaml are the record's form.")
  var format: InspectionFormat = .text

  @Option(help: ArgumentHelp("Writes it there instead, atomically.", valueName: "path"))
  var file: String?

  @Flag(name: .shortAndLong, help: "One line of text: the answer.")
  var quiet = false

  @Flag(help: "Tell at the end which causes were supposed for what is not green, and what speaks against each.")
  var explainWhy = false

  @Option(help: ArgumentHelp("Also write all reports there, as a run does.", valueName: "path"))
  var reportDir: String?

  @Option(help: "The language of Markdown and HTML.")
  var lang: Language = .english

  @Option(help: "When to colour.")
  var color: ColourMode = .auto

  func validate() throws {
    try archives.validate(beside: cluster)
    if reportDir?.isEmpty == true { throw ValidationError("--report-dir is empty; give a folder.") }
    if file?.isEmpty == true { throw ValidationError("--file is empty; give a path.") }
    if explainWhy, quiet || format != .text || file != nil {
      throw ValidationError("--explain-why is lines of text for the terminal; leave --quiet, -o and --file away.")
    }
  }

  func run() async throws {
    let record = try await record()
    if let reportDir { try ReportDirectory.write(record: record, to: reportDir, language: lang) }
    try show(record)
    if explainWhy { try StandardOutput.write(Data(CauseTrialText.render(record).utf8)) }
    if record.verdict != .conforms { throw ExitStatus(record.verdict).code }
  }

  private func record() async throws -> RunRecord {
    guard archives.archive.isEmpty else {
      return try ArchiveInspection(archives.read()).record(toolVersion: netproofVersion)
    }
    let client = try cluster.client()
    var files: [ArchiveFile] = []
    try await LiveBundle(client: client, cilium: cluster.location.cilium).read { files.append($0) }
    let dump = Sysdump(files: files, name: client.connection.contextName)
    return try ArchiveInspection(dump).record(toolVersion: netproofVersion, cluster: client.connection)
  }

  private func show(_ record: RunRecord) throws {
    let device = TerminalDevice.standardOutput(color)
    let data = try format.render(
      record, language: lang, width: device.width, coloured: device.isColoured, quiet: quiet)
    if let file {
      try AtomicFile.write(data, to: URL(fileURLWithPath: file))
    } else {
      try StandardOutput.write(data)
    }
  }
}

extension InspectionFormat: ExpressibleByArgument {}
