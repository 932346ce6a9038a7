# Tests of the store against real files, broken disks and killed processes.
gateway_test(store_test
  SOURCES durable_folder_test.cpp faulty_disk.cpp head_record_test.cpp store_damage_test.cpp
    store_erasure_test.cpp store_fault_test.cpp store_kill_test.cpp store_test.cpp
  USES gateway::store PkgConfig::sqlite)
