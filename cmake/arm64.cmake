# For arm64 on a machine with another processor.
set(cross_processor aarch64)
set(cross_folder arm64)
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)
