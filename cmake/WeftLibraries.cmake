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
