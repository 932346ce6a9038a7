#pragma once

#include "gateway/base/bytes.h"
#include "gateway/envelope/checked.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// How the parts travel and lie in the store: length before each, in one order. Not signed itself,
// so it has exactly one form and no byte without a meaning.

namespace gateway::envelope {

struct PartCounts {
  std::uint8_t rows = 0;
  std::uint8_t halves = 0;  ///< 0 or as many as rows
  std::uint8_t sections = 0;

  friend bool operator==(const PartCounts&, const PartCounts&) = default;
};

/// A container cut into its parts, which point into it. What the parts hold is not looked at.
class Container {
 public:
  static Checked<Container> split(base::ByteView bytes);

  [[nodiscard]] const PartCounts& counts() const { return counts_; }
  [[nodiscard]] base::ByteView signature() const { return parts_[0]; }
  [[nodiscard]] base::ByteView head() const { return parts_[1]; }
  [[nodiscard]] base::ByteView digests() const { return parts_[2]; }
  [[nodiscard]] base::ByteView gateway_row() const { return parts_[3]; }
  [[nodiscard]] base::ByteView row(std::size_t i) const { return parts_[kFixed + i]; }
  [[nodiscard]] base::ByteView wrap(std::size_t i) const {
    return parts_[kFixed + counts_.rows + i];
  }
  [[nodiscard]] base::ByteView halves(std::size_t i) const {
    return parts_[kFixed + std::size_t{2} * counts_.rows + i];
  }
  [[nodiscard]] base::ByteView section(std::size_t i) const {
    return parts_[kFixed + std::size_t{2} * counts_.rows + counts_.halves + i];
  }

 private:
  static constexpr std::size_t kFixed = 4;

  PartCounts counts_;
  std::vector<base::ByteView> parts_;
};

/// `parts` are all but the signature, each with its length before it.
base::Bytes join_container(const PartCounts& counts, base::ByteView signature,
                           base::ByteView parts);
/// Size of what join_container gives.
std::size_t container_size(std::size_t signature_size, std::size_t parts_size);

/// One recipient's part of a container, cut likewise.
struct ViewParts {
  std::uint8_t row_index = 0;
  std::uint32_t included = 0;  ///< Bit i: section i of the head is here.
  base::ByteView signature;
  base::ByteView head;
  base::ByteView digests;
  base::ByteView row;
  base::ByteView wrap;
  std::vector<base::ByteView> sections;  ///< Those included, ascending.
};

Checked<ViewParts> split_view(base::ByteView bytes);
base::Bytes join_view(const ViewParts& parts);

}  // namespace gateway::envelope
