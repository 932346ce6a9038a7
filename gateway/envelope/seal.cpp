#include "gateway/envelope/seal.h"

#include "gateway/base/byte_codec.h"
#include "gateway/crypto/batch_signature.h"
#include "gateway/envelope/container.h"
#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/recipients.h"
#include "gateway/envelope/row_draft.h"
#include "gateway/envelope/section_cipher.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;

// Index, path and signature of the last envelope in the largest batch.
constexpr std::size_t kMaxSignatureSize = 2 + 2 + 16 + 1 + 8 * 32 + 64;

/// All the variable parts of a container, sealed.
struct SealedParts {
  std::vector<base::Bytes> wraps;
  std::vector<base::Bytes> halves;
  std::vector<base::Bytes> sections;
};

Checked<base::Done> check_request(const SealRequest& request) {
  if (request.sections.empty() || request.sections.size() > kMaxSections) {
    return Refusal::kEnvelopeMalformed;
  }
  std::size_t total = 0;
  for (const SectionContent& section : request.sections) {
    if (section.data.size() > kMaxEnvelope) return Refusal::kTooLarge;
    total += ciphertext_size(padded_length(section.data.size()));
  }
  if (total > kMaxEnvelope) return Refusal::kTooLarge;
  return base::Done{};
}

std::vector<RecipientKey> recipients_in(const SealRequest& request) {
  std::vector<RecipientKey> keys;
  for (const Recipient& recipient : request.recipients) {
    keys.push_back({recipient.unit.partner, recipient.unit.unit, recipient.role});
  }
  std::ranges::sort(keys);
  return keys;
}

/// Seals one request, step by step: each step needs what the one before it made.
class Sealer {
 public:
  Sealer(const SealRequest& request, crypto::Random& random) : request_(request), random_(random) {}

  Checked<Sealed> run() {
    if (const auto done = check_request(request_); !done) return done.refusal();
    draw_section_keys();
    if (const auto done = write_rows(); !done) return done.refusal();
    if (const auto done = write_gateway_row(); !done) return done.refusal();
    if (const auto done = write_head(); !done) return done.refusal();
    encrypt_sections();
    if (const auto done = wrap_keys(); !done) return done.refusal();
    return assemble();
  }
  [[nodiscard]] const ContentKeys& content_keys() const { return content_keys_; }

 private:
  void draw_section_keys() {
    random_.fill(content_keys_.writable().first(request_.sections.size() * kSlotSize));
    for (std::size_t i = 0; i < request_.sections.size(); ++i) {
      const SectionContent& content = request_.sections[i];
      if (request_.given_key.key != nullptr && content.section == request_.given_key.section) {
        std::ranges::copy(request_.given_key.key->bytes(),
                          content_keys_.writable().subspan(i * kSlotSize).begin());
      }
      const auto slot = content_keys_.bytes().subspan(i * kSlotSize).first<kSlotSize>();
      section_keys_[i].derive(
          slot, {request_.cover.message_id, static_cast<std::uint8_t>(i), content.section});
      head_.sections.push_back({content.section, content.mode, padded_length(content.data.size()),
                                section_keys_[i].commitment()});
    }
  }

  // Our own parts go through the checks that meet them at the gateway.
  Checked<base::Done> write_rows() {
    recipients_ = recipients_in(request_);
    if (has_duplicate(recipients_)) return Refusal::kRowMalformed;
    auto drafts = draft_rows(request_, content_keys_, random_);
    if (!drafts) return drafts.refusal();
    rows_ = std::move(*drafts);
    for (const RowDraft& draft : rows_) {
      const auto row = parse_row(draft.bytes, head_);
      if (!row) return row.refusal();
      if (row->is_filler() != (draft.recipient == nullptr)) return Refusal::kRowMalformed;
      head_.row_commitments.push_back(draft.commitment);
    }
    return base::Done{};
  }

  Checked<base::Done> write_gateway_row() {
    GatewayRow row = request_.gateway_row;
    if (row.salt.is_zero()) row.salt = crypto::random_fixed<model::Salt>(random_);
    gateway_row_bytes_ = encode(row);
    if (const auto parsed = parse_gateway_row(gateway_row_bytes_); !parsed) {
      return parsed.refusal();
    }
    head_.gateway_row_commitment = gateway_row_commitment(gateway_row_bytes_);
    return base::Done{};
  }

