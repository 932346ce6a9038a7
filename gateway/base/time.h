#pragma once

#include "gateway/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gateway::base {

/// A point in time by the clock of whoever runs the code, in milliseconds UTC. Core modules take it
/// as an argument; only the shell reads a clock.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

using Millis = std::chrono::milliseconds;

inline std::uint64_t unix_millis(Time time) {
  return static_cast<std::uint64_t>(time.time_since_epoch().count());
}
inline Time from_unix_millis(std::uint64_t millis) {
  return Time(Millis(static_cast<std::int64_t>(millis)));
}
inline std::uint32_t unix_minutes(Time time) {
  return static_cast<std::uint32_t>(unix_millis(time) / 60'000);
}
inline Time from_unix_minutes(std::uint32_t minutes) {
  return from_unix_millis(std::uint64_t{minutes} * 60'000);
}

/// "2026-01-12T18:05:00Z"; fractions of a second are cut off.
std::string to_text(Time time);
/// "2026-01-12"
std::string to_date_text(Time time);

/// Accepts exactly YYYY-MM-DDTHH:MM:SSZ with a date that exists, years 1970 to 2200.
Result<Time> parse_time(std::string_view text);
/// Accepts exactly YYYY-MM-DD with a date that exists, and gives its first instant.
Result<Time> parse_date(std::string_view text);

}  // namespace gateway::base
