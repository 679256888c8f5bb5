package daruma.model;

/** Error numbers of Linux in words, for those that a start of a program can meet. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EACCES = 13;

    private Errno() {}

    /** Name and meaning, such as {@code ENOENT (no such file or directory)}; {@code errno 99} for others. */
    public static String describe(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM (operation not permitted)";
            case ENOENT -> "ENOENT (no such file or directory)";
            case 3 -> "ESRCH (no such process)";
            case 4 -> "EINTR (interrupted)";
            case 5 -> "EIO (input/output error)";
            case 7 -> "E2BIG (arguments and environment too long)";
            case 8 -> "ENOEXEC (not an executable format; a script needs a #! line)";
            case 9 -> "EBADF (bad file descriptor)";
            case 11 -> "EAGAIN (out of processes or threads)";
            case 12 -> "ENOMEM (out of memory)";
            case EACCES -> "EACCES (permission denied)";
            case 17 -> "EEXIST (file exists)";
            case 20 -> "ENOTDIR (not a directory)";
            case 21 -> "EISDIR (is a directory)";
            case 22 -> "EINVAL (invalid argument)";
            case 23 -> "ENFILE (too many open files in the system)";
            case 24 -> "EMFILE (too many open files)";
            case 26 -> "ETXTBSY (the file is being written)";
            case 28 -> "ENOSPC (no space left on device)";
            case 30 -> "EROFS (read-only file system)";
            case 36 -> "ENAMETOOLONG (file name too long)";
            case 40 -> "ELOOP (too many symbolic links)";
            case 98 -> "EADDRINUSE (address already in use)";
            default -> "errno " + errno;
        };
    }
}
