# Tests of the real edge process.
gateway_test(edge_test
  SOURCES edge_process.cpp edge_test.cpp
  USES gateway::ipc gateway::net)
target_compile_definitions(edge_test PRIVATE SAFECONDUCT_EDGE="$<TARGET_FILE:safeconduct-edge>")
add_dependencies(edge_test safeconduct-edge)
