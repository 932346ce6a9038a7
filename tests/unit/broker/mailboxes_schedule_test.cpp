#include "gateway/broker/mailboxes.h"

#include "tests/unit/broker/deliveries.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

// Random schedules, each repeatable by its seed, against a model that is too slow to be wrong in
// the same way: it keeps no index and looks at everything every time.

namespace gateway::broker {
namespace {

using tests::kStart;
using tests::mailbox;

enum class Where { kReady, kInFlight, kQuarantined, kFetched, kGone };

struct Known {
  Delivery delivery;
  Where where = Where::kReady;
  Consumer holder{};
};

struct Client {
  Mailbox box;
  std::uint32_t credit = 0;
};

class Model {
 public:
  void add(const Delivery& delivery) {
    known_[delivery.id] = {.delivery = delivery, .where = Where::kReady, .holder = {}};
  }
  void attach(Consumer consumer, const Mailbox& box, std::uint32_t credit) {
    clients_[consumer] = {.box = box, .credit = credit};
  }
  void detach(Consumer consumer) {
    for (auto& [id, each] : known_) {
      if (each.where == Where::kInFlight && each.holder == consumer) each.where = Where::kReady;
    }
    clients_.erase(consumer);
  }
  void set(DeliveryId id, Where where) { known_.at(id).where = where; }
  Known& at(DeliveryId id) { return known_.at(id); }
  const std::map<DeliveryId, Known>& all() const { return known_; }
  const std::map<Consumer, Client>& clients() const { return clients_; }

  std::vector<DeliveryId> in_flight(Consumer consumer) const {
    std::vector<DeliveryId> ids;
    for (const auto& [id, each] : known_) {
      if (each.where == Where::kInFlight && each.holder == consumer) ids.push_back(id);
    }
    return ids;
  }

  void sent(const Delivery& delivery, Consumer to) {
    ASSERT_TRUE(clients_.contains(to)) << "sent to nobody";
    ASSERT_EQ(clients_.at(to).box, delivery.mailbox) << "sent to somebody else's session";
    Known& item = known_.at(delivery.id);
    if (item.where == Where::kInFlight) {
      ASSERT_EQ(item.holder, to) << "sent again elsewhere while it was held";
      return;
    }
    ASSERT_EQ(item.where, Where::kReady);
    expect_in_order(item.delivery, to);
    item.where = Where::kInFlight;
    item.holder = to;
    ASSERT_LE(in_flight(to).size(), clients_.at(to).credit) << "beyond the credit";
  }

 private:
  static bool same_thread(const Delivery& a, const Delivery& b) {
    if (a.id == b.id) return true;
    return a.mailbox == b.mailbox && a.sender == b.sender && a.conversation == b.conversation &&
           !a.conversation.is_zero();
  }

  bool held_elsewhere(const Delivery& delivery, Consumer consumer) const {
    return std::ranges::any_of(known_, [&](const auto& entry) {
      const Known& other = entry.second;
      return other.where == Where::kInFlight && other.holder != consumer &&
             same_thread(other.delivery, delivery);
    });
  }

  /// The most urgent that waits in the thread of `delivery`, and the oldest of those.
  std::pair<int, DeliveryId> rank(const Delivery& delivery) const {
    std::pair<int, DeliveryId> best = {-1, {}};
    for (const auto& [id, other] : known_) {
      const auto urgency = static_cast<int>(other.delivery.urgency);
      if (other.where == Where::kReady && same_thread(other.delivery, delivery) &&
          urgency > best.first) {
        best = {urgency, id};
      }
    }
    return best;
  }

  void expect_in_order(const Delivery& chosen, Consumer to) {
    ASSERT_FALSE(held_elsewhere(chosen, to)) << "one conversation at two sessions";
    const auto chosen_rank = rank(chosen);
    for (const auto& [id, other] : known_) {
      if (other.where != Where::kReady || other.delivery.mailbox != chosen.mailbox) continue;
      if (same_thread(other.delivery, chosen)) {
        ASSERT_GE(id, chosen.id) << "a conversation out of order";
        continue;
      }
      if (held_elsewhere(other.delivery, to)) continue;
      const auto other_rank = rank(other.delivery);
      const bool comes_later =
          other_rank.first < chosen_rank.first ||
          (other_rank.first == chosen_rank.first && other_rank.second > chosen_rank.second);
      ASSERT_TRUE(comes_later) << "a more urgent or older one was left behind";
    }
  }

  std::map<DeliveryId, Known> known_;
  std::map<Consumer, Client> clients_;
};

/// What happens to one mailbox, made up from a seed.
class Schedule {
 public:
  Schedule(std::uint64_t seed, const Mailbox& box, std::uint64_t first_session)
      : engine_(seed), box_(box), first_session_(first_session) {}

