# Lambda runs on Amazon Linux 2023 (glibc 2.34). libgcc's unwinder asks for a newer one
# (_dl_find_object, 2.35); LLVM's does not.
option(MTA_FOR_LAMBDA "Link so that glibc 2.34 is enough" OFF)

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
  target_compile_options(mta_options INTERFACE
    -ffunction-sections -fdata-sections -fstack-protector-strong)
  target_compile_definitions(mta_options INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
  if(MTA_FOR_LAMBDA)
    target_link_options(mta_options INTERFACE --rtlib=compiler-rt --unwindlib=libunwind)
  endif()
  target_compile_options(mta_options INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
  target_link_options(mta_options INTERFACE
    -static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,-z,relro,-z,now $<$<CONFIG:Release>:-s>)
endif()
