/// Fields of Kubernetes objects of which nothing is made: most of a list's bytes, and reading YAML is slow.
struct UnwantedFields {
  /// Fields of the object itself.
  private var whole: Set<String> = []
  /// Field of the object → fields of its value.
  private var parts: [String: Set<String>] = [
    "metadata": ["managedFields", "annotations", "ownerReferences"],
    "spec": [
      "containers", "initContainers", "ephemeralContainers", "volumes", "affinity", "tolerations",
      "topologySpreadConstraints",
    ],
    "status": ["images", "volumesInUse", "volumesAttached", "eni", "azure", "alibaba-cloud"],
  ]
  /// Fields that an object must have: they become empty lists.
  private static let lists: Set<String> = ["containers"]

  /// Nothing is made of these fields of any object.
  static let standard = UnwantedFields()
  /// Of objects of which only their metadata matters.
  static let allButMetadata = UnwantedFields(whole: ["spec", "specs", "status"])

  private init(whole: Set<String> = []) { self.whole = whole }

  /// A list's item as a document without them.
  ///
  /// A field's value is what is indented deeper than the field, and the hyphens of a list in the same column.
  func document(_ item: UnsafeRawBufferPointer) -> String {
    var kept: [UInt8] = []
    kept.reserveCapacity(item.count)
    var walk = Walk(self)
    ByteText.eachLine(item) { number, line in
      walk.take(line, isFirst: number == 0, &kept)
      return true
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private struct Walk {
    private let fields: UnwantedFields
    /// The column of the object's fields, and that of the fields of the present one's value.
    private var column = 0
    private var partColumn: Int?
    private var unwantedParts: Set<String> = []
    /// The column of the field that is passed over.
    private var passed: Int?

    init(_ fields: UnwantedFields) { self.fields = fields }

    mutating func take(_ line: UnsafeRawBufferPointer, isFirst: Bool, _ kept: inout [UInt8]) {
      var depth = line.prefix { $0 == 0x20 }.count
      if isFirst {
        depth = line.dropFirst(depth + 1).firstIndex { $0 != 0x20 } ?? line.count
        column = depth
      }
      if let passed {
        if depth > passed || depth == line.count || (depth == passed && line[depth] == 0x2D) { return }
        self.passed = nil
      }
      let rest = line.dropFirst(depth)
      if depth == column {
        (partColumn, unwantedParts) = (nil, [])
        guard let name = Self.name(rest) else { return keep(rest, depth, &kept) }
        if fields.whole.contains(name) { return passed = depth }
        unwantedParts = fields.parts[name] ?? []
      } else if !unwantedParts.isEmpty, depth > column, depth < line.count, depth == partColumn ?? depth {
        partColumn = depth
        if let name = Self.name(rest), unwantedParts.contains(name) {
          passed = depth
          if UnwantedFields.lists.contains(name) { keep("\(name): []".utf8, depth, &kept) }
          return
        }
      }
      keep(rest, depth, &kept)
    }

    private func keep(_ rest: some Sequence<UInt8>, _ depth: Int, _ kept: inout [UInt8]) {
      kept.append(contentsOf: repeatElement(0x20, count: depth))
      kept.append(contentsOf: rest)
      kept.append(0x0A)
    }

    /// The name of the field that a line begins with.
    private static func name(_ line: Slice<UnsafeRawBufferPointer>) -> String? {
      line.firstIndex(of: 0x3A).map { String(decoding: line[..<$0], as: UTF8.self) }
    }
  }
}
