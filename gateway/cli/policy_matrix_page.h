#pragma once

#include "gateway/cli/policy_texts.h"
#include "gateway/policy/matrix.h"

#include <string>
#include <vector>

namespace gateway::cli {

/// The matrix as one HTML page for screen and paper: for each kind a table, and below it the text
/// of every permit behind it. Holds its own style, no script, and asks for nothing from elsewhere;
/// the same texts give the same bytes.
std::string matrix_page(const LoadedTexts& texts, const std::vector<policy::MatrixRow>& rows);

}  // namespace gateway::cli
