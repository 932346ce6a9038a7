#include "gateway/directory/subscription.h"

#include "gateway/base/name.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/lines.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using base::fail;
using Segment = base::Name<struct TopicSegmentTag>;

constexpr std::string_view kSubscriptionFirstLine = "safeconduct-subscription/v1";
constexpr std::string_view kAny = "*";
constexpr std::size_t kMaxTopicSize = 192;

constexpr std::array<base::EnumText<SubscriptionState>, 2> kStateTexts{{
    {SubscriptionState::kOff, "off"},
    {SubscriptionState::kOn, "on"},
}};

base::Error bad_topic() { return fail(ErrorCode::kMalformed, "a topic is kind/area/sector"); }

std::string_view text_or_any(const std::optional<std::string>& segment) {
  return segment ? std::string_view(*segment) : kAny;
}

bool fits(const std::optional<std::string>& segment, const std::string& word) {
  return !segment || *segment == word;
}

bool is_signed_by_unit(const note::SignedNote& note, const Partner& partner, const Unit& unit,
                       base::Time now) {
  return std::ranges::any_of(unit.signing, [&](const UnitSigningKey& key) {
    return key.valid.contains(now) &&
           note::is_signed_by(note, unit_verifier(partner.name, unit.name, key.key));
  });
}

}  // namespace

std::string to_text(const Topic& topic) {
  return std::string(model::to_text(topic.kind)) + "/" + topic.area + "/" + topic.sector;
}

base::Result<Topic> parse_topic(std::string_view text) {
  const auto pattern = parse_topic_pattern(text);
  if (!pattern || !pattern->kind || !pattern->area || !pattern->sector) return bad_topic();
  return Topic{*pattern->kind, *pattern->area, *pattern->sector};
}

std::string to_text(const TopicPattern& pattern) {
  std::string text(pattern.kind ? model::to_text(*pattern.kind) : kAny);
  for (const auto* segment : {&pattern.area, &pattern.sector}) {
    text.append("/").append(text_or_any(*segment));
  }
  return text;
}

base::Result<TopicPattern> parse_topic_pattern(std::string_view text) {
  if (text.size() > kMaxTopicSize) return bad_topic();
  const auto segments = base::split(text, '/');
  if (segments.size() != 3) return bad_topic();
  TopicPattern pattern;
  if (segments[0] != kAny) {
    pattern.kind = base::value_in(model::kKindTexts, segments[0]);
    if (!pattern.kind) return bad_topic();
  }
  for (const auto& [segment, target] :
       {std::pair{segments[1], &pattern.area}, std::pair{segments[2], &pattern.sector}}) {
    if (segment == kAny) continue;
    if (!Segment::parse(segment)) return bad_topic();
    *target = std::string(segment);
  }
  return pattern;
}

bool TopicPattern::matches(const Topic& topic) const {
  return (!kind || *kind == topic.kind) && fits(area, topic.area) && fits(sector, topic.sector);
}

std::string to_text(const Subscription& subscription) {
  LineWriter writer(kSubscriptionFirstLine);
  writer.line("unit").number(static_cast<std::uint32_t>(subscription.unit.partner));
  writer.field(subscription.unit.unit);
  writer.line("topic").field(to_text(subscription.pattern));
  writer.line("state").field(base::text_in(kStateTexts, subscription.state));
  writer.line("counter").number(subscription.counter);
  writer.line("previous").hash_or_none(subscription.previous);
  return std::move(writer).text();
}

