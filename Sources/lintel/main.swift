#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import ArgumentParser

// A reader that goes away, such as `head`, is an error of `write` and not a signal.
signal(SIGPIPE, SIG_IGN)
exit(Lintel.execute(Array(CommandLine.arguments.dropFirst())).rawValue)
