# For x86_64 on a machine with another processor (a Debian container on an Apple laptop is arm64).
set(cross_processor x86_64)
set(cross_folder x86_64)
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)
