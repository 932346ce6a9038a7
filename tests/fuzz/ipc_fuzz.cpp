// Whatever a broken edge or core writes into the pipe: cut in any way it gives the same frames, all
// within the limits, and no payload parses as a message of both directions.

#include "gateway/base/check.h"
#include "gateway/ipc/message_codec.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

using gateway::base::Bytes;
using gateway::base::ByteView;
using gateway::ipc::FrameDecoder;

Bytes drain(FrameDecoder& decoder) {
  Bytes seen;
  for (auto frame = decoder.next(); frame && frame->has_value(); frame = decoder.next()) {
    gateway::base::check((*frame)->payload.size() <= gateway::ipc::kMaxFramePayload,
                         "the limit holds");
    const auto from_core = gateway::ipc::parse_from_core(**frame);
    const auto from_edge = gateway::ipc::parse_from_edge(**frame);
    gateway::base::check(!from_core || !from_edge, "a message has one direction");
    gateway::ipc::append_frame(seen, (*frame)->type, (*frame)->payload);
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  FrameDecoder whole;
  whole.feed(input);
  const Bytes at_once = drain(whole);
  gateway::base::check(at_once.size() <= size && std::equal(at_once.begin(), at_once.end(), data),
                       "frames are exactly the bytes they came from");

  FrameDecoder cut;
  Bytes piecemeal;
  const std::size_t piece = size > 0 ? 1U + data[0] % 16U : 1U;
  for (std::size_t at = 0; at < size; at += piece) {
    cut.feed(input.subspan(at, std::min(piece, size - at)));
    const Bytes more = drain(cut);
    piecemeal.insert(piecemeal.end(), more.begin(), more.end());
  }
  gateway::base::check(piecemeal == at_once, "where the stream is cut changes nothing");
  return 0;
}
