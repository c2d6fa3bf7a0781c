# Finds the libraries, and says in one go which are missing and what their
# Debian packages are called.
find_package(PkgConfig REQUIRED)
set(weft_missing "")

function(weft_library target module package)
  pkg_check_modules(${target} QUIET IMPORTED_TARGET ${module})
  if(NOT ${target}_FOUND)
    set(weft_missing "${weft_missing}\n  ${module}  (Debian: ${package})" PARENT_SCOPE)
  endif()
endfunction()

weft_library(GLIB     glib-2.0   libglib2.0-dev)
weft_library(YAML     yaml-0.1   libyaml-dev)
weft_library(JANSSON  jansson    libjansson-dev)
weft_library(NCURSES  ncursesw   libncurses-dev)
weft_library(CGRAPH   libcgraph  libgraphviz-dev)
weft_library(GVC      libgvc     libgraphviz-dev)
weft_library(SODIUM   libsodium  libsodium-dev)
weft_library(ZLIB     zlib       zlib1g-dev)
if(WEFT_TESTS)
  weft_library(CMOCKA cmocka     libcmocka-dev)
endif()

# The ZooKeeper client ships no pkg-config file.
find_path(ZOOKEEPER_INCLUDE_DIR zookeeper/zookeeper.h)
find_library(ZOOKEEPER_LIBRARY zookeeper_st)
if(NOT ZOOKEEPER_INCLUDE_DIR OR NOT ZOOKEEPER_LIBRARY)
  string(APPEND weft_missing "\n  zookeeper_st  (Debian: libzookeeper-st-dev)")
endif()

if(weft_missing)
  message(FATAL_ERROR "weft needs libraries that were not found:${weft_missing}\n"
          "On Debian 12, scripts/demo installs them; README.md lists the packages of other distributions.")
endif()

add_library(zookeeper_st INTERFACE)
target_include_directories(zookeeper_st SYSTEM INTERFACE ${ZOOKEEPER_INCLUDE_DIR})
target_link_libraries(zookeeper_st INTERFACE ${ZOOKEEPER_LIBRARY})

# Graphviz is loaded by the child that draws, not linked: its headers, and what to load.
function(weft_soname variable library)
  pkg_get_variable(folder ${library} libdir)
  execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${folder}/${library}.so OUTPUT_VARIABLE headers)
  if(NOT headers MATCHES "SONAME +([^ \n]+)")
    message(FATAL_ERROR "cannot tell the soname of ${folder}/${library}.so")
  endif()
  set(${variable} ${CMAKE_MATCH_1} PARENT_SCOPE)
endfunction()
weft_soname(cgraph_soname libcgraph)
weft_soname(gvc_soname libgvc)
pkg_get_variable(graphviz_libdir libgvc libdir)
add_library(graphviz INTERFACE)
target_include_directories(graphviz SYSTEM INTERFACE ${CGRAPH_INCLUDE_DIRS} ${GVC_INCLUDE_DIRS})
target_compile_definitions(graphviz INTERFACE
    WEFT_GRAPHVIZ_PLUGINS="${graphviz_libdir}/graphviz"
    WEFT_CGRAPH_SONAME="${cgraph_soname}" WEFT_GVC_SONAME="${gvc_soname}")
