import Cilium
import Foundation

/// Times that Go programs write, in seconds since 1970.
enum GoSeconds {
  /// `2026-11-29T16:21:44Z`, as most of them are, by the count of days of the Gregorian calendar; anything else as Go may
  /// write it. There are four times for every pair of nodes.
  static func parse(_ text: ArraySlice<UInt8>) -> Int32? {
    func number(_ start: Int, _ count: Int) -> Int32? {
      var total: Int32 = 0
      for place in start..<(start + count) {
        let digit = Int32(text[text.startIndex + place]) - 48
        guard (0...9).contains(digit) else { return nil }
        total = total * 10 + digit
      }
      return total
    }
    if text.count == 20, text.last == UInt8(ascii: "Z"), let year = number(0, 4), (1970..<2038).contains(year),
      let month = number(5, 2), (1...12).contains(month), let day = number(8, 2), (1...31).contains(day),
      let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2), hour < 24, minute < 60,
      second < 60
    {
      // As if years began in March: the day of the leap year is the last one.
      let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
      let days = years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day - 1 - 719_468
      let (time, overflow) = days.multipliedReportingOverflow(by: 86_400)
      if !overflow, time < .max - 200_000 { return time + hour * 3_600 + minute * 60 + second }
    }
    return goTime(String(decoding: text, as: UTF8.self)).flatMap {
      Int32(exactly: $0.timeIntervalSince1970.rounded(.down))
    }
  }
}
