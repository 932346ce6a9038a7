// Ends the build when field maps, schemas and matrix do not fit together.

#include "gateway/kinds/field_map.h"

#include <iostream>

int main() {
  const auto faults = gateway::kinds::field_map_faults();
  for (const auto& fault : faults) std::cerr << "field map: " << fault << "\n";
  return faults.empty() ? 0 : 1;
}
