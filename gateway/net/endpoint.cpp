#include "gateway/net/endpoint.h"

#include "gateway/base/text.h"

#include <algorithm>

namespace gateway::net {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::string_view kTcp = "tcp://";
constexpr std::string_view kIpc = "ipc://";
constexpr std::size_t kMaxText = 256;
constexpr std::size_t kMaxPath = 107;  // sun_path, with its NUL.
constexpr std::uint64_t kMaxPort = 65'535;

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-';
}

bool is_ipv6_character(char c) {
  return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == '.' ||
         c == ':';
}

bool is_host(std::string_view host) {
  if (host == "*") return true;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    return std::ranges::all_of(host.substr(1, host.size() - 2), is_ipv6_character);
  }
  return !host.empty() && std::ranges::all_of(host, is_host_character);
}

bool is_all_addresses(std::string_view host) {
  return host == "*" || host == "0.0.0.0" || host == "[::]";
}

bool is_path_character(char c) { return c > ' ' && c < 0x7f; }

/// Host and port of what is_host() and parse() let through.
std::size_t host_end(std::string_view address) { return address.rfind(':'); }

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view text) {
  const auto malformed = fail(ErrorCode::kMalformed, "not tcp://host:port or ipc:///path");
  if (text.size() > kMaxText) return malformed;
  if (text.starts_with(kIpc)) {
    const std::string_view path = text.substr(kIpc.size());
    if (path.size() < 2 || path.size() > kMaxPath || path.front() != '/' ||
        !std::ranges::all_of(path, is_path_character)) {
      return malformed;
    }
    return Endpoint(std::string(text), true);
  }
  if (!text.starts_with(kTcp)) {
    return fail(ErrorCode::kUnsupported, "only tcp:// and ipc:// are spoken");
  }
  const std::string_view address = text.substr(kTcp.size());
  const std::size_t colon = host_end(address);
  if (colon == std::string_view::npos) return malformed;
  const std::string_view host = address.substr(0, colon);
  const std::string_view port = address.substr(colon + 1);
  if (!is_host(host)) return malformed;
  const auto number = port == "*" ? Result<std::uint64_t>(0) : base::parse_decimal(port);
  if (!number || *number > kMaxPort) return malformed;
  return Endpoint(std::string(text), *number != 0 && !is_all_addresses(host));
}

Endpoint Endpoint::to_local() const {
  if (text_.starts_with(kIpc)) return *this;
  const std::string_view address = std::string_view(text_).substr(kTcp.size());
  const std::size_t colon = host_end(address);
  const std::string_view host = address.substr(0, colon);
  if (!is_all_addresses(host)) return *this;
  const std::string loopback = host == "[::]" ? "[::1]" : "127.0.0.1";
  const std::string_view port = address.substr(colon + 1);
  return Endpoint(std::string(kTcp) + loopback + ":" + std::string(port),
                  port != "*" && port != "0");
}

}  // namespace gateway::net
