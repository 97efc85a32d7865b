/// Quotes a word for a POSIX shell: inside single quotes nothing has a meaning but the quote itself.
func shellQuoted(_ word: String) -> String {
  "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