  /// One event; what the broker answered is checked and written down.
  void step(Mailboxes& broker, std::uint64_t next_id, base::Millis now) {
    switch (pick(12)) {
      case 0:
      case 1:
      case 2:
        add(broker, next_id);
        break;
      case 3:
        attach(broker);
        break;
      case 4:
        detach(broker);
        break;
      case 5:
      case 6:
      case 7:
        acknowledge(broker);
        break;
      case 8:
        complain(broker);
        break;
      case 9:
        freeze_and_thaw(broker);
        break;
      case 10:
        note(broker.tick(now));
        break;
      default:
        note(broker.pass_time(kStart + now * 10));
        break;
    }
  }

  /// Ends the story: whoever is left fetches everything that can be fetched.
  void drain(Mailboxes& broker) {
    const Consumer last{first_session_ + 1000};
    std::vector<Consumer> open;
    for (const auto& [consumer, client] : model_.clients()) open.push_back(consumer);
    for (const Consumer consumer : open) leave(broker, consumer);
    model_.attach(last, box_, 8);
    note(broker.attach(last, box_, 8));
    for (auto held = model_.in_flight(last); !held.empty(); held = model_.in_flight(last)) {
      for (const DeliveryId id : held) receive(broker, id, Receipt::kFetched, Where::kFetched);
    }
  }

  const Model& model() const { return model_; }
  const std::vector<std::string>& trace() const { return trace_; }

 private:
  std::uint64_t pick(std::uint64_t below) { return engine_() % below; }

  void note(const Mailboxes::Actions& actions) {
    for (const Action& action : actions) {
      const Delivery& delivery =
          std::visit([](const auto& each) -> const Delivery& { return each.delivery; }, action);
      if (delivery.mailbox != box_) continue;  // Time passes for the neighbours too.
      trace_.push_back(tests::word_of(action));
      std::visit([this](const auto& each) { check(each); }, action);
    }
  }
  void check(const Deliver& action) { model_.sent(action.delivery, action.to); }
  void check(const Redeliver& action) { model_.sent(action.delivery, action.to); }
  void check(const Quarantine& action) { model_.set(action.delivery.id, Where::kQuarantined); }
  void check(const Expire& action) {
    EXPECT_NE(model_.at(action.delivery.id).where, Where::kFetched);
    EXPECT_NE(model_.at(action.delivery.id).where, Where::kGone);
    model_.set(action.delivery.id, Where::kGone);
  }
  void check(const Escalate& /*action*/) {}

  void add(Mailboxes& broker, std::uint64_t next_id) {
    Delivery made = tests::delivery(next_id, box_);
    made.urgency = static_cast<model::Urgency>(1 + pick(5));
    made.conversation = tests::conversation(static_cast<std::uint8_t>(pick(4)));
    made.sender = model::PartnerNumber{static_cast<std::uint32_t>(1 + pick(2))};
    made.expires = kStart + std::chrono::seconds(pick(20'000));
    model_.add(made);
    note(broker.add(std::vector{made}));
  }
  void attach(Mailboxes& broker) {
    if (model_.clients().size() >= 3) return;
    const Consumer consumer{first_session_ + sessions_++};
    const auto credit = static_cast<std::uint32_t>(pick(5));
    model_.attach(consumer, box_, credit);
    note(broker.attach(consumer, box_, credit));
  }
  void detach(Mailboxes& broker) {
    if (model_.clients().empty()) return;
    auto chosen = model_.clients().begin();
    std::advance(chosen, pick(model_.clients().size()));
    leave(broker, chosen->first);
  }
  void leave(Mailboxes& broker, Consumer consumer) {
    model_.detach(consumer);
    note(broker.detach(consumer));
  }
  void receive(Mailboxes& broker, DeliveryId id, Receipt receipt, Where where) {
    model_.set(id, where);
    note(broker.receipt(box_.unit, id, receipt));
  }
  void acknowledge(Mailboxes& broker) {
    const auto id = somewhere({Where::kInFlight});
    if (id) receive(broker, *id, Receipt::kFetched, Where::kFetched);
  }
  void complain(Mailboxes& broker) {
    const auto id = somewhere({Where::kInFlight, Where::kReady});
    if (id) receive(broker, *id, Receipt::kComplaint, Where::kQuarantined);
  }
  void freeze_and_thaw(Mailboxes& broker) {
    if (pick(4) != 0) return;
    note(broker.freeze(box_));
    for (const Delivery& held : broker.unfreeze(box_)) {
      EXPECT_EQ(model_.at(held.id).where, Where::kQuarantined);
      if (pick(4) == 0) continue;
      model_.set(held.id, Where::kReady);
      note(broker.requeue(held.id));
    }
  }
  std::optional<DeliveryId> somewhere(std::set<Where> places) {
    std::vector<DeliveryId> found;
    for (const auto& [id, each] : model_.all()) {
      if (places.contains(each.where)) found.push_back(id);
    }
    if (found.empty()) return std::nullopt;
    return found[pick(found.size())];
  }

  std::mt19937_64 engine_;
  Mailbox box_;
  std::uint64_t first_session_;
  std::uint64_t sessions_ = 0;
  Model model_;
  std::vector<std::string> trace_;
};

constexpr int kSteps = 150;

TEST(MailboxesScheduleTest, LosesNothingAndKeepsOrderAndCreditWhateverHappens) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    Mailboxes broker{MailboxSettings{}};
    Schedule schedule(seed, mailbox(5), 1);
    for (int i = 1; i <= kSteps; ++i) {
      schedule.step(broker, static_cast<std::uint64_t>(i), std::chrono::seconds(i));
    }
    schedule.drain(broker);
    for (const auto& [id, each] : schedule.model().all()) {
      const bool is_accounted_for = each.where == Where::kFetched || each.where == Where::kGone ||
                                    each.where == Where::kQuarantined;
      EXPECT_TRUE(is_accounted_for) << "lost " << static_cast<std::uint64_t>(id);
    }
    if (HasFailure()) return;
  }
}

TEST(MailboxesScheduleTest, AnswersTheSameToTheSame) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    std::vector<std::vector<std::string>> traces;
    for (int run = 0; run < 2; ++run) {
      Mailboxes broker{MailboxSettings{}};
      Schedule schedule(seed, mailbox(5), 1);
      for (int i = 1; i <= kSteps; ++i) {
        schedule.step(broker, static_cast<std::uint64_t>(i), std::chrono::seconds(i));
      }
      traces.push_back(schedule.trace());
    }
    EXPECT_EQ(traces[0], traces[1]) << seed;
  }
}

