#include "gateway/ipc/message_codec.h"

#include "tests/support/repeatable_random.h"

#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::ipc {
namespace {

using base::Bytes;
using base::ByteView;
using crypto::AgreementPublicKey;

AgreementPublicKey any_key(std::uint64_t seed) {
  tests::RepeatableRandom random(seed);
  return crypto::random_fixed<AgreementPublicKey>(random);
}

Config any_config() {
  Config config;
  config.endpoint = "tcp://127.0.0.1:0";
  tests::RepeatableRandom random(9);
  random.fill(config.secret_key.writable());
  config.limits.memory_bytes = 77;
  config.admitted = {{any_key(1), OwnerId{5}}, {any_key(2), OwnerId{6}}};
  return config;
}

struct Encoded {
  FrameType type;
  Bytes payload;
};

template <class Message>
Encoded encoded(const Message& message) {
  return {Message::kType, encode(message)};
}

std::vector<Encoded> one_of_each_from_core() {
  return {encoded(any_config()), encoded(Admit{{{any_key(3), OwnerId{1}}}}),
          encoded(Kick{PeerId{7}}), encoded(Shutdown{})};
}

std::vector<Encoded> one_of_each_from_edge() {
  return {encoded(Ready{"ipc:///run/x", 4, base::Digest()}), encoded(Gone{PeerId{1}}),
          encoded(SendFailed{PeerId{2}, SendFailure::kQueueFull}),
          encoded(Fault{FaultCode::kSelfAttack}), encoded(Counters{1, 2, 3, 4})};
}

TEST(MessageCodecTest, ConfigSurvivesTheTrip) {
  const Config sent = any_config();
  const Bytes payload = encode(sent);
  const auto parsed = parse_from_core({FrameType::kConfig, payload});
  ASSERT_TRUE(parsed);
  const auto& got = std::get<Config>(*parsed);
  EXPECT_EQ(got.endpoint, sent.endpoint);
  EXPECT_TRUE(std::ranges::equal(got.secret_key.bytes(), sent.secret_key.bytes()));
  EXPECT_EQ(got.limits, sent.limits);
  EXPECT_EQ(got.admitted, sent.admitted);
}

TEST(MessageCodecTest, PayloadsSurviveTheTrip) {
  const Bytes body{1, 2, 3};
  const Bytes send_payload = encode(Send{PeerId{300}, body});
  const auto send = parse_from_core({FrameType::kSend, send_payload});
  ASSERT_TRUE(send);
  EXPECT_EQ(std::get<Send>(*send).peer, PeerId{300});
  EXPECT_EQ(base::to_bytes(std::get<Send>(*send).payload), body);

  const Bytes received_payload = encode(Received{PeerId{4}, any_key(1), body});
  const auto received = parse_from_edge({FrameType::kReceived, received_payload});
  ASSERT_TRUE(received);
  EXPECT_EQ(std::get<Received>(*received).peer, PeerId{4});
  EXPECT_EQ(std::get<Received>(*received).key, any_key(1));
  EXPECT_EQ(base::to_bytes(std::get<Received>(*received).payload), body);
}

TEST(MessageCodecTest, SmallMessagesSurviveTheTrip) {
  const Bytes counters = encode(Counters{1, 2, 3, 4});
  EXPECT_EQ(std::get<Counters>(*parse_from_edge({FrameType::kCounters, counters})),
            (Counters{1, 2, 3, 4}));
  const Bytes failed = encode(SendFailed{PeerId{2}, SendFailure::kUnreachable});
  const auto parsed = parse_from_edge({FrameType::kSendFailed, failed});
  EXPECT_EQ(std::get<SendFailed>(*parsed).reason, SendFailure::kUnreachable);
  const Bytes ready = encode(Ready{"tcp://127.0.0.1:4711", 4, base::Digest()});
  EXPECT_EQ(std::get<Ready>(*parse_from_edge({FrameType::kReady, ready})).endpoint,
            "tcp://127.0.0.1:4711");
}

TEST(MessageCodecTest, EveryTruncationAndEverySurplusByteIsRefused) {
  for (const auto& each : one_of_each_from_core()) {
    for (std::size_t size = 0; size < each.payload.size(); ++size) {
      EXPECT_FALSE(parse_from_core({each.type, ByteView(each.payload).first(size)}));
    }
    Bytes longer = each.payload;
    longer.push_back(0);
    EXPECT_FALSE(parse_from_core({each.type, longer}));
  }
  for (const auto& each : one_of_each_from_edge()) {
    for (std::size_t size = 0; size < each.payload.size(); ++size) {
      EXPECT_FALSE(parse_from_edge({each.type, ByteView(each.payload).first(size)}));
    }
    Bytes longer = each.payload;
    longer.push_back(0);
    EXPECT_FALSE(parse_from_edge({each.type, longer}));
  }
}

TEST(MessageCodecTest, AMessageInTheWrongDirectionIsRefused) {
  for (const auto& each : one_of_each_from_core()) {
    EXPECT_TRUE(parse_from_core({each.type, each.payload}));
    EXPECT_FALSE(parse_from_edge({each.type, each.payload}));
  }
  for (const auto& each : one_of_each_from_edge()) {
    EXPECT_TRUE(parse_from_edge({each.type, each.payload}));
    EXPECT_FALSE(parse_from_core({each.type, each.payload}));
  }
}

TEST(MessageCodecTest, ACountThatPromisesMoreKeysThanThereAreIsRefused) {
  EXPECT_FALSE(parse_from_core({FrameType::kAdmit, Bytes{0xff, 0xff, 0xff, 0xff}}));
  EXPECT_FALSE(parse_from_core({FrameType::kAdmit, Bytes{0, 0, 0, 1}}));
  EXPECT_TRUE(parse_from_core({FrameType::kAdmit, Bytes{0, 0, 0, 0}}));
}

TEST(MessageCodecTest, UnknownCodesAreRefused) {
  for (const std::uint8_t code : Bytes{0, 3, 255}) {
    EXPECT_FALSE(parse_from_edge({FrameType::kSendFailed, Bytes{0, 0, 0, 0, 0, 0, 0, 1, code}}));
  }
  EXPECT_FALSE(parse_from_edge({FrameType::kFault, Bytes{0}}));
  EXPECT_FALSE(parse_from_edge({FrameType::kFault, Bytes{7}}));
}

}  // namespace
}  // namespace gateway::ipc
