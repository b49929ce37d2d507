# Cross-building with the machine's own clang against Debian's packages for another processor,
# unpacked by scripts/cross_sysroot.sh. The file that includes this one sets cross_processor and
# cross_folder (build/sysroot-FOLDER).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${cross_processor})
set(sysroot ${CMAKE_CURRENT_LIST_DIR}/../build/sysroot-${cross_folder})
set(CMAKE_SYSROOT ${sysroot})
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_CXX_COMPILER_TARGET ${cross_processor}-linux-gnu)
# The compiler's headers are the machine's, its runtime the target's.
set(CMAKE_CXX_FLAGS_INIT "-resource-dir=${sysroot}/clang")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=lld -L${sysroot}/usr/lib/llvm-19/lib")
set(CMAKE_LIBRARY_ARCHITECTURE ${cross_processor}-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
