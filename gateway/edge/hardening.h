#pragma once

#include <cstdint>

namespace gateway::edge {

// The sanitizers reserve terabytes of address space and look into their own process.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

/// Closes every descriptor but standard ones and `kept`, forbids core dumps, tracing and new
/// privileges, ignores the signals of a terminal (the end of the pipe is what ends an edge), and
/// makes malloc use one arena, so that the address space measures the memory.
void harden_process(int kept);

/// The process dies rather than use more address space than this; 0 sets no limit. Without effect
/// in a sanitized build.
void limit_memory(std::uint64_t bytes);

}  // namespace gateway::edge
