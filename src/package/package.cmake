# SPDX-License-Identifier: MIT
# What is installed, and the Debian package that CPack makes of it: `cmake --build build --target package`.
#
# Two components. `program` is what the Debian package has. `development` is what another program needs to embed verify:
# only `cmake --install` brings it, as Debian keeps headers and archives out of a program's package, and whoever embeds
# the check builds it from source anyway.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package ${CMAKE_CURRENT_LIST_DIR})
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)

# The changelog tells the version and the day of all of this.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/debian/changelog)
file(STRINGS ${CMAKE_SOURCE_DIR}/debian/changelog head REGEX "^(earwitness| --) ")
if(NOT head MATCHES "^earwitness \\(${PROJECT_VERSION}\\) [^;]*; urgency=[a-z]+; -- ([^>]+>)  ..., (..) (...) (....) [0-9:]+ \\+0000")
  message(FATAL_ERROR "debian/changelog does not begin with version ${PROJECT_VERSION} and a date in UTC: ${head}")
endif()
set(EARWITNESS_MAINTAINER "${CMAKE_MATCH_1}" CACHE STRING "Who is asked about the Debian package")
set(months Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec)
list(FIND months ${CMAKE_MATCH_3} month)
math(EXPR month "${month} + 101")
string(SUBSTRING ${month} 1 2 month)
set(date ${CMAKE_MATCH_4}-${month}-${CMAKE_MATCH_2})

# Manual pages, by a program of the build's own that has the grammar that makes --help.
add_executable(earwitness_manual ${CMAKE_SOURCE_DIR}/src/cli/manual/main.cpp)
target_link_libraries(earwitness_manual PRIVATE ew_cli)
set_target_properties(earwitness_manual PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/manual)
set(manual ${CMAKE_BINARY_DIR}/man)
add_custom_command(
  OUTPUT ${manual}/written
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${manual}
  COMMAND earwitness_manual ${manual} ${date}
  COMMAND ${CMAKE_COMMAND} -E touch ${manual}/written
  DEPENDS earwitness_manual
  VERBATIM)
add_custom_target(manual ALL DEPENDS ${manual}/written)

set(shells ${CMAKE_SOURCE_DIR}/src/grammar/shells)
install(TARGETS earwitness)
install(TARGETS earwitness-decode earwitness-ask RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/earwitness)
install(DIRECTORY ${manual}/ DESTINATION ${CMAKE_INSTALL_MANDIR} FILES_MATCHING PATTERN "*.1")
install(FILES ${shells}/earwitness.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME earwitness)
# Something to press: it opens a terminal.
set(desktop ${CMAKE_SOURCE_DIR}/src/package/desktop/org.earwitness.earwitness)
install(FILES ${desktop}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${desktop}.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES ${desktop}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES ${shells}/earwitness.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# zsh looks for what packages bring in another folder than for what an administrator does.
install(CODE "
  set(folder site-functions)
  if(CMAKE_INSTALL_PREFIX MATCHES \"/usr$\")
    set(folder vendor-completions)
  endif()
  file(INSTALL DESTINATION \${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${folder} TYPE FILE
       RENAME _earwitness FILES ${shells}/earwitness.zsh)"
  COMPONENT program)
# What lintian need not say of the package. That of Debian 12 does not know the tag, which it calls an error.
cmake_host_system_information(RESULT distribution QUERY DISTRIB_INFO)
if(NOT "${distribution_ID} ${distribution_VERSION_ID}" STREQUAL "debian 12")
  install(CODE "
    if(CMAKE_INSTALL_PREFIX MATCHES \"/usr$\")
      file(INSTALL DESTINATION \${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/lintian/overrides TYPE FILE
           RENAME earwitness FILES ${package}/lintian-overrides)
    endif()"
    COMPONENT program)
endif()
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/debian/copyright ${CMAKE_SOURCE_DIR}/debian/changelog DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "slate-words.txt")

# One archive of verify and what it stands on, made of the modules' own objects: nothing is compiled for it. recover is
# not in it: it makes a sealed bag, for which it needs the private key, the archive's ledger and its locks, and a bag that
# another program made past these would be a finding in the next verify_ledger().
set(objects "")
foreach(module base os vtt json crypto flac journal bag timestamp archive verify)
  list(APPEND objects $<TARGET_OBJECTS:ew_${module}>)
endforeach()
add_library(earwitness_embedded STATIC ${objects})
set_target_properties(earwitness_embedded PROPERTIES OUTPUT_NAME earwitness EXPORT_NAME earwitness LINKER_LANGUAGE CXX)
target_compile_features(earwitness_embedded INTERFACE cxx_std_20)
target_link_libraries(earwitness_embedded PRIVATE Threads::Threads OpenSSL::Crypto fmt::fmt PkgConfig::SNDFILE)
install(TARGETS earwitness_embedded EXPORT earwitness ARCHIVE COMPONENT development INCLUDES
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
foreach(header base language verify version)
  install(FILES ${CMAKE_SOURCE_DIR}/include/earwitness/${header}.hpp
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/earwitness COMPONENT development)
endforeach()
set(config ${CMAKE_INSTALL_LIBDIR}/cmake/earwitness)
install(EXPORT earwitness NAMESPACE earwitness:: FILE earwitnessTargets.cmake DESTINATION ${config}
        COMPONENT development)
configure_package_config_file(${package}/earwitnessConfig.cmake.in earwitnessConfig.cmake
                              INSTALL_DESTINATION ${config} NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(earwitnessConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/earwitnessConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/earwitnessConfigVersion.cmake
        DESTINATION ${config} COMPONENT development)
# Found from where it lies, so that `cmake --install --prefix` may put it anywhere.
file(RELATIVE_PATH up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${package}/earwitness.pc.in earwitness.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/earwitness.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)

set(CPACK_GENERATOR DEB)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};${CMAKE_PROJECT_NAME};program;/")
set(CPACK_PACKAGE_NAME earwitness)
set(CPACK_PACKAGE_VENDOR "The earwitness authors")
set(CPACK_PACKAGE_CONTACT "${EARWITNESS_MAINTAINER}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${package}/finish.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS sensible-utils) # the editor of whoever has set none
# PortAudio reaches a sound server through ALSA's plug-ins; flac is what anybody checks a recording with.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libasound2-plugins, pulseaudio | pipewire-pulse, flac")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS xdg-utils)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "records conversations that you take part in, as evidence")
set(CPACK_PACKAGE_DESCRIPTION
"earwitness records the microphone of a computer and seals what it recorded:
anyone can check years later, with tools that everyone has, that not a second
of it was changed. What was lost on the way (a full disk, an unplugged
microphone, a crash) is known to the sample and stands in the recording.
.
It types out, plays, cuts provable excerpts, writes reports, asks for time
stamps (RFC 3161), and speaks English and Dutch.")
include(CPack)
