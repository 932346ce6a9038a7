#pragma once

#include "gateway/cli/command.h"

#include <memory>

#include <CLI/CLI.hpp>

namespace gateway::cli {

/// When `command` is given, `run` is what the program does, with the arguments as parsed by then.
template <class Arguments>
void choose(CLI::App& command, Action& chosen, const std::shared_ptr<Arguments>& arguments,
            ExitCode (*run)(const Invocation&, const Arguments&)) {
  command.callback([&chosen, arguments, run] {
    chosen = [arguments, run](const Invocation& invocation) { return run(invocation, *arguments); };
  });
}

}  // namespace gateway::cli
