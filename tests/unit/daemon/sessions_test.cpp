#include "gateway/daemon/sessions.h"

#include "gateway/directory/keys.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/directory/network.h"

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include <gtest/gtest.h>

namespace gateway::daemon {
namespace {

using directory::kNgo;
using directory::kNow;
using model::Refusal;

const model::UnitRef kUnit{kNgo, "aftercare"};
const model::UnitRef kOther{kNgo, "investigations"};
constexpr ipc::PeerId kPeer{1};
constexpr ipc::PeerId kElsewhere{2};

template <class T>
Refusal refusal_of(const envelope::Checked<T>& checked) {
  return checked ? Refusal::kUnspecified : checked.refusal();
}

/// A client's half of a session, kept so that it can go on talking.
struct Client {
  wire::SessionId id;
  wire::SessionKeys keys;
};

class SessionsTest : public testing::Test {
 protected:
  wire::Hello hello(const model::UnitRef& unit = kUnit) {
    wire::Hello hello;
    hello.unit = unit;
    hello.key_id = crypto::key_id_of(network_.unit_keys.at(unit).public_key());
    hello.ephemeral = ephemeral_.public_key();
    hello.nonce = crypto::random_fixed<wire::Nonce>(network_.random);
    hello.curve_key = curve_of(unit);
    hello.time = kNow;
    hello.head_size = 12;
    return hello;
  }

  wire::CurvePublicKey curve_of(const model::UnitRef& unit) const {
    return *wire::CurvePublicKey::from(directory_->unit(unit)->curve[0].bytes());
  }

  Reception reception() {
    return {{history_, freezes_, now_}, checks_time_, session_key_, network_.random};
  }

  envelope::Checked<Sessions::Opened> open(const wire::Signed& hello, ipc::PeerId peer,
                                           const wire::CurvePublicKey& curve) {
    return sessions_.open(hello, peer, curve, reception(),
                          [](const wire::Hello&, wire::Welcome& welcome) {
                            welcome.head.checkpoint = "log.example/2026\n1\nAAAA\n";
                          });
  }
  Refusal opening(const wire::Hello& hello) {
    const auto signed_hello = wire::sign_hello(hello, network_.unit_keys.at(hello.unit));
    return refusal_of(open(signed_hello, kPeer, curve_of(kUnit)));
  }

  /// A whole handshake that must succeed, seen from the client.
  Client connect(ipc::PeerId peer = kPeer, const model::UnitRef& unit = kUnit) {
    const auto said = wire::sign_hello(hello(unit), network_.unit_keys.at(unit));
    const auto opened = open(said, peer, curve_of(unit));
    EXPECT_TRUE(opened) << model::to_code(refusal_of(opened));
    const auto frame = wire::decode_frame(opened->welcome);
    const auto& welcome = std::get<wire::WelcomeFrame>(*frame).welcome;
    const auto parsed = wire::open_welcome(welcome, said, session_key_.public_key());
    EXPECT_TRUE(parsed);
    auto keys = wire::derive_session_keys(ephemeral_, parsed->ephemeral, said, welcome);
    EXPECT_TRUE(keys);
    return {parsed->session, *std::move(keys)};
  }

  static base::Bytes request(const Client& client, std::uint64_t sequence,
                             wire::Direction direction = wire::Direction::kToGateway) {
    return wire::encode_session(direction, client.keys.to_gateway,
                                {client.id, sequence, base::Bytes{1, 2, 3}, {}});
  }

  Refusal accepting(const base::Bytes& bytes, ipc::PeerId peer = kPeer) {
    const auto frame = wire::decode_frame(bytes);
    EXPECT_TRUE(frame);
    return refusal_of(sessions_.accept(std::get<wire::RequestFrame>(*frame), peer));
  }

