// Whatever the bytes, each text of the directory module either is refused or is exactly what our
// own writer makes of what was read.

#include "gateway/base/check.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/freeze.h"
#include "gateway/directory/joining.h"
#include "gateway/directory/root.h"
#include "gateway/directory/subscription.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace gateway;

template <class Parse>
void round_trip(std::string_view text, Parse parse) {
  std::size_t bad_line = 0;
  const auto value = parse(text, &bad_line);
  if (!value) return;
  base::check(bad_line == 0, "what was read has no bad line");
  base::check(to_text(*value) == text, "what was read is written the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::text_of({data, size});
  round_trip(text, directory::parse_root);
  round_trip(text, directory::parse_freeze);
  round_trip(text, directory::parse_subscription);
  round_trip(text, directory::parse_invite);
  round_trip(text, directory::parse_join_request);
  const auto topic = directory::parse_topic_pattern(text);
  if (topic) base::check(to_text(*topic) == text, "a topic is written the same");
  const auto listed = directory::Directory::from_text(text);
  if (listed) base::check(to_text(listed->data()) == text, "a directory is written the same");
  return 0;
}
