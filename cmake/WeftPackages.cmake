# What is installed, as two packages for Debian: weft for operators, and weft-agent, all that a VM
# needs. `cmake --workflow --preset package` builds them in build/package.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX}) # the programs know their folders by it
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "weft's builders <root@localhost>")
if(DEFINED ENV{DEBEMAIL})
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()

set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each has its own, as its first line
set(CPACK_COMPONENTS_ALL weft weft-agent)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)

set(CPACK_DEBIAN_WEFT_PACKAGE_NAME weft)
set(CPACK_COMPONENT_WEFT_DESCRIPTION "software orchestration as a DAG of components across VMs
weft explores, checks, plans, prepares and watches models, in a terminal.")
# libgvc6 is loaded when a picture is drawn, so no list of shared libraries has it.
set(CPACK_DEBIAN_WEFT_PACKAGE_DEPENDS "weft-agent (= ${PROJECT_VERSION}), libgvc6")
set(CPACK_DEBIAN_WEFT_PACKAGE_RECOMMENDS
    "libzookeeper-java, default-jre-headless, bubblewrap, fonts-dejavu-core")

set(CPACK_DEBIAN_WEFT-AGENT_PACKAGE_NAME weft-agent)
set(CPACK_COMPONENT_WEFT-AGENT_DESCRIPTION "a VM's part of a weft stack
The agent runs a VM's components; values of other VMs reach them through ZooKeeper.")
# The hooks are scripts: wait needs python3 alone, the others what they are named after.
set(CPACK_DEBIAN_WEFT-AGENT_PACKAGE_RECOMMENDS python3)
set(CPACK_DEBIAN_WEFT-AGENT_PACKAGE_SUGGESTS "ansible-core, puppet-agent")
file(GLOB CPACK_DEBIAN_WEFT-AGENT_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/scripts/debian/weft-agent/*)

include(CPack)
