#include "gateway/net/endpoint.h"

#include <string>

#include <gtest/gtest.h>

namespace gateway::net {
namespace {

using base::ErrorCode;

TEST(EndpointTest, TakesTcpAndIpcAsTheyAreWritten) {
  for (const char* const text :
       {"tcp://127.0.0.1:5500", "tcp://gateway.example:1", "tcp://[::1]:65535", "ipc:///run/gw"}) {
    const auto endpoint = Endpoint::parse(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_EQ(endpoint->text(), text);
    EXPECT_TRUE(endpoint->is_dialable()) << text;
  }
}

TEST(EndpointTest, WhatMeansAnyCanBeBoundButNotDialled) {
  for (const char* const text : {"tcp://*:5500", "tcp://0.0.0.0:5500", "tcp://[::]:5500",
                                 "tcp://127.0.0.1:0", "tcp://127.0.0.1:*", "tcp://*:*"}) {
    const auto endpoint = Endpoint::parse(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_FALSE(endpoint->is_dialable()) << text;
  }
}

TEST(EndpointTest, OtherTransportsAreUnsupported) {
  for (const char* const text :
       {"inproc://zeromq.zap.01", "ws://127.0.0.1:80", "pgm://x", "norm://x", "tipc://x",
        "vmci://x", "udp://x:1", "TCP://127.0.0.1:1", "x", ""}) {
    const auto endpoint = Endpoint::parse(text);
    ASSERT_FALSE(endpoint) << text;
    EXPECT_EQ(endpoint.error().code, ErrorCode::kUnsupported) << text;
  }
}

TEST(EndpointTest, MalformedAddressesAreRefused) {
  for (const std::string& text : {std::string("tcp://"),
                                  std::string("tcp://:1"),
                                  std::string("tcp://host"),
                                  std::string("tcp://host:"),
                                  std::string("tcp://host:65536"),
                                  std::string("tcp://host:-1"),
                                  std::string("tcp://host:01"),
                                  std::string("tcp://ho st:1"),
                                  std::string("tcp://[]:1"),
                                  std::string("tcp://[g]:1"),
                                  std::string("tcp://eth0;127.0.0.1:1"),
                                  std::string("tcp://a:1/path"),
                                  std::string("ipc://"),
                                  std::string("ipc:///"),
                                  std::string("ipc://relative"),
                                  std::string("ipc://@abstract"),
                                  std::string("ipc://*"),
                                  "ipc:///" + std::string(107, 'a'),
                                  std::string("ipc:///a\0b", 10),
                                  "tcp://" + std::string(300, 'a') + ":1"}) {
    const auto endpoint = Endpoint::parse(text);
    ASSERT_FALSE(endpoint) << text;
    EXPECT_EQ(endpoint.error().code, ErrorCode::kMalformed) << text;
  }
}

TEST(EndpointTest, TheLocalWayToAllAddressesIsTheLoopback) {
  EXPECT_EQ(Endpoint::parse("tcp://*:5500")->to_local().text(), "tcp://127.0.0.1:5500");
  EXPECT_EQ(Endpoint::parse("tcp://0.0.0.0:5500")->to_local().text(), "tcp://127.0.0.1:5500");
  EXPECT_EQ(Endpoint::parse("tcp://[::]:5500")->to_local().text(), "tcp://[::1]:5500");
  EXPECT_TRUE(Endpoint::parse("tcp://*:5500")->to_local().is_dialable());
  EXPECT_EQ(Endpoint::parse("tcp://10.0.0.1:5500")->to_local().text(), "tcp://10.0.0.1:5500");
  EXPECT_EQ(Endpoint::parse("ipc:///run/gw")->to_local().text(), "ipc:///run/gw");
}

}  // namespace
}  // namespace gateway::net
