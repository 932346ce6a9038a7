#pragma once

#include "gateway/cli/command.h"
#include "gateway/cli/papers.h"

#include <string>
#include <vector>

// The parts of `safeconduct directory`, each in a file of its own.

namespace gateway::cli {

void add_directory_init(CLI::App& directory, Action& chosen);
void add_directory_sign(CLI::App& directory, Action& chosen);
void add_directory_diff(CLI::App& directory, Action& chosen);

/// Adds a signature to a note file in place. Only papers of the kinds in `allowed` are signed: a
/// trustee's key signs nothing it does not understand.
struct SignArguments {
  std::string file;
  std::string key;
  std::string name;
};
ExitCode sign_paper(const Invocation& invocation, const SignArguments& arguments,
                    const std::vector<PaperKind>& allowed);

}  // namespace gateway::cli
