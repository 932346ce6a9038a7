# Tests of the store against real files, broken disks and killed processes.
gateway_test(store_test
  SOURCES store_erasure_test.cpp store_test.cpp
  USES gateway::store)
