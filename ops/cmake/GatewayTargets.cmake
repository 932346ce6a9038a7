# The few target functions every CMakeLists.txt here is written with.

# Language level, warnings and sanitizers. Every target links it privately, so it binds our code and
# nothing that uses our code.
add_library(gateway_flags INTERFACE)
target_compile_features(gateway_flags INTERFACE cxx_std_20)
target_compile_options(gateway_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wzero-as-null-pointer-constant>
  $<$<CONFIG:Debug>:-D_GLIBCXX_ASSERTIONS>)

# Presets that compile several sources as one make GCC take a source's own names for a header's. The
# preset `quick` compiles each source, and each header, alone.
if(CMAKE_UNITY_BUILD)
  target_compile_options(gateway_flags INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()

# What is shipped is hardened: stack protector and clash protection, FORTIFY, CET, zeroed
# variables, position-independent executables, read-only relocations bound at start.
set(gateway_hardening
  -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -D_FORTIFY_SOURCE=3
  -ftrivial-auto-var-init=zero -D_GLIBCXX_ASSERTIONS -fPIE)
target_compile_options(gateway_flags INTERFACE $<$<CONFIG:Release>:${gateway_hardening}>)
target_link_options(gateway_flags INTERFACE
  $<$<CONFIG:Release>:$<IF:$<BOOL:$<TARGET_PROPERTY:GATEWAY_STATIC>>,-static-pie,-pie>;-Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code>)

if(GATEWAY_SANITIZE)
  target_compile_options(gateway_flags INTERFACE
    -fsanitize=${GATEWAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(gateway_flags INTERFACE -fsanitize=${GATEWAY_SANITIZE})
endif()
if(GATEWAY_FUZZ)
  target_compile_options(gateway_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# gateway_library(policy HEADERS sharing.h SOURCES sharing.cpp USES gateway::base)
#
# Builds gateway::policy out of this folder. USES is what its headers show to others, PRIVATELY_USES
# what only its sources touch. The preset `quick` also compiles each header alone, so it includes what
# it needs.
function(gateway_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES;USES;PRIVATELY_USES")
  if(arg_SOURCES)
    add_library(gateway_${name} STATIC ${arg_SOURCES})
    target_link_libraries(gateway_${name} PUBLIC ${arg_USES}
      PRIVATE gateway_flags ${arg_PRIVATELY_USES})
    set(visibility PUBLIC)
  else()
    add_library(gateway_${name} INTERFACE)
    target_link_libraries(gateway_${name} INTERFACE ${arg_USES})
    set(visibility INTERFACE)
  endif()
  add_library(gateway::${name} ALIAS gateway_${name})
  target_compile_features(gateway_${name} ${visibility} cxx_std_20)
  target_sources(gateway_${name} ${visibility}
    FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
  set_target_properties(gateway_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# For targets whose time to compile is spent on the templates of others and whose speed nobody waits
# for. GCC 12 at -O1 sees faults in its own std::string that are not there; -O2 still looks for them
# in all other code.
add_library(gateway_cheap_flags INTERFACE)
target_compile_options(gateway_cheap_flags INTERFACE $<$<CONFIG:Release>:-O1>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(gateway_cheap_flags INTERFACE
    -Wno-array-bounds -Wno-stringop-overflow -Wno-restrict)
endif()

# gateway_program(safeconductd SOURCES main.cpp USES gateway::daemon): a program in build/<preset>/bin.
function(gateway_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE gateway_flags ${arg_USES})
endfunction()

# gateway_third_party(sodium PkgConfig::sodium ARCHIVES libsodium.a): third_party::sodium, which is
# PkgConfig::sodium, but the archives in a program made with gateway_static_program.
function(gateway_third_party name target)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "ARCHIVES")
  set(archives "")
  foreach(archive ${arg_ARCHIVES})
    find_library(${archive}_PATH NAMES ${archive} REQUIRED)
    list(APPEND archives ${${archive}_PATH})
  endforeach()
  add_library(third_party_${name} INTERFACE)
  target_link_libraries(third_party_${name} INTERFACE
    "$<IF:$<BOOL:$<TARGET_PROPERTY:GATEWAY_STATIC>>,${archives},${target}>")
  add_library(third_party::${name} ALIAS third_party_${name})
endfunction()

# gateway_static_program(safeconduct-verify SOURCES main.cpp USES gateway::verify): a program that, in
# the build that is shipped, needs no library of the machine it runs on.
function(gateway_static_program name)
  gateway_program(${name} ${ARGN})
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set_target_properties(${name} PROPERTIES GATEWAY_STATIC ON)
  endif()
endfunction()

# gateway_schema(envelope FILES envelope.capnp): schemas::envelope, the C++ generated from Cap'n Proto
# schemas of this folder, included as "schemas/envelope.capnp.h". Generated code gets no warnings.
function(gateway_schema name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FILES")
  set(CAPNPC_SRC_PREFIX ${PROJECT_SOURCE_DIR})
  set(CAPNPC_OUTPUT_DIR ${PROJECT_BINARY_DIR}/generated)
  set(CAPNPC_IMPORT_DIRS ${PROJECT_SOURCE_DIR})
  file(MAKE_DIRECTORY ${CAPNPC_OUTPUT_DIR}/schemas)
  list(TRANSFORM arg_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  capnp_generate_cpp(sources headers ${arg_FILES})
  add_library(schema_${name} STATIC ${sources} ${headers})
  target_compile_features(schema_${name} PUBLIC cxx_std_20)
  target_include_directories(schema_${name} SYSTEM PUBLIC ${CAPNPC_OUTPUT_DIR})
  target_link_libraries(schema_${name} PUBLIC third_party::capnp)
  if(GATEWAY_SANITIZE)
    target_compile_options(schema_${name} PRIVATE -fsanitize=${GATEWAY_SANITIZE})
  endif()
  add_library(schemas::${name} ALIAS schema_${name})
endfunction()

# gateway_test(policy_test SOURCES ... USES ...): one GoogleTest binary, one ctest entry per test.
function(gateway_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE gateway_flags gateway_cheap_flags ${arg_USES}
    GTest::gmock GTest::gtest_main)
  # The code under test keeps both sanitizers; in the tests' own templates undefined behaviour costs
  # half of their time to compile to look for, and addresses are what a test gets wrong.
  if(GATEWAY_SANITIZE MATCHES "undefined")
    target_compile_options(${name} PRIVATE -fno-sanitize=undefined)
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  # In the build folder: a compiler cache that shares between checkouts makes __FILE__ relative to it.
  gtest_discover_tests(${name} WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
    DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
endfunction()

# gateway_fuzz(name SOURCES ... USES ...): a libFuzzer binary when GATEWAY_FUZZ is on; otherwise a
# test that replays tests/fuzz/corpus/<name>, which any compiler can build.
function(gateway_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  add_executable(${name}_fuzz ${arg_SOURCES})
  target_include_directories(${name}_fuzz PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name}_fuzz PRIVATE gateway_flags ${arg_USES})
  set_target_properties(${name}_fuzz PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  if(GATEWAY_FUZZ)
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${name}_fuzz PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cpp)
    add_test(NAME ${name}_fuzz_corpus
      COMMAND ${name}_fuzz ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
  endif()
endfunction()

# gateway_embed(lab FILES a.csv b.json): texts of files as rows {"name", R"(text)"} of
# embedded_files.inc in the library's build folder; editing one configures again.
function(gateway_embed name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FILES")
  set(rows "")
  foreach(file ${arg_FILES})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    cmake_path(GET file FILENAME file_name)
    file(READ ${file} text)
    string(APPEND rows "{\"${file_name}\", R\"embedded(${text})embedded\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/embedded_files.inc CONTENT "${rows}" @ONLY)
  target_include_directories(gateway_${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
