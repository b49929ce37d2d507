# What every target is compiled with. Warnings are errors.
add_library(mta_options INTERFACE)
target_compile_options(mta_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wimplicit-fallthrough
  -Wno-missing-designated-field-initializers  # fields left out have their defaults
  -Werror)
target_link_options(mta_options INTERFACE -fuse-ld=lld)

if(MTA_SANITIZE)
  # UBSan findings must fail the test that caused them; frames keep reports readable.
  target_compile_options(mta_options INTERFACE
    -fsanitize=${MTA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  target_link_options(mta_options INTERFACE -fsanitize=${MTA_SANITIZE})
else()
  # The shipped binary asks for nothing on the machine it runs on but glibc.
  target_compile_options(mta_options INTERFACE -ffunction-sections -fdata-sections)
  include(cmake/hardening.cmake)
  # glibc 2.34 is enough (Amazon Linux 2023, where Lambda runs): libgcc's unwinder would ask for
  # 2.35 (_dl_find_object), LLVM's does not.
  target_link_options(mta_options INTERFACE --rtlib=compiler-rt --unwindlib=libunwind)
  target_compile_options(mta_options INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
  target_link_options(mta_options INTERFACE
    -static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,-z,relro,-z,now $<$<CONFIG:Release>:-s>)
endif()
