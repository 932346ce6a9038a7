#pragma once

#include "gateway/model/refusal.h"

#include "tests/unit/daemon/engine_world.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::daemon {

/// Two desks of the NGO, three partners, and what must be true of every refusal.
class EngineTest : public testing::Test {
 protected:
  using Refusal = model::Refusal;
  using Role = model::Role;
  using Kind = model::Kind;
  using Section = model::Section;
  using LeafType = audit::LeafType;

  void SetUp() override {
    sender_ = world_.connect("hfj", "investigations");
    ASSERT_FALSE(HasFailure());
  }

  /// Exactly this leaf, and nothing was stored.
  void expect_logged(Refusal refusal) {
    const auto leaves = world_.last_leaves();
    ASSERT_EQ(leaves.size(), 1U) << model::to_code(refusal);
    EXPECT_EQ(leaves.front().type, LeafType::kRefuse);
    EXPECT_EQ(leaves.front().basis, static_cast<std::uint16_t>(refusal));
    EXPECT_TRUE(world_.last.changes.empty()) << model::to_code(refusal);
  }
  void expect_refused(FakeClient& client, base::ByteView container, Refusal refusal) {
    const auto result = client.submit(container);
    EXPECT_FALSE(result.accepted);
    EXPECT_EQ(model::to_code(result.refusal), model::to_code(refusal));
    expect_logged(refusal);
  }
  void expect_refused(const envelope::SealRequest& request, Refusal refusal) {
    expect_refused(*sender_, world_.seal(request, sender_->member), refusal);
  }
  wire::SubmitResult expect_accepted(FakeClient& client, base::ByteView container) {
    const auto result = client.submit(container);
    EXPECT_TRUE(result.accepted) << model::to_code(result.refusal);
    return result;
  }
  void expect_accepted(const envelope::SealRequest& request) {
    expect_accepted(*sender_, world_.seal(request, sender_->member));
  }
  static bool attach(FakeClient& client, Role role, std::uint32_t credit = 16) {
    return client.refusal_of(wire::Attach{role, credit}) == Refusal::kUnspecified;
  }
  static std::vector<model::EnvelopeId> fetched(const FakeClient& client) {
    std::vector<model::EnvelopeId> ids;
    for (const Mail& mail : client.mail) ids.push_back(envelope::open_view(mail.view)->id);
    return ids;
  }

  [[nodiscard]] World::To police() const {
    return {world_.member("pol-northvale", "intel"), Role::kPolInt};
  }
  [[nodiscard]] World::To labour() const {
    return {world_.member("fair-work-agency", "main"), Role::kFwa};
  }
  [[nodiscard]] World::To nca() const { return {world_.member("nca-mshtu", "main"), Role::kNca}; }

  World world_;
  std::unique_ptr<FakeClient> sender_;
};

}  // namespace gateway::daemon
