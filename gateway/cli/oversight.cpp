#include "gateway/cli/oversight.h"

#include "gateway/base/text.h"

#include <string>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

std::string recipient_of(const client::Desk& desk, const directory::BreakGlass& what) {
  return desk.name_of(what.recipient.partner) + "/" + what.recipient.unit + " " +
         std::string(model::to_text(what.role));
}

}  // namespace

nlohmann::ordered_json to_json(const client::Desk& desk, const client::GlassNotice& notice) {
  return {{"breakGlass", base::to_hex(notice.hash.bytes())},
          {"message", model::to_text(notice.message)},
          {"envelope", base::to_hex(notice.what.envelope.bytes())},
          {"recipient", recipient_of(desk, notice.what)},
          {"section", model::to_text(notice.what.section)},
          {"ground", model::to_text(notice.what.ground)},
          {"from", base::to_text(notice.what.from)},
          {"until", base::to_text(notice.what.until)}};
}

void show_news(const Console& console, const client::Desk& desk,
               const client::Oversight& oversight) {
  for (const client::GlassNotice& notice : oversight.news) {
    console.progress("BREAK-GLASS: section " + std::string(model::to_text(notice.what.section)) +
                     " of message " + model::to_text(notice.message) + " was opened to " +
                     recipient_of(desk, notice.what) + " on ground " +
                     std::string(model::to_text(notice.what.ground)) + ", until " +
                     base::to_text(notice.what.until) + "; see `break-glass list`");
  }
  if (oversight.unproved != 0) {
    console.progress("BREAK-GLASS: " + std::to_string(oversight.unproved) +
                     " notices came without a valid proof; tell the trustees");
  }
}

void show_counts(const Console& console, const client::Oversight& oversight, base::Time now) {
  const std::size_t overdue = oversight.overdue(now);
  console.line("glass:   broken " + std::to_string(oversight.break_glass) + " times in all, " +
               std::to_string(oversight.in_force) + " in force");
  console.line("reviews: " + std::to_string(oversight.reviews.size()) + " open, " +
               std::to_string(overdue) + " overdue" + (overdue == 0 ? "" : "  <-- REVIEW NOW"));
}

}  // namespace gateway::cli
