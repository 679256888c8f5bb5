package daruma.process.notify;

/** A datagram socket on which programs tell how they are, see {@code ProcessRoom.notifySocket}. */
public interface NotifySocket extends AutoCloseable {
    /** Stops listening. A socket file that was made for it is removed; an inherited descriptor is closed. */
    @Override
    void close();
}
