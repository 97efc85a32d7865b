import Foundation

/// What a container has written, both streams in the order of arrival; of very much output only the end is kept.
actor ContainerOutput {
  private static let limit = 1 << 20
  private var data = Data()

  func append(_ more: Data) {
    data.append(more)
    if data.count > 2 * Self.limit { data = Data(data.suffix(Self.limit)) }
  }

  func contents() -> Data { data }
}
