import Foundation

/// Where the bytes of an archive come from: a file descriptor that cannot be gone back in, whose bytes are summed up as
/// they pass.
final class ByteSource {
  private let handle: FileHandle
  private let digest = SHA256()
  /// The piece that the reader holds at the moment.
  private var piece: UnsafeMutableRawBufferPointer
  /// How many bytes have passed.
  private(set) var count = 0
  /// Why no more could be read.
  private(set) var failure: String?

  init(_ handle: FileHandle) {
    self.handle = handle
    piece = .allocate(byteCount: 1 << 18, alignment: 16)
  }

  deinit { piece.deallocate() }

  /// The next bytes; empty at the end, `nil` on failure.
  func next() -> UnsafeRawBufferPointer? {
    while true {
      let got = read(handle.fileDescriptor, piece.baseAddress, piece.count)
      if got >= 0 {
        count += got
        let bytes = UnsafeRawBufferPointer(rebasing: piece[..<got])
        digest?.update(bytes)
        return bytes
      }
      if errno != EINTR {
        failure = String(cString: strerror(errno))
        return nil
      }
    }
  }

  /// The sum of everything, once what the reader did not want has passed, too.
  func sum() -> String? {
    while let bytes = next(), !bytes.isEmpty {}
    return digest?.finish()
  }
}
