package daruma.process.launch;

/**
 * What a program and its reaped children used.
 *
 * @param userMicros CPU time in user mode, microseconds
 * @param systemMicros CPU time in the kernel, microseconds
 * @param maxRssKilobytes the largest resident set of any one of them, in 1024 bytes
 */
public record Usage(long userMicros, long systemMicros, long maxRssKilobytes) {}