  directory::Network network_{6};
  std::shared_ptr<const directory::Directory> directory_ =
      std::make_shared<directory::Directory>(network_.directory());
  directory::DirectoryHistory history_{directory_};
  directory::FreezeSet freezes_;
  crypto::SigningKey session_key_ = crypto::SigningKey::generate(network_.random);
  crypto::AgreementKey ephemeral_ = crypto::AgreementKey::generate(network_.random);
  base::Time now_ = kNow;
  bool checks_time_ = true;
  Sessions sessions_;
};

TEST_F(SessionsTest, BothSidesTalkAfterAHello) {
  const Client client = connect();

  const auto frame = wire::decode_frame(request(client, 1));
  const auto accepted = sessions_.accept(std::get<wire::RequestFrame>(*frame), kPeer);
  ASSERT_TRUE(accepted);
  EXPECT_EQ((*accepted)->unit, kUnit);
  EXPECT_EQ((*accepted)->proved_size, 12U);

  const base::Bytes answer = Sessions::seal(**accepted, {}, {});
  const auto back = wire::decode_frame(answer);
  ASSERT_TRUE(back);
  EXPECT_TRUE(wire::verify_mac(std::get<wire::AnswerFrame>(*back), wire::Direction::kToClient,
                               client.keys.to_client));
  EXPECT_FALSE(wire::verify_mac(std::get<wire::AnswerFrame>(*back), wire::Direction::kToClient,
                                client.keys.to_gateway));
}

TEST_F(SessionsTest, RefusesAHelloThatClaimsFalsely) {
  const auto stranger = crypto::SigningKey::generate(network_.random);
  const struct {
    std::string_view name;
    std::function<void(wire::Hello&)> spoil;
    Refusal refusal;
  } rows[] = {
      {"a key of nobody",
       [&](wire::Hello& h) { h.key_id = crypto::key_id_of(stranger.public_key()); },
       Refusal::kKeyUnknown},
      {"the CURVE key of a neighbour", [&](wire::Hello& h) { h.curve_key = curve_of(kOther); },
       Refusal::kNotAuthenticated},
      {"a clock too far behind", [](wire::Hello& h) { h.time = kNow - std::chrono::minutes{7}; },
       Refusal::kNotAuthenticated},
      {"a clock too far ahead", [](wire::Hello& h) { h.time = kNow + std::chrono::minutes{6}; },
       Refusal::kNotAuthenticated},
  };
  for (const auto& row : rows) {
    auto spoilt = hello();
    row.spoil(spoilt);
    EXPECT_EQ(opening(spoilt), row.refusal) << row.name;
  }
  EXPECT_EQ(sessions_.size(), 0U);
}

TEST_F(SessionsTest, TheConnectionMustBelongToWhoSaysHello) {
  const auto said = wire::sign_hello(hello(), network_.unit_keys.at(kUnit));

  EXPECT_EQ(refusal_of(open(said, kPeer, curve_of(kOther))), Refusal::kNotAuthenticated);
  auto borrowed = hello();
  borrowed.curve_key = curve_of(kOther);
  const auto lying = wire::sign_hello(borrowed, network_.unit_keys.at(kUnit));
  EXPECT_EQ(refusal_of(open(lying, kPeer, curve_of(kOther))), Refusal::kNotAuthenticated);
}

TEST_F(SessionsTest, RefusesAfterAnyBitFlipInAHello) {
  const auto good = wire::sign_hello(hello(), network_.unit_keys.at(kUnit));
  for (std::size_t bit = 0; bit < good.bytes.size() * 8; ++bit) {
    auto bad = good;
    bad.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(open(bad, kPeer, curve_of(kUnit))) << "bit " << bit;
  }
}

TEST_F(SessionsTest, ATrainingNetworkHasNoCommonClock) {
  checks_time_ = false;
  auto late = hello();
  late.time = kNow - directory::kDay;

  EXPECT_EQ(opening(late), Refusal::kUnspecified);
}

TEST_F(SessionsTest, AFrozenUnitIsNotLetIn) {
  const directory::Freeze freeze{directory::FreezeAction::kFreeze,
                                 {kNgo, "aftercare", std::nullopt},
                                 kNow - std::chrono::hours{1},
                                 directory::FreezeReason::kMisuse};
  freezes_.apply({freeze, true});

  EXPECT_EQ(opening(hello()), Refusal::kFrozen);
}

TEST_F(SessionsTest, NobodyIsLetInUnderAnExpiredDirectory) {
  now_ = directory::kEnd;

  EXPECT_EQ(opening(hello()), Refusal::kDirectoryExpired);
}

TEST_F(SessionsTest, ASequenceIsUsedOnce) {
  const Client client = connect();

  EXPECT_EQ(accepting(request(client, 5)), Refusal::kUnspecified);
  EXPECT_EQ(accepting(request(client, 5)), Refusal::kSequenceReplayed);
  EXPECT_EQ(accepting(request(client, 4)), Refusal::kSequenceReplayed);
  EXPECT_EQ(accepting(request(client, 6)), Refusal::kUnspecified);
}

TEST_F(SessionsTest, AForgedFrameUsesNoSequenceUp) {
  const Client client = connect();
  base::Bytes forged = request(client, 1'000'000);
  forged[30] ^= 1U;  // In the MAC: type, session and sequence take 25 bytes.

  EXPECT_EQ(accepting(forged), Refusal::kMacWrong);
  EXPECT_EQ(accepting(request(client, 1)), Refusal::kUnspecified);
}

TEST_F(SessionsTest, ASessionIsBoundToItsConnection) {
  const Client client = connect();

  EXPECT_EQ(accepting(request(client, 1), kElsewhere), Refusal::kSessionUnknown);
  EXPECT_EQ(accepting(request(client, 1)), Refusal::kUnspecified);
}

TEST_F(SessionsTest, OneClientsKeysOpenNoOthersSession) {
  const Client one = connect(kPeer);
  const Client two = connect(kElsewhere);
  const base::Bytes mixed = wire::encode_session(wire::Direction::kToGateway, one.keys.to_gateway,
                                                 {two.id, 1, base::Bytes{1}, {}});

  EXPECT_EQ(accepting(mixed, kElsewhere), Refusal::kMacWrong);
}

TEST_F(SessionsTest, ASecondHelloOnAConnectionReplacesTheFirst) {
  const Client first = connect();
  const Client second = connect();

  EXPECT_EQ(sessions_.size(), 1U);
  EXPECT_EQ(accepting(request(first, 1)), Refusal::kSessionUnknown);
  EXPECT_EQ(accepting(request(second, 1)), Refusal::kUnspecified);
}

TEST_F(SessionsTest, AUnitHasALimitThatIsItsOwn) {
  for (std::uint64_t i = 0; i < Sessions::kMaxPerUnit; ++i) connect(ipc::PeerId{100 + i});
  const auto said = wire::sign_hello(hello(), network_.unit_keys.at(kUnit));

  EXPECT_EQ(refusal_of(open(said, kPeer, curve_of(kUnit))), Refusal::kQuotaExceeded);
  connect(kElsewhere, kOther);
  EXPECT_EQ(sessions_.drop_peer(ipc::PeerId{100}).size(), 1U);
  connect(kPeer);
}

TEST_F(SessionsTest, WhatIsDroppedIsGoneByEveryName) {
  const Client client = connect();
  const auto frame = wire::decode_frame(request(client, 1));
  const SessionNumber number =
      (*sessions_.accept(std::get<wire::RequestFrame>(*frame), kPeer))->number;
  ASSERT_NE(sessions_.find(number), nullptr);

  EXPECT_TRUE(sessions_.drop_peer(kElsewhere).empty());
  EXPECT_EQ(sessions_.drop_if([](const Session& each) { return each.unit == kUnit; }),
            std::vector{number});

  EXPECT_EQ(sessions_.find(number), nullptr);
  EXPECT_EQ(accepting(request(client, 2)), Refusal::kSessionUnknown);
  connect();
  EXPECT_EQ(sessions_.drop_all().size(), 1U);
  EXPECT_EQ(sessions_.size(), 0U);
}

}  // namespace
}  // namespace gateway::daemon
