# Tests of the real edge process, and of what libzmq does on this machine.
gateway_test(edge_process_test
  SOURCES edge_hostile_test.cpp edge_life_test.cpp edge_process.cpp edge_test.cpp
    raw_curve_client.cpp zap_matrix_test.cpp
  USES gateway::edge gateway::ipc gateway::net PkgConfig::sodium PkgConfig::zmq)
target_compile_definitions(edge_process_test
  PRIVATE SAFECONDUCT_EDGE="$<TARGET_FILE:safeconduct-edge>")
add_dependencies(edge_process_test safeconduct-edge)
