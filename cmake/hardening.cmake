# What makes a fault in memory an end instead of a way in. What each costs is measured:
# docs/performance.md, "Hardening".
target_compile_options(mta_options INTERFACE
  -fstack-protector-strong        # a canary before the return address
  -fstack-clash-protection        # a large frame touches every page: it cannot jump the guard page
  -ftrivial-auto-var-init=zero    # a variable that is read too early holds zeros, no old secrets;
  -ftrivial-auto-var-init-max-size=1024)  # buffers are filled before they are read (Beast's: 4 KiB)

# Jumps and returns go only where the compiler has marked a target.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  target_compile_options(mta_options INTERFACE -fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  target_compile_options(mta_options INTERFACE -mbranch-protection=standard)
endif()

# Sizes are checked in libc's calls. It needs an optimised build; some compilers define it by
# themselves. _GLIBCXX_ASSERTIONS is left out: it costs more than 2 % of the instructions.
target_compile_options(mta_options INTERFACE
  $<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=3>)
