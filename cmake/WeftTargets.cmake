# How a module, a program and a test are declared.

set(weft_warnings -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
    -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wimplicit-fallthrough)
if(CMAKE_C_COMPILER_ID MATCHES Clang) # what is freed at the end of its block is used; gcc knows that
  list(APPEND weft_warnings -Wno-unused-variable)
endif()
if(WEFT_WERROR)
  list(APPEND weft_warnings -Werror)
endif()

add_library(weft_flags INTERFACE)
target_compile_options(weft_flags INTERFACE ${weft_warnings} -fno-strict-aliasing)
target_compile_definitions(weft_flags INTERFACE _GNU_SOURCE WEFT_VERSION="${PROJECT_VERSION}"
                           G_LOG_DOMAIN="weft")
target_include_directories(weft_flags INTERFACE ${PROJECT_SOURCE_DIR}/include)
if(WEFT_SANITIZE)
  target_compile_options(weft_flags INTERFACE -fsanitize=${WEFT_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=undefined)
  target_link_options(weft_flags INTERFACE -fsanitize=${WEFT_SANITIZE})
endif()
if(WEFT_FUZZ)
  target_compile_options(weft_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined)
  target_link_options(weft_flags INTERFACE -fsanitize=address,undefined)
endif()

# weft_module(NAME USES ... HIDDEN ...): every .c file of src/NAME as static
# library weft_NAME. USES is what its public header may show, HIDDEN what only
# its own files may include.
function(weft_module name)
  cmake_parse_arguments(arg "" "" "USES;HIDDEN" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.c)
  if(NOT sources)
    return()
  endif()
  add_library(weft_${name} STATIC ${sources})
  target_link_libraries(weft_${name} PUBLIC weft_flags ${arg_USES} PRIVATE ${arg_HIDDEN})
endfunction()

function(weft_program name folder)
  cmake_parse_arguments(arg "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.c)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE weft_flags ${arg_USES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  install(TARGETS ${name} DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT ${name})
endfunction()
