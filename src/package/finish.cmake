# SPDX-License-Identifier: MIT
# Run by CPack over what was installed, before it is packed: compressed as Debian wants it, and with one date for all,
# so that the same sources make the same package.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr)
file(GLOB_RECURSE pages ${root}/share/man/*.1)
execute_process(COMMAND gzip -9n ${pages} ${root}/share/doc/earwitness/changelog COMMAND_ERROR_IS_FATAL ANY)
set(date $ENV{SOURCE_DATE_EPOCH})
if(NOT date)
  return()
endif()
execute_process(COMMAND find ${root} -exec touch --no-dereference --date=@${date} {} + COMMAND_ERROR_IS_FATAL ANY)
