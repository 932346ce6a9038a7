#pragma once

#include "gateway/base/result.h"

#include <string>
#include <string_view>

namespace gateway::net {

/// Where to bind or connect: tcp://host:port or ipc://path. libzmq knows more transports, some of
/// them without authentication (inproc, ws, norm, tipc …); they are refused here.
class Endpoint {
 public:
  /// At most 256 characters; port a decimal number up to 65535, or * to bind any free one; host a
  /// name, IPv4 address, [IPv6 address] or * to bind all; an ipc path is absolute and at most 107
  /// bytes. Else kMalformed; another transport is kUnsupported.
  static base::Result<Endpoint> parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// False for "any port" and "all addresses": those can only be bound.
  [[nodiscard]] bool is_dialable() const { return dialable_; }
  /// This machine's way to a socket bound here: all addresses become the loopback address.
  [[nodiscard]] Endpoint to_local() const;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;

 private:
  Endpoint(std::string text, bool dialable) : text_(std::move(text)), dialable_(dialable) {}

  std::string text_;
  bool dialable_;
};

}  // namespace gateway::net