/// Mail for a session that takes what it has credit for and never answers.
void pile_up(Mailboxes& broker, const Mailbox& box, std::uint64_t id) {
  Delivery made = tests::urgent(id, box, model::Urgency::kFlash);
  made.conversation = tests::conversation(static_cast<std::uint8_t>(id % 4));
  static_cast<void>(broker.add(std::vector{made}));
}

TEST(MailboxesScheduleTest, AMailboxDoesNotNoticeAnotherOne) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    std::vector<std::vector<std::string>> traces;
    for (const int piled_up : {0, 1}) {
      Mailboxes broker{MailboxSettings{}};
      Schedule watched(seed, mailbox(5), 1);
      const Mailbox slow = mailbox(6);
      const Mailbox same_unit = mailbox(5, model::Role::kMsvcc);
      static_cast<void>(broker.attach(Consumer{100'000}, slow, 4));
      static_cast<void>(broker.attach(Consumer{200'000}, same_unit, 4));
      for (int i = 1; i <= kSteps; ++i) {
        const auto id = static_cast<std::uint64_t>(i) * 3;
        const base::Millis now = std::chrono::seconds(i);
        if (piled_up == 1) {
          pile_up(broker, slow, id + 1);
          pile_up(broker, same_unit, id + 2);
        }
        watched.step(broker, id, now);
      }
      traces.push_back(watched.trace());
    }
    EXPECT_EQ(traces[0], traces[1]);
    if (HasFailure()) return;
  }
}

TEST(MailboxesScheduleTest, HandlesAHundredThousandDeliveriesInOneMailbox) {
  Mailboxes broker{MailboxSettings{}};
  std::mt19937_64 engine(7);
  std::vector<Delivery> many;
  for (std::uint64_t id = 1; id <= 100'000; ++id) {
    many.push_back(tests::delivery(id, mailbox(5)));
    many.back().urgency = static_cast<model::Urgency>(1 + engine() % 5);
    many.back().conversation = tests::conversation(static_cast<std::uint8_t>(engine() % 256));
  }
  EXPECT_TRUE(broker.add(many).empty());
  std::vector<Action> actions = broker.attach(Consumer{1}, mailbox(5), 256);
  std::set<DeliveryId> fetched;
  std::size_t next = 0;
  while (next < actions.size()) {
    const DeliveryId id = std::get<Deliver>(actions[next++]).delivery.id;
    EXPECT_TRUE(fetched.insert(id).second);
    const auto more = broker.receipt(mailbox(5).unit, id, Receipt::kFetched);
    actions.insert(actions.end(), more.begin(), more.end());
  }
  EXPECT_EQ(fetched.size(), many.size());
}

}  // namespace
}  // namespace gateway::broker
