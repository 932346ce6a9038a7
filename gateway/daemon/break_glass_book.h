#pragma once

#include "gateway/admission/lifts.h"
#include "gateway/audit/commitments.h"
#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/directory/break_glass.h"
#include "gateway/model/ids.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace gateway::daemon {

/// A break-glass note that the gateway took. Never forgotten: it is counted and told for ever.
struct BrokenGlass {
  std::uint64_t number = 0;  ///< From 1, in the order in which they came.
  std::string note;          ///< As the trustees signed it.
  directory::BreakGlass what;
  std::set<crypto::PublicKey> signers;
  model::Digest hash;                                               ///< Of the note's text.
  model::MessageId message;                                         ///< As the gateway knows it.
  model::PartnerNumber originator = model::PartnerNumber::kNobody;  ///< Whose data it is.
  audit::OpeningKey opening;  ///< Opens the detail of its leaf, which is the note.
  std::uint64_t leaf = 0;
  base::Time taken;

  friend bool operator==(const BrokenGlass&, const BrokenGlass&) = default;
};

/// The store's form of it. Fixed layout; our own, not public.
base::Bytes encode_broken_glass(const BrokenGlass& glass);
base::Result<BrokenGlass> decode_broken_glass(base::ByteView bytes);

/// Which unit has confirmed that it was told of which.
struct Told {
  std::uint64_t number = 0;
  model::UnitRef unit;
};
base::Bytes encode_told(const Told& told);
base::Result<Told> decode_told(base::ByteView bytes);

class BreakGlassBook {
 public:
  /// With its number; the numbers rise by one.
  void add(BrokenGlass glass);
  /// False when it was confirmed before.
  [[nodiscard]] bool mark(const Told& told);

  [[nodiscard]] std::uint64_t size() const { return glasses_.size(); }
  [[nodiscard]] std::size_t in_force(base::Time now) const;
  /// Whether a note of this text was taken.
  [[nodiscard]] bool contains(const model::Digest& hash) const;
  /// What is lifted now for rows of the envelope.
  [[nodiscard]] std::vector<admission::Lift> lifts(const model::EnvelopeId& envelope,
                                                   base::Time now) const;

  /// Those the unit has not confirmed yet, oldest first. Told of it are every unit of the NGO and
  /// of the originator.
  [[nodiscard]] std::vector<BrokenGlass> untold(const model::UnitRef& unit,
                                                model::PartnerNumber ngo) const;
  /// The one of this hash, when the unit is to be told of it.
  [[nodiscard]] const BrokenGlass* find(const model::Digest& hash, const model::UnitRef& unit,
                                        model::PartnerNumber ngo) const;
  [[nodiscard]] const std::vector<BrokenGlass>& all() const { return glasses_; }

 private:
  std::vector<BrokenGlass> glasses_;  // By number - 1.
  std::set<std::pair<std::uint64_t, model::UnitRef>> told_;
};

}  // namespace gateway::daemon