base::Result<Subscription> parse_subscription(std::string_view text, std::size_t* bad_line) {
  LineReader reader(text, kSubscriptionFirstLine, kMaxSubscriptionNoteSize);
  Subscription subscription;
  subscription.unit.partner = model::PartnerNumber{reader.line("unit").number32()};
  subscription.unit.unit = reader.name();
  const auto pattern = parse_topic_pattern(reader.line("topic").field());
  reader.require(pattern.has_value(), "a topic is kind/area/sector");
  if (pattern) subscription.pattern = *pattern;
  subscription.state = reader.line("state").word(kStateTexts);
  subscription.counter = reader.line("counter").number();
  reader.require(subscription.counter > 0, "counters begin at 1");
  subscription.previous = reader.line("previous").hash_or_none();
  reader.require(subscription.previous.has_value() == (subscription.counter != 1),
                 "counter 1 and no other has no previous");
  const auto finished =
      reader.finish(reader.good() ? to_text(subscription) : std::string(), bad_line);
  if (!finished) return finished.error();
  return subscription;
}

model::Digest hash_of(const Subscription& subscription) {
  return crypto::sha256(base::bytes_of(to_text(subscription)));
}

base::Result<Subscription> verify_subscription(std::string_view note, const Directory& directory,
                                               base::Time now) {
  const auto parsed = note::parse_note(note, kMaxSubscriptionNoteSize);
  if (!parsed) return parsed.error();
  auto subscription = parse_subscription(parsed->text);
  if (!subscription) return subscription.error();
  const Partner* partner = directory.partner(subscription->unit.partner);
  const Unit* unit = directory.unit(subscription->unit);
  if (partner == nullptr || unit == nullptr || !partner->is_active(now) ||
      !is_signed_by_unit(*parsed, *partner, *unit, now)) {
    return fail(ErrorCode::kUnauthenticated, "a subscription is not signed by its unit");
  }
  return subscription;
}

std::vector<Listener> audience(const Topic& topic, const Directory& directory,
                               std::span<const Subscription> subscriptions,
                               const MayReceive& may_receive, base::Time now) {
  std::set<Listener> listeners;
  if (!is_known(topic.kind)) return {};
  for (const Subscription& subscription : subscriptions) {
    if (subscription.state != SubscriptionState::kOn) continue;
    if (!subscription.pattern.matches(topic)) continue;
    const Unit* unit = directory.unit(subscription.unit);
    if (unit == nullptr || !directory.is_active(subscription.unit.partner, now)) continue;
    if (!unit->areas.covers(topic.area) || !unit->sectors.covers(topic.sector)) continue;
    for (const model::Role role : unit->roles) {
      if (may_receive(subscription.unit, role, topic.kind)) {
        listeners.insert({subscription.unit, role});
      }
    }
  }
  return {listeners.begin(), listeners.end()};
}

base::Result<base::Done> SubscriptionSet::apply(const Subscription& subscription,
                                                std::string note) {
  const auto known = units_.find(subscription.unit);
  const Next expected = known == units_.end() ? Next{} : known->second.next;
  if (subscription.counter != expected.counter || subscription.previous != expected.previous) {
    return fail(ErrorCode::kMalformed, "a subscription is not the next of its unit");
  }
  const bool is_on = subscription.state == SubscriptionState::kOn;
  if (known != units_.end() && is_on && !known->second.on.contains(subscription.pattern) &&
      known->second.on.size() >= kMaxPatternsOfUnit) {
    return fail(ErrorCode::kTooLarge, "a unit has too many subscriptions");
  }
  Chain& chain = units_[subscription.unit];
  chain.next = {subscription.counter + 1, hash_of(subscription)};
  if (is_on) {
    chain.on.insert_or_assign(subscription.pattern, Active{subscription, std::move(note)});
  } else {
    chain.on.erase(subscription.pattern);
  }
  return base::Done{};
}

std::vector<SubscriptionSet::Active> SubscriptionSet::matching(const Topic& topic) const {
  std::vector<Active> found;
  for (const auto& [unit, chain] : units_) {
    for (const auto& [pattern, active] : chain.on) {
      if (pattern.matches(topic)) found.push_back(active);
    }
  }
  return found;
}

SubscriptionSet::Next SubscriptionSet::next_of(const model::UnitRef& unit) const {
  const auto known = units_.find(unit);
  return known == units_.end() ? Next{} : known->second.next;
}

}  // namespace gateway::directory
