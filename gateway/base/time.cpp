#include "gateway/base/time.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace gateway::base {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hh_mm_ss;
using std::chrono::sys_days;
using std::chrono::year_month_day;

void append_padded(std::string& text, unsigned value, std::size_t width) {
  const std::string digits = std::to_string(value);
  text.append(width - std::min(width, digits.size()), '0').append(digits);
}

// Two or four digits; -1 when any of them is not one.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

Result<sys_days> parse_day(std::string_view text) {
  const Error bad = fail(ErrorCode::kMalformed, "a date is YYYY-MM-DD and exists");
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad;
  const int year = digits_at(text, 0, 4);
  const int month = digits_at(text, 5, 2);
  const int day = digits_at(text, 8, 2);
  if (year < 1970 || year > 2200 || month < 0 || day < 0) return bad;
  const year_month_day date(std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  return date.ok() ? Result<sys_days>(sys_days(date)) : bad;
}

}  // namespace

std::string to_date_text(Time time) {
  const year_month_day date(floor<days>(time));
  std::string text;
  append_padded(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  text.push_back('-');
  append_padded(text, static_cast<unsigned>(date.month()), 2);
  text.push_back('-');
  append_padded(text, static_cast<unsigned>(date.day()), 2);
  return text;
}

std::string to_text(Time time) {
  const auto day = floor<days>(time);
  const hh_mm_ss clock(floor<std::chrono::seconds>(time - day));
  std::string text = to_date_text(time) + "T";
  append_padded(text, static_cast<unsigned>(clock.hours().count()), 2);
  text.push_back(':');
  append_padded(text, static_cast<unsigned>(clock.minutes().count()), 2);
  text.push_back(':');
  append_padded(text, static_cast<unsigned>(clock.seconds().count()), 2);
  text.push_back('Z');
  return text;
}

Result<Time> parse_date(std::string_view text) {
  const auto day = parse_day(text);
  if (!day) return day.error();
  return Time(*day);
}

Result<Time> parse_time(std::string_view text) {
  const Error bad = fail(ErrorCode::kMalformed, "a time is YYYY-MM-DDTHH:MM:SSZ and exists");
  if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != 'Z') {
    return bad;
  }
  const auto day = parse_day(text.substr(0, 10));
  const int hour = digits_at(text, 11, 2);
  const int minute = digits_at(text, 14, 2);
  const int second = digits_at(text, 17, 2);
  if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return bad;
  }
  return Time(*day) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace gateway::base
