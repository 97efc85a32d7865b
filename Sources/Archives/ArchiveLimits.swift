/// How much of an archive is read at most: whoever sends one may have packed it so that it never ends.
///
/// The defaults leave room for a sysdump of several thousand nodes, and none for a file that unpacks to the size of a
/// disk.
public struct ArchiveLimits: Sendable, Hashable {
  /// How many entries are looked at, those of archives within archives included.
  public var entries = 4_000_000
  /// How many bytes of one file are kept; more of it is left out, and told.
  public var fileBytes = 64 << 20
  /// How many bytes everything may unpack to, also what is only passed over.
  public var unpackedBytes = 128 << 30
  /// How many times larger what has been unpacked may be than what it was unpacked from…
  public var ratio = 400
  /// … once that many bytes have been unpacked: small files of zeros are no bombs.
  public var ratioFrom = 256 << 20
  /// How many archives may lie within one another.
  public var nesting = 3
  /// How many bytes an archive within another may have: it is held in memory.
  public var nestedBytes = 512 << 20
  /// How many bytes a path may have.
  public var pathBytes = 4096

  /// The defaults.
  public init() {}
}