  Checked<base::Done> write_head() {
    static_cast<Cover&>(head_) = request_.cover;
    if (const auto& decision = request_.gateway_row.override_decision) {
      head_.reason_commitment = decision->reason_commitment;
    }
    head_bytes_ = encode(head_);
    auto parsed = parse_head(head_bytes_);
    if (!parsed) return parsed.refusal();
    head_ = std::move(*parsed);
    head_hash_ = head_hash(head_bytes_);
    return base::Done{};
  }

  void encrypt_sections() {
    for (std::size_t i = 0; i < request_.sections.size(); ++i) {
      parts_.sections.push_back(encrypt_section(
          section_keys_[i], head_hash_, static_cast<std::uint8_t>(i), request_.sections[i].data));
    }
  }

  Checked<base::Done> wrap_keys() {
    const bool released = has_release(head_);
    if (released && request_.release_key.is_zero()) return Refusal::kModeNotAllowed;
    for (const RowDraft& draft : rows_) {
      auto wrap = wrap_row(draft);
      if (!wrap) return wrap.refusal();
      parts_.wraps.push_back(std::move(*wrap));
      if (!released) continue;
      auto halves = seal_row_halves(draft);
      if (!halves) return halves.refusal();
      parts_.halves.push_back(std::move(*halves));
    }
    return base::Done{};
  }

  Checked<base::Bytes> wrap_row(const RowDraft& draft) {
    if (draft.secrets == nullptr) return filler_wrap(random_);
    return seal_wrap(draft.recipient->prekey, {head_hash_, draft.bytes},
                     draft.secrets->wrap.bytes(), random_);
  }

  Checked<base::Bytes> seal_row_halves(const RowDraft& draft) {
    if (!draft.has_halves()) return filler_halves(random_);
    return seal_halves(request_.release_key, {head_hash_, draft.bytes},
                       draft.secrets->halves.bytes(), random_);
  }

  Checked<Sealed> assemble() {
    Digests digests;
    for (const base::Bytes& wrap : parts_.wraps) digests.wraps.push_back(wrap_hash(wrap));
    for (const base::Bytes& part : parts_.halves) digests.halves.push_back(halves_hash(part));
    for (const base::Bytes& section : parts_.sections) {
      digests.section_roots.push_back(section_root(section));
    }
    const base::Bytes digests_bytes = encode(digests);

    base::ByteWriter writer;
    writer.sized(head_bytes_).sized(digests_bytes).sized(gateway_row_bytes_);
    for (const RowDraft& draft : rows_) writer.sized(draft.bytes);
    for (const base::Bytes& wrap : parts_.wraps) writer.sized(wrap);
    for (const base::Bytes& part : parts_.halves) writer.sized(part);
    for (const base::Bytes& section : parts_.sections) writer.sized(section);

    Sealed sealed;
    sealed.id = envelope_id(head_bytes_, digests_bytes);
    sealed.kind = head_.kind;
    sealed.sender = head_.sender;
    sealed.sender_key = head_.sender_key;
    sealed.recipients = recipients_digest(recipients_);
    sealed.rows = static_cast<std::uint8_t>(rows_.size());
    sealed.sections = static_cast<std::uint8_t>(parts_.sections.size());
    sealed.halves = static_cast<std::uint8_t>(parts_.halves.size());
    sealed.parts = std::move(writer).bytes();
    if (container_size(kMaxSignatureSize, sealed.parts.size()) > kMaxEnvelope) {
      return Refusal::kTooLarge;
    }
    return sealed;
  }

  const SealRequest& request_;
  crypto::Random& random_;
  ContentKeys content_keys_;
  std::array<SectionKeys, kMaxSections> section_keys_;
  std::vector<RecipientKey> recipients_;
  std::vector<RowDraft> rows_;
  Head head_;
  base::Bytes gateway_row_bytes_;
  base::Bytes head_bytes_;
  base::Digest head_hash_;
  SealedParts parts_;
};

}  // namespace

Checked<Sealed> seal(const SealRequest& request, crypto::Random& random) {
  return Sealer(request, random).run();
}

Checked<Sealed> seal(const SealRequest& request, crypto::Random& random, DrawnKeys& drawn) {
  Sealer sealer(request, random);
  auto sealed = sealer.run();
  std::ranges::copy(sealer.content_keys().bytes(), drawn.writable().begin());
  return sealed;
}

}  // namespace gateway::envelope
