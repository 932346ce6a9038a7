#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/name.h"
#include "gateway/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace gateway::model {

using base::Digest;

/// An organisation's number in the directory. 0 stands for "nobody" (a filler row, an empty field).
enum class PartnerNumber : std::uint32_t { kNobody = 0 };

using PartnerName = base::Name<struct PartnerNameTag>;
using UnitName = base::Name<struct UnitNameTag>;

/// A partner without desks has one unit of this name (`"unit": null` in interchange JSON).
inline constexpr std::string_view kOnlyUnit = "main";

/// The sender's UUID of a message. The same again means the same message.
using MessageId = base::FixedBytes<struct MessageIdTag, 16>;
/// "a97253e3-9208-5cb2-9efc-d4e75f266eda", lower case.
std::string to_text(const MessageId& id);
/// Accepts exactly what to_text produces.
base::Result<MessageId> parse_message_id(std::string_view text);

/// Digest of head and digests: names the exact bytes of one sealed envelope.
using EnvelopeId = base::FixedBytes<struct EnvelopeIdTag, 32>;
/// First 8 bytes of a digest over an Ed25519 public key.
using KeyId = base::FixedBytes<struct KeyIdTag, 8>;
/// First 8 bytes of a digest over an X25519 prekey.
using PrekeyId = base::FixedBytes<struct PrekeyIdTag, 8>;
/// Names a thread of messages between one sender and one recipient; another pair has another.
using ConversationId = base::FixedBytes<struct ConversationIdTag, 16>;
/// A random number that stands for one (purpose, recipient, role) of one consent record.
using ConsentHandle = base::FixedBytes<struct ConsentHandleTag, 32>;
using CaseTag = base::FixedBytes<struct CaseTagTag, 16>;
using Salt = base::FixedBytes<struct SaltTag, 32>;

/// A version of the directory, counting up from 1. 0 is "no directory".
enum class DirectoryVersion : std::uint32_t {};

/// A desk of a partner: what signs, and what a mailbox belongs to.
struct UnitRef {
  PartnerNumber partner = PartnerNumber::kNobody;
  std::string unit;  ///< Text of a UnitName.

  friend auto operator<=>(const UnitRef&, const UnitRef&) = default;
};

}  // namespace gateway::model
